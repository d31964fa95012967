import type { StackArtifact } from '../assembly';
import { DeploymentError } from '../errors';
import { evaluateConditions } from '../template/conditions';
import { isRecord, type Properties, type ResourceDeclaration } from '../template/document';
import { type Lookups, resolve } from '../template/intrinsics';
import { type Foresight, foresee, madeUpAttribute, madeUpName, type Unmade } from './foresight';
import { nestedArtifact } from './nested-stack';
import { valuesOf } from './values';

/** A value with its references resolved, and those that only a deployment could: something stands in for them. */
export interface Previewed<Value> {
  readonly value: Value;
  /** `Parameters.Domain of the stack Mail`, `Resources.Table.StreamArn of the stack Data` */
  readonly madeUp: readonly string[];
}

export interface PreviewedResource {
  readonly stack: StackPreview;
  readonly logicalId: string;
  readonly type: string;
}

/** By what a stack is found where it is deployed. */
export interface StackPlace {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
}

export interface PreviewOptions {
  /** Where stacks are that say nothing about it. */
  readonly account: string;
  readonly region: string;
  /** The physical ids that a deployment has given, where one is known. */
  readonly deployed?: (stack: StackPlace, logicalId: string) => string | undefined;
  /** The id of the organization with an alias, where it is known. @default an id of the alias's own stands in for it */
  readonly organizationIdOf?: (alias: string) => string | undefined;
}

/** A stack as it will be, as far as that can be known before anything is made. Resolves what it is asked for, no more. */
export class StackPreview {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  private readonly declarations: ReadonlyMap<string, ResourceDeclaration>;
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly unknownParameters: ReadonlySet<string>;
  private readonly conditions: ReadonlyMap<string, boolean>;
  private readonly nestedStacks = new Map<string, StackPreview | undefined>();
  /** The paths of what is being resolved. */
  private readonly underWay = new Set<string>();

  constructor(
    readonly artifact: StackArtifact,
    private readonly options: PreviewOptions,
    /** All stacks whose exports may be imported. */
    private readonly all: () => readonly StackPreview[],
  ) {
    this.stackName = artifact.stackName;
    this.account = known(artifact.account) ?? options.account;
    this.region = known(artifact.region) ?? options.region;
    const { template } = artifact;
    const { values, unknown } = valuesOf(this);
    this.values = values;
    this.unknownParameters = unknown;
    this.conditions = evaluateConditions(template.Conditions ?? {}, this.lookups(new Set()));
    const declarations = Object.entries(template.Resources);
    this.declarations = new Map(
      declarations.filter(([, { Condition }]) => Condition === undefined || this.conditions.get(Condition)),
    );
  }

  /** The resources that will be, those of nested stacks included. */
  resources(isWanted: (type: string) => boolean): PreviewedResource[] {
    return this.family().flatMap((stack) =>
      [...stack.declarations]
        .filter(([, { Type }]) => isWanted(Type))
        .map(([logicalId, { Type }]) => ({ stack, logicalId, type: Type })),
    );
  }

  /** This one and the stacks nested in it. */
  family(): StackPreview[] {
    const nested = [...this.declarations].flatMap(([logicalId, { Type }]) =>
      Type === 'AWS::CloudFormation::Stack' ? (this.nested(logicalId) ?? []) : [],
    );
    return [this, ...nested.flatMap((stack) => stack.family())];
  }

  /** Where the construct of a resource is in its app, if the template says so. */
  constructPath(logicalId: string): string | undefined {
    const path = this.declarations.get(logicalId)?.Metadata?.['aws:cdk:path'];
    return typeof path === 'string' ? path.replace(/\/Resource$/, '') : undefined;
  }

  properties(logicalId: string): Previewed<Properties> {
    const properties = this.declarations.get(logicalId)?.Properties ?? {};
    return this.resolve(properties, `Resources.${logicalId}.Properties`) as Previewed<Properties>;
  }

  /** One of them, without what the others would need. */
  property(logicalId: string, name: string): Previewed<unknown> {
    const value = this.declarations.get(logicalId)?.Properties?.[name];
    return this.resolve(value, `Resources.${logicalId}.Properties.${name}`);
  }

  /** Resolves what stands at a path of the template, or what CDK makes of a token. */
  resolve(value: unknown, path: string): Previewed<unknown> {
    if (this.underWay.has(path)) {
      throw new DeploymentError(
        'TEMPLATE_INVALID',
        `${path} of the stack ${this.stackName} depends on itself. Break the circle in the app.`,
      );
    }
    this.underWay.add(path);
    try {
      const madeUp = new Set<string>();
      return { value: resolve(value, this.lookups(madeUp), path), madeUp: [...madeUp] };
    } finally {
      this.underWay.delete(path);
    }
  }

  private lookups(madeUp: Set<string>): Lookups {
    return {
      mappings: this.artifact.template.Mappings ?? {},
      condition: (name) => this.conditions?.get(name),
      reference: (name) => {
        if (this.unknownParameters.has(name)) madeUp.add(this.told(`Parameters.${name}`));
        if (Object.hasOwn(this.values, name)) return this.values[name];
        return this.physicalId(name, madeUp);
      },
      attribute: (logicalId, attribute) => this.attribute(logicalId, attribute, madeUp),
      imported: (exportName) => this.imported(exportName, madeUp),
    };
  }

  private physicalId(logicalId: string, madeUp: Set<string>): string | undefined {
    const type = this.declarations.get(logicalId)?.Type;
    if (!type) return undefined;
    const resource = this.unmade(logicalId, type);
    const foreseen = foresee(resource);
    if (!foreseen || this.isGuessed(foreseen)) madeUp.add(this.told(`Resources.${logicalId}`));
    if (foreseen) return foreseen.physicalId;
    return madeUpName(resource);
  }

  private attribute(logicalId: string, attribute: string, madeUp: Set<string>): unknown {
    const type = this.declarations.get(logicalId)?.Type;
    if (!type) return undefined;
    const output = attribute.startsWith('Outputs.') ? this.nested(logicalId)?.output(attribute.slice(8)) : undefined;
    if (output) return collect(output, madeUp);
    const resource = this.unmade(logicalId, type);
    const foresight = foresee(resource);
    const foreseen = foresight?.attributes[attribute];
    if (foreseen === undefined || this.isGuessed(foresight))
      madeUp.add(this.told(`Resources.${logicalId}.${attribute}`));
    return foreseen ?? madeUpAttribute(resource, attribute);
  }

  private told(what: string): string {
    return `${what} of the stack ${this.stackName}`;
  }

  /** A guess is as good as the name itself, unless somebody asks for what a deployment has made. */
  private isGuessed(foreseen: Foresight | undefined): boolean {
    return this.options.deployed !== undefined && foreseen?.isGuess === true;
  }

  private imported(exportName: string, madeUp: Set<string>): unknown {
    for (const stack of this.all()) {
      const output = stack.exported(exportName);
      if (output) return collect(output, madeUp);
    }
    madeUp.add(this.told(`Fn::ImportValue ${exportName}`));
    return `value-of-${exportName}`;
  }

  private exported(exportName: string): Previewed<unknown> | undefined {
    const { Outputs = {} } = this.artifact.template;
    for (const [key, { Export }] of Object.entries(Outputs)) {
      if (Export && this.resolve(Export.Name, `Outputs.${key}.Export`).value === exportName) return this.output(key);
    }
    return undefined;
  }

  private output(key: string): Previewed<unknown> | undefined {
    const output = this.artifact.template.Outputs?.[key];
    return output && this.resolve(output.Value, `Outputs.${key}.Value`);
  }

  private nested(logicalId: string): StackPreview | undefined {
    if (!this.nestedStacks.has(logicalId)) {
      this.nestedStacks.set(logicalId, this.previewNested(logicalId));
    }
    return this.nestedStacks.get(logicalId);
  }

  private previewNested(logicalId: string): StackPreview | undefined {
    const { account, region, options } = this;
    const deployedId = options.deployed?.(this, logicalId);
    const artifact = nestedArtifact(this.artifact, logicalId, this.properties(logicalId).value, deployedId);
    // nobody can be asked for a stack whose name is not known
    const deployed = options.deployed && deployedId === undefined ? () => undefined : options.deployed;
    return artifact && new StackPreview(artifact, { ...options, account, region, deployed }, this.all);
  }

  private unmade(logicalId: string, type: string): Unmade {
    const { stackName, account, region } = this;
    const text = (property: string) => {
      const resolved = this.property(logicalId, property).value;
      return resolved === undefined || isRecord(resolved) ? undefined : String(resolved);
    };
    const physicalId = this.options.deployed?.(this, logicalId);
    const organizationIdOf = (alias: string) => this.options.organizationIdOf?.(alias);
    const about = { stackName, logicalId, type, account, region, text, organizationIdOf };
    return { ...about, ...(physicalId !== undefined && { physicalId }) };
  }
}

/** `unknown-region` is what CDK writes for a stack that is for any. */
function known(environment: string): string | undefined {
  return environment && !environment.startsWith('unknown-') ? environment : undefined;
}

function collect({ value, madeUp: others }: Previewed<unknown>, madeUp: Set<string>): unknown {
  for (const other of others) madeUp.add(other);
  return value;
}

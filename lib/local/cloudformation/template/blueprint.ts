import { DeploymentError } from '../errors';
import { evaluateConditions } from './conditions';
import type { OutputDeclaration, Properties, ResourceDeclaration, Template } from './document';
import { parameterValues } from './parameters';
import { referencesIn } from './references';

/** A template with its parameters and conditions applied: what is to be, but for the values that arise on the way. */
export interface Blueprint {
  readonly resources: ReadonlyMap<string, ResourceBlueprint>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
  /** Parameters and pseudo parameters. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly conditions: ReadonlyMap<string, boolean>;
}

export interface ResourceBlueprint {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  /** The resources that must exist before. */
  readonly dependencies: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
}

const DELETION_POLICIES = ['Delete', 'Retain', 'RetainExceptOnCreate'] as const;
export type DeletionPolicy = (typeof DELETION_POLICIES)[number];

export interface BlueprintOptions {
  readonly pseudoParameters: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, string>>;
  /** The value of a parameter of the Systems Manager, if there is one. */
  readonly storedParameter: (name: string) => string | undefined;
}

/** Reads a template; throws for what could never be deployed. */
export function readBlueprint(template: Template, options: BlueprintOptions): Blueprint {
  if (template.Transform) {
    throw invalid('Transform', `asks for ${JSON.stringify(template.Transform)}: macros do not run on this machine`);
  }
  const mappings = template.Mappings ?? {};
  const values = { ...options.pseudoParameters, ...parameterValues(template.Parameters ?? {}, options) };
  const nothing = () => undefined;
  const lookups = { reference: (name: string) => values[name], attribute: nothing, imported: nothing, mappings };
  const conditions = evaluateConditions(template.Conditions ?? {}, lookups);
  const isWanted = ([logicalId, { Condition }]: [string, { Condition?: string }]) => {
    if (Condition === undefined) return true;
    const holds = conditions.get(Condition);
    if (holds === undefined) throw invalid(logicalId, `has the condition '${Condition}', which does not exist`);
    return holds;
  };
  const declarations = new Map(Object.entries(template.Resources).filter(isWanted));
  const names = { declarations, all: new Set(Object.keys(template.Resources)), values, conditions };
  const resources = new Map(
    [...declarations].map(([logicalId, declaration]) => {
      const dependencies = dependenciesOf(logicalId, declaration, names);
      return [logicalId, { logicalId, dependencies, ...describe(logicalId, declaration) }];
    }),
  );
  refuseCircles(resources);
  const outputs = new Map(Object.entries(template.Outputs ?? {}).filter(isWanted));
  for (const [name, output] of outputs) checkedReferences(output, `Outputs.${name}`, names);
  return { resources, outputs, values, mappings, conditions };
}

function describe(logicalId: string, { Type, Properties, DeletionPolicy, UpdateReplacePolicy }: ResourceDeclaration) {
  const policy = (name: string, value = 'Delete') => {
    const known = DELETION_POLICIES.find((candidate) => candidate === value);
    if (!known) throw invalid(`Resources.${logicalId}.${name}`, `is '${value}', which does nothing on this machine`);
    return known;
  };
  return {
    type: Type,
    properties: Properties ?? {},
    deletionPolicy: policy('DeletionPolicy', DeletionPolicy),
    updateReplacePolicy: policy('UpdateReplacePolicy', UpdateReplacePolicy),
  };
}

interface Names {
  /** The resources that will be. */
  readonly declarations: ReadonlyMap<string, ResourceDeclaration>;
  /** Also those whose condition does not hold. */
  readonly all: ReadonlySet<string>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly conditions: ReadonlyMap<string, boolean>;
}

function dependenciesOf(logicalId: string, declaration: ResourceDeclaration, names: Names): string[] {
  const path = `Resources.${logicalId}`;
  const explicit = [declaration.DependsOn ?? []].flat();
  const unknown = explicit.find((name) => !names.all.has(name));
  if (unknown !== undefined) throw unresolved(`${path}.DependsOn`, unknown);
  const all = [...explicit, ...checkedReferences(declaration.Properties ?? {}, `${path}.Properties`, names)];
  return [...new Set(all.filter((name) => names.declarations.has(name)))];
}

function checkedReferences(value: unknown, path: string, names: Names): string[] {
  const references = referencesIn(value, names.conditions, path);
  for (const { name, path: where } of references) {
    const exists = names.declarations.has(name) || Object.hasOwn(names.values, name) || name === 'AWS::NoValue';
    if (!exists) throw unresolved(where, name);
  }
  return references.map(({ name }) => name);
}

function refuseCircles(resources: ReadonlyMap<string, ResourceBlueprint>): void {
  const left = new Map(resources);
  for (let progress = true; progress; ) {
    const free = [...left.values()].filter(({ dependencies }) => !dependencies.some((name) => left.has(name)));
    for (const { logicalId } of free) left.delete(logicalId);
    progress = free.length > 0;
  }
  if (left.size === 0) return;
  throw new DeploymentError(
    'TEMPLATE_INVALID',
    `Circular dependency between resources: [${[...left.keys()].join(', ')}]. Remove one of their references.`,
  );
}

function invalid(path: string, what: string): DeploymentError {
  return new DeploymentError('TEMPLATE_INVALID', `${path} ${what}. Correct that in the app.`);
}

function unresolved(path: string, name: string): DeploymentError {
  return new DeploymentError(
    'REFERENCE_UNRESOLVED',
    `${path} refers to '${name}', which does not exist. Correct the name, or add what it names.`,
  );
}

import { DeploymentError } from '../errors';
import { isRecord } from './document';

/** Where the values of a template's references come from. Each returns undefined for what does not exist. */
export interface Lookups {
  /** A parameter, a resource's physical id, or a pseudo parameter. */
  reference(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  imported(exportName: string): unknown;
  condition(name: string): boolean | undefined;
  readonly mappings: Readonly<Record<string, unknown>>;
}

/**
 * A value with its intrinsic functions replaced by what they stand for. `AWS::NoValue` becomes undefined, and goes
 * from the object or list that it is in.
 */
export function resolve(value: unknown, lookups: Lookups, path: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => resolve(item, lookups, `${path}[${index}]`));
    return items.filter((item) => item !== undefined);
  }
  if (!isRecord(value)) return text(value, path);
  const intrinsic = intrinsicIn(value);
  if (intrinsic) return new Resolver(lookups, path).call(intrinsic.name, intrinsic.argument);
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, lookups, `${path}.${key}`)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function text(value: unknown, path: string): unknown {
  if (typeof value !== 'string' || !value.includes('{{resolve:')) return value;
  throw new DeploymentError(
    'TEMPLATE_INVALID',
    `${path} has the dynamic reference '${value}': there are no secrets and no parameters to read on this machine. Use a parameter of the template.`,
  );
}

/** The intrinsic function that an object is, if it is one. */
export function intrinsicIn(value: Record<string, unknown>): { name: string; argument: unknown } | undefined {
  const [name, ...others] = Object.keys(value);
  if (!name || others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined;
  return { name, argument: value[name] };
}

/** `[Topic, 'TopicName']` for both spellings of an Fn::GetAtt; the attribute may have dots. */
export function attributeOf(argument: unknown): readonly [logicalId: string, attribute: unknown] | undefined {
  const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : [argument].flat();
  if (typeof logicalId !== 'string' || attribute.length === 0) return undefined;
  return [logicalId, attribute.length === 1 ? attribute[0] : attribute.join('.')];
}

/** The `${…}` of an Fn::Sub; `${!…}` stands for itself. */
export const PLACEHOLDER = /\$\{([^!{}][^{}]*)\}/g;

/** The text and the local variables of an Fn::Sub. */
export function substitutionOf(argument: unknown): { text: string; variables: Record<string, unknown> } | undefined {
  const [text, variables = {}] = [argument].flat();
  if (typeof text !== 'string' || !isRecord(variables)) return undefined;
  return { text, variables };
}

class Resolver {
  constructor(
    private readonly lookups: Lookups,
    private readonly path: string,
  ) {}

  call(name: string, argument: unknown): unknown {
    const operation = this.functions[name];
    if (!operation) throw this.invalid(`uses ${name}, which is not known here`);
    return operation(argument);
  }

  private readonly functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (argument) => this.reference(String(argument)),
    'Fn::GetAtt': (argument) => {
      const [logicalId, attribute] = attributeOf(argument) ?? this.malformed('Fn::GetAtt', argument);
      return this.attribute(logicalId, this.text(attribute));
    },
    'Fn::Sub': (argument) => {
      const { text, variables } = substitutionOf(argument) ?? this.malformed('Fn::Sub', argument);
      const replaced = text.replace(PLACEHOLDER, (_, name: string) => this.placeholder(name.trim(), variables));
      return replaced.replace(/\$\{!/g, '${');
    },
    'Fn::Join': (argument) => {
      const [separator, list] = this.list('Fn::Join', argument, 2);
      return this.texts(list).join(this.text(separator));
    },
    'Fn::Split': (argument) => {
      const [separator, text] = this.list('Fn::Split', argument, 2);
      return this.text(text).split(this.text(separator));
    },
    'Fn::Select': (argument) => {
      const [position, list] = this.list('Fn::Select', argument, 2);
      const chosen = this.values(list)[Number(this.text(position))];
      return chosen ?? this.malformed('Fn::Select', argument);
    },
    'Fn::If': (argument) => {
      const [condition, whenTrue, whenFalse] = this.list('Fn::If', argument, 3);
      const holds = this.lookups.condition(String(condition));
      if (holds === undefined) throw this.unresolved(`the condition '${condition}'`);
      return this.value(holds ? whenTrue : whenFalse);
    },
    'Fn::FindInMap': (argument) => {
      const keys = this.list('Fn::FindInMap', argument, 3).map((key) => this.text(key));
      const found = keys.reduce<unknown>((map, key) => (isRecord(map) ? map[key] : undefined), this.lookups.mappings);
      if (found === undefined) throw this.unresolved(`the entry ${keys.join('.')} of the mappings`);
      return found;
    },
    'Fn::ImportValue': (argument) => {
      const name = this.text(argument);
      const value = this.lookups.imported(name);
      if (value === undefined) throw this.unresolved(`the export '${name}' of another stack`);
      return value;
    },
    'Fn::Base64': (argument) => Buffer.from(this.text(argument)).toString('base64'),
    'Fn::GetAZs': (argument) =>
      ['a', 'b', 'c'].map((zone) => (this.text(argument) || this.reference('AWS::Region')) + zone),
  };

  private reference(name: string): unknown {
    if (name === 'AWS::NoValue') return undefined;
    const value = this.lookups.reference(name);
    if (value === undefined) throw this.unresolved(`'${name}'`);
    return value;
  }

  private attribute(logicalId: string, attribute: string): unknown {
    const value = this.lookups.attribute(logicalId, attribute);
    if (value === undefined) throw this.unresolved(`the attribute '${attribute}' of '${logicalId}'`);
    return value;
  }

  private placeholder(name: string, variables: Record<string, unknown>): string {
    if (Object.hasOwn(variables, name)) return this.text(variables[name]);
    const reference = attributeOf(name);
    return this.text(reference ? this.attribute(reference[0], String(reference[1])) : this.reference(name));
  }

  private value(value: unknown): unknown {
    return resolve(value, this.lookups, this.path);
  }

  private values(value: unknown): unknown[] {
    const list = this.value(value);
    if (!Array.isArray(list)) throw this.invalid(`needs a list, not ${JSON.stringify(list)}`);
    return list;
  }

  private texts(value: unknown): string[] {
    return this.values(value).map((item) => this.text(item));
  }

  private text(value: unknown): string {
    const text = this.value(value);
    if (typeof text === 'object' || text === undefined) throw this.invalid(`needs a text, not ${JSON.stringify(text)}`);
    return String(text);
  }

  private list(name: string, argument: unknown, length: number): unknown[] {
    return Array.isArray(argument) && argument.length === length ? argument : this.malformed(name, argument);
  }

  private malformed(name: string, argument: unknown): never {
    throw this.invalid(`has a malformed ${name}: ${JSON.stringify(argument)}`);
  }

  private invalid(what: string): DeploymentError {
    return new DeploymentError('TEMPLATE_INVALID', `${this.path} ${what}. Correct that in the app.`);
  }

  private unresolved(what: string): DeploymentError {
    return new DeploymentError(
      'REFERENCE_UNRESOLVED',
      `${this.path} refers to ${what}, which does not exist. Correct the name, or add what it names.`,
    );
  }
}

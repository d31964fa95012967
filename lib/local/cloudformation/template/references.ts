import { isRecord } from './document';
import { attributeOf, intrinsicIn, PLACEHOLDER, substitutionOf } from './intrinsics';

export interface Reference {
  /** A parameter, a pseudo parameter or a resource. */
  readonly name: string;
  /** Where it stands. */
  readonly path: string;
}

/** All names that a value refers to. Of an Fn::If only the branch that holds counts. */
export function referencesIn(value: unknown, conditions: ReadonlyMap<string, boolean>, path: string): Reference[] {
  const within = (item: unknown, key: string | number) =>
    referencesIn(item, conditions, typeof key === 'number' ? `${path}[${key}]` : `${path}.${key}`);
  if (Array.isArray(value)) return value.flatMap(within);
  if (!isRecord(value)) return [];
  const intrinsic = intrinsicIn(value);
  if (!intrinsic) return Object.entries(value).flatMap(([key, item]) => within(item, key));
  const { name, argument } = intrinsic;
  const own = ownReferences(name, argument).map((reference) => ({ name: reference, path }));
  const inner = name === 'Fn::If' ? branch(argument, conditions) : argument;
  return [...own, ...referencesIn(inner, conditions, path)];
}

function ownReferences(name: string, argument: unknown): string[] {
  if (name === 'Ref') return [String(argument)];
  if (name === 'Fn::GetAtt') return attributeOf(argument)?.slice(0, 1).map(String) ?? [];
  if (name !== 'Fn::Sub') return [];
  const { text, variables } = substitutionOf(argument) ?? { text: '', variables: {} };
  return [...text.matchAll(PLACEHOLDER)]
    .map(([, placeholder = '']) => placeholder.trim())
    .filter((placeholder) => !Object.hasOwn(variables, placeholder))
    .map((placeholder) => placeholder.split('.')[0] ?? '');
}

function branch(argument: unknown, conditions: ReadonlyMap<string, boolean>): unknown {
  if (!Array.isArray(argument)) return argument;
  return conditions.get(String(argument[0])) ? argument[1] : argument[2];
}

/**
 * Schemas in the SDK's notation, as its generated commands have them: a number for the kind, namespace, name, traits,
 * and what the kind needs.
 */
type Simple = [kind: 0, namespace: string, name: string, traits: number, type: number];
type Structure = [kind: 3, namespace: string, name: string, traits: number, members: string[], types: Type[]];
type Operation = [kind: 9, namespace: string, name: string, traits: number, input: Structure, output: Structure];
type Type = number | (() => Simple | Structure);

/** The SDK's numbers for the simple types of the Smithy language. */
export const TEXT = 0;
export const NUMBER = 1;
export const BOOLEAN = 2;
/**
 * Anything that JSON can say, untouched. Rules travel as documents, not as structures: the client drops every member of
 * a structure that its schema does not list, so an action that WorkMail learned later would come back as `{}`.
 */
export const DOCUMENT = 15;

const LIST = 64;
export const LIST_OF_TEXTS = LIST | TEXT;
export const LIST_OF_DOCUMENTS = LIST | DOCUMENT;

const NAMESPACE = 'com.amazonaws.workmail';

/** Trait 8, sensitive: the client's log filter masks it. */
export const SECRET: Simple = [0, NAMESPACE, 'Secret', 8, TEXT];

/** The members of a structure, each with its type. */
export type Members = Readonly<Record<string, number | Simple | Structure>>;

export function structure(name: string, members: Members): Structure {
  const types = Object.values(members).map((type): Type => (typeof type === 'number' ? type : () => type));
  return [3, NAMESPACE, name, 0, Object.keys(members), types];
}

export function operationSchema(name: string, input: Members, output: Members): Operation {
  return [9, NAMESPACE, name, 0, structure(`${name}Request`, input), structure(`${name}Response`, output)];
}

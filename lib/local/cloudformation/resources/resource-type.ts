import type { Account } from '../account/account';
import { ResourceFailure } from '../errors';
import { generatedName } from '../names';
import type { Properties } from '../template/document';

/** What is to be made of a resource, and everything that it may use for that. */
export interface ResourceRequest {
  readonly stack: { readonly name: string; readonly id: string };
  readonly account: Account;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved. */
  readonly properties: Properties;
  /** Ends the wait for something that is under way. */
  readonly cancelled: AbortSignal;
  /** Tells people what they should know: a property without effect. */
  notice(notice: string): void;
}

export interface PresentResource extends ResourceRequest {
  readonly physicalId: string;
  /** The properties that it has. For a deletion they equal `properties`. */
  readonly present: Properties;
}

export interface ResourceOutcome {
  readonly physicalId: string;
  readonly attributes?: Properties;
  readonly noEcho?: boolean;
}

/** How one type of resource is made, changed and removed; an error is thrown as a ResourceFailure. */
export interface ResourceType {
  /** The properties that do something; absent: all. Others do nothing, which is told. */
  readonly properties?: readonly string[];
  /** Properties that do nothing here, and nothing that could be missed. */
  readonly withoutEffect?: readonly string[];
  /** The properties whose change makes another resource, which replaces this one. */
  readonly replaceOn: readonly string[];
  create(request: ResourceRequest): Promise<ResourceOutcome> | ResourceOutcome;
  update(request: PresentResource): Promise<ResourceOutcome> | ResourceOutcome;
  delete(request: PresentResource): Promise<void> | void;
}

/** For types of which every change is a replacement. */
export function neverUpdated(request: PresentResource): never {
  throw new ResourceFailure(`${request.type} cannot be updated`);
}

export function makeName({ stack, logicalId }: ResourceRequest, longest: number): string {
  return generatedName(stack.name, logicalId, longest);
}

// ---- reading properties -------------------------------------------------------------------------

export function requiredText(properties: Properties, name: string): string {
  const value = optionalText(properties, name);
  if (value === undefined) throw new ResourceFailure(`Property validation failure: '${name}' is required`);
  return value;
}

export function optionalText(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') {
    throw new ResourceFailure(`Property validation failure: '${name}' must be a text, not ${JSON.stringify(value)}`);
  }
  return String(value);
}

export function optionalNumber(properties: Properties, name: string): number | undefined {
  const text = optionalText(properties, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isNaN(number)) throw new ResourceFailure(`Property validation failure: '${name}' must be a number`);
  return number;
}

export function optionalRecord(properties: Properties, name: string): Properties | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new ResourceFailure(`Property validation failure: '${name}' must be an object`);
  }
  return value as Properties;
}

export function listOf<Item>(properties: Properties, name: string): readonly Item[] {
  const value = properties[name] ?? [];
  if (!Array.isArray(value)) throw new ResourceFailure(`Property validation failure: '${name}' must be a list`);
  return value;
}

import type { Direction } from '../rules';
import { digest } from './entity';

/**
 * A rule of a direction, or an SMTP gateway: of each, an organization has one of a name at most. The configuration of the
 * event log has the empty name.
 */
export type EntityKind = Direction | 'SMTP_GATEWAY' | 'EVENT_LOGGING';

/** What makes an entity this one: WorkMail gives it no id of its own. */
export interface Identity {
  readonly organizationId: string;
  readonly kind: EntityKind;
  readonly name: string;
}

/**
 * What is known of a resource, kept in its physical id, which is all that CloudFormation keeps for us:
 * - `held`: the entity is this resource's. `replaced` is what it was before another name made it another one, so that a
 *   roll-back finds its own entity there.
 * - `notWritten`: the Create failed and wrote nothing.
 * - `unknown`: the Create failed and may have written the document of which this is the hash.
 */
export type EntityState =
  | { readonly kind: 'held'; readonly replaced?: Replaced }
  | { readonly kind: 'notWritten' }
  | { readonly kind: 'unknown'; readonly documentHash: string };

/** Hashes of an identity, and of the document that WorkMail then had, if it could be read. */
export interface Replaced {
  readonly identity: string;
  readonly document?: string;
}

export interface PhysicalId {
  readonly identity: Identity;
  readonly state: EntityState;
}

const SEGMENTS: Readonly<Record<EntityKind, string>> = {
  INBOUND: 'inbound',
  OUTBOUND: 'outbound',
  SMTP_GATEWAY: 'smtp-gateway',
  EVENT_LOGGING: 'event-logging',
};
const FORM =
  /^(?:(not-written|unknown-([0-9a-f]{16})|after-([0-9a-f]{16})(?:-([0-9a-f]{16}))?):)?([^/]*)\/(inbound|outbound|smtp-gateway|event-logging)\/(.*)$/s;

export function formatPhysicalId({ identity, state }: PhysicalId): string {
  const { organizationId, kind, name } = identity;
  return `${statePrefix(state)}${organizationId}/${SEGMENTS[kind]}/${name}`;
}

function statePrefix(state: EntityState): string {
  switch (state.kind) {
    case 'held':
      return replacedPrefix(state.replaced);
    case 'notWritten':
      return 'not-written:';
    case 'unknown':
      return `unknown-${state.documentHash}:`;
  }
}

function replacedPrefix(replaced: Replaced | undefined): string {
  if (!replaced) return '';
  return `after-${replaced.identity}${replaced.document ? `-${replaced.document}` : ''}:`;
}

/** What a resource had been before another name made it another one, if it was. */
export function replacedBy(physicalId: PhysicalId | undefined): Replaced | undefined {
  return physicalId?.state.kind === 'held' ? physicalId.state.replaced : undefined;
}

/** Undefined for an id that this provider did not make: CloudFormation makes one up where a Create was never answered. */
export function parsePhysicalId(text: string | undefined): PhysicalId | undefined {
  const match = FORM.exec(text ?? '');
  if (!match) return undefined;
  const [, state, documentHash, before, document, organizationId = '', segment, name = ''] = match;
  const kind = (Object.keys(SEGMENTS) as EntityKind[]).find((candidate) => SEGMENTS[candidate] === segment)!;
  const identity = { organizationId, kind, name };
  if (state === 'not-written') return { identity, state: { kind: 'notWritten' } };
  if (documentHash) return { identity, state: { kind: 'unknown', documentHash } };
  const replaced = before ? { identity: before, ...(document && { document }) } : undefined;
  return { identity, state: { kind: 'held', ...(replaced && { replaced }) } };
}

export function sameIdentity(a: Identity, b: Identity): boolean {
  return a.organizationId === b.organizationId && a.kind === b.kind && a.name === b.name;
}

export function identityHash(identity: Identity): string {
  return digest(formatPhysicalId({ identity, state: { kind: 'held' } }));
}

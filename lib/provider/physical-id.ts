import { createHash } from 'node:crypto';
import { type Direction, documentKey, type Rule } from '../rules';

/** What makes a rule this rule: WorkMail gives it no id of its own. */
export interface RuleIdentity {
  readonly organizationId: string;
  readonly direction: Direction;
  readonly name: string;
}

/**
 * What is known of a rule resource, kept in its physical id, which is all that CloudFormation keeps for us:
 * - `held`: the rule is this resource's. `replaced` is the identity (hashed) that it had before, so that a roll-back to
 *   that identity finds its own rule there.
 * - `notWritten`: the Create failed and wrote nothing.
 * - `unknown`: the Create failed and may have written the document of which this is the hash.
 */
export type RuleState =
  | { readonly kind: 'held'; readonly replaced?: string }
  | { readonly kind: 'notWritten' }
  | { readonly kind: 'unknown'; readonly documentHash: string };

export interface PhysicalId {
  readonly identity: RuleIdentity;
  readonly state: RuleState;
}

const SHORT_DIRECTION = { INBOUND: 'inbound', OUTBOUND: 'outbound' } as const;
const FORM = /^(?:(not-written|unknown-([0-9a-f]{16})|after-([0-9a-f]{16})):)?([^/]*)\/(inbound|outbound)\/(.*)$/s;

export function formatPhysicalId({ identity, state }: PhysicalId): string {
  const { organizationId, direction, name } = identity;
  return `${statePrefix(state)}${organizationId}/${SHORT_DIRECTION[direction]}/${name}`;
}

function statePrefix(state: RuleState): string {
  switch (state.kind) {
    case 'held':
      return state.replaced ? `after-${state.replaced}:` : '';
    case 'notWritten':
      return 'not-written:';
    case 'unknown':
      return `unknown-${state.documentHash}:`;
  }
}

/** Undefined for an id that this provider did not make: CloudFormation makes one up where a Create was never answered. */
export function parsePhysicalId(text: string | undefined): PhysicalId | undefined {
  const match = FORM.exec(text ?? '');
  if (!match) return undefined;
  const [, state, documentHash, replaced, organizationId = '', direction, name = ''] = match;
  const identity = { organizationId, direction: direction === 'inbound' ? 'INBOUND' : 'OUTBOUND', name } as const;
  if (state === 'not-written') return { identity, state: { kind: 'notWritten' } };
  if (documentHash) return { identity, state: { kind: 'unknown', documentHash } };
  return { identity, state: { kind: 'held', ...(replaced && { replaced }) } };
}

export function sameIdentity(a: RuleIdentity, b: RuleIdentity): boolean {
  return a.organizationId === b.organizationId && a.direction === b.direction && a.name === b.name;
}

export function identityHash(identity: RuleIdentity): string {
  return shortHash(formatPhysicalId({ identity, state: { kind: 'held' } }));
}

export function documentHash(rule: Rule): string {
  return shortHash(documentKey(rule));
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

import { type Difference, showValue } from '../rules';
import type { Nature } from './entity';
import { Failure } from './failure';
import type { EntityKind, Identity } from './physical-id';
import { CallError } from './sender';

const NOUNS: Readonly<Record<EntityKind, string>> = {
  INBOUND: 'inbound rule',
  OUTBOUND: 'outbound rule',
  SMTP_GATEWAY: 'SMTP gateway',
  EVENT_LOGGING: 'email event log configuration',
};

/** To be read after an article: every noun begins with a vowel. */
export function nameOf({ kind, name, organizationId }: Identity): string {
  return `${NOUNS[kind]}${name ? ` ${showValue(name)}` : ''} of organization ${organizationId}`;
}

export function showDifferences<Document>(nature: Nature<Document>, live: Document, declared: Document): string {
  const show = ({ path, left, right }: Difference) => `${path} is ${showValue(left)}, declared ${showValue(right)}`;
  return nature.differences(live, declared).map(show).join('; ');
}

/** What a person is told of a call that WorkMail refused. */
export function refusal(
  error: CallError,
  identity: Identity,
  { refusals }: Pick<Nature<never>, 'refusals'>,
): { code: string; message: string } {
  const { code, advise } = refusals[error.meaning];
  const answer = error.message.replace(/[.\s]*$/, '.');
  const message = `${answer} This concerns the ${nameOf(identity)}. ${advise(error.operation, identity.organizationId)}`;
  return { code, message };
}

/** Ends the request with that. */
export function refuse(
  error: unknown,
  identity: Identity,
  nature: Pick<Nature<never>, 'refusals'>,
  mayHaveWritten = false,
): never {
  if (!(error instanceof CallError)) throw error;
  const { code, message } = refusal(error, identity, nature);
  throw new Failure(code, message, mayHaveWritten);
}

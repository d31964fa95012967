import { type Difference, differences, type Rule, showValue } from '../rules';
import { Failure } from './failure';
import type { RuleIdentity } from './physical-id';
import type { RuleProperties } from './properties';
import { REFUSALS } from './refusals';
import { identityOf } from './rule-request';
import { CallError } from './sender';

export function nameRule(identity: RuleIdentity): string {
  return `${identity.direction.toLowerCase()} rule ${showValue(identity.name)} of organization ${identity.organizationId}`;
}

export function showDifferences(live: Rule, declared: Rule): string {
  const show = ({ path, left, right }: Difference) => `${path} is ${showValue(left)}, declared ${showValue(right)}`;
  return differences(live, declared).map(show).join('; ');
}

/** What a person is told of a call that WorkMail refused. */
export function refusal(error: CallError, properties: RuleProperties): { code: string; message: string } {
  const identity = identityOf(properties);
  const { code, advise } = REFUSALS[error.meaning];
  const message = `${error.message}. This concerns the ${nameRule(identity)}. ${advise(error.operation, identity.organizationId)}`;
  return { code, message };
}

/** Ends the request with that. */
export function refuse(error: unknown, properties: RuleProperties): never {
  if (!(error instanceof CallError)) throw error;
  const { code, message } = refusal(error, properties);
  throw new Failure(code, message);
}

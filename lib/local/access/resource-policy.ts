import { isRecord, texts } from './patterns';
import { evaluate, type PolicyDocument, type Statement, statementsOf, type Verdict, type Wish } from './policy';

/** Whose request a resource's own policy is asked about: a service of AWS, or a user or role of this account. */
export type Caller = { readonly service: string } | { readonly arn: string };

/** What a resource's own policy says about somebody's wish. */
export function evaluateResourcePolicy(policy: PolicyDocument, caller: Caller, wish: Wish): Verdict {
  const statements = statementsOf(policy).filter((statement) => isMeant(statement, caller));
  return evaluate([{ Statement: statements }], wish);
}

function isMeant({ Effect, Principal, NotPrincipal }: Statement, caller: Caller): boolean {
  if (NotPrincipal !== undefined) return Effect === 'Deny' && !isAmong(NotPrincipal, caller, 'account');
  return isAmong(Principal, caller, Effect === 'Deny' ? 'account' : 'itself');
}

/**
 * A statement for an account denies to everybody in it. It allows nothing to its users and roles: those may what their
 * own policies say.
 */
function isAmong(principal: unknown, caller: Caller, how: 'account' | 'itself'): boolean {
  if (principal === '*') return true;
  if (!isRecord(principal)) return false;
  if ('service' in caller) return texts(principal.Service).includes(caller.service);
  const account = caller.arn.split(':')[4] ?? '';
  const root = `arn:aws:iam::${account}:root`;
  return texts(principal.AWS).some((named) => {
    if (named === '*' || named === caller.arn || named === roleOf(caller.arn, named)) return true;
    return (how === 'account' || caller.arn === root) && [account, root].includes(named);
  });
}

/** The role's own ARN where a session of it calls: its path does not stand in the session's ARN. */
function roleOf(sessionArn: string, named: string): string | undefined {
  const [, account, role] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(sessionArn) ?? [];
  const isOfRole =
    named.startsWith(`arn:aws:iam::${account}:role/`) && named.slice(named.lastIndexOf('/') + 1) === role;
  return isOfRole ? named : undefined;
}

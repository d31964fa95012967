import { holds } from './conditions';
import { isRecord, many, matches, texts } from './patterns';

/** As much of IAM's policy language as the policies of a stack use. What is not understood never allows. */

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: Statement | readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  /** Of a resource's policy. */
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly NotResource?: OneOrMany;
  /** Operator, then context key, then the values of which one must match. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

type OneOrMany = unknown;

/** What somebody wants to do. */
export interface Wish {
  readonly action: string;
  readonly resource: string;
  /** Context keys, such as `aws:PrincipalArn`, and their values. */
  readonly context: Readonly<Record<string, string>>;
}

export type Verdict = 'allowed' | 'implicitDeny' | 'explicitDeny';

/** An explicit Deny wins over every Allow; without an Allow it is a deny too. */
export function evaluate(policies: readonly PolicyDocument[], wish: Wish): Verdict {
  const concerned = policies.flatMap(statementsOf).filter((statement) => concerns(statement, wish));
  const deny = concerned.some(({ Effect, Condition }) => Effect === 'Deny' && holds(Condition, wish.context) !== 'no');
  if (deny) return 'explicitDeny';
  const allow = concerned.some(
    ({ Effect, Condition }) => Effect === 'Allow' && holds(Condition, wish.context) === 'yes',
  );
  return allow ? 'allowed' : 'implicitDeny';
}

export function statementsOf(policy: PolicyDocument): Statement[] {
  return many(policy.Statement).filter((value) => isRecord(value)) as unknown as Statement[];
}

function concerns(statement: Statement, { action, resource }: Wish): boolean {
  const lowerAction = action.toLowerCase();
  const isAction = (pattern: string) => matches(pattern.toLowerCase(), lowerAction);
  const isResource = (pattern: string) => matches(pattern, resource);
  return (
    isOneOf(statement.Action, statement.NotAction, isAction) &&
    isOneOf(statement.Resource, statement.NotResource, isResource)
  );
}

function isOneOf(wanted: OneOrMany, unwanted: OneOrMany, isIt: (pattern: string) => boolean): boolean {
  if (wanted !== undefined) return texts(wanted).some(isIt);
  return unwanted !== undefined && !texts(unwanted).some(isIt);
}

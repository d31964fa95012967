/** As much of IAM's policy language as identity policies of a stack use. What is not understood never allows. */

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: Statement | readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
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
  const statements = policies.flatMap((policy) => many(policy.Statement).filter(isStatement));
  const concerned = statements.filter((statement) => concerns(statement, wish));
  const deny = concerned.some(({ Effect, Condition }) => Effect === 'Deny' && holds(Condition, wish) !== 'no');
  if (deny) return 'explicitDeny';
  const allow = concerned.some(({ Effect, Condition }) => Effect === 'Allow' && holds(Condition, wish) === 'yes');
  return allow ? 'allowed' : 'implicitDeny';
}

function isStatement(value: unknown): value is Statement {
  return isRecord(value);
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

// ---- conditions ---------------------------------------------------------------------------------

/** Compares the context's value with one of the policy's. */
type Operator = (actual: string, wanted: string) => boolean;

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringLike: (actual, wanted) => matches(wanted, actual),
  ArnEquals: (actual, wanted) => matchesArn(wanted, actual),
  ArnLike: (actual, wanted) => matchesArn(wanted, actual),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
};

/** `unknown`: something that this room does not understand. It must neither allow nor lift a deny. */
type Holds = 'yes' | 'no' | 'unknown';

function holds(condition: Statement['Condition'], wish: Wish): Holds {
  if (condition === undefined) return 'yes';
  if (!isRecord(condition)) return 'unknown';
  const context = new Map(Object.entries(wish.context).map(([key, value]) => [key.toLowerCase(), value]));
  const tests = Object.entries(condition).flatMap(([name, keys]) => test(name, keys, context));
  return tests.includes('no') ? 'no' : tests.includes('unknown') ? 'unknown' : 'yes';
}

function test(name: string, keys: unknown, context: ReadonlyMap<string, string>): Holds[] {
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!operator || !isRecord(keys)) return ['unknown'];
  return Object.entries(keys).map(([key, wanted]) => {
    const actual = context.get(key.toLowerCase());
    return actual !== undefined && texts(wanted).some((value) => operator(actual, value)) ? 'yes' : 'no';
  });
}

// ---- patterns -----------------------------------------------------------------------------------

/** `*` stands for any characters, `?` for one. Goes back to the last star only, so many stars cost no more than one. */
function matches(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < text.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      resume = index;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

/** The parts of an ARN are compared one by one, so that a star does not reach over a colon. */
function matchesArn(pattern: string, arn: string): boolean {
  const wanted = arnParts(pattern);
  const actual = arnParts(arn);
  return wanted.length === actual.length && wanted.every((part, index) => matches(part, actual[index] ?? ''));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function many(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

/** Policies hold true and numbers as well as text; an object, such as an intrinsic that nobody resolved, is neither. */
function texts(value: OneOrMany): string[] {
  return many(value)
    .filter((item) => typeof item !== 'object')
    .map(String);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

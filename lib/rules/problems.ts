/** What is wrong with a rule: a value, never thrown by this room. */
export interface Problem {
  /** Stable across releases; the message of every error and warning carries it. */
  readonly code: string;
  /** Where in the rule's document: `Condition.OriginRuleCondition.Patterns[0]`. */
  readonly path: string;
  readonly value: unknown;
  /** What of WorkMail, or of the API, it breaks. */
  readonly reason: string;
  /** What to do instead. */
  readonly remedy: string;
}

/** Most characters of a value that a message repeats. */
const MOST_SHOWN = 120;

/** The value as a message shows it: JSON, cut. */
export function showValue(value: unknown): string {
  const text = toText(value);
  // The cut leaves no half of a surrogate pair behind.
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}

/** JSON, or what JavaScript says of a value that has none: not finite, cyclic, nested too deeply, a big integer. */
function toText(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (isInstance(value)) return `an instance of ${value.constructor.name}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** Of a class, such as a construct: its members would tell the reader less than its name. */
function isInstance(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype !== null && prototype !== Object.prototype && typeof value.constructor === 'function';
}

/** `Action.InboundLambdaAction.Arn is "x": reason. Remedy.` */
export function describeProblem(problem: Problem): string {
  return `${problem.path} is ${showValue(problem.value)}: ${problem.reason}. ${problem.remedy}.`;
}

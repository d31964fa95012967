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
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text;
}

/** JSON, or what JavaScript says of a value that has none: cyclic, nested too deeply, a big integer. */
function toText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** `Action.InboundLambdaAction.Arn is "x": reason. Remedy.` */
export function describeProblem(problem: Problem): string {
  return `${problem.path} is ${showValue(problem.value)}: ${problem.reason}. ${problem.remedy}.`;
}

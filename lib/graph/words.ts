import { ACTIONS, actionMember, actionTitle, type Direction, lambdaAction, type Rule } from '../rules';
import type { Step, StepConflict } from './steps';

/** Names of functions by their ARN, where they are known better than by the ARN. */
export type FunctionNames = Readonly<Record<string, string>>;

export const DIRECTION_TITLES = { INBOUND: 'Inbound', OUTBOUND: 'Outbound' } as const;

/** How the steps are to be read. */
export const READING: Readonly<Record<Direction, string>> = {
  INBOUND:
    'For each recipient the first step that matches decides. The steps are tried with the Sender header, then with From.',
  OUTBOUND: 'For each recipient the first step that matches decides, by the Sender header or by From.',
};

export const OTHERWISE: Readonly<Record<Direction, string>> = {
  INBOUND: 'No step matches: Default, delivered as WorkMail’s spam filter says',
  OUTBOUND: 'No step matches: Default, sent',
};

/** The action without its settings: `Run Lambda`. */
export function actionName(direction: Direction, { Action }: Rule): string {
  const member = actionMember(Action);
  return ACTIONS[direction].find((action) => action.member === member)?.title ?? member;
}

/** The settings of an action, the shortest first; none for most. */
export function actionDetails(direction: Direction, { Action }: Rule, functionNames: FunctionNames): string[] {
  if ('SmtpRoutingAction' in Action) return [Action.SmtpRoutingAction.SmtpGatewayName];
  const lambda = lambdaAction(Action);
  if (!lambda) return [];
  const name = Object.hasOwn(functionNames, lambda.Arn) ? functionNames[lambda.Arn]! : functionName(lambda.Arn);
  const synchronous = lambda.SynchronousLambdaParameters;
  if (!synchronous) return ['asynchronous', name];
  const minutes = synchronous.RetryPeriodMinutes;
  const fallback = actionTitle(direction, synchronous.FallbackAction);
  return ['synchronous', name, `${minutes > 0 ? `tries for ${minutes} min` : 'tries once'}, then ${fallback}`];
}

/** `screening:live` of an ARN, or the text itself where it is none. */
function functionName(arn: string): string {
  return /:function:(.+)$/.exec(arn)?.[1] ?? arn;
}

/** A remark on a step. */
export interface Note {
  readonly kind: 'relation' | 'doubt' | 'never';
  readonly text: string;
}

export function notesOf(step: Step): Note[] {
  const { exceptionTo, sameRule, conflicts } = step;
  const relations = [
    ...(exceptionTo.length > 0 ? [`exception to ${listNumbers(exceptionTo)}`] : []),
    ...(sameRule.length > 0 ? [`same rule as ${listNumbers(sameRule)}`] : []),
  ];
  const notes = conflicts.flatMap((conflict) => noteOf(step, conflict));
  return relations.length > 0 ? [...notes, { kind: 'relation', text: relations.join(' · ') }] : notes;
}

function noteOf({ applies }: Step, { code, winners }: StepConflict): Note[] {
  const numbers = listNumbers(winners);
  switch (code) {
    case 'ruleNeverApplies':
      return [{ kind: 'never', text: `never applies: ${numbers} first` }];
    case 'rulesTie': {
      const consequence = applies ? 'for mail that both match' : 'so that this never applies';
      return [{ kind: 'doubt', text: `ties with ${numbers}: the first by name is taken, ${consequence}` }];
    }
    case 'runLambdaBeaten':
      // That it never applies is said already.
      return applies ? [{ kind: 'doubt', text: `for some of its mail ${numbers} first: Run Lambda comes last` }] : [];
  }
}

/** Numbers that a note gives before it counts the rest. */
const MOST_NUMBERS = 6;

function listNumbers(numbers: readonly number[]): string {
  const shown = numbers.slice(0, MOST_NUMBERS).map(String);
  if (numbers.length > MOST_NUMBERS) shown.push(`${numbers.length - MOST_NUMBERS} more`);
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** The title of the steps that have equally specific senders. */
export function levelTitle({ senders, specificity }: Step): string {
  const [sender = ''] = senders;
  if (sender === '*') return 'From everybody';
  if (sender.includes('@')) return 'From addresses';
  if (!sender.startsWith('*.')) return 'From domains';
  return `From wildcard domains of ${specificity} ${specificity === 1 ? 'label' : 'labels'}`;
}

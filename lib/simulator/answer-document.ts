import { ACTIONS, type Direction, type Disposition, type Problem } from '../rules';
import { ANSWER_BYTES } from '../run-lambda';

/** An action of an answer, as WorkMail carries it out. */
export interface AnsweredAction {
  /** `DROP`, `BOUNCE`, … */
  readonly type: string;
  readonly disposition: Disposition;
  /** The text of a bounce. */
  readonly text?: string;
}

/** One element of `actions`. */
export interface AnswerEntry extends AnsweredAction {
  /** Where it stands: `actions[0]`. */
  readonly path: string;
  readonly recipients: readonly string[];
  /** Whether there is a list `recipients`, even an empty one: AWS's own functions answer with such. */
  readonly hasRecipients: boolean;
  readonly allRecipients: boolean;
}

/** What is wrong with an answer; thrown inside this file only. */
class InvalidAnswer extends Error {
  constructor(readonly problem: Problem) {
    super(problem.reason);
  }
}

/**
 * Reads the answer of a synchronous function as strictly as the guide and as leniently as AWS's own published functions
 * need it: `allRecipients` as text, lists that are null, a bounce without parameters.
 */
export function readAnswer(direction: Direction, payload: string): { entries: AnswerEntry[] } | { problem: Problem } {
  try {
    return { entries: readActions(payload).map((entry, index) => readEntry(direction, entry, `actions[${index}]`)) };
  } catch (error) {
    if (error instanceof InvalidAnswer) return { problem: error.problem };
    throw error;
  }
}

function invalid(code: string, path: string, value: unknown, reason: string, remedy: string): never {
  throw new InvalidAnswer({ code, path, value: showable(value), reason, remedy });
}

/** JSON can be read at any depth, but not be written: an answer of a hundred thousand brackets must not crash a message. */
function showable(value: unknown): unknown {
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return Array.isArray(value) ? 'a deeply nested list' : 'a deeply nested object';
  }
}

const SHAPE = '{"actions": [{"action": {"type": "DEFAULT"}, "allRecipients": true}]}';

function readActions(payload: string): unknown[] {
  const bytes = Buffer.byteLength(payload);
  if (bytes > ANSWER_BYTES) {
    const reason = `WorkMail takes answers of up to 256 KB (${ANSWER_BYTES} bytes)`;
    const remedy =
      'Answer with fewer entries: name each recipient once, and use "allRecipients" for the most common action';
    invalid('ANSWER_TOO_LARGE', 'size of the answer in bytes', bytes, reason, remedy);
  }
  const answer = parse(payload);
  if (!isRecord(answer)) {
    const reason = `a synchronous rule expects an object like ${SHAPE}`;
    const remedy = Array.isArray(answer)
      ? 'Wrap the list: { "actions": [...] }'
      : 'Answer with an object that has "actions"';
    invalid('ANSWER_NOT_AN_OBJECT', 'answer', answer, reason, remedy);
  }
  if (!Array.isArray(answer.actions)) {
    const reason = `the answer has no list "actions", as in ${SHAPE}`;
    invalid('ACTIONS_MISSING', 'actions', answer.actions, reason, actionsRemedy(answer));
  }
  return answer.actions;
}

function parse(payload: string): unknown {
  const text = payload.trim();
  if (text === '' || text === 'null') {
    const remedy = `Return an answer on every path, also after an early return: ${SHAPE}`;
    invalid(
      'ANSWER_MISSING',
      'answer',
      null,
      'the function returned nothing, and a synchronous rule waits for it',
      remedy,
    );
  }
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    invalid(
      'ANSWER_NOT_JSON',
      'answer',
      payload,
      'it is not JSON',
      'Return an object, and let Lambda turn it into JSON',
    );
  }
  if (typeof answer === 'string') {
    const remedy = 'Return the object itself, not the result of JSON.stringify or json.dumps: Lambda does that';
    invalid('ANSWER_IS_TEXT', 'answer', answer, 'it is a text where WorkMail expects an object', remedy);
  }
  return answer;
}

function actionsRemedy(answer: Record<string, unknown>): string {
  const similar = Object.keys(answer).find((key) => /^actions?$/i.test(key));
  if (similar) return similar === 'actions' ? 'Make "actions" a list' : `Name the list "actions", not "${similar}"`;
  if ('statusCode' in answer || 'body' in answer) {
    return 'Return "actions" itself; an answer with "statusCode" and "body" is for API Gateway';
  }
  return 'Add "actions"; an empty list leaves every recipient to the fallback action';
}

function readEntry(direction: Direction, entry: unknown, path: string): AnswerEntry {
  if (!isRecord(entry)) {
    const remedy = 'Write { "action": { "type": "DEFAULT" }, "allRecipients": true }';
    invalid('ENTRY_NOT_AN_OBJECT', path, entry, 'each element of "actions" is an object', remedy);
  }
  return {
    path,
    ...readAction(direction, entry.action, `${path}.action`),
    recipients: readRecipients(entry.recipients, `${path}.recipients`),
    hasRecipients: Array.isArray(entry.recipients),
    allRecipients: readAllRecipients(entry.allRecipients, `${path}.allRecipients`),
  };
}

function readAction(direction: Direction, action: unknown, path: string): AnsweredAction {
  if (!isRecord(action)) {
    const remedy = 'Write "action": { "type": "DEFAULT" }';
    invalid('ACTION_NOT_AN_OBJECT', path, action, 'an entry says with the object "action" what is to be done', remedy);
  }
  const known = ACTIONS[direction].find(({ answerType }) => answerType !== undefined && answerType === action.type);
  if (!known) unknownType(direction, action.type, `${path}.type`);
  const type = String(action.type);
  const text = type === 'BOUNCE' ? readBounceMessage(action.parameters, `${path}.parameters`) : undefined;
  const disposition = { [known.member]: {} } as unknown as Disposition;
  return { type, disposition, ...(text !== undefined && { text }) };
}

function unknownType(direction: Direction, type: unknown, path: string): never {
  const types = answerTypes(direction);
  const upper = typeof type === 'string' ? type.trim().toUpperCase() : '';
  const other = direction === 'INBOUND' ? 'OUTBOUND' : 'INBOUND';
  const reason =
    !types.includes(upper) && answerTypes(other).includes(upper)
      ? `only ${other.toLowerCase()} rules have this action`
      : `an answer for ${direction.toLowerCase()} mail has the action types ${types.join(', ')}`;
  const remedy = types.includes(upper) ? `Write "${upper}"` : `Write one of ${types.join(', ')}`;
  invalid('ACTION_TYPE_UNKNOWN', path, type, reason, remedy);
}

function answerTypes(direction: Direction): string[] {
  return ACTIONS[direction].flatMap(({ answerType }) => answerType ?? []);
}

function readBounceMessage(parameters: unknown, path: string): string | undefined {
  if (parameters === undefined || parameters === null) return undefined;
  const remedy = 'Write "parameters": { "bounceMessage": "…" }, or leave "parameters" out';
  if (!isRecord(parameters)) invalid('PARAMETERS_NOT_AN_OBJECT', path, parameters, 'it has to be an object', remedy);
  const { bounceMessage } = parameters;
  if (bounceMessage === undefined || bounceMessage === null) return undefined;
  if (typeof bounceMessage !== 'string') {
    invalid('BOUNCE_MESSAGE_NOT_TEXT', `${path}.bounceMessage`, bounceMessage, 'it has to be a text', remedy);
  }
  return bounceMessage;
}

function readRecipients(recipients: unknown, path: string): string[] {
  if (recipients === undefined || recipients === null) return [];
  if (!Array.isArray(recipients)) {
    invalid(
      'RECIPIENTS_NOT_A_LIST',
      path,
      recipients,
      'it has to be a list of addresses',
      'Write ["user@example.com"]',
    );
  }
  recipients.forEach((recipient, index) => {
    if (typeof recipient === 'string') return;
    const remedy = isRecord(recipient)
      ? 'Write the address itself, not the object that the event has'
      : 'Write an address';
    invalid('RECIPIENT_NOT_TEXT', `${path}[${index}]`, recipient, 'a recipient is an address as text', remedy);
  });
  return recipients;
}

const ALL_RECIPIENTS = new Map<unknown, boolean>([
  [undefined, false],
  [null, false],
  ['true', true],
  ['false', false],
]);

function readAllRecipients(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value;
  const meant = ALL_RECIPIENTS.get(typeof value === 'string' ? value.toLowerCase() : value);
  if (meant === undefined) {
    invalid('ALL_RECIPIENTS_NOT_BOOLEAN', path, value, 'it is true or false', 'Write true, or leave it out');
  }
  return meant;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { existsSync, readFileSync } from 'node:fs';
import { ACTIONS } from '../../rules';
import { type StandIn, standIn } from '../../testing';
import { CommandError } from '../exit';

const TYPES: readonly string[] = [
  ...new Set(Object.values(ACTIONS).flatMap((actions) => actions.flatMap(({ answerType }) => answerType ?? []))),
];

export const STAND_IN_HELP =
  'answer in place of a function, <function>=<answer>; the function by name, logical id or ARN, or left out for all; ' +
  `the answer one of ${TYPES.join(', ')} for all recipients, BOUNCE:text, fail, or a JSON file; may be repeated`;

/** `screening=DROP`, `audit=answer.json`, `fail` */
export function parseStandIn(value: string): StandIn {
  const equals = value.indexOf('=');
  const reference = equals < 0 ? '*' : value.slice(0, equals);
  return standIn(reference, readAnswer(value.slice(equals + 1), value));
}

function readAnswer(answer: string, option: string): object {
  if (answer === 'fail') return failing;
  const [type = '', ...text] = answer.split(':');
  if (TYPES.includes(type)) {
    const parameters = text.length > 0 && { parameters: { bounceMessage: text.join(':') } };
    return { actions: [{ action: { type, ...parameters }, allRecipients: true }] };
  }
  if (existsSync(answer)) return readAnswerFile(answer);
  throw new CommandError(
    'STAND_IN_INVALID',
    `--stand-in is ${JSON.stringify(option)}, and ${JSON.stringify(answer)} is neither an action type nor a file`,
    `Write <function>=<answer> with one of ${TYPES.join(', ')}, BOUNCE:text, fail, or a file with the answer as JSON`,
  );
}

function failing(): never {
  throw new Error('this stand-in always fails');
}

function readAnswerFile(file: string): object {
  try {
    const answer: unknown = JSON.parse(readFileSync(file, 'utf8'));
    // a function can answer with anything; that WorkMail takes it is not this file's to say
    return typeof answer === 'object' && answer !== null ? answer : () => answer;
  } catch (error) {
    throw new CommandError(
      'STAND_IN_INVALID',
      `${file} cannot be read: ${(error as Error).message}`,
      'Give a file with the answer of the function as JSON',
    );
  }
}

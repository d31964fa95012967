import { ANSWER_MILLISECONDS } from '../run-lambda';
import { fail } from './errors';

/** Whether a value is right, and what it has to be. */
type Check = readonly [isValid: (value: unknown) => boolean, expectation: string];

const FUNCTION: Check = [isFunction, 'a function'];

const DOMAIN = /^(\*\.)?[^\s@*<>,;]+$/;

const COMMON: Readonly<Record<string, Check>> = {
  domains: [
    (value) => Array.isArray(value) && value.every((domain) => typeof domain === 'string' && DOMAIN.test(domain)),
    'a list of domains such as "corp.example" or "*.corp.example"',
  ],
  logger: [hasMethods('info', 'error'), 'the Logger of Powertools, or console'],
  metrics: [hasMethods('addMetric', 'publishStoredMetrics'), 'the Metrics of Powertools'],
  inbound: FUNCTION,
  outbound: FUNCTION,
};

/** The options of each handler. A misspelt one would go unseen. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  asynchronousHandler: { ...COMMON, all: FUNCTION },
  synchronousHandler: {
    ...COMMON,
    safeAnswer: [
      (value) =>
        isRecord(value) &&
        Object.entries(value).every(
          ([name, given]) => isFunction(given) && (name === 'inbound' || name === 'outbound'),
        ),
      '{ inbound: (answer) => answer.deliverRest() } or alike',
    ],
    answerEarly: [
      (value) => typeof value === 'number' && value > 0 && value < ANSWER_MILLISECONDS,
      `a number of milliseconds between 0 and ${ANSWER_MILLISECONDS}`,
    ],
    strict: [(value) => typeof value === 'boolean', 'true or false'],
  },
};

/** For JavaScript, whose compiler does not see it. */
export function checkOptions(handler: 'synchronousHandler' | 'asynchronousHandler', options: unknown): void {
  if (!isRecord(options)) fail('OPTION_INVALID', `${handler}: options`, options, 'they are an object', 'Give one');
  const checks = OPTIONS[handler]!;
  const names = Object.keys(checks).join(', ');
  for (const [name, value] of Object.entries(options)) {
    const path = `${handler}: ${name}`;
    const check = Object.hasOwn(checks, name) && checks[name];
    if (!check) fail('OPTION_UNKNOWN', path, value, 'there is no such option', `Use ${names}`);
    const [isValid, expectation] = check;
    if (value !== undefined && !isValid(value))
      fail('OPTION_INVALID', path, value, `it has to be ${expectation}`, 'Give that');
  }
  if (options.inbound || options.outbound || options.all) return;
  const remedy = 'Give inbound, outbound or both';
  fail('FUNCTION_MISSING', `${handler}: inbound`, undefined, 'there is no function to call', remedy);
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function hasMethods(...names: readonly string[]): (value: unknown) => boolean {
  return (value) => isRecord(value) && names.every((name) => isFunction(value[name]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

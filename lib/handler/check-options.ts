import { fail } from './errors';

/** Whether a value is right, and what it has to be. */
export type Check = readonly [isValid: (value: unknown) => boolean, expectation: string];

export const FUNCTION: Check = [isFunction, 'a function'];

const DOMAIN = /^(\*\.)?[^\s@*<>,;.][^\s@*<>,;]*$/;

/** Those that handlers of either kind have. */
const COMMON: Readonly<Record<string, Check>> = {
  domains: [
    (value) => Array.isArray(value) && value.length > 0 && value.every(isDomain),
    'a list of domains such as "corp.example" or "*.corp.example"',
  ],
  logger: [hasMethods('info', 'error'), 'the Logger of Powertools, or console'],
  metrics: [hasMethods('addMetric', 'publishStoredMetrics'), 'the Metrics of Powertools'],
  inbound: FUNCTION,
  outbound: FUNCTION,
};

/** For JavaScript, whose compiler does not see it: a misspelt option would go unseen. */
export function checkOptions(handler: string, options: unknown, own: Readonly<Record<string, Check>>): void {
  if (!isRecord(options))
    fail('OPTION_INVALID', `${handler}: options`, options, 'they are an object', 'Give an object');
  const checks = { ...COMMON, ...own };
  const names = Object.keys(checks).join(', ');
  for (const [name, value] of Object.entries(options)) {
    const path = `${handler}: ${name}`;
    const check = Object.hasOwn(checks, name) && checks[name];
    if (!check) fail('OPTION_UNKNOWN', path, value, 'there is no such option', `Use ${names}`);
    const [isValid, expectation] = check;
    if (value !== undefined && !isValid(value)) {
      fail('OPTION_INVALID', path, value, `it has to be ${expectation}`, 'Give that');
    }
  }
  if (options.inbound || options.outbound || options.all) return;
  fail(
    'FUNCTION_MISSING',
    `${handler}: inbound`,
    undefined,
    'there is no function to call',
    'Give inbound, outbound or both',
  );
}

function isDomain(value: unknown): boolean {
  return typeof value === 'string' && DOMAIN.test(value);
}

export function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function hasMethods(...names: readonly string[]): Check[0] {
  return (value) => isRecord(value) && names.every((name) => isFunction(value[name]));
}

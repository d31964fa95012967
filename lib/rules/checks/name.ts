import type { CheckOptions, Report } from './context';

/**
 * A rule's name is its identity. WorkMail documents no limit for it; this project keeps it in CloudFormation's physical
 * id, which has 1,024 characters.
 */
export const MAXIMUM_NAME_BYTES = 800;

export function checkName(name: unknown, report: Report, options: CheckOptions): void {
  checkNameOf('ruleName', 'Name', name, report, options);
}

const NOUNS = { ruleName: 'rule', gatewayName: 'gateway' } as const;

/** Of a rule, or of what else has nothing but a name: the codes of the problems begin with the kind of name. */
export function checkNameOf(
  kind: keyof typeof NOUNS,
  path: string,
  name: unknown,
  report: Report,
  options: CheckOptions,
): void {
  if (options.isUnknown?.(name)) return;
  const noun = NOUNS[kind];
  if (typeof name !== 'string' || name.trim() === '') {
    report({ code: `${kind}Empty`, path, value: name, reason: `a ${noun} needs a name`, remedy: 'Give it one' });
    return;
  }
  if (/[\p{Cc}\p{Cs}]/u.test(name)) {
    report({
      code: `${kind}ControlCharacter`,
      path,
      value: name,
      reason: `a ${noun} name holds no control characters and no halves of characters`,
      remedy: 'Remove line ends, tabs and the like',
    });
  }
  if (Buffer.byteLength(name) > MAXIMUM_NAME_BYTES) {
    report({
      code: `${kind}TooLong`,
      path,
      value: name,
      reason: `the name has ${Buffer.byteLength(name)} bytes in UTF-8, and more than ${MAXIMUM_NAME_BYTES} do not fit into a CloudFormation physical id`,
      remedy: 'Shorten it',
    });
  }
}

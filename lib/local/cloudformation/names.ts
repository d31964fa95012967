import { randomBytes } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The name that CloudFormation makes up for a resource: `stack-logicalId-RANDOM`, shortened to a limit. */
export function generatedName(stackName: string, logicalId: string, longest = 255): string {
  const suffix = Array.from(randomBytes(12), (byte) => LETTERS[byte % LETTERS.length]).join('');
  const room = longest - suffix.length - 2;
  const stackRoom = Math.max(Math.floor(room / 2), room - logicalId.length);
  const stackPart = stackName.slice(0, stackRoom);
  return `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${suffix}`;
}

/** The name in a function's ARN, or in `name:alias`. */
export function functionNameIn(reference: string): string {
  return reference.split(':')[reference.startsWith('arn:') ? 6 : 0] ?? '';
}

/** The last part of an ARN or path. */
export function lastPart(text: string, separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1);
}

import type { ParsedMessage } from 'cdk-workmail-flow/message';

interface Kind {
  /** As the sender is told: never the secret itself. */
  readonly name: string;
  readonly pattern: RegExp;
  /** Whether what the pattern found really is one. */
  readonly isOne?: (found: string) => boolean;
}

const KINDS: readonly Kind[] = [
  { name: 'an AWS access key', pattern: /(?<![A-Z0-9])A(?:KIA|SIA)[A-Z2-7]{16}(?![A-Z0-9])/g },
  { name: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/g },
  {
    name: 'a payment card number',
    pattern: /(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d.-])/g,
    isOne: (found) => hasCheckDigit(found.replace(/\D/g, '')),
  },
];

/** The kinds of secrets in some texts, in words. */
export function findSecrets(texts: readonly string[]): string[] {
  const holds = ({ pattern, isOne = () => true }: Kind) =>
    texts.some((text) => [...text.matchAll(pattern)].some(([found]) => isOne(found)));
  return KINDS.filter(holds).map(({ name }) => name);
}

/** Luhn's algorithm, by which card numbers are made. */
function hasCheckDigit(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Everything in a message that is text: subject, bodies, and attachments that hold some. */
export function readableTexts({ subject, text, html, attachments }: ParsedMessage): string[] {
  const files = attachments.map(({ content }) => Buffer.from(content).toString('latin1'));
  return [subject, text, html && withoutTags(html), ...files].filter((part) => part !== undefined);
}

/** A number that is broken by tags is still a number to those who read it. */
function withoutTags(html: string): string {
  return html.replace(/<[^>]*>/g, '').replace(/&nbsp;|&#160;/g, ' ');
}

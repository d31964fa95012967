import type { CheckOptions, Report } from './context';

/** Sender patterns in one rule; a hard quota of WorkMail. */
export const MAXIMUM_SENDER_PATTERNS_PER_RULE = 250;

/** RFC 5321, section 4.5.3.1. */
const MAXIMUM_LOCAL_PART = 64;
const MAXIMUM_DOMAIN = 253;
const MAXIMUM_LABEL = 63;

type Refusal = readonly [code: string, reason: string, remedy: string];

/** One kind of malformed pattern: the first of these that objects gives the message. */
type Refuse = (pattern: string) => Refusal | undefined;

const REFUSALS: readonly Refuse[] = [
  (pattern) =>
    pattern.trim() === ''
      ? ['patternEmpty', 'a pattern is an address, a domain, a wildcard domain or *', 'Use "*" to match everybody']
      : undefined,
  (pattern) =>
    /[<>]/.test(pattern)
      ? ['patternNotBare', 'a pattern is a bare address or domain', 'Write "user@example.com" without name or brackets']
      : undefined,
  (pattern) =>
    /[\s\p{Cc}\p{Cf}\p{Cs}]/u.test(pattern)
      ? [
          'patternWhiteSpace',
          'a pattern holds no white space and nothing invisible',
          'Write one bare address or domain',
        ]
      : undefined,
  (pattern) =>
    /[,;:"()[\]\\]/.test(pattern)
      ? [
          'patternNotBare',
          'a pattern is one bare address or domain',
          'Write "user@example.com" or "example.com", and each pattern as an item of its own',
        ]
      : undefined,
  (pattern) =>
    pattern.includes('+')
      ? ['patternPlus', 'WorkMail does not allow + in a pattern', 'Use the address without the + part, or the domain']
      : undefined,
  (pattern) => (pattern.includes('*') ? refuseStar(pattern) : undefined),
  (pattern) => (pattern.includes('@') ? refuseAddress(pattern) : undefined),
  (pattern) => refuseDomain(pattern.slice(pattern.lastIndexOf('@') + 1), pattern),
];

function refuseStar(pattern: string): Refusal | undefined {
  if (/^\*\.[^*@]+$/.test(pattern)) return undefined;
  const written = pattern.slice(pattern.lastIndexOf('@') + 1);
  const domain = written.replaceAll('*', '').split('.').filter(Boolean).join('.') || 'example.com';
  const remedy =
    pattern.startsWith('*@') && !written.includes('*')
      ? `Use "${domain}" for every address of the domain`
      : `Use "*.${domain}" for a domain and its subdomains`;
  return ['patternStar', 'the star stands alone or in front of a domain, as in "*.example.com"', remedy];
}

function refuseAddress(pattern: string): Refusal | undefined {
  const [localPart = '', domain = '', ...more] = pattern.split('@');
  if (more.length > 0) return ['patternAddress', 'an address has one @', 'Write one address per pattern'];
  if (domain === '') return ['patternAddress', 'an address has a domain after the @', 'Add the domain'];
  if (localPart === '')
    return ['patternAddress', 'an address has a name before the @', `Use "${domain}" for the domain`];
  if (localPart.length > MAXIMUM_LOCAL_PART) {
    return ['patternAddress', `no address has more than ${MAXIMUM_LOCAL_PART} characters before the @`, 'Shorten it'];
  }
  if (localPart.startsWith('.') || localPart.endsWith('.') || localPart.includes('..')) {
    return ['patternAddress', 'dots stand between other characters of an address', 'Remove the dot that is too many'];
  }
  return undefined;
}

function refuseDomain(name: string, pattern: string): Refusal | undefined {
  const domain = pattern.startsWith('*.') ? name.slice(2) : name;
  if (domain.length > MAXIMUM_DOMAIN) {
    return ['patternDomain', `a domain name has at most ${MAXIMUM_DOMAIN} characters`, 'Shorten it'];
  }
  const label = domain.split('.').find((part) => !/^[\p{L}\p{N}]([\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}])?$/u.test(part));
  if (label !== undefined) {
    const reason = label === '' ? 'it has an empty part' : `"${label}" is no part of a domain name`;
    return ['patternDomain', reason, 'Write a domain such as "example.com"'];
  }
  const tooLong = domain.split('.').find((part) => part.length > MAXIMUM_LABEL);
  if (tooLong) return ['patternDomain', `a part of a domain has at most ${MAXIMUM_LABEL} characters`, 'Shorten it'];
  return undefined;
}

export function checkPatterns(patterns: unknown, path: string, report: Report, options: CheckOptions): void {
  if (options.isUnknown?.(patterns)) return;
  if (!Array.isArray(patterns) || patterns.length === 0) {
    const reason = Array.isArray(patterns) ? 'a condition without patterns matches nobody' : 'patterns are a list';
    report({ code: 'patternsMissing', path, value: patterns, reason, remedy: 'Use ["*"] to match everybody' });
    return;
  }
  // Unlike forEach, entries() shows the holes of a sparse list too.
  for (const [index, pattern] of patterns.entries()) {
    if (options.isUnknown?.(pattern)) continue;
    const refusal = typeof pattern === 'string' ? firstRefusal(pattern) : NOT_TEXT;
    if (!refusal) continue;
    const [code, reason, remedy] = refusal;
    report({ code, path: `${path}[${index}]`, value: pattern, reason, remedy });
  }
}

const NOT_TEXT: Refusal = ['patternNotText', 'a pattern is text', 'Write an address, a domain or "*"'];

function firstRefusal(pattern: string): Refusal | undefined {
  if (pattern === '*') return undefined;
  for (const refuse of REFUSALS) {
    const refusal = refuse(pattern);
    if (refusal) return refusal;
  }
  return undefined;
}

export function checkSenderPatternQuota(patterns: unknown, path: string, report: Report): void {
  if (!Array.isArray(patterns) || patterns.length <= MAXIMUM_SENDER_PATTERNS_PER_RULE) return;
  report({
    code: 'senderPatternsPerRule',
    path,
    value: patterns.length,
    reason: `WorkMail takes at most ${MAXIMUM_SENDER_PATTERNS_PER_RULE} sender patterns per rule; this is a hard quota`,
    remedy: 'Use domains instead of addresses, or split the rule',
  });
}

/**
 * The patterns of a rule's conditions: an address, a domain (every address under it, not under its subdomains), a
 * wildcard domain `*.example.com` (the domain and all its subdomains), or `*`. Letter case does not count: an open
 * reading, see open-readings.ts.
 */
export type Pattern =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'domain'; readonly domain: string }
  | { readonly kind: 'wildcardDomain'; readonly domain: string }
  | { readonly kind: 'any' };

/** Reads a well-formed pattern; `checks/patterns.ts` decides what is well formed. */
export function parsePattern(text: string): Pattern {
  const pattern = text.toLowerCase();
  if (pattern === '*') return { kind: 'any' };
  if (pattern.includes('@')) return { kind: 'address', address: pattern };
  if (pattern.startsWith('*.')) return { kind: 'wildcardDomain', domain: pattern.slice(2) };
  return { kind: 'domain', domain: pattern };
}

/** WorkMail has no grammar for addresses in its guide: whatever has a domain and no blanks or brackets. */
const ADDRESS = /^[^\s<>,;@]+@[^\s<>,;@]+$/;

/** Is it one address, as a header or a request names it? WorkMail takes more than a pattern does: a `+`. */
export function isAddress(text: unknown): text is string {
  return typeof text === 'string' && ADDRESS.test(text);
}

/** The domain of an address, in lower case; empty if there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : address.slice(at + 1).toLowerCase();
}

/** Whether a domain is another one or a subdomain of it. */
export function isUnder(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}

export function matchesAddress(pattern: Pattern, address: string): boolean {
  switch (pattern.kind) {
    case 'any':
      return true;
    case 'address':
      return pattern.address === address.toLowerCase();
    case 'domain':
      return pattern.domain === domainOf(address);
    case 'wildcardDomain':
      return isUnder(domainOf(address), pattern.domain);
  }
}

/**
 * The less specific patterns that match everything that a pattern matches, most specific first: for `a@b.example` these
 * are `b.example`, `*.b.example`, `*.example` and `*`. Of two different patterns that match an address in common, one is
 * always among those of the other.
 */
export function widerPatterns(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case 'any':
      return [];
    case 'address': {
      const domain = domainOf(pattern.address);
      return [domain, ...wildcardsOver(domain), '*'];
    }
    case 'domain':
      return [...wildcardsOver(pattern.domain), '*'];
    case 'wildcardDomain':
      return [...wildcardsOver(pattern.domain).slice(1), '*'];
  }
}

/** `*.a.example` and `*.example` for `a.example`. */
function wildcardsOver(domain: string): string[] {
  const dot = domain.indexOf('.');
  return [`*.${domain}`, ...(dot < 0 ? [] : wildcardsOver(domain.slice(dot + 1)))];
}

/**
 * A number that grows with how specific a pattern is: address, domain, wildcard domain, `*`; of two wildcard domains
 * the one with more labels (open reading `longerWildcardDomain`).
 */
export function specificity(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'any':
      return 0;
    case 'wildcardDomain':
      return pattern.domain.split('.').length;
    case 'domain':
      return MOST_LABELS + 1;
    case 'address':
      return MOST_LABELS + 2;
  }
}

/** A domain name has at most 253 characters, so at most 127 labels. */
const MOST_LABELS = 127;

import { domainOf, type Pattern, specificity } from './patterns';

/** Values by pattern, found by address. */
export interface PatternTable<Value> {
  /** The values of all patterns that match, the most specific first. Takes the same time however many patterns there are. */
  find(address: string): readonly Value[];
}

/** A part of the domain names, below which the parts to the left of it are. */
interface Branch<Value> {
  readonly under: Map<string, Branch<Value>>;
  /** Of all patterns that match whatever ends here or below. */
  values: readonly Value[];
}

/**
 * Each address, each domain and each wildcard domain that a pattern names knows the values of all patterns around it, so
 * that the first of them that an address meets is the whole answer. No two entries have the same pattern.
 */
export function patternTable<Value>(entries: readonly (readonly [Pattern, Value])[]): PatternTable<Value> {
  const addresses = new Map<string, readonly Value[]>();
  const domains = new Map<string, readonly Value[]>();
  const root: Branch<Value> = { under: new Map(), values: [] };
  const ofDomain = (domain: string) => domains.get(domain) ?? lowestBranch(root, domain).values;

  // The least specific first, so that what lies around a pattern is there before it.
  for (const [pattern, value] of entries.toSorted(([a], [b]) => specificity(a) - specificity(b))) {
    switch (pattern.kind) {
      case 'any':
        root.values = [value];
        break;
      case 'wildcardDomain': {
        const branch = growBranch(root, pattern.domain);
        branch.values = [value, ...branch.values];
        break;
      }
      case 'domain':
        domains.set(pattern.domain, [value, ...ofDomain(pattern.domain)]);
        break;
      case 'address':
        addresses.set(pattern.address, [value, ...ofDomain(domainOf(pattern.address))]);
    }
  }
  return {
    find: (address) => {
      const text = address.toLowerCase();
      const at = text.lastIndexOf('@');
      return addresses.get(text) ?? ofDomain(at < 0 ? '' : text.slice(at + 1));
    },
  };
}

function growBranch<Value>(root: Branch<Value>, domain: string): Branch<Value> {
  let branch = root;
  for (const label of domain.split('.').reverse()) {
    const next: Branch<Value> = branch.under.get(label) ?? { under: new Map(), values: branch.values };
    branch.under.set(label, next);
    branch = next;
  }
  return branch;
}

/** Goes from the right of a domain as far as patterns go: the rest, however long, is not looked at. */
function lowestBranch<Value>(root: Branch<Value>, domain: string): Branch<Value> {
  let branch = root;
  for (let end = domain.length; end >= 0; ) {
    // lastIndexOf takes a negative position for 0.
    const start = end === 0 ? 0 : domain.lastIndexOf('.', end - 1) + 1;
    const next = branch.under.get(domain.slice(start, end));
    if (!next) break;
    branch = next;
    end = start - 1;
  }
  return branch;
}

import { type PackedLists, packLists } from './packed-lists';
import { domainOf, type Pattern, specificity } from './patterns';

/** Finds the patterns that match an address in the same time however many patterns there are. */
export interface PatternTable {
  /** The number of the list of the patterns that match. */
  find(address: string): number;
  /** Positions of patterns, the most specific first. */
  readonly lists: PackedLists;
}

/** A part of the domain names, below which the parts to the left of it are. */
interface Branch {
  /** The number of the list of the patterns that match whatever ends here or below. */
  list: number;
  under?: Map<string, Branch>;
}

/**
 * Each address, each domain and each wildcard domain that a pattern names knows the list of all patterns around it, so
 * that the first of them that an address meets is the whole answer. No pattern stands there twice.
 */
export function patternTable(patterns: readonly Pattern[]): PatternTable {
  const lists: (readonly number[])[] = [[]];
  const addresses = new Map<string, number>();
  const domains = new Map<string, number>();
  const root: Branch = { list: 0 };
  const ofDomain = (domain: string) => domains.get(domain) ?? lowestBranch(root, domain).list;
  const before = (position: number, list: number) => lists.push([position, ...lists[list]!]) - 1;

  // The least specific first, so that what lies around a pattern is there before it.
  const inOrder = [...patterns.entries()].sort(([, a], [, b]) => specificity(a) - specificity(b));
  for (const [position, pattern] of inOrder) {
    switch (pattern.kind) {
      case 'any':
        root.list = before(position, root.list);
        break;
      case 'wildcardDomain': {
        const branch = growBranch(root, pattern.domain);
        branch.list = before(position, branch.list);
        break;
      }
      case 'domain':
        domains.set(pattern.domain, before(position, ofDomain(pattern.domain)));
        break;
      case 'address':
        addresses.set(pattern.address, before(position, ofDomain(domainOf(pattern.address))));
    }
  }
  return {
    find: (address) => {
      const text = address.toLowerCase();
      const at = text.lastIndexOf('@');
      return addresses.get(text) ?? ofDomain(at < 0 ? '' : text.slice(at + 1));
    },
    lists: packLists(lists),
  };
}

function growBranch(root: Branch, domain: string): Branch {
  let branch = root;
  for (const label of domain.split('.').reverse()) {
    branch.under ??= new Map();
    const next: Branch = branch.under.get(label) ?? { list: branch.list };
    branch.under.set(label, next);
    branch = next;
  }
  return branch;
}

/** Goes from the right of a domain as far as patterns go: the rest, however long, is not looked at. */
function lowestBranch(root: Branch, domain: string): Branch {
  let branch = root;
  for (let end = domain.length; end >= 0 && branch.under; ) {
    // lastIndexOf takes a negative position for 0.
    const start = end === 0 ? 0 : domain.lastIndexOf('.', end - 1) + 1;
    const next = branch.under.get(domain.slice(start, end));
    if (!next) break;
    branch = next;
    end = start - 1;
  }
  return branch;
}

import { type Rule, recipientPatterns, senderPatterns } from './documents';
import { parsePattern, widerPatterns } from './patterns';

/** A set of rules by their positions: bit n is the rule at position n. */
export type RuleSet = bigint;

/** For each rule, the others that win over it by being more specific for some mail that both match. */
export function findExceptions(rules: readonly Rule[]): RuleSet[] {
  const senders = relate(rules.map(senderPatterns));
  const recipients = relate(rules.map(recipientPatterns));
  return rules.map((_rule, index) => {
    const sender = senders[index]!;
    const recipient = recipients[index]!;
    const overlapping = recipient.narrower | recipient.same | recipient.wider;
    return ((sender.narrower & overlapping) | (sender.same & recipient.narrower)) & ~bit(index);
  });
}

/** The rules that have a pattern narrower than, equal to or wider than one of this rule. */
interface Relation {
  readonly narrower: RuleSet;
  readonly same: RuleSet;
  readonly wider: RuleSet;
}

function relate(patternsOfRules: readonly (readonly string[])[]): Relation[] {
  const own = patternsOfRules.map((patterns) => new Set(patterns.map((pattern) => pattern.toLowerCase())));
  const wider = own.map((patterns) => new Set([...patterns].flatMap((text) => widerPatterns(parsePattern(text)))));
  const holders = collect(own);
  const narrowerHolders = collect(wider);
  return patternsOfRules.map((_patterns, index) => ({
    narrower: unite(own[index]!, narrowerHolders),
    same: unite(own[index]!, holders),
    wider: unite(wider[index]!, holders),
  }));
}

/** Which rules have each text. */
function collect(textsOfRules: readonly ReadonlySet<string>[]): Map<string, RuleSet> {
  const holders = new Map<string, RuleSet>();
  for (const [index, texts] of textsOfRules.entries()) {
    for (const text of texts) holders.set(text, (holders.get(text) ?? 0n) | bit(index));
  }
  return holders;
}

function unite(texts: ReadonlySet<string>, holders: ReadonlyMap<string, RuleSet>): RuleSet {
  let set: RuleSet = 0n;
  for (const text of texts) set |= holders.get(text) ?? 0n;
  return set;
}

export function bit(index: number): RuleSet {
  return 1n << BigInt(index);
}

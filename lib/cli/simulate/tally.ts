import type { OpenReading } from '../../rules';
import type { SimulatedMail } from '../../testing';

/** What all messages together came to: counts only, so that its size does not grow with their number. */
export interface Tally {
  messages: number;
  recipients: number;
  /** Recipients by what happens for them. */
  readonly outcomes: Map<string, number>;
  /** Recipients by the rule that decided; without a rule by an empty name. */
  readonly rules: Map<string, number>;
  /** Recipients for whom the fallback action decided. */
  fallbacks: number;
  readonly openReadings: Set<OpenReading>;
}

export function newTally(): Tally {
  return { messages: 0, recipients: 0, outcomes: new Map(), rules: new Map(), fallbacks: 0, openReadings: new Set() };
}

export function count(tally: Tally, mail: SimulatedMail): void {
  tally.messages++;
  for (const { kind, rule, how } of mail.outcomes) {
    tally.recipients++;
    increase(tally.outcomes, kind);
    if (kind !== 'outsideOrganization') increase(tally.rules, rule?.Name ?? '');
    if (how === 'fallback') tally.fallbacks++;
  }
  for (const reading of mail.openReadings) tally.openReadings.add(reading);
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

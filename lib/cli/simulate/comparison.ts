import type { Outcome, OutcomeKind } from '../../simulator';
import { outcomeTitle } from '../../testing';
import { plural } from '../plural';
import { colors, harmless } from '../terminal';
import type { EarlierOutcome, EarlierResults } from './earlier-results';
import type { Report, SimulatedMessage } from './report';

/** A recipient for whom it comes to something else than before; `before` is absent for one who is new. */
interface Change {
  readonly message: string;
  readonly recipient: string;
  readonly before?: EarlierOutcome;
  /** Absent for a recipient whom only the earlier run had. */
  readonly now?: Outcome;
}

/** Tells only what is not as it was in an earlier run. */
export class Comparison implements Report {
  private readonly changes: Change[] = [];
  private readonly seen = new Set<string>();
  private recipients = 0;
  private unknownMessages = 0;

  constructor(
    private readonly earlier: EarlierResults,
    private readonly asJson: boolean,
  ) {}

  /** For how many recipients something changes. */
  get count(): number {
    return this.changes.length;
  }

  begin(): string {
    return '';
  }

  message({ name, mail }: SimulatedMessage): string {
    const before = this.earlier.get(name);
    this.seen.add(name);
    if (!before) {
      this.unknownMessages++;
      return '';
    }
    const changes = compare(name, before, mail.outcomes);
    this.recipients += mail.outcomes.length;
    this.changes.push(...changes);
    return this.asJson || changes.length === 0 ? '' : `${lines(name, mail.header.subject, changes).join('\n')}\n\n`;
  }

  end(): string {
    const gone = [...this.earlier.keys()].filter((name) => !this.seen.has(name)).length;
    const compared = this.seen.size - this.unknownMessages;
    if (this.asJson) {
      const changes = this.changes.map(toDocument);
      const counts = { messages: compared, recipients: this.recipients, changes: this.count };
      const summary = { ...counts, onlyNow: this.unknownMessages, onlyBefore: gone };
      return `${JSON.stringify({ changes, summary }, undefined, 2)}\n`;
    }
    const asides = [
      ...(this.unknownMessages > 0 ? [`${plural(this.unknownMessages, 'message')} without an earlier result`] : []),
      ...(gone > 0 ? [`${plural(gone, 'message')} of the earlier run not here`] : []),
    ];
    const size = `${plural(compared, 'message')} with ${plural(this.recipients, 'recipient')}`;
    const title = `${size} compared: something else for ${plural(this.count, 'recipient')}`;
    return `${[colors.bold(title), ...tally(this.changes), ...asides.map((aside) => colors.dim(aside))].join('\n')}\n`;
  }
}

function compare(message: string, before: ReadonlyMap<string, EarlierOutcome>, outcomes: readonly Outcome[]): Change[] {
  const now = new Set(outcomes.map(({ recipient }) => recipient.toLowerCase()));
  const changed = outcomes.flatMap((outcome): Change[] => {
    const { recipient } = outcome;
    const earlier = before.get(recipient.toLowerCase());
    if (!earlier) return [{ message, recipient, now: outcome }];
    return isSame(earlier, outcome) ? [] : [{ message, recipient, before: earlier, now: outcome }];
  });
  const lost = [...before.values()].filter(({ recipient }) => !now.has(recipient.toLowerCase()));
  return [...changed, ...lost.map((earlier) => ({ message, recipient: earlier.recipient, before: earlier }))];
}

/** Which rule decided, and how, is another matter. */
function isSame(before: EarlierOutcome, now: Outcome): boolean {
  return (['kind', 'text', 'gateway', 'folder'] as const).every((field) => before[field] === now[field]);
}

function lines(name: string, subject: string | undefined, changes: readonly Change[]): string[] {
  const title = `${colors.bold(harmless(name))}  ${harmless(JSON.stringify(subject ?? ''))}`;
  return [
    title,
    ...changes.map((change) => {
      const why = change.now ? colors.dim(`  ${harmless(change.now.why)}`) : '';
      return `  ${harmless(change.recipient)}: ${harmless(words(change))}${why}`;
    }),
  ];
}

function words({ before, now }: Change): string {
  const title = (outcome: EarlierOutcome | Outcome | undefined) =>
    outcome ? outcomeTitle(outcome as Outcome) : 'no recipient';
  return `${title(before)} -> ${title(now)}`;
}

/** How many recipients go from what to what. */
function tally(changes: readonly Change[]): string[] {
  const counts = new Map<string, number>();
  const kind = (outcome: { readonly kind: OutcomeKind } | undefined) =>
    outcome ? outcomeTitle({ kind: outcome.kind } as Outcome) : 'no recipient';
  for (const { before, now } of changes) {
    const step = `${kind(before)} -> ${kind(now)}`;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts].map(([step, count]) => `  ${count}  ${step}`);
}

function toDocument({ message, recipient, before, now }: Change): object {
  const brief = (outcome: EarlierOutcome | Outcome | undefined) => {
    if (!outcome) return undefined;
    const { kind, text, gateway, folder, rule } = outcome;
    return { kind, text, gateway, folder, rule: typeof rule === 'object' ? rule.Name : rule };
  };
  return { message, recipient, before: brief(before), now: brief(now), why: now?.why };
}

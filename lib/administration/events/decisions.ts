import type { Direction } from '../../rules';

/** What a rule did to a message, as WorkMail's email event log tells it. */
export interface RuleDecision {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** The same for everything that happened to the message in one direction. */
  readonly traceId: string;
  readonly direction?: Direction;
  readonly rule: string;
  /** As WorkMail names it: BOUNCE, DROP, … */
  readonly action: string;
  readonly recipients: readonly string[];
  readonly from?: string;
  readonly sender?: string;
  readonly subject?: string;
}

/** An event of CloudWatch Logs. */
export interface LogEvent {
  readonly timestamp?: number;
  readonly message?: string;
}

/** Events that tell who sent a message; those of rules do not. */
const ARRIVALS = ['ORGANIZATION_EMAIL_RECEIVED', 'OUTGOING_EMAIL_SUBMITTED'];
const RULE_APPLIED = 'RULE_APPLIED';

/** A filter pattern of CloudWatch Logs for the events that are needed here. */
export const FILTER_PATTERN = `{ ${[RULE_APPLIED, ...ARRIVALS].map((name) => `($.event.eventName = "${name}")`).join(' || ')} }`;

const DIRECTION: Readonly<Record<string, Direction>> = { INBOUND_RULE: 'INBOUND', OUTBOUND_RULE: 'OUTBOUND' };

/** Most messages whose senders are remembered. */
const MOST_MESSAGES = 10_000;

type Letter = Pick<RuleDecision, 'from' | 'sender' | 'subject'>;

/** Puts together what the log tells about a message on several lines. Anything may stand in a line. */
export class DecisionReader {
  private readonly letters = new Map<string, Letter>();

  /** The decisions in some events, in their order. Arrivals may stand behind them. */
  read(events: readonly LogEvent[]): RuleDecision[] {
    const documents = events.flatMap(toDocument);
    for (const { traceId, event } of documents) {
      if (ARRIVALS.includes(String(event.eventName))) this.remember(traceId, event);
    }
    return documents.flatMap((document) =>
      document.event.eventName === RULE_APPLIED ? this.decisionsOf(document) : [],
    );
  }

  private remember(traceId: string, event: Record<string, unknown>): void {
    const entries = ['from', 'sender', 'subject'].flatMap((field) =>
      typeof event[field] === 'string' ? [[field, event[field]]] : [],
    );
    this.letters.set(traceId, Object.fromEntries(entries));
    const [oldest] = this.letters.keys();
    if (this.letters.size > MOST_MESSAGES && oldest !== undefined) this.letters.delete(oldest);
  }

  private decisionsOf({ timestamp, traceId, event }: LogDocument): RuleDecision[] {
    const direction = DIRECTION[String(event.ruleType)];
    const actions = Array.isArray(event.ruleActions) ? event.ruleActions : [];
    return actions.map((action: unknown) => {
      const { action: name, recipients } = Object(action) as { action?: unknown; recipients?: unknown };
      return {
        timestamp,
        traceId,
        ...(direction && { direction }),
        rule: String(event.ruleName ?? ''),
        action: String(name ?? ''),
        recipients: Array.isArray(recipients) ? recipients.map(String) : [],
        ...this.letters.get(traceId),
      };
    });
  }
}

interface LogDocument {
  readonly timestamp: number;
  readonly traceId: string;
  readonly event: Record<string, unknown>;
}

function toDocument({ timestamp = 0, message = '' }: LogEvent): LogDocument[] {
  try {
    const { traceId, event } = Object(JSON.parse(message)) as { traceId?: unknown; event?: unknown };
    if (typeof event !== 'object' || event === null) return [];
    return [{ timestamp, traceId: String(traceId ?? ''), event: event as Record<string, unknown> }];
  } catch {
    return [];
  }
}

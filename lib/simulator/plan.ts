import { type Disposition, type LambdaAction, lambdaAction, type OpenReading, type Rule } from '../rules';
import { comparable, type MailFlowEvent } from '../run-lambda';
import { buildEvent, deriveInvocationId, deriveMessageId, fromAddress } from './event';
import { type Header, readHeader } from './header';
import { indexOf } from './known-rules';
import { isOwnAddress, type Message, type Organization, type OrganizationRules } from './message';
import type { Notice } from './notices';
import {
  DEFAULT_DISPOSITION,
  type DecidedRecipient,
  type How,
  immediateOutcome,
  type Outcome,
  outsideOrganization,
  unite,
} from './outcomes';

/** A message and everything that decides on it. */
export interface Mail {
  readonly organization: Organization;
  readonly rules: OrganizationRules;
  readonly message: Message;
}

/** One call of a function: of one rule, for one message, retries included. */
export interface FunctionRun {
  readonly organization: Organization;
  readonly message: Message;
  readonly rule: Rule;
  readonly lambda: LambdaAction<Disposition>;
  /** The recipients that the rule decides. */
  readonly recipients: readonly DecidedRecipient[];
  /** Recipients of the message that it does not decide. */
  readonly otherRecipients: readonly string[];
  readonly event: MailFlowEvent;
  readonly payload: string;
  readonly openReadings: readonly OpenReading[];
}

/** What can be said of a message before any function is called. */
export interface Plan {
  readonly messageId: string;
  readonly header: Header;
  /** The recipients of the envelope, each once, in their order. */
  readonly recipients: readonly string[];
  /** Outcomes that wait for no function. */
  readonly outcomes: readonly Outcome[];
  /** The functions to call. The recipients of those behind synchronous rules wait for them. */
  readonly runs: readonly FunctionRun[];
  readonly notices: readonly Notice[];
}

/** Reads the message, chooses a rule for each recipient, and lays out what is to be done. */
export function planMessage({ organization, rules, message }: Mail): Plan {
  const header = readHeader(message.content);
  const messageId = message.messageId ?? deriveMessageId(message, header);
  const notices: Notice[] = [...header.notices];
  const all = distinctRecipients(message, notices);
  const isOurs = (address: string) => message.direction === 'OUTBOUND' || isOwnAddress(organization, address);
  const own = all.filter(isOurs);
  const decided = decideRecipients(rules, message, header, own);

  const runs = groupByFunction(decided).map((recipients) =>
    planRun({ organization, message, messageId, header, recipients, own }),
  );
  const outcomes = [
    ...all.filter((address) => !isOurs(address)).map(outsideOrganization),
    ...decided.flatMap((recipient) => outcomeWithoutWaiting(message, header, recipient)),
  ];
  return { messageId, header, recipients: all, outcomes, runs, notices };
}

function distinctRecipients({ envelope }: Message, notices: Notice[]): string[] {
  const distinct = new Map<string, string>();
  for (const recipient of envelope.recipients) {
    const key = comparable(recipient);
    if (!distinct.has(key)) distinct.set(key, recipient.trim());
    else notices.push({ code: 'RECIPIENT_REPEATED', text: `${recipient} stands in the envelope twice; taken once.` });
  }
  if (distinct.size === 0) {
    notices.push({ code: 'NO_RECIPIENTS', text: 'The envelope has no recipients, so nothing happens.' });
  }
  return [...distinct.values()];
}

/** How SMTP writes the empty sender of a bounce. As an address it matches `*` and no other pattern. */
const EMPTY_SENDER = '<>';

function decideRecipients(
  rules: OrganizationRules,
  message: Message,
  header: Header,
  recipients: readonly string[],
): DecidedRecipient[] {
  const index = indexOf(message.direction, message.direction === 'INBOUND' ? rules.inbound : rules.outbound);
  const sender = header.sender;
  const from = fromAddress(message, header) || EMPTY_SENDER;
  return recipients.map((recipient) => ({ address: recipient, decision: index.decide({ from, sender, recipient }) }));
}

/** A function is called once per rule, whatever the number of recipients. */
function groupByFunction(decided: readonly DecidedRecipient[]): DecidedRecipient[][] {
  const groups = new Map<Rule, DecidedRecipient[]>();
  for (const recipient of decided) {
    const rule = recipient.decision.winner;
    if (!rule || !lambdaAction(rule.Action)) continue;
    const group = groups.get(rule);
    if (group) group.push(recipient);
    else groups.set(rule, [recipient]);
  }
  return [...groups.values()];
}

function planRun(parts: {
  readonly organization: Organization;
  readonly message: Message;
  readonly messageId: string;
  readonly header: Header;
  readonly recipients: readonly DecidedRecipient[];
  readonly own: readonly string[];
}): FunctionRun {
  const { organization, message, messageId, header, recipients, own } = parts;
  const rule = recipients[0]?.decision.winner as Rule;
  const lambda = lambdaAction(rule.Action) as LambdaAction<Disposition>;
  const addresses = recipients.map(({ address }) => address);
  const mine = new Set(addresses);
  const otherRecipients = own.filter((address) => !mine.has(address));
  const invocationId = deriveInvocationId(messageId, organization.id, message.direction, rule.Name, lambda.Arn);
  const { event, payload, openReadings } = buildEvent(message, header, { messageId, invocationId }, addresses);
  const isPart: OpenReading[] = otherRecipients.length > 0 ? ['eventRecipients'] : [];
  return {
    organization,
    message,
    rule,
    lambda,
    recipients,
    otherRecipients,
    event,
    payload,
    openReadings: unite(header.openReadings, openReadings, isPart),
  };
}

function outcomeWithoutWaiting(message: Message, header: Header, recipient: DecidedRecipient): Outcome[] {
  const { winner } = recipient.decision;
  const lambda = winner && lambdaAction(winner.Action);
  if (lambda?.SynchronousLambdaParameters) return [];
  const normal = DEFAULT_DISPOSITION[message.direction];
  const own: { how: How; disposition: Disposition } = !winner
    ? { how: 'noRule', disposition: normal }
    : lambda
      ? { how: 'asynchronousFunction', disposition: normal }
      : { how: 'ruleAction', disposition: winner.Action as Disposition };
  return [immediateOutcome(message.direction, recipient, own, message.spam ?? false, header.openReadings)];
}

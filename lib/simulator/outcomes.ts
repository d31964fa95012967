import { actionTitle, type Decision, type Direction, type Disposition, type OpenReading, type Rule } from '../rules';

export type OutcomeKind =
  | 'deliveredToInbox'
  | 'deliveredToJunk'
  | 'bounced'
  | 'dropped'
  | 'sent'
  | 'routed'
  | 'addedAsBlindCopy'
  /** The recipient of inbound mail is not of the organization, so WorkMail has nothing to do with it. */
  | 'outsideOrganization';

/** What decided: no rule, the rule's own action, its asynchronous function (nothing, that is), an answer, the fallback. */
export type How = 'noRule' | 'ruleAction' | 'asynchronousFunction' | 'answer' | 'fallback' | 'outsideOrganization';

export type FallbackReason = 'functionFailed' | 'leftOut' | 'moreThanTenActions';

/** What happens to a message for one recipient, and why. */
export interface Outcome {
  readonly recipient: string;
  readonly kind: OutcomeKind;
  /** Of a bounce: the text that the function gave; without one, WorkMail's own. */
  readonly text?: string;
  /** Of a routed message: the name of the SMTP gateway. */
  readonly gateway?: string;
  /** Of a blind copy to somebody in the organization. */
  readonly folder?: 'inbox' | 'junk';
  /** The action that was carried out; absent outside the organization. */
  readonly disposition?: Disposition;
  /** The rule that decided. */
  readonly rule?: Rule;
  /** The header whose address the rule matched. */
  readonly matchedBy?: 'SENDER' | 'FROM';
  readonly how: How;
  readonly fallbackReason?: FallbackReason;
  /** A sentence for people. */
  readonly why: string;
  /** The rules that match too, the next best first. */
  readonly losers: Decision<Rule>['losers'];
  readonly openReadings: readonly OpenReading[];
  /** Milliseconds from the arrival of the message until this was decided. */
  readonly after: number;
}

/** A recipient of the message, with the rule that applies. */
export interface DecidedRecipient {
  readonly address: string;
  readonly decision: Decision<Rule>;
}

/** The part of an outcome that says what happens. */
type Fate = Pick<Outcome, 'kind' | 'text' | 'gateway' | 'folder' | 'disposition'>;

/** What carrying out a disposition means; default delivery honours the verdict of WorkMail's own spam filter. */
export function fateOf(disposition: Disposition, spam: boolean, text?: string): Fate {
  if ('SmtpRoutingAction' in disposition) {
    return { kind: 'routed', gateway: disposition.SmtpRoutingAction.SmtpGatewayName, disposition };
  }
  if ('BounceAction' in disposition) return { kind: 'bounced', ...(text !== undefined && { text }), disposition };
  return { kind: kindOf(disposition, spam), disposition };
}

function kindOf(disposition: Disposition, spam: boolean): OutcomeKind {
  if ('DropAction' in disposition) return 'dropped';
  if ('MoveToJunkAction' in disposition) return 'deliveredToJunk';
  if ('BypassSpamCheckAction' in disposition) return 'deliveredToInbox';
  if ('NormalDeliveryAction' in disposition) return spam ? 'deliveredToJunk' : 'deliveredToInbox';
  return 'sent';
}

/** The fate of a recipient that an answer adds; one of the organization finds the copy in a folder. */
export function blindCopy(disposition: Disposition, spam: boolean): Fate {
  const { kind } = fateOf(disposition, spam);
  const folder = kind === 'deliveredToInbox' ? 'inbox' : kind === 'deliveredToJunk' ? 'junk' : undefined;
  return { kind: 'addedAsBlindCopy', ...(folder && { folder }), disposition };
}

/** What WorkMail does with mail that no rule matches, and what it does around an asynchronous function. */
export const DEFAULT_DISPOSITION: Readonly<Record<Direction, Disposition>> = {
  INBOUND: { NormalDeliveryAction: {} },
  OUTBOUND: { DefaultAction: {} },
};

export function outsideOrganization(recipient: string): Outcome {
  return {
    recipient,
    kind: 'outsideOrganization',
    how: 'outsideOrganization',
    why: 'The address is not of the organization, so neither its rules nor its functions see it.',
    losers: [],
    openReadings: [],
    after: 0,
  };
}

/** The outcome for a recipient where nothing has to be waited for: no rule, or a rule without a synchronous function. */
export function immediateOutcome(
  direction: Direction,
  { address, decision }: DecidedRecipient,
  own: { readonly how: How; readonly disposition: Disposition },
  spam: boolean,
  openReadings: readonly OpenReading[],
): Outcome {
  return {
    recipient: address,
    ...fateOf(own.disposition, spam),
    ...decidedBy(decision),
    how: own.how,
    why: immediateReason(direction, decision),
    openReadings: unite(openReadings, decision.openReadings),
    after: 0,
  };
}

function immediateReason(direction: Direction, { winner, matchedBy }: Decision<Rule>): string {
  if (!winner) return 'No rule matches.';
  const title = actionTitle(direction, winner.Action);
  const header = matchedBy === 'SENDER' ? 'Sender' : 'From';
  return `Rule "${winner.Name}" matches by ${header}; its action is ${title}.`;
}

/** The part of an outcome that says which rule decided and which lost. */
export function decidedBy(decision: Decision<Rule>): Pick<Outcome, 'rule' | 'matchedBy' | 'losers'> {
  const { winner, matchedBy, losers } = decision;
  return { ...(winner && { rule: winner }), ...(matchedBy && { matchedBy }), losers };
}

export function unite(...lists: readonly (readonly OpenReading[])[]): OpenReading[] {
  return [...new Set(lists.flat())];
}

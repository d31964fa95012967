/** Addresses: one, or several. In any letter case, without names or brackets. */
export type Addresses = string | Iterable<string>;

/**
 * The words that an answer of either direction has. They can come in any order; each returns the same answer.
 *
 * A recipient is named once, or twice with the same action. To name an address that is no recipient of the message does
 * nothing, so lists can be longer than a message's recipients; only `addRecipients` adds any. Everybody who is not named
 * is *the rest*: a word with Rest, or `leaveRestToFallback`, has to say what happens to it, unless everybody is named.
 */
export interface CommonAnswer {
  /** Nobody gets it, nobody is told. */
  drop(recipients: Addresses): this;
  /** The sender is told, with a text of yours; without one, or with an empty one, with WorkMail's own. */
  bounce(text: string | undefined, recipients: Addresses): this;
  dropRest(): this;
  bounceRest(text?: string): this;
  /**
   * Lets somebody get it, as blind copy, who is no recipient; To and Cc stay as they are. Inbound mail can be given to
   * addresses of the organization only. A recipient of the message gets it as by `deliver` or `send`.
   */
  addRecipients(addresses: Addresses): this;
  /** The rule's fallback action decides: for outbound mail it can be an SMTP gateway, which no answer can ask for. */
  leaveToFallback(recipients: Addresses): this;
  leaveRestToFallback(): this;
}

/** What a synchronous function can answer for inbound mail: {@link CommonAnswer}, and into which folder mail goes. */
export interface InboundAnswer extends CommonAnswer {
  /** The guide's *Default*: into the inbox, or into the junk folder if WorkMail takes it for spam. */
  deliver(recipients: Addresses): this;
  deliverToJunk(recipients: Addresses): this;
  /** Into the inbox, whatever WorkMail's spam detection says: the guide's *Never deliver to junk folder*. */
  neverDeliverToJunk(recipients: Addresses): this;
  deliverRest(): this;
  deliverRestToJunk(): this;
  neverDeliverRestToJunk(): this;
}

/** What a synchronous function can answer for outbound mail: {@link CommonAnswer}, and that it is sent. */
export interface OutboundAnswer extends CommonAnswer {
  /** The guide's *Default*. */
  send(recipients: Addresses): this;
  sendRest(): this;
}

const closed = new Set((process.env.CLOSED_MAILBOXES ?? '').toLowerCase().split(',').filter(Boolean));

/** Decides on a message by its metadata; WorkMail waits for the answer. */
exports.handler = async (event) => (event.flowDirection === 'INBOUND' ? screenInbound(event) : screenOutbound(event));

/** Mail to closed mailboxes bounces with an explanation; what calls itself an advertisement goes to the junk folder. */
function screenInbound(event) {
  const recipients = event.envelope.recipients.map(({ address }) => address);
  const gone = recipients.filter((address) => closed.has(address.toLowerCase()));
  const rest = /^\[advertisement\]/i.test(event.subject) ? 'MOVE_TO_JUNK' : 'DEFAULT';
  const actions = [{ action: { type: rest }, allRecipients: true }];
  if (gone.length > 0) {
    actions.push({ action: bounce('This mailbox is closed. Please write to office@corp.example.'), recipients: gone });
  }
  return { actions };
}

/** What is confidential does not leave the organization. */
function screenOutbound(event) {
  const confidential = /\bconfidential\b/i.test(event.subject);
  const action = confidential ? bounce('Confidential messages stay inside the organization.') : { type: 'DEFAULT' };
  return { actions: [{ action, allRecipients: true }] };
}

function bounce(bounceMessage) {
  return { type: 'BOUNCE', parameters: { bounceMessage } };
}

import { synchronousHandler } from 'cdk-workmail-flow/handler';

const { AUDITED = '', AUDITOR = '' } = process.env;

export const handler = synchronousHandler({
  inbound: (mail, answer) => {
    // Whom a truncated event leaves out may be the audited one.
    if (mail.isFor(AUDITED) || mail.truncated) answer.addRecipients(AUDITOR);
    return answer.deliverRest();
  },
  // The rule matches what the audited mailbox sends only.
  outbound: (_mail, answer) => answer.addRecipients(AUDITOR).sendRest(),
});

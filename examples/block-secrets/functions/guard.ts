import { synchronousHandler } from 'cdk-workmail-flow/handler';
import { readMessage } from 'cdk-workmail-flow/message';
import { findSecrets, readableTexts } from './secrets';

const DOMAINS = (process.env.MAIL_DOMAINS ?? '').split(' ').filter(Boolean);

export const handler = synchronousHandler({
  domains: DOMAINS,
  outbound: async (mail, answer) => {
    const others = mail.otherRecipients();
    // Whom a truncated event leaves out may be somebody else.
    if (others.length === 0 && !mail.truncated) return answer.sendRest();

    const found = findSecrets(readableTexts(await readMessage(mail.messageId)));
    if (found.length === 0) return answer.sendRest();

    const text = `Your message was not sent, because it seems to hold ${found.join(' and ')}. Send it without, or ask your administrator.`;
    return mail.truncated ? answer.bounceRest(text) : answer.bounce(text, others).sendRest();
  },
});

import { synchronousHandler } from 'cdk-workmail-flow/handler';
import { addBanner, addDisclaimer, type Operation, updateMessage } from 'cdk-workmail-flow/message';

const DOMAINS = (process.env.MAIL_DOMAINS ?? '').split(' ').filter(Boolean);

const BANNER = addBanner({
  text: 'This message comes from outside of the organization. Take care with links and attachments.',
  html: '<p style="background:#fff3cd;padding:8px">This message comes from outside of the organization. Take care with links and attachments.</p>',
});

const DISCLAIMER = addDisclaimer({ text: process.env.DISCLAIMER ?? 'This message is for its recipient only.' });

export const handler = synchronousHandler({
  domains: DOMAINS,
  inbound: async (mail, answer) => {
    if (!mail.isOwn(mail.sentBy)) await change(mail.messageId, BANNER);
    return answer.deliverRest();
  },
  outbound: async (mail, answer) => {
    if (mail.otherRecipients().length > 0 || mail.truncated) await change(mail.messageId, DISCLAIMER);
    return answer.sendRest();
  },
});

/** A message that cannot be changed, being signed for instance, goes on as it is; the log says why. */
async function change(messageId: string, operation: Operation): Promise<void> {
  const { outcome, leftAlone, refusal } = await updateMessage(messageId, [operation]);
  // The bucket is not set up as it should be: better to fail, so that somebody notices.
  if (refusal?.code === 'INVALID_CONTENT_LOCATION') throw refusal;
  if (outcome !== 'updated') console.log(JSON.stringify({ messageId, outcome, leftAlone, refusal: refusal?.message }));
}

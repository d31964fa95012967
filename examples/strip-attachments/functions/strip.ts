import { synchronousHandler } from 'cdk-workmail-flow/handler';
import { removeAttachments, updateMessage } from 'cdk-workmail-flow/message';

const names = (process.env.DANGEROUS_NAMES ?? '*.exe').split(' ').filter(Boolean);

const STRIP = removeAttachments(
  { names },
  {
    note: ({ name }) =>
      `The attachment ${name ?? 'without a name'} was removed, because files of its kind can do harm.`,
  },
);

export const handler = synchronousHandler({
  inbound: async (mail, answer) => {
    const { outcome, done, leftAlone, refusal } = await updateMessage(mail.messageId, [STRIP]);
    if (done.length > 0) console.log(JSON.stringify({ messageId: mail.messageId, outcome, done, leftAlone }));
    // A signed message with a dangerous file in it, an encrypted one, or one that WorkMail does not take back changed.
    const isUnclean = refusal !== undefined || leftAlone.some(({ code }) => code !== 'alreadyThere');
    return isUnclean ? answer.deliverRestToJunk() : answer.deliverRest();
  },
});

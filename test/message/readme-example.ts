import { synchronousHandler } from 'cdk-workmail-flow/handler';
import { addBanner, removeAttachments, tagSubject, updateMessage } from 'cdk-workmail-flow/message';

export const handler = synchronousHandler({
  inbound: async (mail, answer) => {
    const { outcome, leftAlone } = await updateMessage(mail.messageId, [
      tagSubject('[EXTERNAL]'),
      addBanner({ text: 'This message comes from outside.', html: '<p><b>This message comes from outside.</b></p>' }),
      removeAttachments({ names: ['*.exe', '*.js'] }),
    ]);
    console.log({ outcome, leftAlone });
    return answer.deliverRest();
  },
});

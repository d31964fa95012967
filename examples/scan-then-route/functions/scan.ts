import { createHash } from 'node:crypto';
import { synchronousHandler } from 'cdk-workmail-flow/handler';
import { type ParsedAttachment, readMessage } from 'cdk-workmail-flow/message';

/** SHA-256 of files that must not leave. The first is of the file by which virus scanners are tried, EICAR. */
const KNOWN_FILES = new Set(['275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f']);

export const handler = synchronousHandler({
  outbound: async (mail, answer) => {
    const { attachments } = await readMessage(mail.messageId);
    if (!attachments.some(isKnown)) return answer.leaveRestToFallback();
    return answer.bounceRest('Your message was not sent, because a file in it is known to do harm.');
  },
});

function isKnown({ content }: ParsedAttachment): boolean {
  return KNOWN_FILES.has(createHash('sha256').update(content).digest('hex'));
}

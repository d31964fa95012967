import { Conversation } from './conversation';

/** Sends a message as it is: only dots that begin a line are doubled, as SMTP wants it. */
export async function sendBytes(port: number, from: string, to: string, content: Buffer): Promise<void> {
  const conversation = await Conversation.open(port);
  try {
    await conversation.begin(from, to);
    const text = content.toString('latin1').replace(/(^|\r\n)\./g, '$1..');
    const end = text === '' || text.endsWith('\r\n') ? '.\r\n' : '\r\n.\r\n';
    await conversation.send(Buffer.from(text + end, 'latin1'));
    const reply = await conversation.reply();
    if (!reply.startsWith('250')) throw new Error(`${port} does not take the message: ${reply}`);
  } finally {
    conversation.hangUp();
  }
}

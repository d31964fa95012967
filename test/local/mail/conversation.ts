import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An SMTP client without manners: it sends whatever bytes it is given. */
export class Conversation {
  static async open(port: number): Promise<Conversation> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const conversation = new Conversation(socket);
    await conversation.reply();
    return conversation;
  }

  private received = '';
  private isOver = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.received += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isOver = true;
    });
  }

  /** Sends and does not wait, but that the bytes are gone. */
  async send(bytes: string | Buffer): Promise<void> {
    if (this.isOver) return;
    await new Promise<void>((resolve) => this.socket.write(bytes, () => resolve()));
  }

  /** The next reply, whole; empty when the connection is over. */
  async reply(): Promise<string> {
    for (;;) {
      const [whole] = /^(?:\d{3}-[^\n]*\n)*\d{3}[ \r][^\n]*\n/.exec(this.received) ?? [];
      if (whole) {
        this.received = this.received.slice(whole.length);
        return whole.trimEnd();
      }
      if (this.isOver) return '';
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async say(line: string | Buffer): Promise<string> {
    await this.send(Buffer.concat([Buffer.from(line), Buffer.from('\r\n')]));
    return this.reply();
  }

  /** Up to the content of a message. */
  async begin(from: string, ...to: string[]): Promise<void> {
    for (const line of ['EHLO me', `MAIL FROM:<${from}>`, ...to.map((one) => `RCPT TO:<${one}>`), 'DATA']) {
      const reply = await this.say(line);
      if (!/^[23]/.test(reply)) throw new Error(`${line}: ${reply}`);
    }
  }

  /** Without a word. */
  hangUp(): void {
    this.socket.destroy();
  }
}

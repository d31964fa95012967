import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface LoopbackServerOptions {
  /** @default a free one */
  readonly port?: number;
}

/** A server on this machine's loopback address, at a port of its own. */
export class LoopbackServer {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(handler: Handler, { port = 0 }: LoopbackServerOptions = {}): Promise<LoopbackServer> {
    const server = createServer((request, response) => {
      handler(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return new LoopbackServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** Whoever forgets to stop it is not held up. */
  unref(): void {
    this.server.unref().on('connection', (socket) => socket.unref());
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

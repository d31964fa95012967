import { LoopbackServer } from '../http';
import { handleMessageFlow, type MessageFlowService } from './request-handler';

export interface LocalMessageFlowOptions extends MessageFlowService {
  /** On 127.0.0.1. @default a free one */
  readonly port?: number;
}

/** WorkMail's message flow API: GetRawMessageContent and PutRawMessageContent, for the messages of a store. */
export class LocalMessageFlow {
  static async start(options: LocalMessageFlowOptions): Promise<LocalMessageFlow> {
    const handler: Parameters<typeof LoopbackServer.start>[0] = (message, response) =>
      handleMessageFlow(message, response, options);
    return new LocalMessageFlow(await LoopbackServer.start(handler, options));
  }

  private constructor(private readonly server: LoopbackServer) {}

  get endpoint(): string {
    return this.server.url;
  }

  /** Whoever forgets to stop it is not held up. */
  unref(): void {
    this.server.unref();
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

import type { AccessControl } from '../access';
import { LoopbackServer } from '../http';
import type { Buckets } from './buckets';
import { handleS3 } from './handler';
import { type ObjectContent, type ObjectReference, type ReadingService, readAsService } from './service-access';

export interface LocalS3Options {
  readonly access: AccessControl;
  readonly region: string;
  readonly buckets: Buckets;
  /** On 127.0.0.1. @default a free one */
  readonly port?: number;
}

/** As much of S3 on this machine as functions need to give a message back. The bucket stands in the path. */
export class LocalS3 {
  static async start(options: LocalS3Options): Promise<LocalS3> {
    const server = await LoopbackServer.start((message, response) => handleS3(message, response, options), options);
    return new LocalS3(options, server);
  }

  private constructor(
    private readonly options: LocalS3Options,
    private readonly server: LoopbackServer,
  ) {}

  get endpoint(): string {
    return this.server.url;
  }

  /** An object's content, if the bucket's policy lets the service read it; throws an ApiError of S3's if not. */
  readAsService(service: ReadingService, reference: ObjectReference): ObjectContent {
    return readAsService(this.options, service, reference);
  }

  /** Whoever forgets to stop it is not held up. */
  unref(): void {
    this.server.unref();
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

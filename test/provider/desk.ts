import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalAccount } from '../../lib/local';
import { LocalWorkMail } from '../../lib/local/workmail';
import { handler } from '../../lib/provider/handler';
import type { Answer, CustomResourceEvent } from '../../lib/provider/protocol';
import { ORGANIZATION } from './support';

export interface Put {
  readonly headers: IncomingMessage['headers'];
  readonly url: string;
  readonly body: string;
}

export const PROVIDER_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:provider';
export const STACK_ID = 'arn:aws:cloudformation:us-east-1:123456789012:stack/Mail/1';

/** The provider's function between a local WorkMail and a place where CloudFormation waits for answers. */
export class ProviderDesk {
  /** With an account, for its other services too. */
  static async start(account?: LocalAccount): Promise<ProviderDesk> {
    const workmail = account?.workmail ?? (await LocalWorkMail.start());
    workmail.createOrganization({ alias: 'corp', organizationId: ORGANIZATION });
    process.env.AWS_REGION = 'us-east-1';
    process.env.AWS_ACCESS_KEY_ID = workmail.access.root.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = workmail.access.root.secretAccessKey;
    for (const [service, url] of Object.entries(account?.endpoints ?? { WORKMAIL: workmail.endpoint })) {
      process.env[`AWS_ENDPOINT_URL_${service}`] = url;
    }
    const desk = new ProviderDesk(workmail);
    await new Promise<void>((resolve) => desk.answers.listen(0, '127.0.0.1', resolve));
    return desk;
  }

  /** What CloudFormation was answered. */
  puts: Put[] = [];
  /** How many answers are refused first. */
  refusals = 0;
  /** What the function printed. */
  output = '';

  private readonly answers = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const refused = this.refusals-- > 0;
    if (!refused) {
      this.puts.push({ headers: request.headers, url: request.url ?? '', body: Buffer.concat(chunks).toString() });
    }
    response.writeHead(refused ? 503 : 200).end();
  });

  private constructor(readonly workmail: LocalWorkMail) {}

  /** To be called before each test. */
  clear(): void {
    this.puts = [];
    this.refusals = 0;
    this.output = '';
    this.workmail.faults.clear();
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      this.output += text;
      return true;
    });
  }

  event(members: Partial<CustomResourceEvent> = {}): CustomResourceEvent {
    return {
      RequestType: 'Create',
      RequestId: randomUUID(),
      ResponseURL: `http://127.0.0.1:${(this.answers.address() as AddressInfo).port}/answer?Signature=secret`,
      StackId: STACK_ID,
      LogicalResourceId: 'Resource',
      ResourceType: 'Custom::WorkMailInboundMailFlowRule',
      ResourceProperties: { ServiceToken: PROVIDER_ARN },
      ...members,
    };
  }

  /** The answer to an event. */
  async settle(event: CustomResourceEvent, remaining = 180_000): Promise<Answer> {
    await handler(event, { invokedFunctionArn: PROVIDER_ARN, getRemainingTimeInMillis: () => remaining });
    return JSON.parse(this.puts.at(-1)?.body ?? '{}');
  }

  async stop(): Promise<void> {
    await this.workmail.stop();
    await new Promise((resolve) => this.answers.close(resolve));
  }
}

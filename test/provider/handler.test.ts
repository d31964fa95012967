import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalWorkMail } from '../../lib/local/workmail';
import { handler } from '../../lib/provider/handler';
import type { CustomResourceEvent } from '../../lib/provider/protocol';
import { inboundRule, ORGANIZATION } from './support';

interface Put {
  readonly headers: IncomingMessage['headers'];
  readonly url: string;
  readonly body: string;
}

/** Where CloudFormation waits for answers. */
let answers: Server;
let puts: Put[];
let refusals: number;
let workmail: LocalWorkMail;
let output: string;

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:provider';
const STACK_ID = 'arn:aws:cloudformation:us-east-1:123456789012:stack/Mail/1';

beforeAll(async () => {
  answers = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const refused = refusals-- > 0;
    if (!refused)
      puts.push({ headers: request.headers, url: request.url ?? '', body: Buffer.concat(chunks).toString() });
    response.writeHead(refused ? 503 : 200).end();
  });
  await new Promise<void>((resolve) => answers.listen(0, '127.0.0.1', resolve));
  workmail = await LocalWorkMail.start();
  workmail.createOrganization({ alias: 'corp', organizationId: ORGANIZATION });
  process.env.AWS_REGION = 'us-east-1';
  process.env.AWS_ACCESS_KEY_ID = workmail.access.root.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = workmail.access.root.secretAccessKey;
  process.env.AWS_ENDPOINT_URL_WORKMAIL = workmail.endpoint;
});

afterAll(async () => {
  await workmail.stop();
  await new Promise((resolve) => answers.close(resolve));
});

beforeEach(() => {
  puts = [];
  refusals = 0;
  output = '';
  workmail.faults.clear();
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += text;
    return true;
  });
});

afterEach(() => jest.restoreAllMocks());

let requests = 0;

function event(more: Partial<CustomResourceEvent> & { readonly Rule?: unknown } = {}): CustomResourceEvent {
  const { Rule, ...members } = more;
  return {
    RequestType: 'Create',
    RequestId: `request-${++requests}`,
    ResponseURL: `http://127.0.0.1:${(answers.address() as AddressInfo).port}/answer?Signature=secret`,
    StackId: STACK_ID,
    LogicalResourceId: 'Rule',
    ResourceType: 'Custom::WorkMailInboundMailFlowRule',
    ResourceProperties: { ServiceToken: ARN, OrganizationId: ORGANIZATION, Rule },
    ...members,
  };
}

async function settle(sent: CustomResourceEvent, remaining = 180_000) {
  await handler(sent, { invokedFunctionArn: ARN, getRemainingTimeInMillis: () => remaining });
  return JSON.parse(puts.at(-1)?.body ?? '{}');
}

function liveRule(name: string) {
  return workmail.inboundRules(ORGANIZATION).find((rule) => rule.Name === name);
}

test('a Create, an Update and a Delete go through, with CloudFormation’s strings for numbers', async () => {
  const synchronous = (minutes: unknown) =>
    inboundRule('screening', {
      InboundLambdaAction: {
        Arn: 'arn:aws:lambda:us-east-1:123456789012:function:screening',
        SynchronousLambdaParameters: {
          RetryPeriodMinutes: minutes as number,
          FallbackAction: { NormalDeliveryAction: {} },
        },
      },
    });
  const created = await settle(event({ Rule: synchronous('30') }));
  expect(created).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `${ORGANIZATION}/inbound/screening` });
  expect(liveRule('screening')).toEqual(synchronous(30));

  const id = {
    PhysicalResourceId: created.PhysicalResourceId,
    OldResourceProperties: { OrganizationId: ORGANIZATION, Rule: synchronous('30') },
  };
  expect(await settle(event({ ...id, RequestType: 'Update', Rule: synchronous('60') }))).toMatchObject({
    Status: 'SUCCESS',
  });
  expect(liveRule('screening')).toEqual(synchronous(60));
});

test('the answer has no content type, names the request, and survives a place that refuses it at first', async () => {
  refusals = 2;
  const sent = event({ Rule: inboundRule('answered') });
  await settle(sent);
  expect(puts).toHaveLength(1);
  expect(puts[0]?.headers['content-type']).toBe('');
  expect(puts[0]?.url).toBe('/answer?Signature=secret');
  expect(JSON.parse(puts[0]?.body ?? '')).toMatchObject({
    RequestId: sent.RequestId,
    StackId: STACK_ID,
    LogicalResourceId: 'Rule',
  });
});

test('the log has one line of JSON for the request, and no address to answer at', async () => {
  await settle(event({ Rule: inboundRule('logged') }));
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    requestType: 'Create',
    ruleName: 'logged',
    outcome: 'SUCCESS',
    calls: [{ operation: 'CreateInboundMailFlowRule', outcome: 'ok', attempts: 1 }],
  });
  expect(output).not.toContain('Signature');
});

test('what synth could not see is checked before WorkMail is called', async () => {
  const before = workmail.requests.length;
  const answer = await settle(event({ Rule: inboundRule('plus', { DropAction: {} }, ['a+b@corp.example']) }));
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/^\[cdk-workmail-flow:patternPlus\] .*"a\+b@corp\.example"/),
    PhysicalResourceId: `not-written:${ORGANIZATION}/inbound/plus`,
  });
  expect(workmail.requests).toHaveLength(before);
});

test.each([
  ['an organization id that is none', { OrganizationId: 'corp', Rule: inboundRule('x') }, 'organizationId'],
  ['no properties at all', {}, 'organizationId'],
  [
    'a function elsewhere',
    {
      OrganizationId: ORGANIZATION,
      Rule: inboundRule('x', { InboundLambdaAction: { Arn: 'arn:aws:lambda:eu-west-1:123456789012:function:f' } }),
    },
    'functionElsewhere',
  ],
])('%s is answered with what is wrong, and its Delete with success', async (_what, ResourceProperties, code) => {
  const answer = await settle(event({ ResourceProperties }));
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(`:${code}]`) });
  const { PhysicalResourceId } = answer;
  expect(await settle(event({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties }))).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId,
  });
});

test('an answer is under 4 KB however long the reason', async () => {
  const patterns = Array.from({ length: 300 }, (_value, index) => `${index}+é@corp.example`);
  await settle(event({ Rule: inboundRule('long', { DropAction: {} }, patterns) }));
  expect(Buffer.byteLength(puts[0]?.body ?? '')).toBeLessThanOrEqual(4096);
  expect(JSON.parse(puts[0]?.body ?? '').Reason).toMatch(/…$/);
});

test('a Create that does not end in time is answered before the function’s time is over', async () => {
  workmail.faults.add({ operation: 'CreateInboundMailFlowRule', kind: 'delay', milliseconds: 5000 });
  const started = Date.now();
  const answer = await settle(event({ Rule: inboundRule('slow') }), 20_500);
  expect(Date.now() - started).toBeLessThan(3000);
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining(':deadline]'),
    PhysicalResourceId: expect.stringMatching(/^unknown-[0-9a-f]{16}:/),
  });
});

test.each(['throttle', 'internalFailure', 'cutBeforeWrite', 'cutAfterWrite'] as const)(
  'a Create survives "%s"',
  async (kind) => {
    workmail.faults.add({ operation: 'CreateInboundMailFlowRule', kind, times: 2 });
    const answer = await settle(event({ Rule: inboundRule(`despite-${kind}`) }));
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    expect(liveRule(`despite-${kind}`)).toBeDefined();
  },
  20_000,
);

test('rights that arrive late are waited for', async () => {
  workmail.faults.add({
    operation: 'CreateInboundMailFlowRule',
    kind: 'refuse',
    name: 'AccessDeniedException',
    times: 2,
  });
  expect(await settle(event({ Rule: inboundRule('late') }))).toMatchObject({ Status: 'SUCCESS' });
});

test('operations that WorkMail does not know fail with the two ways on', async () => {
  workmail.faults.add({ kind: 'refuse', name: 'UnknownOperationException' });
  const answer = await settle(event({ Rule: inboundRule('unknown') }));
  expect(answer.Reason).toMatch(/UnknownOperationException.*not in the public SDK.*Provisioning\.CONSOLE/);
  expect(answer.Reason).not.toContain('    at ');
});

test('an organization is looked up by its alias', async () => {
  const lookup = (Alias: string) =>
    settle(event({ ResourceType: 'Custom::WorkMailOrganization', ResourceProperties: { Alias } }));
  expect(await lookup('Corp')).toMatchObject({ Status: 'SUCCESS', Data: { OrganizationId: ORGANIZATION } });
  expect(await lookup('other')).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/organizationAliasNotFound.*"other"; here are corp/),
  });
});

test('a resource type of another provider is refused', async () => {
  expect(await settle(event({ ResourceType: 'Custom::Other' }))).toMatchObject({ Status: 'FAILED' });
});

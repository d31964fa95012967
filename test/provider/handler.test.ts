import { type CustomResourceEvent, sentBefore } from '../../lib/provider/protocol';
import { withoutLink } from '../error-links';
import { PROVIDER_ARN, ProviderDesk, STACK_ID } from './desk';
import { inboundRule, ORGANIZATION } from './support';

let desk: ProviderDesk;

beforeAll(async () => {
  desk = await ProviderDesk.start();
});

afterAll(() => desk.stop());

beforeEach(() => desk.clear());

afterEach(() => jest.restoreAllMocks());

function event(more: Partial<CustomResourceEvent> & { readonly Rule?: unknown } = {}): CustomResourceEvent {
  const { Rule, ...members } = more;
  const ResourceProperties = { ServiceToken: PROVIDER_ARN, OrganizationId: ORGANIZATION, Rule };
  return desk.event({ LogicalResourceId: 'Rule', ResourceProperties, ...members });
}

const settle = (sent: CustomResourceEvent, remaining?: number) => desk.settle(sent, remaining);

function liveRule(name: string) {
  return desk.workmail.inboundRules(ORGANIZATION).find((rule) => rule.Name === name);
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
  desk.refusals = 2;
  const sent = event({ Rule: inboundRule('answered') });
  await settle(sent);
  expect(desk.puts).toHaveLength(1);
  expect(desk.puts[0]?.headers['content-type']).toBe('');
  expect(desk.puts[0]?.url).toBe('/answer?Signature=secret');
  expect(JSON.parse(desk.puts[0]?.body ?? '')).toMatchObject({
    RequestId: sent.RequestId,
    StackId: STACK_ID,
    LogicalResourceId: 'Rule',
  });
});

test('an answer that cannot be put in the function’s time is an error, so that Lambda calls again', async () => {
  desk.refusals = Number.POSITIVE_INFINITY;
  await expect(settle(event({ Rule: inboundRule('unheard') }), 4300)).rejects.toThrow(
    'CloudFormation could not be answered: the answer was refused with HTTP status 503',
  );
});

test('the log has one line of JSON for the request, and no address to answer at', async () => {
  await settle(event({ Rule: inboundRule('logged') }));
  const lines = desk.output
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
  expect(desk.output).not.toContain('Signature');
});

test('what synth could not see is checked before WorkMail is called', async () => {
  const before = desk.workmail.requests.length;
  const answer = await settle(event({ Rule: inboundRule('plus', { DropAction: {} }, ['a+b@corp.example']) }));
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/^\[cdk-workmail-flow:patternPlus\] .*"a\+b@corp\.example"/),
    PhysicalResourceId: `not-written:${ORGANIZATION}/inbound/plus`,
  });
  expect(desk.workmail.requests).toHaveLength(before);
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
  expect(Buffer.byteLength(desk.puts[0]?.body ?? '')).toBeLessThanOrEqual(4096);
  expect(withoutLink(JSON.parse(desk.puts[0]?.body ?? '').Reason)).toMatch(/…$/);
});

test.each([
  ['20261124T081500Z', '2026-11-24T08:15:05Z'],
  ['2026', undefined],
  ['', undefined],
])('the address for the answer, of the date %j, tells when the request was sent', (date, before) => {
  const ResponseURL = `https://bucket.s3.amazonaws.com/answer?X-Amz-Date=${date}&X-Amz-Expires=7199`;
  expect(sentBefore(event({ ResponseURL }))).toBe(before && Date.parse(before));
  expect(sentBefore(event({ ResponseURL: 'none' }))).toBeUndefined();
});

test.each([900, 2000, 8000])(
  'a name of %d letters is refused, and the answer is one that CloudFormation takes',
  async (length) => {
    const answer = await settle(event({ Rule: inboundRule('ä'.repeat(length)) }));
    expect(answer).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'not-written:Rule',
      Reason: expect.stringMatching(/^\[cdk-workmail-flow:ruleName/),
    });
    expect(desk.puts[0]?.body.length).toBeLessThanOrEqual(4096);
  },
);

test('a Create that does not end in time is answered before the function’s time is over', async () => {
  desk.workmail.faults.add({ operation: 'CreateInboundMailFlowRule', kind: 'delay', milliseconds: 5000 });
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
    desk.workmail.faults.add({ operation: 'CreateInboundMailFlowRule', kind, times: 2 });
    const answer = await settle(event({ Rule: inboundRule(`despite-${kind}`) }));
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    expect(liveRule(`despite-${kind}`)).toBeDefined();
  },
  20_000,
);

test('rights that arrive late are waited for', async () => {
  desk.workmail.faults.add({
    operation: 'CreateInboundMailFlowRule',
    kind: 'refuse',
    name: 'AccessDeniedException',
    times: 2,
  });
  expect(await settle(event({ Rule: inboundRule('late') }))).toMatchObject({ Status: 'SUCCESS' });
});

test('operations that WorkMail does not know fail with the two ways on', async () => {
  desk.workmail.faults.add({ kind: 'refuse', name: 'UnknownOperationException' });
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

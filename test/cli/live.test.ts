import { ACCOUNT, type Desk, ORGANIZATION_ID, REGION, startDesk } from '../administration/desk';
import { inbound, outbound } from '../rules/sample-rules';
import { type Run, runWith, writeApp, writeMessage } from './support';

const ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:screening`;
const PARAMETERS = { RetryPeriodMinutes: 5, FallbackAction: { MoveToJunkAction: {} } };
const SCREEN = inbound({
  name: 'screen',
  action: { InboundLambdaAction: { Arn: ARN, SynchronousLambdaParameters: PARAMETERS } },
});

// every run is a process
jest.setTimeout(60_000);

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  await desk.createRules([
    { direction: 'INBOUND', rule: SCREEN },
    { direction: 'INBOUND', rule: inbound({ name: 'junk', senders: ['*.junk.example'] }) },
    { direction: 'OUTBOUND', rule: outbound({ name: 'out', recipients: ['far.example'] }) },
  ]);
  writeMessage('message.eml', ['From: a@b.example', 'To: office@corp.example, x@elsewhere.example', 'Subject: hello']);
}, 30_000);
afterAll(() => desk.stop());

const live = (args: string): Promise<Run> =>
  runWith(desk.environment, [...args.split(' '), '--organization-id', ORGANIZATION_ID]);

describe('explain, simulate and graph of the live rules', () => {
  test('explain', async () => {
    const { status, stdout } = await live('explain --from x@a.junk.example --to office@corp.example --json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ rule: 'junk', losers: [{ rule: 'screen' }] }]);
  });

  test('explain knows the mail domains', async () => {
    const { stdout } = await live('explain --from x@a.example --to a@elsewhere.example --json');
    expect(JSON.parse(stdout)).toMatchObject([{ isOfOrganization: false }]);
  });

  test('simulate with a stand-in for each function', async () => {
    const { stdout } = await live('simulate message.eml --json --stand-in screening=DROP');
    expect(JSON.parse(stdout).messages[0].outcomes).toMatchObject([
      { recipient: 'office@corp.example', kind: 'dropped', rule: 'screen' },
      { recipient: 'x@elsewhere.example', kind: 'outsideOrganization' },
    ]);
  });

  test('simulate without one runs nothing, and says what to type', async () => {
    const { status, stderr } = await live('simulate message.eml');
    expect(status).toBe(2);
    expect(stderr).toContain('error FUNCTION_NOT_HERE');
    expect(stderr).toContain('--stand-in screening=DEFAULT');
  });

  test('graph', async () => {
    expect((await live('graph')).stdout).toContain('junk');
  });

  test('--app and --rules are other rules', async () => {
    expect(await live('explain --from a@b.c --to d@e.f --rules x.json')).toMatchObject({ status: 2 });
    expect(await live('explain --from a@b.c --to d@e.f --app x')).toMatchObject({ status: 2 });
  });
});

describe('pause and resume', () => {
  test('at once, with --yes', async () => {
    const paused = await live('pause screen --yes');
    expect(paused).toMatchObject({ status: 0, stderr: '' });
    expect(paused.stdout).toContain(
      `Paused the inbound rule "screen": Run Lambda (synchronous) ${ARN} -> Deliver to junk`,
    );
    expect(paused.stdout).toContain('workmail-flow resume "screen" --direction inbound');
    writeApp('declared');
    const { stdout, status } = await live('diff --app declared');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /! inbound "screen" {2}paused: Deliver to junk folder instead of Run Lambda \(synchronous\)/,
    );
    const resumed = await live('resume screen --yes --json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ direction: 'INBOUND', resumed: SCREEN, keptIn: 'organization' });
    expect(desk.account.workmail.inboundRules(ORGANIZATION_ID)).toContainEqual(SCREEN);
  });

  test('without --yes and without a terminal nothing is done', async () => {
    expect(await live('pause screen')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error NOT_CONFIRMED: .*screen.*--yes/),
    });
    expect(desk.account.workmail.inboundRules(ORGANIZATION_ID)).toContainEqual(SCREEN);
  });

  test('a rule that is not there', async () => {
    expect(await live('pause sreen --yes')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('There is: "junk" (inbound), "screen" (inbound), "out" (outbound).'),
    });
  });
});

test('diff: what differs, rule by rule and field by field', async () => {
  writeApp('declared');
  await desk.createRules([{ direction: 'INBOUND', rule: inbound({ name: 'typed by hand' }) }]);
  const { status, stdout } = await live('diff --app declared --json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout).differences).toMatchObject([
    { kind: 'extra', name: 'typed by hand' },
    { kind: 'different', name: 'out', fields: [{ path: 'Action' }] },
  ]);
  const text = await live('diff --app declared --ignore-extra');
  expect(text.stdout.split('\n')).toEqual([
    '~ outbound "out"  different from Mail.OutB8D7CCDD',
    '    Action: live {"DropAction":{}}, declared {"BounceAction":{}}',
    '',
    '1 difference: 1 different',
    '',
  ]);
});

test('export: what is left out is said, and is a negative answer', async () => {
  await desk.createRules([
    {
      direction: 'INBOUND',
      rule: inbound({ name: 'late', action: { InboundLambdaAction: { Arn: `${ARN}:$LATEST` } } }),
    },
  ]);
  const { status, stdout, stderr } = await live('export');
  expect(status).toBe(1);
  expect(stderr).toContain('note: inbound rule "late" is left out: ');
  expect(stdout).toContain("new InboundMailFlowRule(this, 'InboundJunk', {");
  const { code, leftOut } = JSON.parse((await live('export --json --language python')).stdout);
  expect(code).toContain('class CorpMailFlow(aws_cdk.Stack):');
  expect(leftOut).toMatchObject([{ direction: 'INBOUND', rule: { Name: 'late' } }]);
});

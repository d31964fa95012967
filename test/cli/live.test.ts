import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parkedRule } from '../../lib/administration/pause/parked-rule';
import { ACCOUNT, type Desk, ORGANIZATION_ID, REGION, startDesk } from '../administration/desk';
import { linkedHeading } from '../error-links';
import { inbound, outbound } from '../rules/sample-rules';
import { folder, type Run, runWith, start, writeApp, writeMessage } from './support';

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
  desk = await startDesk({ mail: {} });
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
    expect(paused.stdout).toContain('workmail-flow resume screen --direction inbound');
    writeApp('declared');
    const { stdout, status } = await live('diff --app declared');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /! inbound "screen" {2}paused: Deliver to junk folder instead of Run Lambda \(synchronous\)/,
    );
    expect((await live('explain --from x@a.example --to office@corp.example')).stderr).toContain(
      `note: The inbound rule "screen" is paused: Deliver to junk folder instead of Run Lambda (synchronous) ${ARN}, until workmail-flow resume screen`,
    );
    const resumed = await live('resume screen --yes --json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ direction: 'INBOUND', resumed: SCREEN, keptIn: 'organization' });
    expect(desk.account.workmail.inboundRules(ORGANIZATION_ID)).toContainEqual(SCREEN);
  });

  test('what ends it can be pasted: with the file and the connection that were given', async () => {
    const { stdout } = await live('pause screen --yes --state my.json --region us-east-1');
    const file = join(folder, 'my.json');
    expect(stdout).toContain(
      `To end it: workmail-flow resume screen --direction inbound --organization-id ${ORGANIZATION_ID} --state ${file} --region us-east-1\n`,
    );
    expect(await live('resume screen --yes --state my.json')).toMatchObject({ status: 0 });
    expect(existsSync(file)).toBe(false);
  });

  test('without --yes and without a terminal nothing is done', async () => {
    expect(await live('pause screen')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error NOT_CONFIRMED: .*screen.*--yes/),
    });
    expect(desk.account.workmail.inboundRules(ORGANIZATION_ID)).toContainEqual(SCREEN);
  });

  test('whoever may not list rules can pull the brake', async () => {
    const mayList = desk.account.workmail.faults.add({
      kind: 'refuse',
      operation: /^List.*Rules$/,
      name: 'AccessDeniedException',
    });
    const asked = await live('pause screen');
    mayList();
    expect(asked).toMatchObject({ status: 2, stderr: expect.stringContaining('NOT_CONFIRMED') });
    expect(asked.stderr).toMatch(
      /^note: What it does to other rules is unknown: .*ListInboundMailFlowRules is not allowed/,
    );
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

test('diff --ignore-extra: what a pause has left is extra too', async () => {
  writeApp('declared');
  const out = outbound({ name: 'out', recipients: ['far.example'], action: { BounceAction: {} } });
  await desk.updateRule({ direction: 'OUTBOUND', rule: out });
  const parked = parkedRule('INBOUND', SCREEN);
  await desk.createRules([{ direction: 'INBOUND', rule: parked as never }]);
  expect(await live('diff --app declared --ignore-extra')).toMatchObject({ status: 0 });
  const { status, stdout } = await live('diff --app declared');
  expect(status).toBe(1);
  expect(stdout).toContain(
    `left over from a pause: "screen" runs a function again, and this one never applies. workmail-flow resume ${parked.Name} removes it`,
  );
  const removed = await live(`resume ${parked.Name} --yes`);
  expect(removed).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Removed the rule .* that a pause has left/),
  });
  expect(desk.account.workmail.inboundRules(ORGANIZATION_ID)).toContainEqual(SCREEN);
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
  const links = [expect.stringMatching(/docs\/errors\.md#functionlatest$/)];
  expect(leftOut).toMatchObject([{ direction: 'INBOUND', rule: { Name: 'late' }, links }]);
  expect(linkedHeading(stderr.trimEnd())).toBe('functionlatest');
});

describe('doctor', () => {
  test('findings by area, each with its code and cure; a problem is a negative answer', async () => {
    const { status, stdout } = await live('doctor');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Who and where\n {2}ok {8}Asked as arn:aws:iam::123456789012:root in us-east-1/);
    expect(stdout).toContain('problem   The function arn:aws:lambda:us-east-1:123456789012:function:screening of the');
    expect(stdout).toContain('[functionMissing]\n            cure: Deploy it, or workmail-flow pause screen');
    expect(stdout).toMatch(/\d problems?, \d warnings?, 1 not proven\n$/);
  });

  test('for programs', async () => {
    const { stdout } = await live('doctor --json --prove --yes');
    const { organizationId, findings } = JSON.parse(stdout);
    expect(organizationId).toBe(ORGANIZATION_ID);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'writingProven', severity: 'fine' }));
    for (const { code, severity, cure, link } of findings) {
      if (severity === 'fine' || (severity === 'note' && !cure)) expect(link).toBeUndefined();
      else expect(linkedHeading(`${code} See ${link}`)).toBe(code.toLowerCase());
    }
    expect(findings.filter(({ link }: { link?: string }) => link).length).toBeGreaterThan(1);
  });

  test('a proof has to be confirmed', async () => {
    expect(await live('doctor --prove')).toMatchObject({ status: 2, stderr: expect.stringContaining('NOT_CONFIRMED') });
  });

  test('--strict takes what is not proven for a problem', async () => {
    const other = desk.account.workmail.createOrganization({ alias: 'empty' }).organizationId;
    const of = (args: string) => runWith(desk.environment, [...args.split(' '), '--organization-id', other]);
    expect((await of('doctor')).status).toBe(0);
    expect((await of('doctor --strict')).status).toBe(1);
  });
});

describe('logs', () => {
  const append = (ruleName: string, timestamp = Date.now()) =>
    desk.account.mail!.events.append({
      timestamp,
      organizationId: ORGANIZATION_ID,
      traceId: ruleName,
      event: {
        eventName: 'RULE_APPLIED',
        ruleName,
        ruleType: 'OUTBOUND_RULE',
        ruleActions: [{ action: 'BOUNCE', recipients: ['x@far.example'] }],
      },
    });

  test('where the log is off', async () => {
    expect(await live('logs')).toMatchObject({ status: 2, stderr: expect.stringContaining('error EVENT_LOG_OFF') });
  });

  test('decisions, one on a line', async () => {
    await desk.putEventLog('arn:aws:logs:us-east-1:123456789012:log-group:/mail:*');
    await append('old', Date.now() - 7_200_000);
    await append('out');
    const { status, stdout } = await live('logs');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\S+Z {2}outbound {2}out {23}BOUNCE {13}unknown -> x@far.example\n$/);
    const all = await live('logs --since 3h --json');
    expect(
      all.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).rule),
    ).toEqual(['old', 'out']);
    expect(await live('logs --rule other')).toMatchObject({ stdout: '', stderr: expect.stringContaining('no rule') });
    expect((await live('logs --direction inbound')).stdout).toBe('');
  });

  test('followed until Ctrl-C', async () => {
    const args = ['logs', '--follow', '--json', '--since', '1s', '--organization-id', ORGANIZATION_ID];
    const child = start(args, desk.environment);
    const line = new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
    // some process starts slowly
    const appending = setInterval(() => void append('now'), 500);
    expect(JSON.parse((await line).split('\n')[0]!)).toMatchObject({ rule: 'now', direction: 'OUTBOUND' });
    clearInterval(appending);
    child.kill('SIGINT');
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  });

  test('a while that is none', async () => {
    expect(await live('logs --since yesterday')).toMatchObject({ status: 2, stderr: expect.stringContaining('3d') });
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Duration, Stack } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  EmailEventLogging,
  InboundAction,
  MailFlowCheck,
  MailFlowFunction,
  MailFlowOutcome,
  Organization,
  SmtpGateway,
} from '../../lib';
import { diagnose, type Examination, type Finding, findOrganization, gatherFacts } from '../../lib/administration';
import { parkedRule } from '../../lib/administration/pause/parked-rule';
import { inbound, outbound } from '../rules/sample-rules';
import { ACCOUNT, type Desk, ORGANIZATION_ID, REGION, startDesk } from './desk';

const organizationId = ORGANIZATION_ID;
const ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:`;
const synchronous = (arn: string) => ({
  InboundLambdaAction: {
    Arn: arn,
    SynchronousLambdaParameters: { RetryPeriodMinutes: 5, FallbackAction: { DropAction: {} } },
  },
});

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.stop());

async function examine(examination: Examination = {}): Promise<Finding[]> {
  const organization = await findOrganization(desk.connection, { organizationId });
  return diagnose(await gatherFacts(desk.connection, organization, examination));
}

/** `severity code`, but for what is fine. */
const trouble = (findings: readonly Finding[]) =>
  findings.filter(({ severity }) => severity !== 'fine').map(({ severity, code }) => `${severity} ${code}`);
const find = (findings: readonly Finding[], code: string) => findings.find((finding) => finding.code === code);

test('an organization without rules: nothing but what was not tried', async () => {
  const findings = await examine();
  expect(trouble(findings)).toEqual(['unproven writingUnproven', 'note eventLogOff']);
  expect(find(findings, 'operationsAnswer')?.sentence).toBe(
    'WorkMail answers ListInboundMailFlowRules, DescribeInboundMailFlowRule, ListOutboundMailFlowRules, DescribeOutboundMailFlowRule',
  );
});

test('nothing is written', async () => {
  await desk.createRules([{ direction: 'INBOUND', rule: inbound() }]);
  desk.operations();
  await examine();
  expect(desk.operations().filter((operation) => !/^(List|Describe)/.test(operation))).toEqual([]);
});

test('a proof makes a rule that matches nothing, and removes it', async () => {
  const findings = await examine({ prove: true });
  expect(find(findings, 'writingProven')?.severity).toBe('fine');
  expect(desk.operations()).toEqual(expect.arrayContaining(['CreateInboundMailFlowRule', 'DeleteInboundMailFlowRule']));
  expect(desk.account.workmail.inboundRules(organizationId)).toEqual([]);
});

test.each([
  ['AccessDeniedException', /CreateInboundMailFlowRule is not allowed/],
  ['UnknownOperationException', /does not know/],
])('a proof that is refused with %s', async (name, sentence) => {
  desk.account.workmail.faults.add({ kind: 'refuse', operation: /^Create/, name });
  expect(find(await examine({ prove: true }), 'writingRefused')).toMatchObject({
    severity: 'problem',
    sentence: expect.stringMatching(sentence),
  });
});

test('a proof whose rule cannot be removed says which rule to remove', async () => {
  desk.account.workmail.faults.add({ kind: 'refuse', operation: /^Delete/, name: 'AccessDeniedException' });
  const [rule] = [find(await examine({ prove: true }), 'writingRefused')];
  const [left] = desk.account.workmail.inboundRules(organizationId);
  expect(rule?.sentence).toContain(left?.Name);
});

test.each([
  ['UnknownOperationException', 'operationUnknown', 'Provisioning.CONSOLE'],
  ['AccessDeniedException', 'operationDenied', 'workmail:ListInboundMailFlowRules'],
])('operations that WorkMail refuses with %s', async (name, code, cure) => {
  desk.account.workmail.faults.add({ kind: 'refuse', operation: /InboundMailFlowRule/, name });
  const findings = await examine();
  expect(find(findings, code)).toMatchObject({ severity: 'problem', cure: expect.stringContaining(cure) });
  expect(find(findings, 'rulesUnproven')).toBeDefined();
  expect(find(findings, 'operationsAnswer')?.sentence).toMatch(/answers ListOutbound/);
});

describe('rights', () => {
  const deployRules = () =>
    desk.deploy((app) => {
      const stack = new Stack(app, 'Mail');
      const organization = Organization.fromOrganizationId(stack, 'Organization', organizationId);
      new MailFlowFunction(stack, 'Screening', {
        organization,
        code: Code.fromInline('exports.handler = async () => undefined;'),
        runtime: Runtime.NODEJS_20_X,
        handler: 'index.handler',
        inbound: { synchronous: true, fallbackAction: InboundAction.deliver(), ruleTimeout: Duration.minutes(5) },
      });
    });

  test('of the provider: those that its stack gives it', async () => {
    await deployRules();
    const findings = await examine({ stackName: 'Mail' });
    expect(find(findings, 'rightsThere')).toMatchObject({
      sentence: expect.stringMatching(
        /^The provider's role arn:aws:iam::123456789012:role\/Mail-WorkMailFlowProviderRole/,
      ),
    });
    expect(trouble(findings)).toEqual(['unproven writingUnproven', 'note eventLogOff']);
  });

  test('of the provider: one that somebody took away', async () => {
    await deployRules();
    const { roles } = desk.account.cloudFormation.account;
    const [name = ''] = Object.keys(desk.account.cloudFormation.account.state.roles).filter((role) =>
      /Provider/.test(role),
    );
    for (const policy of Object.keys(roles.get(name).inline)) roles.removeInline(name, policy);
    expect(find(await examine({ stackName: 'Mail' }), 'rightsMissing')).toMatchObject({
      severity: 'problem',
      sentence: expect.stringContaining(
        'may not workmail:CreateInboundMailFlowRule, workmail:DeleteInboundMailFlowRule',
      ),
      cure: expect.stringContaining('Deploy the stack again'),
    });
  });

  test.each([
    ['Nothing', /There is no stack Nothing/],
    ['Functions', /has nothing that this library deploys/],
  ])('of the stack %s, which has none', async (stackName, problem) => {
    await desk.deployFunctions(['a']);
    await expect(examine({ stackName })).rejects.toMatchObject({
      code: 'STACK_NOT_FOUND',
      problem: expect.stringMatching(problem),
    });
  });

  /** All that the library deploys, but for rules. */
  const deployOthers = () =>
    desk.deploy((app) => {
      const stack = new Stack(app, 'Others');
      const organization = Organization.fromOrganizationAlias(stack, 'Organization', 'corp');
      new EmailEventLogging(stack, 'EventLog', { organization });
      const passwordSecret = new Secret(stack, 'Password', { secretObjectValue: {} });
      const server = { host: 'smtp.corp.example', port: 465, username: 'corp', passwordSecret };
      new SmtpGateway(stack, 'Relay', { organization, smtpGatewayName: 'relay', ...server });
      new MailFlowCheck(stack, 'Check', { organization }).expectInbound({
        fromAddress: 'a@b.example',
        recipient: 'office@corp.example',
        outcome: MailFlowOutcome.noRule(),
      });
    });

  test('of the provider of a stack without rules: what its other resources need', async () => {
    await deployOthers();
    const findings = await examine({ stackName: 'Others' });
    expect(find(findings, 'rightsThere')?.sentence).toMatch(
      / may, in the organization, test the inbound rules, manage the SMTP gateways, switch the email event log on and off, pass its role to WorkMail, look the organization up$/,
    );
    expect(find(findings, 'rightsNotAsked')?.sentence).toContain('may read the secrets of the SMTP gateways');
    const { roles } = desk.account.cloudFormation.account;
    const [name = ''] = Object.keys(desk.account.cloudFormation.account.state.roles).filter((role) =>
      /ProviderRole/.test(role),
    );
    for (const policy of Object.keys(roles.get(name).inline)) roles.removeInline(name, policy);
    expect(find(await examine({ stackName: 'Others' }), 'rightsMissing')?.sentence).toMatch(
      /may not workmail:DescribeInbound.*:CreateSmtpGateway.*:PutEmailMonitoringConfiguration, iam:PassRole, workmail:ListOrganizations$/,
    );
  });

  test('of the provider of a stack for another organization', async () => {
    await deployRules();
    const other = desk.account.workmail.createOrganization({ alias: 'other' }).organizationId;
    const organization = await findOrganization(desk.connection, { organizationId: other });
    const findings = diagnose(await gatherFacts(desk.connection, organization, { stackName: 'Mail' }));
    expect(find(findings, 'stackOfOthers')).toMatchObject({
      severity: 'warning',
      cure: expect.stringContaining('--organization-id'),
    });
  });

  test.each(['IAM', 'CLOUDFORMATION'])('where %s may not be asked', async (service) => {
    delete process.env[`AWS_ENDPOINT_URL_${service}`];
    await deployRules();
    expect(find(await examine({ stackName: 'Mail' }), 'rightsUnproven')).toMatchObject({
      severity: 'unproven',
      sentence: expect.stringMatching(/^What the provider's role .* may do is unknown: WorkMail is on this machine/),
      cure: `Set AWS_ENDPOINT_URL_${service}`,
    });
  });

  test('the answers of all pages count, and a missing one is no permission', async () => {
    await deployRules();
    const result = (action: string, decision: string) =>
      `<member><EvalActionName>workmail:${action}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`;
    const pages = [
      `<EvaluationResults>${result('CreateInboundMailFlowRule', 'allowed')}</EvaluationResults><IsTruncated>true</IsTruncated><Marker>2</Marker>`,
      `<EvaluationResults>${result('UpdateInboundMailFlowRule', 'explicitDeny')}</EvaluationResults><IsTruncated>false</IsTruncated>`,
    ];
    const asked: string[] = [];
    const simulator = createServer(async (request, response) => {
      const parameters = new URLSearchParams(await text(request));
      const page = parameters.get('Marker') === '2' ? 1 : 0;
      asked.push(`${parameters.get('Action')} ${page}`);
      const name = 'SimulatePrincipalPolicy';
      response.end(`<${name}Response><${name}Result>${pages[page]}</${name}Result></${name}Response>`);
    }).listen(0, '127.0.0.1');
    await once(simulator, 'listening');
    process.env.AWS_ENDPOINT_URL_IAM = `http://127.0.0.1:${(simulator.address() as AddressInfo).port}`;
    try {
      expect(find(await examine({ stackName: 'Mail' }), 'rightsDenied')?.sentence).toMatch(
        /may not workmail:UpdateInboundMailFlowRule$/,
      );
      expect(asked.slice(-2)).toEqual(['SimulatePrincipalPolicy 0', 'SimulatePrincipalPolicy 1']);
      pages[1] = '<EvaluationResults></EvaluationResults><IsTruncated>false</IsTruncated>';
      expect(find(await examine({ stackName: 'Mail' }), 'rightsUnproven')?.sentence).toMatch(
        /may workmail:Delete.*, workmail:UpdateInboundMailFlowRule, workmail:List\w+ is unknown: IAM's simulator gives/,
      );
    } finally {
      simulator.close();
    }
  });
});

describe('functions', () => {
  const withRule = (arn: string) =>
    desk.createRules([{ direction: 'INBOUND', rule: inbound({ name: 'screen', action: synchronous(arn) }) }]);

  test('one that WorkMail can invoke', async () => {
    await desk.deployFunctions(['screening'], 'live');
    await withRule(`${ARN}screening:live`);
    expect(find(await examine(), 'functionReady')?.sentence).toBe(
      `The function ${ARN}screening:live of the synchronous inbound rule "screen" can be invoked by WorkMail`,
    );
  });

  const watch = (arn: string) =>
    outbound({ name: 'watch', action: { OutboundLambdaAction: { Arn: arn } }, recipients: ['far.example'] });
  const DELAYS = 'WorkMail delays each message of a synchronous rule until its fallback';
  const UNSEEN = 'mail goes its way, and the function sees none of it';

  test('one that does not exist', async () => {
    await withRule(`${ARN}gone`);
    expect(find(await examine(), 'functionMissing')).toMatchObject({
      severity: 'problem',
      sentence: `The function ${ARN}gone of the synchronous inbound rule "screen" does not exist: ${DELAYS}`,
      cure: 'Deploy it, or workmail-flow pause screen',
    });
  });

  test('the names of rules are no commands of a shell', async () => {
    const rule = inbound({ name: '$HOME `id`', action: synchronous(`${ARN}gone`) });
    await desk.createRules([{ direction: 'INBOUND', rule }]);
    expect(find(await examine(), 'functionMissing')?.cure).toContain("workmail-flow pause '$HOME `id`'");
  });

  test('one that does not exist, behind an asynchronous rule, which delays nothing', async () => {
    await desk.createRules([{ direction: 'OUTBOUND', rule: watch(`${ARN}gone`) }]);
    expect(find(await examine(), 'functionMissing')).toMatchObject({
      severity: 'problem',
      sentence: `The function ${ARN}gone of the asynchronous outbound rule "watch" does not exist: ${UNSEEN}`,
    });
  });

  test('one that is switched off, behind a rule of either kind', async () => {
    await desk.deployFunctions(['screening']);
    const { functions } = desk.account.cloudFormation.account;
    functions.change('screening', { configuration: { ...functions.get('screening').configuration, concurrency: 0 } });
    const told = async () => find(await examine(), 'functionSwitchedOff')?.sentence;
    await desk.createRules([{ direction: 'OUTBOUND', rule: watch(`${ARN}screening`) }]);
    expect(await told()).toMatch(new RegExp(`of 0, with which Lambda never runs it: ${UNSEEN}$`));
    await withRule(`${ARN}screening`);
    expect(await told()).toMatch(new RegExp(`: ${DELAYS}$`));
  });

  test('one of a paused rule is missing when the pause ends, and the rule that keeps it is in nobody’s way', async () => {
    const screen = inbound({ name: 'screen', action: synchronous(`${ARN}gone`) });
    const ended = inbound({ name: 'ended', senders: ['b.example'], action: synchronous(`${ARN}old`) });
    await desk.createRules(
      [
        { ...screen, Action: { DropAction: {} } },
        parkedRule('INBOUND', screen),
        { ...ended, Action: { BounceAction: {} } },
        parkedRule('INBOUND', ended),
      ].map((rule) => ({ direction: 'INBOUND', rule }) as never),
    );
    const found = await examine();
    expect(found.filter(({ area }) => area === 'functions')).toMatchObject([
      {
        code: 'functionMissing',
        severity: 'note',
        sentence: expect.stringMatching(
          /^When the pause ends: The function .*gone of the synchronous inbound rule "screen"/,
        ),
        cure: 'Deploy it, or leave the rule paused',
      },
    ]);
    expect(find(found, 'rulePaused')?.sentence).toBe(
      `The inbound rule "screen" is paused: Drop instead of Run Lambda (synchronous) ${ARN}gone`,
    );
    expect(find(found, 'pauseLeftover')?.cure).toContain('workmail-flow resume ended --force');
  });

  test('an alias without a permission of its own', async () => {
    await desk.deployFunctions(['screening'], 'live');
    const { functions } = desk.account.cloudFormation.account;
    const { permissions } = functions.get('screening');
    const [alias = ''] = Object.keys(permissions).filter((id) => permissions[id]?.qualifier === 'live');
    functions.removePermission('screening', alias);
    await withRule(`${ARN}screening:live`);
    expect(find(await examine(), 'permissionMissing')).toMatchObject({
      severity: 'problem',
      sentence: expect.stringContaining('allows it to nobody'),
      cure: `aws lambda add-permission --region ${REGION} --function-name ${ARN}screening --qualifier live --statement-id AllowWorkMail --action lambda:InvokeFunction --principal workmail.${REGION}.amazonaws.com --source-arn arn:aws:workmail:${REGION}:${ACCOUNT}:organization/${organizationId} --source-account ${ACCOUNT}`,
    });
  });

  test.each([
    ['the global principal', { principal: 'workmail.amazonaws.com' }, 'permissionMissing'],
    [
      'another organization',
      { sourceArn: `arn:aws:workmail:${REGION}:${ACCOUNT}:organization/m-0` },
      'permissionMissing',
    ],
    ['everybody', { sourceArn: undefined, sourceAccount: undefined }, 'permissionTooWide'],
    ['one account', { sourceArn: undefined }, 'functionReady'],
  ])('a permission for %s: %s', async (_whom, change, code) => {
    await desk.deployFunctions(['screening']);
    const { functions } = desk.account.cloudFormation.account;
    const [[id, permission] = []] = Object.entries(functions.get('screening').permissions);
    functions.addPermission('screening', id!, { ...permission!, ...change });
    await withRule(`${ARN}screening`);
    expect(find(await examine(), code)).toBeDefined();
  });

  test('one that may run too long, and one that is switched off', async () => {
    await desk.deployFunctions(['screening']);
    const { functions } = desk.account.cloudFormation.account;
    const { configuration } = functions.get('screening');
    functions.change('screening', { configuration: { ...configuration, timeoutSeconds: 16, concurrency: 0 } });
    await withRule(`${ARN}screening`);
    const findings = await examine();
    expect(trouble(findings)).toEqual(
      expect.arrayContaining(['warning functionTimeout', 'problem functionSwitchedOff']),
    );
    expect(find(findings, 'functionReady')).toBeUndefined();
  });

  test('an asynchronous rule lets it run as long as it likes', async () => {
    await desk.deployFunctions(['audit']);
    const { functions } = desk.account.cloudFormation.account;
    functions.change('audit', { configuration: { ...functions.get('audit').configuration, timeoutSeconds: 900 } });
    await desk.createRules([{ direction: 'OUTBOUND', rule: watch(`${ARN}audit`) }]);
    expect(find(await examine(), 'functionReady')).toBeDefined();
  });

  test('where Lambda may not be asked', async () => {
    delete process.env.AWS_ENDPOINT_URL_LAMBDA;
    await withRule(`${ARN}screening`);
    expect(find(await examine(), 'functionUnproven')).toMatchObject({
      severity: 'unproven',
      cure: 'Set AWS_ENDPOINT_URL_LAMBDA',
    });
  });
});

test('gateways: used, unused and switched off; no password is told', async () => {
  await desk.createGateways(['used', 'unused']);
  const action = { SmtpRoutingAction: { SmtpGatewayName: 'used' } };
  await desk.createRules([{ direction: 'OUTBOUND', rule: outbound({ name: 'relay', action }) }]);
  const findings = await examine();
  expect(find(findings, 'gatewayReady')?.sentence).toContain('"used" (smtp.corp.example:465');
  expect(find(findings, 'gatewayUnused')?.severity).toBe('note');
  expect(JSON.stringify(findings)).not.toContain('hunter2');
});

test('rules: what is odd, risky or paused', async () => {
  const screen = inbound({ name: 'screen', action: synchronous(`${ARN}gone`) });
  await desk.createRules(
    [
      { ...screen, Action: { DropAction: {} } },
      parkedRule('INBOUND', screen),
      parkedRule('INBOUND', { ...screen, Name: 'was here' }),
      inbound({ name: 'beaten', action: { BounceAction: {} } }),
      inbound({ name: 'tie', action: { DropAction: {} } }),
    ].map((rule) => ({ direction: 'INBOUND', rule }) as never),
  );
  expect(trouble((await examine()).filter(({ area }) => area === 'rules')).sort()).toEqual([
    'note pauseLeftover',
    'warning losesAllMail',
    'warning losesAllMail',
    'warning losesAllMail',
    'warning ruleNeverApplies',
    'warning rulePaused',
    'warning rulesTie',
  ]);
});

test('an organization that is not active', async () => {
  const organization = await findOrganization(desk.connection, { organizationId });
  const facts = await gatherFacts(desk.connection, organization);
  const findings = diagnose({ ...facts, organization: { ...organization, state: 'Deleted' } });
  expect(find(findings, 'organizationNotActive')?.severity).toBe('problem');
});

import { execFileSync } from 'node:child_process';
import { exportCode, type LiveOrganization } from '../../lib/administration';
import type { InboundRule, OutboundRule, Rule } from '../../lib/rules';
import { FUNCTION_ARN as ELSEWHERE, inbound, outbound } from '../rules/sample-rules';
import { ACCOUNT, ORGANIZATION_ARN, ORGANIZATION_ID } from './desk';

const ORGANIZATION: LiveOrganization = {
  organizationId: ORGANIZATION_ID,
  alias: 'corp',
  state: 'Active',
  arn: ORGANIZATION_ARN,
};
const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:screening`;

const exported = (
  rules: readonly Rule[],
  language: 'typescript' | 'python' = 'typescript',
  organization = ORGANIZATION,
  file?: string,
) =>
  exportCode(
    organization,
    {
      inbound: rules.filter((rule): rule is InboundRule => 'OriginRuleCondition' in rule.Condition),
      outbound: rules.filter((rule): rule is OutboundRule => 'SenderRuleCondition' in rule.Condition),
    },
    { language, ...(file !== undefined && { file }) },
  );

const SYNCHRONOUS = {
  InboundLambdaAction: {
    Arn: `${ARN}:live`,
    SynchronousLambdaParameters: { RetryPeriodMinutes: 30, FallbackAction: { MoveToJunkAction: {} } },
  },
};
const SAMPLES = [
  inbound({ name: 'partners', senders: ['partner.example', '*.partner.example'] }),
  inbound({ name: 'screen', action: SYNCHRONOUS }),
  outbound({ name: 'relay', action: { SmtpRoutingAction: { SmtpGatewayName: "it's 1" } } }),
];

test('TypeScript: a whole app', () => {
  const { code, rules, leftOut, notices } = exported(SAMPLES);
  expect({ rules, leftOut, notices }).toEqual({ rules: 3, leftOut: [], notices: [] });
  expect(code.slice(code.indexOf('*/'))).toBe(`*/
import { App, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { InboundAction, InboundMailFlowRule, OutboundAction, OutboundMailFlowRule, Organization, SmtpGateway } from 'cdk-workmail-flow';
import type { Construct } from 'constructs';

export class CorpMailFlow extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const organization = Organization.fromOrganizationId(this, 'Organization', '${ORGANIZATION_ID}');
    const adopted = { organization, adoptExisting: true };
    const screeningLiveFunction = LambdaFunction.fromFunctionArn(this, 'ScreeningLiveFunction', '${ARN}:live');
    const itS1Gateway = SmtpGateway.fromSmtpGatewayName(this, 'ItS1Gateway', 'it\\'s 1');

    new InboundMailFlowRule(this, 'InboundPartners', {
      ...adopted,
      ruleName: 'partners',
      senders: ['partner.example', '*.partner.example'],
      recipients: ['*'],
      action: InboundAction.drop(),
    });

    new InboundMailFlowRule(this, 'InboundScreen', {
      ...adopted,
      ruleName: 'screen',
      senders: ['*'],
      recipients: ['*'],
      action: InboundAction.runLambdaSynchronously(screeningLiveFunction, {
        fallbackAction: InboundAction.deliverToJunk(),
        ruleTimeout: Duration.minutes(30),
      }),
    });

    new OutboundMailFlowRule(this, 'OutboundRelay', {
      ...adopted,
      ruleName: 'relay',
      senders: ['*'],
      recipients: ['*'],
      action: OutboundAction.routeToSmtpGateway(itS1Gateway),
    });
  }
}

const app = new App();
const env = { account: '${ACCOUNT}', region: 'us-east-1' };
new CorpMailFlow(app, 'CorpMailFlow', { env });
`);
});

test('Python: a whole app', () => {
  const { code } = exported(SAMPLES, 'python');
  expect(code).toContain(`class CorpMailFlow(aws_cdk.Stack):
    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        organization = Organization.from_organization_id(self, "Organization", "${ORGANIZATION_ID}")
        adopted = {"organization": organization, "adopt_existing": True}
        screening_live_function = aws_lambda.Function.from_function_arn(self, "ScreeningLiveFunction", "${ARN}:live")
        it_s_1_gateway = SmtpGateway.from_smtp_gateway_name(self, "ItS1Gateway", "it's 1")
`);
  expect(code).toContain(`        InboundMailFlowRule(
            self,
            "InboundScreen",
            **adopted,
            rule_name="screen",
            senders=["*"],
            recipients=["*"],
            action=InboundAction.run_lambda_synchronously(
                screening_live_function,
                fallback_action=InboundAction.deliver_to_junk(),
                rule_timeout=aws_cdk.Duration.minutes(30),
            ),
        )
`);
});

test.each([
  ['typescript', 'mail-flow.ts', "--app 'npx tsx mail-flow.ts'"],
  ['python', '-o.py', "--app 'python ./-o.py'"],
] as const)('the head says how to deploy the file: %s', (language, file, command) => {
  expect(exported([], language, ORGANIZATION, file).code).toContain(
    `\n${language === 'python' ? '#' : ' *'}   npx cdk deploy --all ${command}\n`,
  );
});

test.each(["it's mine.ts", '$(touch x) "y".ts', 'line\nbreak.ts'])(
  'a shell takes the command for the file %j',
  (file) => {
    const head = exported([], 'typescript', ORGANIZATION, file).code.split('*/')[0]!;
    const [line] = head.split('\n').filter((one) => one.includes('npx cdk'));
    // as the shell of the user and that of the CDK read it
    const inShell = (command: string) => execFileSync('sh', ['-c', `printf '%s' ${command}`], { encoding: 'utf8' });
    const app = inShell(line!.slice(line!.indexOf('--app ') + 6));
    expect(inShell(app.slice('npx tsx '.length))).toBe(file.replace('\n', '\u{fffd}'));
  },
);

test('only what is needed is imported', () => {
  const { code } = exported([inbound()]);
  expect(code).not.toMatch(/Duration|LambdaFunction|SmtpGateway|Outbound/);
});

test('an organization without rules is an app without rules', () => {
  expect(exported([])).toMatchObject({ rules: 0, code: expect.stringContaining('new CorpMailFlow(app') });
});

test.each([
  [inbound({ name: 'far', action: { InboundLambdaAction: { Arn: ELSEWHERE } } }), /us-east-1 of 123456789012/],
  [
    inbound({ name: 'latest', action: { InboundLambdaAction: { Arn: `${ARN}:$LATEST` } } }),
    /no permission for \$LATEST/,
  ],
  [inbound({ name: 'CDK ' + '$' + '{Token[TOKEN.1]}' }), /takes such text for a token/],
  [inbound({ name: '-1.8881545897087503e+289' }), /takes such text for a token/],
  [inbound({ name: '{{resolve:ssm:/foo}}' }), /CloudFormation puts the value/],
  [
    outbound({ name: 'gateway', action: { SmtpRoutingAction: { SmtpGatewayName: '{{resolve:ssm:/foo}}' } } }),
    /Action\.SmtpRoutingAction\.SmtpGatewayName.*CloudFormation puts the value/,
  ],
  [inbound({ name: 'pattern', senders: ['{{resolve:ssm:/foo}}@x.example'] }), /Patterns\[0\].*CloudFormation puts/],
  [inbound({ name: 'plus', senders: ['a+b@x.example'] }), /does not allow \+/],
  [inbound({ name: 'new', action: { QuarantineAction: {} } as never }), /no such action/],
  [
    { ...inbound({ name: '*/ end' }), Condition: { OriginRuleCondition: { Patterns: ['*'] } } } as never as Rule,
    /patterns/,
  ],
])('what constructs cannot express is said, in the code too: %j', (rule, why) => {
  for (const language of ['typescript', 'python'] as const) {
    const { rules, leftOut, code } = exported([inbound({ name: 'sound' }), rule], language);
    expect({ rules, names: leftOut.map(({ directed }) => directed.rule.Name) }).toEqual({
      rules: 1,
      names: [rule.Name],
    });
    expect(leftOut[0]?.reasons.join()).toMatch(why);
    const head = code.slice(0, code.indexOf('import'));
    expect(head).toMatch(why);
    expect(head).toContain('"Action":{');
    if (language === 'typescript') expect(head.match(/\*\//g)).toHaveLength(1);
  }
});

test('names that differ in letter case only cannot both be expressed', () => {
  const { leftOut, rules } = exported([inbound({ name: 'a' }), inbound({ name: 'A' }), outbound({ name: 'A' })]);
  expect(rules).toBe(2);
  expect(leftOut.map(({ directed }) => directed.rule.Name)).toEqual(['A']);
});

test('names that read alike get ids that stay when others come', () => {
  const idsOf = (names: readonly string[]) =>
    [...exported(names.map((name) => inbound({ name }))).code.matchAll(/Rule\(this, '(\w+)'/g)].map(([, id]) => id);
  expect(idsOf(['a b', '規則', 'b'])).toEqual(['InboundAB', 'Inbound', 'InboundB']);
  const two = idsOf(['a b', 'a-b']);
  expect(new Set(two).size).toBe(2);
  expect(idsOf(['0', 'a b', 'a-b', 'a_b'])).toEqual(expect.arrayContaining(two));
});

test.each([
  ['typescript', /const (\w+) = (?:LambdaFunction|SmtpGateway)/g],
  ['python', /(\w+) = (?:aws_lambda|SmtpGateway)/g],
] as const)(
  'functions and gateways whose names read alike, or as nothing, get variables of their own: %s',
  (language, variable) => {
    const functions = ['screening-2', 'screening2', 'screening_2', '_', '-', '2'].map((name) =>
      inbound({ name: `f ${name}`, action: { InboundLambdaAction: { Arn: ARN.replace('screening', name) } } }),
    );
    const gateways = ['relay-2', 'relay2', 'Relay 2', '規則', '-'].map((SmtpGatewayName) =>
      outbound({ name: `g ${SmtpGatewayName}`, action: { SmtpRoutingAction: { SmtpGatewayName } } }),
    );
    const { code } = exported([...functions, ...gateways], language);
    const variables = [...code.matchAll(variable)].map(([, name]) => name!);
    expect(variables).toHaveLength(11);
    expect(new Set(variables).size).toBe(11);
    for (const name of variables) {
      expect(name).toMatch(/^[a-z]/);
      // a keyword of TypeScript, and a good name in Python
      if (language === 'typescript') expect(name).not.toBe('function');
      expect(code).toMatch(new RegExp(`\\(${name}\\)`));
    }
  },
);

test('more than CloudFormation takes in one stack are several stacks', () => {
  const rules = Array.from({ length: 800 }, (_, index) =>
    inbound({
      name: `rule ${index}`,
      action: { InboundLambdaAction: { Arn: `${ARN}-${index % 300}` } },
    }),
  );
  const { code } = exported(rules);
  const stacks = code.split('export class ').slice(1);
  expect(stacks).toHaveLength(4);
  for (const [index, stack] of stacks.entries()) {
    expect(stack.startsWith(`CorpMailFlow${index + 1} `)).toBe(true);
    const resources = stack.match(/new InboundMailFlowRule|fromFunctionArn/g) ?? [];
    expect(resources.length).toBeLessThanOrEqual(450);
  }
  expect(code.match(/new InboundMailFlowRule/g)).toHaveLength(800);
});

test.each(['1st-corp', '-', 'ünï', 'a'])('the organization %s makes the name of a class', (alias) => {
  expect(exported([], 'typescript', { ...ORGANIZATION, alias }).code).toMatch(/export class [A-Z]\w*MailFlow extends/);
});

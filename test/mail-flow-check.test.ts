import { App, CfnCondition, CfnParameter, Fn, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  InboundAction,
  InboundMailFlowRule,
  type InboundMailFlowRuleProps,
  type IOrganization,
  MailFlowCheck,
  MailFlowOutcome,
  OutboundAction,
  OutboundMailFlowRule,
  Provisioning,
} from '../lib';
import {
  errorOf,
  functionIn,
  logicalId,
  madeBefore,
  ORGANIZATION_ID,
  OTHER_ORGANIZATION_ID,
  organizationIn,
  type Resource,
  resourcesOf,
  rulesOf,
  testStack,
} from './constructs';
import { withoutLink } from './error-links';

const TYPE = 'Custom::WorkMailMailFlowCheck';
const MAIL = { fromAddress: 'win@junk.example', recipient: 'office@corp.example' };

interface Scene {
  readonly stack: Stack;
  readonly organization: IOrganization;
  readonly check: MailFlowCheck;
  inbound(id: string, props?: Partial<InboundMailFlowRuleProps>): InboundMailFlowRule;
}

function scene(stack = testStack()): Scene {
  const organization = organizationIn(stack);
  const check = new MailFlowCheck(stack, 'Check', { organization });
  const inbound: Scene['inbound'] = (id, props) =>
    new InboundMailFlowRule(stack, id, {
      organization,
      ruleName: id.toLowerCase(),
      senders: ['junk.example'],
      action: InboundAction.drop(),
      ...props,
    });
  return { stack, organization, check, inbound };
}

function checkOf(stack: Stack): Resource {
  const [check, ...others] = resourcesOf(stack, TYPE);
  expect(others).toEqual([]);
  return check!;
}

describe('the resource', () => {
  test('holds the expectations and the logical ids of all rules of the stack', () => {
    const { stack, check, inbound } = scene();
    const blocked = inbound('Blocked');
    check
      .expectInbound({ ...MAIL, outcome: MailFlowOutcome.rule(blocked) })
      .expectInbound({ ...MAIL, senderAddress: 'a+b@x.example', outcome: MailFlowOutcome.ruleNamed('theirs') })
      .expectInbound({ ...MAIL, recipient: 'b@corp.example', outcome: MailFlowOutcome.action(InboundAction.bounce()) })
      .expectOutbound({ ...MAIL, outcome: MailFlowOutcome.noRule() });
    const { Properties } = checkOf(stack);
    expect(Properties).toMatchObject({
      OrganizationId: ORGANIZATION_ID,
      Expectations: [
        {
          Direction: 'INBOUND',
          FromAddress: 'win@junk.example',
          Recipient: 'office@corp.example',
          Outcome: { Kind: 'RULE', RuleName: 'blocked' },
        },
        { SenderAddress: 'a+b@x.example', Outcome: { Kind: 'RULE', RuleName: 'theirs' } },
        { Recipient: 'b@corp.example', Outcome: { Kind: 'ACTION', Action: { BounceAction: {} } } },
        { Direction: 'OUTBOUND', Outcome: { Kind: 'NONE' } },
      ],
      Rules: [logicalId(stack, blocked)],
    });
    expect(Properties).not.toHaveProperty('KeepReplaced');
    expect(Properties).not.toHaveProperty('InConsole');
  });

  test('an expected action is the whole action, with the function that it runs', () => {
    const { stack, check } = scene();
    const handler = functionIn(stack);
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.action(InboundAction.runLambda(handler)) });
    expect(checkOf(stack).Properties.Expectations[0].Outcome.Action).toEqual({
      InboundLambdaAction: { Arn: { 'Fn::GetAtt': [logicalId(stack, handler), 'Arn'] } },
    });
  });

  test('comes after every rule of its organization, those included that are declared later', () => {
    const { stack, organization, check, inbound } = scene();
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.noRule() });
    for (let n = 0; n < 30; n++) inbound(`Rule${n}`, { senders: [`a${n}.example`] });
    new OutboundMailFlowRule(stack, 'Out', { organization, ruleName: 'out', action: OutboundAction.send() });
    const rules = Object.values(rulesOf(stack)).map((rule) => rule.logicalId);
    expect(rules).toHaveLength(31);
    const { DependsOn, logicalId: id } = checkOf(stack);
    expect([...madeBefore(stack).get(id)!]).toEqual(expect.arrayContaining(rules));
    expect(DependsOn!.length).toBeLessThan(15);
  });

  test('does not wait for rules of another organization', () => {
    const { stack, check } = scene();
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.noRule() });
    const organization = organizationIn(stack, OTHER_ORGANIZATION_ID);
    const other = new InboundMailFlowRule(stack, 'Other', { organization, action: InboundAction.deliver() });
    expect(madeBefore(stack).get(checkOf(stack).logicalId)).not.toContain(logicalId(stack, other));
  });

  test('needs rights to ask and to read, per direction, and to look at its own stack: policies of their own', () => {
    const { stack, check } = scene();
    check.expectOutbound({ ...MAIL, outcome: MailFlowOutcome.noRule() });
    const policies = resourcesOf(stack, 'AWS::IAM::Policy');
    const statements = policies.map(({ Properties }) => Properties.PolicyDocument.Statement[0]);
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: 'cloudformation:DescribeStackResource',
        Resource: { Ref: 'AWS::StackId' },
      },
      {
        Effect: 'Allow',
        Action: ['Describe', 'List', 'Test'].map(
          (verb) => `workmail:${verb}OutboundMailFlowRule${verb === 'Describe' ? '' : 's'}`,
        ),
        Resource: { 'Fn::Join': ['', expect.arrayContaining([expect.stringContaining(ORGANIZATION_ID)])] },
      },
    ]);
    const before = madeBefore(stack).get(checkOf(stack).logicalId)!;
    for (const policy of policies) expect(before).toContain(policy.logicalId);
  });

  test('lists a rule with a condition under that condition', () => {
    const { stack, check, inbound } = scene();
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.ruleNamed('x') });
    const rule = inbound('Sometimes');
    const condition = new CfnCondition(stack, 'Is', { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'x') });
    (rule.node.defaultChild as import('aws-cdk-lib').CfnResource).cfnOptions.condition = condition;
    expect(checkOf(stack).Properties.Rules).toEqual([
      { 'Fn::If': ['Is', logicalId(stack, rule), { Ref: 'AWS::NoValue' }] },
    ]);
  });

  test('tells of rules that stay when they are replaced, and of those that a person enters', () => {
    const { stack, check, inbound } = scene();
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.ruleNamed('x') });
    const kept = inbound('Kept', { removalPolicy: RemovalPolicy.RETAIN });
    inbound('ByHand', { provisioning: Provisioning.CONSOLE });
    const { Properties } = checkOf(stack);
    expect(Properties.KeepReplaced).toEqual([logicalId(stack, kept)]);
    expect(Properties.InConsole).toEqual([
      { Direction: 'INBOUND', Rule: expect.objectContaining({ Name: 'byhand', Action: { DropAction: {} } }) },
    ]);
  });

  test('a rule that stays when it leaves the stack says so in its metadata; another says nothing', () => {
    const { stack, check, inbound } = scene();
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.ruleNamed('x') });
    inbound('Kept', { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
    inbound('ByHand', { provisioning: Provisioning.CONSOLE });
    inbound('Plain');
    const metadata = (name: string) => (rulesOf(stack)[name] as { Metadata?: object } | undefined)?.Metadata;
    expect(metadata('kept')).toEqual({ 'cdk-workmail-flow:stays': 'yes' });
    expect(metadata('byhand')).toEqual({ 'cdk-workmail-flow:stays': 'yes' });
    expect(metadata('plain')).toBeUndefined();
  });
});

describe('the logical id', () => {
  const idWith = (change: (parts: Scene) => void) => {
    const parts = scene();
    parts.inbound('Blocked');
    parts.check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.ruleNamed('blocked') });
    change(parts);
    return checkOf(parts.stack).logicalId;
  };
  const same = idWith(() => {});

  test('is the same for the same stack', () => {
    expect(idWith(() => {})).toBe(same);
    expect(same).toMatch(/^Check[0-9A-F]{8}[0-9a-f]{8}$/);
  });

  test.each<[string, (parts: Scene) => void]>([
    ['another expectation', ({ check }) => check.expectOutbound({ ...MAIL, outcome: MailFlowOutcome.noRule() })],
    ['another rule', ({ inbound }) => inbound('More')],
    [
      'an outbound rule',
      ({ stack, organization }) =>
        new OutboundMailFlowRule(stack, 'Out', { organization, ruleName: 'out', action: OutboundAction.send() }),
    ],
  ])('changes with %s', (_what, change) => {
    expect(idWith(change)).not.toBe(same);
  });

  test.each<[string, Partial<InboundMailFlowRuleProps>]>([
    ['its name', { ruleName: 'other' }],
    ['a pattern', { senders: ['junk.example', 'more.example'] }],
    ['its action', { action: InboundAction.bounce() }],
    ['its removal policy', { removalPolicy: RemovalPolicy.RETAIN }],
    ['how it is provisioned', { provisioning: Provisioning.CONSOLE }],
  ])('changes when of a rule %s changes', (_what, props) => {
    const parts = scene();
    parts.inbound('Blocked', props);
    parts.check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.ruleNamed('blocked') });
    expect(checkOf(parts.stack).logicalId).not.toBe(same);
  });

  test('changes with a rule of another stack that is expected to decide, after which the stack comes', () => {
    const idFor = (action: InboundMailFlowRuleProps['action']) => {
      const app = new App();
      const there = testStack(undefined, app, 'There');
      const organization = organizationIn(there);
      const rule = new InboundMailFlowRule(there, 'Rule', { organization, ruleName: 'there', action });
      const { stack, check } = scene(testStack(undefined, app));
      check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.rule(rule) });
      const { logicalId: id } = checkOf(stack);
      expect(stack.dependencies.map(({ stackName }) => stackName)).toEqual(['There']);
      return id;
    };
    expect(idFor(InboundAction.drop())).not.toBe(idFor(InboundAction.bounce()));
  });
});

describe('what is refused', () => {
  const refusal = (expectation: object) =>
    errorOf(() => scene().check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.noRule(), ...expectation } as never));

  test.each([
    [{ fromAddress: 'junk.example' }, 'expectedAddress', 'fromAddress'],
    [{ fromAddress: undefined }, 'expectedAddress', 'fromAddress'],
    [{ recipient: '*' }, 'expectedAddress', 'recipient'],
    [{ recipient: 'a@b@c' }, 'expectedAddress', 'recipient'],
    [{ senderAddress: 'two words@x.example' }, 'expectedAddress', 'senderAddress'],
    [{ outcome: undefined }, 'expectedOutcome', 'outcome'],
    [{ outcome: 'drop' }, 'expectedOutcome', 'outcome'],
    [{ outcome: InboundAction.drop() }, 'expectedOutcome', 'outcome'],
    [{ outcome: MailFlowOutcome.ruleNamed(' ') }, 'ruleNameEmpty', 'outcome'],
    [{ outcome: MailFlowOutcome.ruleNamed(undefined as never) }, 'ruleNameEmpty', 'outcome'],
    [{ outcome: MailFlowOutcome.rule(undefined as never) }, 'expectedRule', 'outcome'],
    [{ outcome: MailFlowOutcome.rule(testStack() as never) }, 'expectedRule', 'outcome'],
    [{ outcome: MailFlowOutcome.action(OutboundAction.drop()) }, 'action', 'action'],
    [{ outcome: MailFlowOutcome.action({} as never) }, 'action', 'action'],
    [{ from: 'a@b.example' }, 'propertyUnknown', 'expectation.from'],
  ])('%p', (expectation, code, path) => {
    expect(withoutLink(refusal(expectation))).toMatch(
      new RegExp(`^\\[cdk-workmail-flow:${code}\\] at Mail/Check: ${path} is .+: .+\\. .+\\.$`),
    );
  });

  test('a check without an organization, or in another Region', () => {
    expect(errorOf(() => new MailFlowCheck(testStack(), 'Check', {} as never))).toContain(':organization]');
    const elsewhere = testStack({ env: { region: 'us-east-1', account: '111122223333' } });
    const organization = organizationIn(testStack());
    expect(errorOf(() => new MailFlowCheck(elsewhere, 'Check', { organization }))).toContain(':organizationElsewhere]');
  });

  test('a rule of the other direction, or of another organization', () => {
    const { stack, check, inbound } = scene();
    const rule = inbound('Rule');
    expect(errorOf(() => check.expectOutbound({ ...MAIL, outcome: MailFlowOutcome.rule(rule) }))).toMatch(
      /:expectedRuleDirection\].*"Mail\/Rule".*Use expectInbound\./,
    );
    const organization = organizationIn(stack, OTHER_ORGANIZATION_ID);
    const other = new MailFlowCheck(stack, 'Other', { organization });
    expect(errorOf(() => other.expectInbound({ ...MAIL, outcome: MailFlowOutcome.rule(rule) }))).toMatch(
      /:expectedRuleOrganization\]/,
    );
  });

  test.each([
    ['expectationTwice', MailFlowOutcome.ruleNamed('a'), MailFlowOutcome.ruleNamed('a')],
    ['expectationContradiction', MailFlowOutcome.ruleNamed('a'), MailFlowOutcome.ruleNamed('b')],
    ['expectationContradiction', MailFlowOutcome.ruleNamed('a'), MailFlowOutcome.noRule()],
    ['expectationContradiction', MailFlowOutcome.noRule(), MailFlowOutcome.action(InboundAction.drop())],
  ])('%s', (code, one, two) => {
    const { check } = scene();
    check.expectInbound({ ...MAIL, outcome: one });
    const again = { ...MAIL, fromAddress: 'Win@Junk.example' };
    expect(errorOf(() => check.expectInbound({ ...again, outcome: two }))).toContain(`:${code}]`);
    check.expectInbound({ ...MAIL, senderAddress: 'x@y.example', outcome: two });
    check.expectOutbound({ ...MAIL, outcome: MailFlowOutcome.noRule() });
  });

  test('not: a rule and an action for the same mail', () => {
    const { check } = scene();
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.ruleNamed('a') });
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.action(InboundAction.drop()) });
  });

  test('a check without expectations, at synth', () => {
    expect(errorOf(() => checkOf(scene().stack))).toMatch(/:noExpectation\] at Mail\/Check/);
  });

  test('not: tokens', () => {
    const { stack, check } = scene();
    const address = new CfnParameter(stack, 'Address').valueAsString;
    check.expectInbound({ ...MAIL, recipient: address, outcome: MailFlowOutcome.ruleNamed(address) });
    expect(checkOf(stack).Properties.Expectations[0].Recipient).toEqual({ Ref: 'Address' });
  });
});

describe('an expectation that the rules of the stack cannot meet is a warning', () => {
  const warningsOf = (stack: Stack) =>
    Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('expectationUnmet'))
      .map(({ entry }) => String(entry.data));

  test('where another rule decides', () => {
    const { stack, check, inbound } = scene();
    const blocked = inbound('Blocked');
    inbound('Exception', { senders: ['win@junk.example'], action: InboundAction.deliver() });
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.rule(blocked) });
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/"exception" of this stack decides on inbound mail .* the rule "blocked" is expected to/),
    ]);
  });

  test('where the rule does not match, and where a rule matches and none is expected', () => {
    const { stack, check, inbound } = scene();
    inbound('Blocked');
    check.expectInbound({ ...MAIL, fromAddress: 'a@b.example', outcome: MailFlowOutcome.ruleNamed('blocked') });
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.noRule() });
    expect(warningsOf(stack)).toHaveLength(2);
  });

  test('not where rules of others, a token or an open question decide', () => {
    const { stack, check, inbound } = scene();
    inbound('Wide', { senders: ['*.example'] });
    const narrow = inbound('Narrow', { senders: ['*.junk.example'], action: InboundAction.bounce() });
    inbound('Token', { senders: [new CfnParameter(stack, 'P').valueAsString] });
    check.expectInbound({ ...MAIL, outcome: MailFlowOutcome.ruleNamed('theirs') });
    check.expectInbound({ ...MAIL, fromAddress: 'other@junk.example', outcome: MailFlowOutcome.ruleNamed('wide') });
    check.expectInbound({ ...MAIL, fromAddress: 'a@junk.example', outcome: MailFlowOutcome.rule(narrow) });
    expect(warningsOf(stack)).toEqual([]);
  });
});

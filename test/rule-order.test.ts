import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import {
  InboundAction,
  InboundMailFlowRule,
  type InboundMailFlowRuleProps,
  type IOrganization,
  MailFlowFunction,
  Organization,
  OutboundAction,
  OutboundMailFlowRule,
  RunLambdaRules,
} from '../lib';
import {
  CODE,
  ENV,
  functionIn,
  madeBefore,
  OTHER_ORGANIZATION_ID,
  organizationIn,
  resourcesOf,
  rulesOf,
  testStack,
} from './constructs';

function rule(scope: Construct, name: string, props: Partial<InboundMailFlowRuleProps> = {}): InboundMailFlowRule {
  const organization = props.organization ?? organizationOf(scope);
  return new InboundMailFlowRule(scope, name, {
    ruleName: name,
    action: InboundAction.deliver(),
    ...props,
    organization,
  });
}

const organizations = new WeakMap<Stack, IOrganization>();

function organizationOf(scope: Construct): IOrganization {
  const stack = Stack.of(scope);
  const organization = organizations.get(stack) ?? organizationIn(stack);
  organizations.set(stack, organization);
  return organization;
}

/** Is the first rule made before the second? */
function isBefore(stack: Stack, first: string, second: string): boolean {
  const rules = rulesOf(stack);
  return madeBefore(stack).get(rules[second]!.logicalId)!.has(rules[first]!.logicalId);
}

test('exceptions arrive before the rule, in whatever order they are declared', () => {
  const stack = testStack();
  rule(stack, 'domain', { senders: ['b.example'] });
  rule(stack, 'all');
  rule(stack, 'address', { senders: ['a@b.example'] });
  rule(stack, 'elsewhere', { senders: ['c.example'] });
  expect(isBefore(stack, 'address', 'domain')).toBe(true);
  expect(isBefore(stack, 'domain', 'all')).toBe(true);
  expect(isBefore(stack, 'elsewhere', 'all')).toBe(true);
  expect(isBefore(stack, 'elsewhere', 'domain')).toBe(false);
  expect(isBefore(stack, 'domain', 'elsewhere')).toBe(false);
});

test('rules of other directions and organizations are no exceptions', () => {
  const stack = testStack();
  rule(stack, 'all');
  rule(stack, 'other', { senders: ['b.example'], organization: organizationIn(stack, OTHER_ORGANIZATION_ID) });
  new OutboundMailFlowRule(stack, 'out', {
    organization: organizationOf(stack),
    ruleName: 'out',
    senders: ['b.example'],
    action: OutboundAction.send(),
  });
  expect(isBefore(stack, 'other', 'all')).toBe(false);
  expect(isBefore(stack, 'out', 'all')).toBe(false);
});

test('a pattern that is a token is taken for more specific than *', () => {
  const stack = testStack();
  rule(stack, 'all');
  rule(stack, 'later', { senders: [Stack.of(stack).stackId] });
  expect(isBefore(stack, 'later', 'all')).toBe(true);
});

test('at most 10 rules of a stack are in flight, over organizations and directions', () => {
  const stack = testStack();
  const other = organizationIn(stack, OTHER_ORGANIZATION_ID);
  for (let index = 0; index < 40; index++) {
    const organization = index % 2 ? other : organizationOf(stack);
    rule(stack, `in${index}`, { organization, senders: [`d${index}.example`] });
    new OutboundMailFlowRule(stack, `out${index}`, {
      organization,
      senders: [`d${index}.example`],
      action: OutboundAction.drop(),
    });
  }
  const before = madeBefore(stack);
  const rules = Object.values(rulesOf(stack)).map(({ logicalId }) => logicalId);
  // Each rule waits for exactly those of its chain, so how many that are says in which wave it comes.
  const waves = rules.map((id) => rules.filter((other) => before.get(id)!.has(other)).length);
  for (let wave = 0; wave < 8; wave++) expect(waves.filter((own) => own === wave)).toHaveLength(10);
});

describe('it is never a circle', () => {
  test('where the app orders rules itself, against the order of exceptions', () => {
    const stack = testStack();
    const rules = ['*', 'b.example', 'a@b.example'].map((sender) => rule(stack, sender, { senders: [sender] }));
    rules[1]!.node.addDependency(rules[0]!);
    rules[2]!.node.addDependency(rules[1]!);
    expect(isBefore(stack, '*', 'b.example')).toBe(true);
    expect(isBefore(stack, 'b.example', 'a@b.example')).toBe(true);
  });

  test('where something between them carries the order', () => {
    const stack = testStack();
    const all = rule(stack, 'all');
    const between = functionIn(stack, 'Between');
    between.node.addDependency(all);
    const group = new Construct(stack, 'Group');
    rule(group, 'exception', { senders: ['b.example'] });
    group.node.addDependency(between);
    expect(isBefore(stack, 'all', 'exception')).toBe(true);
  });

  test('where a function waits for another one with its rules', () => {
    const stack = testStack();
    const organization = organizationOf(stack);
    const general = new MailFlowFunction(stack, 'General', {
      ...CODE,
      organization,
      inbound: { synchronous: false, ruleName: 'general' },
    });
    const special = functionIn(stack, 'Special');
    special.node.addDependency(general);
    new RunLambdaRules(stack, 'Rules', {
      organization,
      function: special.addAlias('live'),
      inbound: { synchronous: false, ruleName: 'special', senders: ['b.example'] },
    });
    expect(isBefore(stack, 'general', 'special')).toBe(true);
  });

  test('where everything waits for the function with the rules', () => {
    const stack = testStack();
    const screening = new MailFlowFunction(stack, 'Screening', {
      ...CODE,
      organization: organizationOf(stack),
      inbound: { synchronous: false, ruleName: 'screening' },
    });
    const exception = rule(stack, 'exception', { senders: ['b.example'] });
    exception.node.addDependency(screening);
    expect(isBefore(stack, 'screening', 'exception')).toBe(true);
  });

  test('with aliases, versions and several functions', () => {
    const stack = testStack();
    const organization = organizationOf(stack);
    const handler = new MailFlowFunction(stack, 'Screening', {
      ...CODE,
      organization,
      inbound: { synchronous: false, ruleName: 'a', senders: ['a.example'] },
    });
    for (const [id, target] of Object.entries({ b: handler.addAlias('live'), c: handler.currentVersion })) {
      const inbound = { synchronous: false, ruleName: id, senders: [`*.${id}.example`] };
      new RunLambdaRules(stack, id, { organization, function: target, inbound });
    }
    rule(stack, 'all');
    for (const name of ['a', 'b', 'c']) expect(isBefore(stack, name, 'all')).toBe(true);
  });

  test('with an organization by alias, and stacks that know neither Region nor account', () => {
    const app = new App();
    const shared = new Stack(app, 'Shared');
    const organization = Organization.fromOrganizationAlias(shared, 'Organization', 'corp');
    rule(shared, 'all', { organization });
    const mail = new Stack(app, 'Mail');
    new MailFlowFunction(mail, 'Screening', {
      ...CODE,
      organization,
      inbound: { synchronous: false, ruleName: 'screening' },
    });
    rule(mail, 'exception', { organization, senders: ['b.example'] });
    expect(isBefore(mail, 'exception', 'screening')).toBe(true);
    expect(resourcesOf(mail, 'Custom::WorkMailOrganization')).toEqual([]);
    expect(() => madeBefore(shared)).not.toThrow();
  });

  test('across nested stacks, in both directions', () => {
    const parent = testStack();
    const nested = new NestedStack(parent, 'Nested');
    const organization = organizationOf(parent);
    const above = functionIn(parent, 'Above');
    const below = new MailFlowFunction(nested, 'Below', { ...CODE, organization, inbound: { synchronous: false } });
    new RunLambdaRules(parent, 'Rules', {
      organization,
      function: below,
      outbound: { synchronous: false, ruleName: 'up' },
    });
    rule(parent, 'exception', { senders: ['b.example'] });
    const other = new NestedStack(parent, 'Other');
    new RunLambdaRules(other, 'Rules', {
      organization,
      function: above,
      inbound: { synchronous: false, ruleName: 'down' },
    });
    for (const stack of [parent, nested, other]) expect(() => madeBefore(stack)).not.toThrow();
    expect(rulesOf(other).down).toBeDefined();
  });

  test('in stages', () => {
    const app = new App();
    const stacks = ['Beta', 'Production'].map((id) => new Stack(new Stage(app, id, { env: ENV }), 'Mail'));
    for (const [index, stack] of stacks.entries()) {
      const organization = organizationIn(stack, index ? OTHER_ORGANIZATION_ID : undefined);
      new MailFlowFunction(stack, 'Screening', {
        ...CODE,
        organization,
        inbound: { synchronous: false, ruleName: 'screening' },
      });
      rule(stack, 'exception', { organization, senders: ['b.example'] });
    }
    app.synth();
    for (const stack of stacks) expect(isBefore(stack, 'exception', 'screening')).toBe(true);
  });
});

test('a function in another stack comes before its rules there', () => {
  const app = new App();
  const functions = new Stack(app, 'Functions', { env: ENV });
  const mail = new Stack(app, 'Mail', { env: ENV });
  const organization = organizationIn(mail);
  const handler = new MailFlowFunction(functions, 'Screening', {
    ...CODE,
    organization: organizationIn(functions),
    inbound: { synchronous: false, ruleName: 'own' },
  });
  new RunLambdaRules(mail, 'More', { organization, function: handler, outbound: { synchronous: false } });
  Template.fromStack(mail);
  expect(mail.dependencies).toEqual([functions]);
  expect(functions.dependencies).toEqual([]);
});

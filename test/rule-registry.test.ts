import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import { InboundAction, InboundMailFlowRule, Organization, OutboundAction, OutboundMailFlowRule } from '../lib';
import { ENV, errorOf, ORGANIZATION_ID, OTHER_ORGANIZATION_ID } from './constructs';

const domains = (count: number) => Array.from({ length: count }, (_, index) => `d${index}.example`);

function stacksOf(app: App): [Stack, Stack] {
  return [new Stack(app, 'One', { env: ENV }), new Stack(new Stage(app, 'Production'), 'Two', { env: ENV })];
}

function declare(stack: Stack, ruleName: string, organizationId = ORGANIZATION_ID, senders = ['*']): void {
  const id = `Organization${stack.node.children.length}`;
  const organization = Organization.fromOrganizationId(stack, id, organizationId);
  new InboundMailFlowRule(stack, `Rule${stack.node.children.length}`, {
    organization,
    ruleName,
    senders,
    action: InboundAction.deliver(),
  });
}

test.each([
  ['twice', 'audit', 'ruleNameTwice', 'another inbound rule of the organization has this name'],
  ['in another letter case', 'AUDIT', 'ruleNameLetterCase', 'another inbound rule is named "audit"'],
])('a name that stands %s in an app, in whatever stack or stage', (_how, name, code, reason) => {
  const app = new App();
  const [one, two] = stacksOf(app);
  declare(one, 'audit');
  declare(two, name);
  const message = errorOf(() => app.synth());
  expect(message).toContain(`[cdk-workmail-flow:${code}] at `);
  expect(message).toContain(`ruleName is "`);
  expect(message).toContain(reason);
});

test('another organization or direction can have the name', () => {
  const app = new App();
  const [one, two] = stacksOf(app);
  declare(one, 'audit');
  declare(two, 'audit', OTHER_ORGANIZATION_ID);
  const organization = Organization.fromOrganizationId(one, 'Organization', ORGANIZATION_ID);
  new OutboundMailFlowRule(one, 'Out', { organization, ruleName: 'audit', action: OutboundAction.send() });
  expect(() => app.synth()).not.toThrow();
});

test('a token in two stacks need not be the same organization', () => {
  const app = new App();
  for (const id of ['One', 'Two']) {
    const stack = new Stack(app, id, { env: ENV });
    declare(stack, 'audit', new CfnParameter(stack, 'OrganizationId').valueAsString);
  }
  expect(() => app.synth()).not.toThrow();
});

test('in one stack it is', () => {
  const stack = new Stack(new App(), 'One', { env: ENV });
  const organizationId = new CfnParameter(stack, 'OrganizationId').valueAsString;
  declare(stack, 'audit', organizationId);
  declare(stack, 'audit', organizationId);
  expect(errorOf(() => (stack.node.root as App).synth())).toContain('[cdk-workmail-flow:ruleNameTwice]');
});

test('1,000 sender patterns of an organization over the app, and not one more', () => {
  const app = new App();
  const [one, two] = stacksOf(app);
  for (const [index, stack] of [one, two, one, two].entries()) declare(stack, `${index}`, undefined, domains(250));
  declare(two, 'other', OTHER_ORGANIZATION_ID, domains(250));
  expect(() => app.synth()).not.toThrow();
});

test('the 1,001st is refused, at the rule that brings it', () => {
  const app = new App();
  const [one, two] = stacksOf(app);
  for (const [index, stack] of [two, two, one, one].entries()) declare(stack, `${index}`, undefined, domains(250));
  declare(one, 'last', undefined, ['one-more.example']);
  const message = errorOf(() => app.synth());
  expect(message).toContain('[cdk-workmail-flow:senderPatternsPerOrganization] at One/Rule6: senders is 1: ');
  expect(message).toContain('1001 sender patterns');
});

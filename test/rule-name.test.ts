import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { InboundAction, InboundMailFlowRule } from '../lib';
import { organizationIn, testStack } from './constructs';

function nameOf(scope: Construct, id = 'Rule'): string {
  const organization = organizationIn(scope);
  return new InboundMailFlowRule(scope, id, { organization, action: InboundAction.deliver() }).ruleName;
}

test("it holds the stack's name and the construct's path, and does not change", () => {
  const stack = testStack({ stackName: 'corp-mail' });
  expect(nameOf(new Construct(stack, 'Screening'), 'InboundRule')).toBe('corp-mail-Screening-InboundRule-25cc9863');
});

test('other stacks, other paths and paths that read alike have other names', () => {
  const app = new App();
  const names = [
    nameOf(new Stack(app, 'A')),
    nameOf(new Stack(app, 'B')),
    nameOf(new Stack(app, 'C'), 'Other'),
    nameOf(new Construct(new Stack(app, 'D'), 'Rule'), 'In'),
    nameOf(new Stack(app, 'E', { stackName: 'D' }), 'Rule-In'),
    nameOf(new Stack(app, 'F', { stackName: 'D' }), 'rule-in'),
  ];
  expect(new Set(names).size).toBe(names.length);
});

test('the path is that in the stack: a stack that moves into a stage under its old name keeps its rules', () => {
  const before = nameOf(new Stack(new App(), 'Mail', { stackName: 'mail' }));
  const after = nameOf(new Stack(new Stage(new App(), 'Production'), 'Mail', { stackName: 'mail' }));
  expect(after).toBe(before);
});

test('in a nested stack it holds the name of the outermost one, which alone is known', () => {
  const names = ['blue', 'green'].map((stackName) => {
    const parent = testStack({ stackName });
    return nameOf(new NestedStack(new NestedStack(parent, 'Outer'), 'Inner'));
  });
  expect(names[0]).toMatch(/^blue-Outer-Inner-Rule-[0-9a-f]{8}$/);
  expect(names[1]).toMatch(/^green-Outer-Inner-Rule-[0-9a-f]{8}$/);
});

test('a long path is cut, and the hash still tells apart', () => {
  const stack = testStack();
  const names = ['A', 'B'].map((id) => nameOf(new Construct(stack, `${'x'.repeat(200)}${id}`)));
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^Mail-x{75}-[0-9a-f]{8}$/);
});

import { App, CfnParameter, type Stack, Annotations as StackAnnotations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  type IInboundAction,
  InboundAction,
  InboundMailFlowRule,
  type InboundMailFlowRuleProps,
  MailFlowFunction,
  Organization,
  OutboundAction,
  OutboundMailFlowRule,
} from '../lib';
import { withLink } from '../lib/rules';
import { CODE, ENV, functionIn, OTHER_ORGANIZATION_ID, organizationIn, testStack } from './constructs';

/** `/path code`, for each warning. */
function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('cdk-workmail-flow:(rule|runLambda)'))
    .map(
      ({ id, entry }) => `${id.replace(/\/Resource$/, '')} ${/cdk-workmail-flow:(\w+)/.exec(String(entry.data))?.[1]}`,
    );
}

function addRule(
  stack: Stack,
  id: string,
  action: IInboundAction,
  props: Partial<InboundMailFlowRuleProps> = {},
): InboundMailFlowRule {
  const organization = props.organization ?? (stack.node.tryFindChild('Organization01') as Organization);
  return new InboundMailFlowRule(stack, id, { ruleName: id, senders: ['a.example'], ...props, organization, action });
}

function stackWithOrganization(app = new App(), id = 'Mail'): Stack {
  const stack = testStack({ env: ENV }, app, id);
  organizationIn(stack);
  return stack;
}

const DROP = InboundAction.drop();
const BOUNCE = InboundAction.bounce();

describe('warnings between rules, at the rule that loses', () => {
  test('a rule that never applies', () => {
    const stack = stackWithOrganization();
    addRule(stack, 'Bounce', BOUNCE);
    addRule(stack, 'Drop', DROP, { senders: ['A.example', 'b.example'] });
    expect(warningsOf(stack)).toEqual(['/Mail/Bounce ruleNeverApplies']);
    const sentence =
      '"Bounce" never applies. For all its mail another rule is as specific, with an action that comes first: "Drop". ' +
      'Remove "Bounce", or give it more specific patterns.';
    Annotations.fromStack(stack).hasWarning(
      '/Mail/Bounce/Resource',
      `${withLink(sentence, 'ruleNeverApplies')} [ack: cdk-workmail-flow:ruleNeverApplies]`,
    );
  });

  test('rules that tie', () => {
    const stack = stackWithOrganization();
    addRule(stack, 'Two', DROP);
    addRule(stack, 'One', DROP, { senders: ['a.example', 'b.example'] });
    expect(warningsOf(stack)).toEqual(['/Mail/Two rulesTie']);
  });

  test('a Run Lambda rule that any other action beats, in part or as a whole', () => {
    const stack = stackWithOrganization();
    const organization = stack.node.findChild('Organization01') as Organization;
    const inbound = (ruleName: string, senders: string[]) => ({ synchronous: false, ruleName, senders });
    new MailFlowFunction(stack, 'Part', {
      ...CODE,
      organization,
      inbound: inbound('part', ['a.example', 'b.example']),
    });
    new MailFlowFunction(stack, 'Whole', { ...CODE, organization, inbound: inbound('whole', ['c.example']) });
    addRule(stack, 'Exception', InboundAction.deliver(), { senders: ['a.example', 'c.example'] });
    expect(warningsOf(stack)).toEqual([
      '/Mail/Part/InboundRule runLambdaBeaten',
      '/Mail/Whole/InboundRule ruleNeverApplies',
      '/Mail/Whole/InboundRule runLambdaBeaten',
    ]);
  });

  test.each([
    ['ruleNeverApplies', BOUNCE, DROP],
    ['rulesTie', DROP, DROP],
    ['runLambdaBeaten', undefined, DROP],
  ])('%s can be acknowledged', (code, losing, winning) => {
    const stack = stackWithOrganization();
    const loser = addRule(stack, 'Loser', losing ?? InboundAction.runLambda(functionIn(stack)));
    addRule(stack, 'A winner', winning);
    StackAnnotations.of(loser).acknowledgeWarning(`cdk-workmail-flow:${code}`, 'as meant');
    expect(warningsOf(stack)).not.toContain(`/Mail/Loser ${code}`);
  });

  test('not between exceptions and what they are exceptions to', () => {
    const stack = stackWithOrganization();
    addRule(stack, 'Everybody', InboundAction.runLambda(functionIn(stack)), { senders: ['*'] });
    addRule(stack, 'Domain', DROP);
    addRule(stack, 'Address', InboundAction.deliver(), { senders: ['x@a.example'] });
    addRule(stack, 'Recipient', InboundAction.deliver(), { recipients: ['x@corp.example'] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('not between directions or organizations', () => {
    const stack = stackWithOrganization();
    const organization = stack.node.findChild('Organization01') as Organization;
    addRule(stack, 'In', DROP);
    new OutboundMailFlowRule(stack, 'Out', { organization, senders: ['a.example'], action: OutboundAction.drop() });
    addRule(stack, 'Other', DROP, { organization: organizationIn(stack, OTHER_ORGANIZATION_ID) });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('between the stacks of an app, where it is known that the organization is the same', () => {
    const app = new App();
    const [one, two] = [stackWithOrganization(app, 'One'), stackWithOrganization(app, 'Two')];
    addRule(one, 'Bounce', BOUNCE);
    addRule(two, 'Drop', DROP);
    expect([warningsOf(one), warningsOf(two)]).toEqual([['/One/Bounce ruleNeverApplies'], []]);
  });

  test('not between stacks each of which has a parameter for the organization', () => {
    const app = new App();
    const stacks = ['One', 'Two'].map((id) => {
      const stack = testStack({ env: ENV }, app, id);
      const { valueAsString } = new CfnParameter(stack, 'OrganizationId');
      const organization = Organization.fromOrganizationId(stack, 'Organization', valueAsString);
      addRule(stack, 'Rule', DROP, { organization, ruleName: id });
      return stack;
    });
    expect(stacks.flatMap(warningsOf)).toEqual([]);
  });

  test('not where patterns or names are tokens', () => {
    const stack = stackWithOrganization();
    const token = new CfnParameter(stack, 'Sender').valueAsString;
    const list = new CfnParameter(stack, 'Senders', { type: 'CommaDelimitedList' }).valueAsList;
    addRule(stack, 'Token', DROP, { senders: [token, 'a.example'] });
    addRule(stack, 'List', DROP, { senders: list });
    addRule(stack, 'Recipients', DROP, { recipients: [token] });
    addRule(stack, 'Name', DROP, { ruleName: token });
    addRule(stack, 'Bounce', BOUNCE);
    expect(warningsOf(stack)).toEqual([]);
  });
});

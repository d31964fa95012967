import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InboundAction, InboundMailFlowRule, Organization, OutboundAction, OutboundMailFlowRule } from '../../lib';
import { MailFlow, mailFlowMatchers, standIn } from '../../lib/testing';
import { ANSWER_DROP, inboundRule, inlineFunction, newStack, ORGANIZATION_ID, rulesOf } from './support';

expect.extend(mailFlowMatchers);

const MAIL = { from: 'a@partner.example', to: 'b@corp.example' };

describe('MailFlow.fromAssembly', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  const other = ORGANIZATION_ID.replace('0', '9');

  beforeAll(() => {
    const app = new App({ outdir: folder });
    for (const [id, organizationId] of [
      ['One', ORGANIZATION_ID],
      ['Two', other],
    ] as const) {
      const stack = new Stack(app, id);
      const organization = Organization.fromOrganizationId(stack, 'Organization', organizationId);
      new InboundMailFlowRule(stack, 'Rule', { organization, ruleName: 'drop', action: InboundAction.drop() });
      new OutboundMailFlowRule(stack, 'Out', { organization, ruleName: 'out', action: OutboundAction.bounce() });
    }
    app.synth();
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test('rules of several organizations are told apart by id or by stack', async () => {
    expect(() => MailFlow.fromAssembly(folder)).toThrow(expect.objectContaining({ code: 'SEVERAL_ORGANIZATIONS' }));
    expect(() => MailFlow.fromAssembly(folder)).toThrow(`${ORGANIZATION_ID} (One.Rule`);
    expect(MailFlow.fromAssembly(folder, { organizationId: other }).organization.id).toBe(other);
    const flow = MailFlow.fromAssembly(folder, { stacks: ['One'] });
    expect(flow.organization.id).toBe(ORGANIZATION_ID);
    expect(await flow.outbound({ from: 'a@corp.example', to: 'b@x.example' })).toBounceFor('b@x.example');
  });

  test('an organization by its alias is chosen by that, and may be the one that another stack has by id', () => {
    const app = new App({ outdir: mkdtempSync(join(folder, 'aliases-')) });
    const organizations = {
      ById: (stack: Stack) => Organization.fromOrganizationId(stack, 'Organization', ORGANIZATION_ID),
      ByAlias: (stack: Stack) => Organization.fromOrganizationAlias(stack, 'Organization', 'corp'),
    };
    for (const [id, organizationIn] of Object.entries(organizations)) {
      const stack = new Stack(app, id);
      const action = InboundAction.drop();
      new InboundMailFlowRule(stack, 'Rule', { organization: organizationIn(stack), ruleName: id, action });
    }
    const { directory } = app.synth();
    const open = (organizationId?: string) => MailFlow.fromAssembly(directory, { organizationId });
    expect(() => open()).toThrow(
      /There are rules of 2 organizations: m-\S+ \(.*\), the alias "corp" \(ByAlias\.Rule\w+\)/,
    );
    for (const [wanted, ruleName, other] of [
      ['CORP', 'ByAlias', `${ORGANIZATION_ID} (ById.Rule`],
      [ORGANIZATION_ID, 'ById', 'the alias "corp" (ByAlias.Rule'],
    ] as const) {
      const { rules, notices } = open(wanted);
      expect(rules.inbound.map(({ Name }) => Name)).toEqual([ruleName]);
      expect(notices).toEqual([expect.stringContaining(`The rules of ${other}`)]);
    }
  });

  test('a stack, an organization and a folder that are not there', () => {
    expect(() => MailFlow.fromAssembly(folder, { stacks: ['Three'] })).toThrow(
      'There is no stack Three. There is: One, Two.',
    );
    expect(() => MailFlow.fromAssembly(folder, { organizationId: 'm-1' })).toThrow(
      /No rule is of the organization m-1/,
    );
    expect(() => MailFlow.fromAssembly(join(folder, 'nowhere'))).toThrow('cdk synth');
  });
});

describe('MailFlow.fromTemplate', () => {
  test('takes a template, and what aws-cdk-lib makes of one', async () => {
    const stack = newStack();
    rulesOf(stack, inlineFunction(stack, 'Screening', 'return {}'));
    const template = Template.fromStack(stack);
    for (const given of [template, template.toJSON()]) {
      const flow = MailFlow.fromTemplate(given);
      expect(await flow.inbound({ ...MAIL, from: 'x@junk.example' })).toBeDecidedBy('blocked');
    }
  });

  test('a template whose resources refer to themselves is refused', () => {
    const Rule = { Name: { 'Fn::GetAtt': ['Function', 'Arn'] } };
    const template = {
      Resources: {
        Rule: { Type: 'Custom::WorkMailInboundMailFlowRule', Properties: { OrganizationId: ORGANIZATION_ID, Rule } },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: { FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] } },
        },
      },
    };
    expect(() => MailFlow.fromTemplate(template)).toThrow(
      'Resources.Function.Properties.FunctionName of the stack Stack depends on itself.',
    );
  });
});

describe('MailFlow.fromRules', () => {
  test('takes documents as the API has them', async () => {
    const flow = MailFlow.fromRules({ inbound: [inboundRule('junk', { MoveToJunkAction: {} }, ['*.junk.example'])] });
    expect(await flow.inbound({ ...MAIL, from: 'x@a.junk.example' })).toReachJunkOf('b@corp.example');
    expect(await flow.inbound(MAIL)).toBeDecidedByNoRule();
    expect(flow.decide('INBOUND', { from: 'x@junk.example', recipient: 'b@corp.example' }).winner?.Name).toBe('junk');
  });

  test('all that is wrong with rules is told at once, with its place', () => {
    const rules = { inbound: [inboundRule('+', { DropAction: {} }, ['a+b@x.example']), 7], outbound: 'none' };
    expect(() => MailFlow.fromRules({ inbound: rules.inbound })).toThrow(
      /inbound\[0\]: Condition[\s\S]*inbound\[1\]: Name/,
    );
    expect(() => MailFlow.fromRules(rules)).toThrow('outbound is "none": it has to be a list of rules');
    const twice = [inboundRule('a', { DropAction: {} }), inboundRule('a', { BounceAction: {} })];
    expect(() => MailFlow.fromRules({ inbound: twice })).toThrow(/inbound\[1\]: Name is "a"/);
  });

  test('a stand-in for what no rule calls is an error, so that a name that is mistyped is noticed', () => {
    const flow = () => MailFlow.fromRules({ inbound: [] }, { functions: [standIn('screning', ANSWER_DROP)] });
    expect(flow).toThrow(expect.objectContaining({ code: 'FUNCTION_NOT_CALLED' }));
  });
});

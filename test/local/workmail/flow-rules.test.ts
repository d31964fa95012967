import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { LocalWorkMail } from '../../../lib/local/workmail';
import type { InboundRule } from '../../../lib/rules';
import {
  CreateInboundMailFlowRuleCommand,
  CreateOutboundMailFlowRuleCommand,
  DeleteInboundMailFlowRuleCommand,
  DescribeInboundMailFlowRuleCommand,
  ListInboundMailFlowRulesCommand,
  TestInboundMailFlowRulesCommand,
  UpdateInboundMailFlowRuleCommand,
} from '../../../lib/workmail-api';
import { errorOf, FUNCTION_ARN, inboundRule, ORGANIZATION_ID, outboundRule, startDesk, stopDesks } from './desk';

const OrganizationId = ORGANIZATION_ID;
let workmail: LocalWorkMail;
let client: WorkMailClient;

beforeEach(async () => {
  ({ workmail, client } = await startDesk());
});
afterEach(stopDesks);

const create = (Rule: InboundRule) => client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule }));
const update = (Rule: InboundRule) => client.send(new UpdateInboundMailFlowRuleCommand({ OrganizationId, Rule }));

function addresses(count: number, domain: string): string[] {
  return Array.from({ length: count }, (_, index) => `sender-${index}@${domain}`);
}

function runLambda(Arn: string, RetryPeriodMinutes: unknown = 5) {
  const SynchronousLambdaParameters = {
    RetryPeriodMinutes: RetryPeriodMinutes as number,
    FallbackAction: { DropAction: {} },
  };
  return { InboundLambdaAction: { Arn, SynchronousLambdaParameters } };
}

describe('validation', () => {
  it.each([
    [
      'a + in a pattern',
      inboundRule('a', undefined, ['a+b@x.example']),
      'InvalidParameterException',
      /Patterns\[0\].*\+/,
    ],
    ['no name', inboundRule(''), 'InvalidParameterException', /^Name/],
    ['no action', inboundRule('a', {} as never), 'InvalidParameterException', /^Action/],
    ['an action that it does not know', inboundRule('a', { X: {} } as never), 'InvalidParameterException', /^Action/],
    ['a timeout of 241 minutes', inboundRule('a', runLambda(FUNCTION_ARN, 241)), 'InvalidParameterException', /240/],
    [
      'text in place of a number',
      inboundRule('a', runLambda(FUNCTION_ARN, '5')),
      'SerializationException',
      /RetryPeriodMinutes/,
    ],
    ['a pattern that is no text', inboundRule('a', undefined, [5] as never), 'SerializationException', /Patterns\[0\]/],
    [
      'patterns where their structure should be',
      { ...inboundRule('a'), Condition: { OriginRuleCondition: ['*'] } } as never,
      'SerializationException',
      /OriginRuleCondition/,
    ],
    [
      'a function in another Region',
      inboundRule('a', runLambda(FUNCTION_ARN.replace('us-east-1', 'us-west-2'))),
      'InvalidParameterException',
      /us-east-1/,
    ],
    [
      'a function of another account',
      inboundRule('a', runLambda(FUNCTION_ARN.replace('123456789012', '111122223333'))),
      'InvalidParameterException',
      /functionElsewhere/,
    ],
    ['251 sender patterns', inboundRule('a', undefined, addresses(251, 'x.example')), 'LimitExceededException', /250/],
  ])('refuses %s, in a create and in an update', async (_, rule: InboundRule, name, message) => {
    await create(inboundRule('a', { BounceAction: {} }));
    for (const request of [create, update]) {
      expect(await errorOf(request(rule))).toMatchObject({ name, message: expect.stringMatching(message) });
    }
    expect(workmail.inboundRules(OrganizationId)).toEqual([inboundRule('a', { BounceAction: {} })]);
  });

  it('refuses the 1,001st sender pattern of the organization, and takes it when others go', async () => {
    for (let index = 0; index < 4; index++) {
      await create(inboundRule(`full-${index}`, undefined, addresses(250, `x${index}.example`)));
    }
    const last = { OrganizationId, Rule: outboundRule('last') };
    const refused = await errorOf(client.send(new CreateOutboundMailFlowRuleCommand(last)));
    expect(refused).toMatchObject({ name: 'LimitExceededException', message: expect.stringContaining('1000') });
    await update(inboundRule('full-0'));
    await client.send(new CreateOutboundMailFlowRuleCommand(last));
    expect(workmail.outboundRules(OrganizationId)).toEqual([last.Rule]);
  });

  it('refuses names that differ in letter case only', async () => {
    await create(inboundRule('partners'));
    expect((await errorOf(create(inboundRule('Partners')))).message).toContain('"partners"');
    expect((await errorOf(update(inboundRule('Partners')))).name).toBe('EntityNotFoundException');
  });

  it('drops members that the service does not know, as AWS does, and takes null for absent', async () => {
    const Rule = { ...inboundRule('a'), Comment: 'x', Action: { DropAction: { Why: 1 }, BounceAction: null } };
    await create(Rule as never);
    expect(workmail.inboundRules(OrganizationId)).toEqual([inboundRule('a')]);
  });

  it('keeps a rule under a name such as __proto__', async () => {
    for (const name of ['__proto__', 'constructor']) await create(inboundRule(name));
    const read = new DescribeInboundMailFlowRuleCommand({ OrganizationId, RuleName: '__proto__' });
    expect((await client.send(read)).Rule).toEqual(inboundRule('__proto__'));
  });
});

describe('error names', () => {
  it('are a setting', async () => {
    const names = {
      alreadyExists: 'DuplicateRuleException',
      notFound: 'NoSuchRuleException',
      invalidInput: 'BadRuleException',
    };
    ({ workmail, client } = await startDesk({ errorNames: names }));
    await create(inboundRule('a'));
    expect((await errorOf(create(inboundRule('a')))).name).toBe('DuplicateRuleException');
    expect((await errorOf(update(inboundRule('b')))).name).toBe('NoSuchRuleException');
    expect((await errorOf(create(inboundRule('')))).name).toBe('BadRuleException');
  });

  it('have messages that name the rule and the organization', async () => {
    const remove = client.send(new DeleteInboundMailFlowRuleCommand({ OrganizationId, RuleName: 'x' }));
    expect((await errorOf(remove)).message).toBe(`The inbound rule "x" does not exist in ${OrganizationId}.`);
  });
});

describe('lists', () => {
  const list = (input: object) => client.send(new ListInboundMailFlowRulesCommand({ OrganizationId, ...input }));

  it('lose and repeat nothing when rules come and go between the pages', async () => {
    for (const name of ['b', 'd', 'f', 'h']) await create(inboundRule(name));
    const first = await list({ MaxResults: 2 });
    expect(first.InboundMailFlowRuleSummaries).toEqual([{ RuleName: 'b' }, { RuleName: 'd' }]);
    await client.send(new DeleteInboundMailFlowRuleCommand({ OrganizationId, RuleName: 'd' }));
    await create(inboundRule('a'));
    await create(inboundRule('e'));
    const second = await list({ MaxResults: 3, NextToken: first.NextToken });
    expect(second.InboundMailFlowRuleSummaries?.map(({ RuleName }) => RuleName)).toEqual(['e', 'f', 'h']);
    expect(second.NextToken).toBeUndefined();
  });

  it.each([
    [{ MaxResults: 0 }, /from 1 to 100/],
    [{ MaxResults: 101 }, /from 1 to 100/],
    [{ NextToken: 'made up' }, /List again/],
  ])('refuse %j', async (input, message) => {
    expect(await errorOf(list(input))).toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
    });
  });
});

describe('tests of the rules', () => {
  const test = async (from: string, sender?: string) =>
    client.send(
      new TestInboundMailFlowRulesCommand({
        OrganizationId,
        Origin: { FromEmailAddress: from, SenderEmailAddress: sender },
        Destination: { DestinationEmailAddress: 'sales@corp.example' },
      }),
    );

  it('answer with the one rule that applies: the most specific one, by Sender before From', async () => {
    await create(inboundRule('everybody', { MoveToJunkAction: {} }));
    await create(inboundRule('partner', { NormalDeliveryAction: {} }, ['partner.example']));
    await create(inboundRule('list', { BounceAction: {} }, ['list.example']));
    const winner = async (from: string, sender?: string) =>
      (await test(from, sender)).MatchedRules?.map(({ MatchedRuleName }) => MatchedRuleName);
    expect(await winner('a@partner.example')).toEqual(['partner']);
    expect(await winner('a@nobody.example')).toEqual(['everybody']);
    expect(await winner('a@partner.example', 'bot@list.example')).toEqual(['list']);
  });

  it('refuse what is no address', async () => {
    expect((await errorOf(test('partner.example'))).message).toContain('Origin.FromEmailAddress');
  });
});

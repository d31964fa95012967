import type { InboundRule, OpenReading, OutboundRule } from '../../lib/rules';
import {
  CreateInboundMailFlowRuleCommand,
  CreateOutboundMailFlowRuleCommand,
  CreateSmtpGatewayCommand,
  DeleteInboundMailFlowRuleCommand,
  DeleteOutboundMailFlowRuleCommand,
  DeleteSmtpGatewayCommand,
  DescribeInboundMailFlowRuleCommand,
  DescribeOutboundMailFlowRuleCommand,
  DescribeSmtpGatewayCommand,
  type SmtpGateway,
  TestInboundMailFlowRulesCommand,
  TestOutboundMailFlowRulesCommand,
  UpdateInboundMailFlowRuleCommand,
  UpdateOutboundMailFlowRuleCommand,
  UpdateSmtpGatewayCommand,
} from '../../lib/workmail-api';
import {
  cleanUp,
  DOMAIN,
  gatewayNames,
  inboundNames,
  outboundNames,
  PREFIX,
  refused,
  type Subject,
  send,
} from './contract-subject';
import { type Findings, type Observation, QUESTIONS, refusalNames } from './open-questions';

/**
 * What every WorkMail does, the one on this machine and the real one. Rules that run a function need one that exists;
 * no mail reaches it.
 */
export function describeContract(
  title: string,
  functionArn: string | undefined,
  start: () => Promise<Subject>,
  report: (findings: Findings) => void,
): void {
  describe(title, () => {
    let subject: Subject;

    beforeAll(async () => {
      subject = await start();
      await cleanUp(subject);
    });
    afterAll(() => cleanUp(subject));

    describe('inbound rules', () => inboundContract(() => subject, functionArn));
    describe('outbound rules', () => outboundContract(() => subject));
    describe('SMTP gateways', () => gatewayContract(() => subject));

    describe('what the documentation leaves open', () => {
      const observations: Partial<Record<OpenReading, Observation>> = {};
      it.each(Object.entries(QUESTIONS))('shows itself: %s', async (name, question) => {
        observations[name as OpenReading] = await question(subject);
      });
      it('is reported', async () => report({ observations, refusals: await refusalNames(subject) }));
    });
  });
}

// ---- inbound ------------------------------------------------------------------------------------

function inboundRule(name: string, change: Partial<InboundRule> = {}): InboundRule {
  return {
    Name: PREFIX + name,
    Condition: {
      OriginRuleCondition: { Patterns: [`${name}@${DOMAIN}`] },
      DestinationRuleCondition: { Patterns: ['*'] },
    },
    Action: { MoveToJunkAction: {} },
    ...change,
  };
}

function inboundContract(subject: () => Subject, functionArn: string | undefined): void {
  const create = (Rule: InboundRule) => send(subject(), CreateInboundMailFlowRuleCommand, { Rule });
  const update = (Rule: InboundRule) => send(subject(), UpdateInboundMailFlowRuleCommand, { Rule });
  const remove = (name: string) => send(subject(), DeleteInboundMailFlowRuleCommand, { RuleName: PREFIX + name });
  const read = async (name: string) =>
    (await send(subject(), DescribeInboundMailFlowRuleCommand, { RuleName: PREFIX + name })).Rule;

  it('are described as they were created', async () => {
    await create(inboundRule('described'));
    expect(await read('described')).toEqual(inboundRule('described'));
  });

  const itWithFunction = functionArn === undefined ? it.skip : it;
  itWithFunction('can run a function, synchronously and asynchronously', async () => {
    const Arn = String(functionArn);
    const synchronous = inboundRule('synchronous', {
      Action: {
        InboundLambdaAction: {
          Arn,
          SynchronousLambdaParameters: { RetryPeriodMinutes: 240, FallbackAction: { NormalDeliveryAction: {} } },
        },
      },
    });
    const asynchronous = inboundRule('asynchronous', { Action: { InboundLambdaAction: { Arn } } });
    await create(synchronous);
    await create(asynchronous);
    expect(await read('synchronous')).toEqual(synchronous);
    expect(await read('asynchronous')).toEqual(asynchronous);
  });

  it('are changed by an update', async () => {
    await create(inboundRule('changed'));
    const changed = inboundRule('changed', { Action: { DropAction: {} } });
    await update(changed);
    expect(await read('changed')).toEqual(changed);
  });

  it('are not overwritten by a create', async () => {
    await create(inboundRule('kept'));
    await refused(create(inboundRule('kept', { Action: { DropAction: {} } })));
    expect(await read('kept')).toEqual(inboundRule('kept'));
  });

  it('are not created by an update', async () => {
    await refused(update(inboundRule('absent')));
    await refused(read('absent'));
  });

  it('are gone after a delete, which is refused the second time', async () => {
    await create(inboundRule('gone'));
    await remove('gone');
    await refused(read('gone'));
    await refused(remove('gone'));
  });

  it('are listed, page by page', async () => {
    for (const name of ['listed-1', 'listed-2', 'listed-3']) await create(inboundRule(name));
    const names = await inboundNames(subject(), 1);
    for (const name of ['listed-1', 'listed-2', 'listed-3']) {
      expect(names.filter((other) => other === PREFIX + name)).toHaveLength(1);
    }
  });

  it('are refused with a pattern that WorkMail does not allow', async () => {
    const Condition = {
      OriginRuleCondition: { Patterns: [`plus+tag@${DOMAIN}`] },
      DestinationRuleCondition: { Patterns: ['*'] },
    };
    await refused(create(inboundRule('plus', { Condition })));
    await refused(read('plus'));
  });

  it('can be tested for addresses', async () => {
    await create(inboundRule('tested'));
    const test = async (from: string, sender?: string) => {
      const { MatchedRules = [] } = await send(subject(), TestInboundMailFlowRulesCommand, {
        Origin: { FromEmailAddress: from, SenderEmailAddress: sender },
        Destination: { DestinationEmailAddress: `somebody@${DOMAIN}` },
      });
      return MatchedRules.filter((rule) => rule.MatchedRuleName?.startsWith(PREFIX));
    };
    const matched = [{ MatchedRuleName: `${PREFIX}tested`, Action: { MoveToJunkAction: {} } }];
    expect(await test(`tested@${DOMAIN}`)).toEqual(matched);
    expect(await test(`other@${DOMAIN}`, `tested@${DOMAIN}`)).toEqual(matched);
    expect(await test(`other@${DOMAIN}`)).toEqual([]);
  });
}

// ---- outbound -----------------------------------------------------------------------------------

function outboundRule(name: string, change: Partial<OutboundRule> = {}): OutboundRule {
  return {
    Name: PREFIX + name,
    Condition: {
      SenderRuleCondition: { Patterns: [`${name}@${DOMAIN}`] },
      DestinationRuleCondition: { Patterns: ['*'] },
    },
    Action: { BounceAction: {} },
    ...change,
  };
}

function outboundContract(subject: () => Subject): void {
  const create = (Rule: OutboundRule) => send(subject(), CreateOutboundMailFlowRuleCommand, { Rule });
  const read = async (name: string) =>
    (await send(subject(), DescribeOutboundMailFlowRuleCommand, { RuleName: PREFIX + name })).Rule;

  it('are created, described, changed, listed and deleted', async () => {
    await create(outboundRule('whole-life'));
    expect(await read('whole-life')).toEqual(outboundRule('whole-life'));
    const changed = outboundRule('whole-life', { Action: { DefaultAction: {} } });
    await send(subject(), UpdateOutboundMailFlowRuleCommand, { Rule: changed });
    expect(await read('whole-life')).toEqual(changed);
    expect(await outboundNames(subject())).toContain(`${PREFIX}whole-life`);
    await send(subject(), DeleteOutboundMailFlowRuleCommand, { RuleName: `${PREFIX}whole-life` });
    await refused(read('whole-life'));
  });

  it('are not overwritten by a create', async () => {
    await create(outboundRule('kept'));
    await refused(create(outboundRule('kept', { Action: { DropAction: {} } })));
    expect(await read('kept')).toEqual(outboundRule('kept'));
  });

  it('do not share names with inbound rules', async () => {
    await send(subject(), CreateInboundMailFlowRuleCommand, { Rule: inboundRule('both-ways') });
    await create(outboundRule('both-ways'));
    expect(await read('both-ways')).toEqual(outboundRule('both-ways'));
  });

  it('can be tested for addresses', async () => {
    await create(outboundRule('tested'));
    const { MatchedRules = [] } = await send(subject(), TestOutboundMailFlowRulesCommand, {
      Origin: { FromEmailAddress: `tested@${DOMAIN}` },
      Destination: { DestinationEmailAddress: `somebody@${DOMAIN}` },
    });
    expect(MatchedRules).toEqual([{ MatchedRuleName: `${PREFIX}tested`, Action: { BounceAction: {} } }]);
  });
}

// ---- gateways -----------------------------------------------------------------------------------

function gateway(name: string, HostName: string): SmtpGateway {
  return {
    SmtpGatewayName: PREFIX + name,
    HostName,
    PortNumber: 587,
    Enabled: false,
    Authentication: { UserCredentials: { Username: 'user', Password: 'a password that nobody uses' } },
  };
}

function gatewayContract(subject: () => Subject): void {
  it('are created, described without their password, changed, listed and deleted', async () => {
    const SmtpGatewayName = `${PREFIX}gateway`;
    const read = async () => (await send(subject(), DescribeSmtpGatewayCommand, { SmtpGatewayName })).SmtpGateway;
    await send(subject(), CreateSmtpGatewayCommand, { SmtpGateway: gateway('gateway', 'one.contract.example') });
    const described = await read();
    expect(described).toMatchObject({ HostName: 'one.contract.example', PortNumber: 587, Enabled: false });
    expect(JSON.stringify(described)).not.toContain('nobody uses');
    await send(subject(), UpdateSmtpGatewayCommand, { SmtpGateway: gateway('gateway', 'two.contract.example') });
    expect((await read())?.HostName).toBe('two.contract.example');
    expect(await gatewayNames(subject())).toContain(SmtpGatewayName);
    await send(subject(), DeleteSmtpGatewayCommand, { SmtpGatewayName });
    await refused(read());
  });
}

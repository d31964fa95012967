import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import {
  type IInboundAction,
  InboundAction,
  InboundMailFlowRule,
  type InboundMailFlowRuleProps,
  type IOrganization,
  MailFlowCheck,
  MailFlowOutcome,
  OutboundAction,
  OutboundMailFlowRule,
  Provisioning,
} from '../../lib';
import {
  CreateInboundMailFlowRuleCommand,
  DeleteInboundMailFlowRuleCommand,
  UpdateInboundMailFlowRuleCommand,
} from '../../lib/workmail-api';
import { type EndToEndDesk, failureOf, ORGANIZATION_ID, startDesk } from './desk';

// Functions start in processes of their own.
jest.setTimeout(30_000);

let desk: EndToEndDesk;

beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.stop());

const FROM_JUNK = { fromAddress: 'win@junk.example', recipient: 'office@corp.example' };

type Declared = Partial<InboundMailFlowRuleProps> & { readonly id?: string };

/** A stack with inbound rules, by their names, and a check of one expectation: who decides on mail from junk. */
function stackOf(rules: Record<string, Declared>, expected: string | undefined, more?: (check: MailFlowCheck) => void) {
  return (stack: Stack, organization: IOrganization) => {
    const check = new MailFlowCheck(stack, 'Check', { organization });
    const outcome = expected === undefined ? MailFlowOutcome.noRule() : MailFlowOutcome.ruleNamed(expected);
    check.expectInbound({ ...FROM_JUNK, outcome });
    more?.(check);
    for (const [ruleName, { id, ...props }] of Object.entries(rules)) {
      const given = { senders: ['junk.example'], action: InboundAction.drop() as IInboundAction, ...props };
      new InboundMailFlowRule(stack, id ?? ruleName, { organization, ruleName, ...given });
    }
    new OutboundMailFlowRule(stack, 'Out', { organization, ruleName: 'out', action: OutboundAction.send() });
  };
}

/** A rule that a person typed into the console. */
async function typeInto(name: string, senders: string[]): Promise<void> {
  const Rule = {
    Name: name,
    Condition: { OriginRuleCondition: { Patterns: senders }, DestinationRuleCondition: { Patterns: ['*'] } },
    Action: { NormalDeliveryAction: {} },
  };
  await desk.person.send(new CreateInboundMailFlowRuleCommand({ OrganizationId: ORGANIZATION_ID, Rule }));
}

const wildcard = { senders: ['*.example'], action: InboundAction.bounce() };

function checksRun(): number {
  return desk.lines.filter((line) => line.includes('"note":"checked"')).length;
}

test('a check that passes is there, and is run again only when something changes', async () => {
  const build = stackOf({ blocked: {} }, 'blocked');
  expect(await desk.deploy(build)).toMatchObject({ outcome: 'created' });
  expect(await desk.deploy(build)).toMatchObject({ outcome: 'unchanged' });
  expect(checksRun()).toBe(1);
  expect(
    await desk.deploy(stackOf({ blocked: { senders: ['junk.example', 'more.example'] } }, 'blocked')),
  ).toMatchObject({ outcome: 'updated' });
  expect(checksRun()).toBe(2);
  expect((await desk.account.destroy('Mail')).succeeded).toBe(true);
  expect(desk.rules()).toEqual({ inbound: [], outbound: [] });
});

test('a creation whose check fails leaves the organization as it was', async () => {
  await typeInto('theirs', ['win@junk.example']);
  const before = desk.rules();
  const report = await desk.deploy(stackOf({ blocked: {}, wide: wildcard }, 'blocked'));
  expect(report).toMatchObject({ outcome: 'failed', status: 'ROLLBACK_COMPLETE' });
  expect(failureOf(report)).toContain(
    [
      `[cdk-workmail-flow:mailFlowCheck] Mail of organization ${ORGANIZATION_ID} does not go as expected, in 1 of 1 cases:`,
      'mail                                            | expected       | actual',
      'inbound win@junk.example to office@corp.example | rule "blocked" | rule "theirs" (Default)',
    ].join('\n'),
  );
  expect(desk.rules()).toEqual(before);

  await desk.person.send(new DeleteInboundMailFlowRuleCommand({ OrganizationId: ORGANIZATION_ID, RuleName: 'theirs' }));
  expect(await desk.deploy(stackOf({ blocked: {}, wide: wildcard }, 'blocked'))).toMatchObject({ outcome: 'created' });
});

test('an update whose check fails leaves the organization as it was: changed, new, renamed, removed, untouched rules', async () => {
  const rules = {
    changed: { senders: ['changed.example'] },
    renamed: { id: 'Rename', senders: ['renamed.example'] },
    removed: { senders: ['removed.example'] },
    untouched: { senders: ['untouched.example'] },
    blocked: {},
  };
  expect(await desk.deploy(stackOf(rules, 'blocked'))).toMatchObject({ outcome: 'created' });
  await typeInto('theirs', ['win@junk.example']);
  const before = desk.rules();
  const report = await desk.deploy(
    stackOf(
      {
        changed: { senders: ['other.example'], action: InboundAction.bounce() },
        another: { id: 'Rename', senders: ['renamed.example'] },
        added: wildcard,
        untouched: { senders: ['untouched.example'] },
        blocked: {},
      },
      'blocked',
    ),
  );
  expect(report).toMatchObject({ outcome: 'failed', status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(failureOf(report)).toMatch(/:mailFlowCheck\].*\| rule "theirs" \(Default\)/s);
  expect(byName(desk.rules())).toEqual(byName(before));
  // Not in a roll-back, and the stack is what it was.
  expect(checksRun()).toBe(2);
  expect(await desk.deploy(stackOf(rules, 'blocked'))).toMatchObject({ outcome: 'unchanged' });
});

test('an update whose check fails leaves what people had done to the rules of the stack', async () => {
  const rules = (sender: string) => ({ edited: { senders: [sender] }, removed: { senders: [sender] }, blocked: {} });
  await desk.deploy(stackOf(rules('one.example'), 'blocked'));
  const edited = desk.account.workmail.inboundRules(ORGANIZATION_ID).find(({ Name }) => Name === 'edited')!;
  const Rule = { ...edited, Action: { MoveToJunkAction: {} } };
  await desk.person.send(new UpdateInboundMailFlowRuleCommand({ OrganizationId: ORGANIZATION_ID, Rule }));
  await desk.person.send(
    new DeleteInboundMailFlowRuleCommand({ OrganizationId: ORGANIZATION_ID, RuleName: 'removed' }),
  );
  const before = desk.rules();
  const report = await desk.deploy(stackOf(rules('two.example'), 'edited'));
  expect(report).toMatchObject({ outcome: 'failed', status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(byName(desk.rules())).toEqual(byName(before));
  // A deployment that succeeds goes by what is declared.
  expect(await desk.deploy(stackOf(rules('two.example'), 'blocked'))).toMatchObject({ outcome: 'updated' });
  expect(names()).toEqual(['blocked', 'edited', 'removed']);
});

test('a check that alone changes runs, and a failure changes nothing', async () => {
  const rules = { blocked: {} };
  await desk.deploy(stackOf(rules, 'blocked'));
  const before = desk.rules();
  const requests = desk.account.workmail.requests.length;
  expect(await desk.deploy(stackOf(rules, undefined))).toMatchObject({
    outcome: 'failed',
    status: 'UPDATE_ROLLBACK_COMPLETE',
  });
  expect(desk.rules()).toEqual(before);
  const changes = desk.account.workmail.requests.slice(requests).filter(({ changed }) => changed);
  expect(changes).toEqual([]);
  const outbound = { fromAddress: 'a@corp.example', recipient: 'b@else.example' };
  const more = (check: MailFlowCheck) =>
    check.expectOutbound({ ...outbound, outcome: MailFlowOutcome.action(OutboundAction.send()) });
  expect(await desk.deploy(stackOf(rules, 'blocked', more))).toMatchObject({ outcome: 'updated' });
});

describe('a rule that the deployment is about to remove', () => {
  beforeEach(async () => {
    await desk.deploy(stackOf({ blocked: {}, wide: wildcard }, 'blocked'));
  });

  test('no longer counts: what is checked is what will be', async () => {
    expect(await desk.deploy(stackOf({ wide: wildcard }, 'wide'))).toMatchObject({ outcome: 'updated' });
    expect(names()).toEqual(['wide']);
    expect(desk.lines.join('\n')).toContain('the rule \\"blocked\\" leaves with this deployment');
  });

  test('fails the check that still expects it, and stays', async () => {
    const report = await desk.deploy(stackOf({ wide: wildcard }, 'blocked'));
    expect(report.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failureOf(report)).toContain('because the rule "blocked" leaves with this deployment');
    expect(names()).toEqual(['blocked', 'wide']);
  });

  test('because it gets another name: the new one counts', async () => {
    expect(await desk.deploy(stackOf({ barred: { id: 'blocked' }, wide: wildcard }, 'barred'))).toMatchObject({
      outcome: 'updated',
    });
    expect(names()).toEqual(['barred', 'wide']);
  });

  test('because it gets another name and loses: the old one does not count', async () => {
    const barred = { id: 'blocked', senders: ['elsewhere.example'] };
    expect(await desk.deploy(stackOf({ barred, wide: wildcard }, 'wide'))).toMatchObject({ outcome: 'updated' });
    // Later it would be another rule, made by somebody else.
    await typeInto('blocked', ['junk.example']);
    const again = { id: 'blocked', senders: ['elsewhere.example'] };
    const wider = { ...wildcard, senders: ['*.example', 'more.example'] };
    const report = await desk.deploy(stackOf({ barred: again, wide: wider }, 'wide'));
    expect(failureOf(report)).toContain('| rule "blocked" (Default)');
  });

  test('because its construct is renamed stays', async () => {
    expect(await desk.deploy(stackOf({ blocked: { id: 'Moved' }, wide: wildcard }, 'blocked'))).toMatchObject({
      outcome: 'updated',
    });
    expect(names()).toEqual(['blocked', 'wide']);
  });

  test('but is retained goes on counting', async () => {
    const retained = { removalPolicy: RemovalPolicy.RETAIN };
    await desk.deploy(stackOf({ blocked: retained, wide: wildcard }, 'blocked'));
    const report = await desk.deploy(stackOf({ wide: wildcard }, 'wide'));
    expect(failureOf(report)).toContain('| rule "wide" | rule "blocked" (Drop)');
    expect(await desk.deploy(stackOf({ wide: wildcard }, 'blocked'))).toMatchObject({ outcome: 'updated' });
    expect(names()).toEqual(['blocked', 'wide']);
  });
});

test('a rule for the console is taken as entered until it is', async () => {
  const byHand = { senders: ['win@junk.example'], provisioning: Provisioning.CONSOLE };
  expect(await desk.deploy(stackOf({ blocked: {}, byHand }, 'byHand'))).toMatchObject({ outcome: 'created' });
  expect(names()).toEqual(['blocked']);
  await typeInto('byHand', ['typo@junk.example']);
  const report = await desk.deploy(stackOf({ blocked: {}, byHand, wide: wildcard }, 'byHand'));
  expect(failureOf(report)).toContain('| rule "byHand" | rule "blocked" (Drop)');
});

test('rights that arrive late are waited for', async () => {
  await desk.stop();
  desk = await startDesk({ rightsArriveAfterMilliseconds: 1500 });
  expect(await desk.deploy(stackOf({ blocked: {} }, 'blocked'))).toMatchObject({ outcome: 'created' });
  const { blocked, wide } = { blocked: { senders: ['else.example'] }, wide: wildcard };
  expect(await desk.deploy(stackOf({ blocked, wide }, 'wide'))).toMatchObject({ outcome: 'updated' });
});

function names(): string[] {
  return desk.account.workmail
    .inboundRules(ORGANIZATION_ID)
    .map(({ Name }) => Name)
    .sort();
}

/** Whatever the order in which WorkMail has them. */
function byName(rules: ReturnType<EndToEndDesk['rules']>): Record<string, object> {
  return Object.fromEntries(
    [...rules.inbound, ...rules.outbound].map((rule) => [(rule as { Name: string }).Name, rule]),
  );
}

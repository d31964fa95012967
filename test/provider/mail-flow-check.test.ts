import { WorkMailClient } from '@aws-sdk/client-workmail';
import { LocalWorkMail } from '../../lib/local/workmail';
import { checkKind } from '../../lib/provider/check/check-resource';
import type { Failure } from '../../lib/provider/failure';
import { identityHash, parsePhysicalId } from '../../lib/provider/physical-id';
import { answerBody, type CustomResourceEvent } from '../../lib/provider/protocol';
import type { Session } from '../../lib/provider/resource-kind';
import { createSender } from '../../lib/provider/sender';
import type { StackResource } from '../../lib/provider/stack-resources';
import type { InboundAction } from '../../lib/rules';
import { CreateInboundMailFlowRuleCommand } from '../../lib/workmail-api';
import { inboundRule, ORGANIZATION } from './support';

let workmail: LocalWorkMail;
let client: WorkMailClient;
let session: Session;
let notes: { readonly event: string; readonly findings?: Record<string, unknown>[] }[];
/** What CloudFormation lists, and what it tells of the update. */
let resources: StackResource[];
let metadata: Record<string, object>;

const BEGAN = 1000;

beforeEach(async () => {
  workmail = await LocalWorkMail.start();
  workmail.createOrganization({ alias: 'corp', organizationId: ORGANIZATION });
  const { endpoint, region, access } = workmail;
  client = new WorkMailClient({ endpoint, region, credentials: access.root, maxAttempts: 1 });
  [notes, resources, metadata] = [[], [], {}];
  const sender = createSender(AbortSignal.timeout(60_000), { now: () => 0, sleep: async () => {} });
  session = {
    client,
    sender,
    stackResources: async () => resources,
    stackState: async () => ({ updateBegan: BEGAN, isRollingBack: false, isTakenBack: false }),
    resourceMetadata: async (logicalId: string) => metadata[logicalId] ?? {},
    note: (event: string, detail: object) => void notes.push({ event, ...detail }),
  } as unknown as Session;
});

afterEach(() => workmail.stop());

async function live(name: string, senders: string[], action: InboundAction = { DropAction: {} }): Promise<void> {
  const Rule = inboundRule(name, action, senders);
  await client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId: ORGANIZATION, Rule }));
}

/** CloudFormation's line about a rule. */
function listed(logicalId: string, id: string, lastUpdated = BEGAN - 1): StackResource {
  return { logicalId, physicalId: parsePhysicalId(id), status: 'UPDATE_COMPLETE', lastUpdated };
}

const held = (name: string) => `${ORGANIZATION}/inbound/${name}`;
const wasNamed = (name: string, before: string) =>
  `after-${identityHash({ organizationId: ORGANIZATION, kind: 'INBOUND', name: before })}:${held(name)}`;

function expectation(Outcome: object, FromAddress = 'a@a.example'): object {
  return { Direction: 'INBOUND', FromAddress, Recipient: 'office@corp.example', Outcome };
}

const RULE = (RuleName: string) => ({ Kind: 'RULE', RuleName });
const NONE = { Kind: 'NONE' };

function event(Expectations: object[], more: object = {}, RequestType = 'Create'): CustomResourceEvent {
  return {
    RequestType,
    LogicalResourceId: 'Check',
    ResourceProperties: { OrganizationId: ORGANIZATION, Expectations, Rules: [], ...more },
  } as unknown as CustomResourceEvent;
}

/** The message of the failure; undefined where the check passes. */
async function check(...args: Parameters<typeof event>): Promise<string | undefined> {
  try {
    await checkKind.settle(event(...args), session);
    return undefined;
  } catch (error) {
    expect((error as Failure).code).toBe('mailFlowCheck');
    return (error as Failure).message;
  }
}

describe('what WorkMail says of the live rules', () => {
  test('is compared with what is expected', async () => {
    await live('blocked', ['a.example']);
    const action = { Kind: 'ACTION', Action: { DropAction: {} } };
    expect(await check([expectation(RULE('blocked')), expectation(NONE, 'x@else.example'), expectation(action)])).toBe(
      undefined,
    );
    expect(notes).toEqual([
      {
        event: 'checked',
        findings: [
          expect.objectContaining({
            mail: 'inbound a@a.example to office@corp.example',
            expected: 'rule "blocked"',
            actual: 'rule "blocked" (Drop)',
            isMet: true,
          }),
          expect.objectContaining({ expected: 'no rule', actual: 'no rule', isMet: true }),
          expect.objectContaining({ expected: 'Drop', isMet: true }),
        ],
      },
    ]);
    expect(workmail.requests.map(({ operation }) => operation)).toContain('TestInboundMailFlowRules');
  });

  test('fails with a table where it is something else', async () => {
    await live('theirs', ['a@a.example'], { NormalDeliveryAction: {} });
    await live('blocked', ['a.example']);
    const message = await check([expectation(RULE('blocked')), expectation(RULE('blocked'), 'b@a.example')]);
    expect(message).toBe(
      [
        `Mail of organization ${ORGANIZATION} does not go as expected, in 1 of 2 cases:`,
        'mail                                       | expected       | actual',
        'inbound a@a.example to office@corp.example | rule "blocked" | rule "theirs" (Default)',
        'Correct the rules, or what the check expects.',
      ].join('\n'),
    );
  });

  test('the address in Sender is asked for too', async () => {
    await live('blocked', ['a.example']);
    const onBehalf = { ...expectation(RULE('blocked'), 'x@else.example'), SenderAddress: 's@a.example' };
    expect(await check([onBehalf])).toBeUndefined();
  });

  test('numbers that CloudFormation made texts of are numbers again', async () => {
    const action = (minutes: unknown): InboundAction => ({
      InboundLambdaAction: {
        Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
        SynchronousLambdaParameters: {
          RetryPeriodMinutes: minutes as number,
          FallbackAction: { NormalDeliveryAction: {} },
        },
      },
    });
    await live('screen', ['a.example'], action(30));
    expect(await check([expectation({ Kind: 'ACTION', Action: action('30') })])).toBeUndefined();
    expect(await check([expectation({ Kind: 'ACTION', Action: action('31') })])).toMatch(
      /Run Lambda \(synchronous\) arn:aws:lambda:us-east-1:123456789012:function:f \| rule "screen"/,
    );
  });
});

describe('a rule that this deployment removes', () => {
  beforeEach(async () => {
    await live('leaving', ['a@a.example'], { BounceAction: {} });
    await live('remaining', ['a.example']);
    resources = [listed('Gone', held('leaving')), listed('Stays', held('remaining'))];
  });
  const properties = { Rules: ['Stays'] };

  test('no longer decides', async () => {
    expect(await check([expectation(RULE('remaining'))], properties)).toBeUndefined();
    expect(notes[0]?.findings?.[0]).toMatchObject({
      actual: 'rule "remaining" (Drop)',
      decidedWithout: 'the rule "leaving" leaves with this deployment',
    });
  });

  test('is told of where the check fails', async () => {
    const message = await check([expectation(RULE('leaving'))], properties);
    expect(message).toContain('| rule "leaving" | rule "remaining" (Drop)');
    expect(message).toContain(
      'Decided by this library over the rules that will be there, because the rule "leaving" leaves with this deployment.',
    );
  });

  test('of several that go, none decides', async () => {
    expect(await check([expectation(NONE)], { Rules: ['Other'] })).toBeUndefined();
  });

  test('stays if it is retained, or a person has to remove it', async () => {
    metadata = { Gone: { 'cdk-workmail-flow:stays': 'yes' } };
    expect(await check([expectation(RULE('leaving'))], properties)).toBeUndefined();
    expect(notes[0]?.findings?.[0]?.decidedWithout).toBeUndefined();
  });

  test('stays if another resource of the new template holds it: a renamed construct', async () => {
    resources.push(listed('Renamed', held('leaving')));
    expect(await check([expectation(RULE('leaving'))], { Rules: ['Stays', 'Renamed'] })).toBeUndefined();
  });

  test('stays if its resource is one of another organization or direction', async () => {
    resources[0] = listed('Gone', `${ORGANIZATION}/outbound/leaving`);
    expect(await check([expectation(RULE('leaving'))], properties)).toBeUndefined();
  });
});

describe('a rule that this deployment replaced by one of another name', () => {
  beforeEach(async () => {
    await live('old', ['a@a.example'], { BounceAction: {} });
    await live('new', ['a.example']);
  });
  const properties = { Rules: ['Rule'] };

  test('no longer decides', async () => {
    resources = [listed('Rule', wasNamed('new', 'old'), BEGAN + 1)];
    expect(await check([expectation(RULE('new'))], properties)).toBeUndefined();
    expect(notes[0]?.findings?.[0]?.decidedWithout).toMatch(/"old" leaves/);
  });

  test('decides if it was replaced by an earlier deployment: it is another one', async () => {
    resources = [listed('Rule', wasNamed('new', 'old'), BEGAN - 1)];
    expect(await check([expectation(RULE('old'))], properties)).toBeUndefined();
  });

  test('decides if it is kept', async () => {
    resources = [listed('Rule', wasNamed('new', 'old'), BEGAN + 1)];
    expect(await check([expectation(RULE('old'))], { ...properties, KeepReplaced: ['Rule'] })).toBeUndefined();
  });
});

describe('a rule for the console', () => {
  const InConsole = [{ Direction: 'INBOUND', Rule: inboundRule('by-hand', { BounceAction: {} }, ['a@a.example']) }];

  test('that is not entered yet decides all the same, and the check says so', async () => {
    await live('blocked', ['a.example']);
    expect(await check([expectation(RULE('by-hand'))], { InConsole })).toBeUndefined();
    expect(notes[0]?.findings?.[0]?.decidedWithout).toBe('the rule "by-hand" is not yet entered in the console');
  });

  test('that is there is what it is, not what is declared', async () => {
    await live('by-hand', ['a@a.example'], { NormalDeliveryAction: {} });
    const bounced = { Kind: 'ACTION', Action: { BounceAction: {} } };
    expect(await check([expectation(bounced)], { InConsole })).toContain('rule "by-hand" (Default)');
  });
});

describe('where WorkMail and the engine differ', () => {
  /** A WorkMail that answers a Test in its own way. */
  const answering = (...names: string[]) => {
    const send = client.send.bind(client);
    jest
      .spyOn(client, 'send')
      .mockImplementation(((command: { schema: string[] }, options: never) =>
        command.schema[2]?.startsWith('Test')
          ? Promise.resolve({ MatchedRules: names.map((MatchedRuleName) => ({ MatchedRuleName })) })
          : send(command as never, options)) as never);
  };

  beforeEach(async () => {
    await live('one', ['*.a.example']);
    await live('two', ['a.example'], { BounceAction: {} });
  });

  test('WorkMail has the last word, and the log has both', async () => {
    answering('one');
    expect(await check([expectation(RULE('one'))])).toBeUndefined();
    expect(notes[0]?.findings?.[0]).toMatchObject({
      isMet: true,
      difference: { workmail: 'rule "one"', engine: 'rule "two" (Bounce)', openReadings: [] },
    });
  });

  test('a failure tells of both', async () => {
    answering('one');
    expect(await check([expectation(RULE('two'))])).toContain(
      'WorkMail and this library differ about inbound a@a.example to office@corp.example: WorkMail says rule "one", the rules as documented say rule "two" (Bounce).',
    );
  });

  test('of several rules that WorkMail names, the one that the engine takes counts', async () => {
    answering('one', 'two');
    expect(await check([expectation(RULE('two'))])).toBeUndefined();
    expect(notes[0]?.findings?.[0]).toMatchObject({ difference: { openReadings: ['testedRules'] } });
  });

  test('an answer that names a rule which goes is no answer', async () => {
    answering('one');
    resources = [listed('Gone', held('one'))];
    expect(await check([expectation(RULE('two'))])).toBeUndefined();
  });
});

test('only a Create asks: an Update, which is also a roll-back, and a Delete do nothing', async () => {
  for (const RequestType of ['Update', 'Delete']) {
    expect(await check([expectation(RULE('nobody'))], {}, RequestType)).toBeUndefined();
  }
  expect(workmail.requests).toEqual([]);
});

test('a long table fits into an answer, and says how much it leaves out', async () => {
  const many = Array.from({ length: 200 }, (_value, n) => expectation(RULE(`räuber-${n}`), `sender-${n}@a.example`));
  const message = (await check(many))!;
  expect(message).toMatch(/… and 1\d\d more, which the log of the provider function tells\./);
  const full = { RequestId: 'r'.repeat(36), StackId: 's'.repeat(200), LogicalResourceId: 'l'.repeat(255) } as never;
  const body = answerBody(full, { Status: 'FAILED', PhysicalResourceId: 'p'.repeat(280), Reason: message });
  expect(JSON.parse(body).Reason).toBe(message);
  expect(notes[0]?.findings).toHaveLength(200);
});

test.each([
  [
    'an address',
    [{ ...expectation(NONE), Recipient: 'corp.example' }],
    /Expectations\[0\]\.Recipient is "corp\.example"/,
  ],
  ['an organization id', [], /OrganizationId is "corp"/],
])('%s that was a token at synth is checked', async (_what, expectations, message) => {
  const more = expectations.length === 0 ? { OrganizationId: 'corp' } : {};
  await expect(checkKind.settle(event(expectations, more), session)).rejects.toThrow(message);
});

test('refusals of WorkMail say what could not be done, and the way on', async () => {
  workmail.faults.add({ kind: 'refuse', name: 'UnknownOperationException', operation: /^Test/ });
  await expect(checkKind.settle(event([expectation(NONE)]), session)).rejects.toMatchObject({
    code: 'unknownOperation',
    message: expect.stringMatching(/could not be checked\. .*or remove the MailFlowCheck\./),
  });
});

import type { InboundRule, OutboundRule } from '../../lib/rules';
import { simulate } from '../../lib/simulator';
import { MailFlow, type MailFlowError, mailFlowMatchers, SimulatedMail, standIn } from '../../lib/testing';
import { inboundRule } from './support';

expect.extend(mailFlowMatchers);

const SCREENING = 'arn:aws:lambda:us-east-1:123456789012:function:screening';

const outboundRule = (Name: string, Action: OutboundRule['Action'], patterns: string[]): OutboundRule => ({
  Name,
  Condition: { SenderRuleCondition: { Patterns: ['*'] }, DestinationRuleCondition: { Patterns: patterns } },
  Action,
});

const inbound: InboundRule[] = [
  inboundRule('dropped', { DropAction: {} }, ['drop.example']),
  inboundRule('junk', { MoveToJunkAction: {} }, ['junk.example']),
  inboundRule('screen', {
    InboundLambdaAction: {
      Arn: SCREENING,
      SynchronousLambdaParameters: { RetryPeriodMinutes: 1, FallbackAction: { DropAction: {} } },
    },
  }),
];
const outbound: OutboundRule[] = [
  outboundRule('gateway', { SmtpRoutingAction: { SmtpGatewayName: 'relay' } }, ['far.example']),
];

const bounce = { type: 'BOUNCE', parameters: { bounceMessage: 'Closed, sorry.' } };
const answer = {
  actions: [
    { action: bounce, recipients: ['closed@corp.example'] },
    { action: { type: 'DEFAULT' }, recipients: ['open@corp.example', 'copy@corp.example'] },
  ],
};

const flow = MailFlow.fromRules(
  { inbound, outbound },
  { functions: [standIn('screening', answer)], domains: ['corp.example'] },
);
const receive = (domain: string, ...to: string[]) => flow.inbound({ from: `a@${domain}`, to });
const send = (...to: string[]) => flow.outbound({ from: 'a@corp.example', to });

/** What a matcher says when it fails. */
function failure(assert: () => void): string {
  try {
    assert();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The matcher should have failed.');
}

test('each matcher holds where it is so, and not where it is not', async () => {
  const mail = await receive(
    'x.example',
    'closed@corp.example',
    'open@corp.example',
    'left@corp.example',
    'a@else.example',
  );
  expect(mail).toReach('open@corp.example');
  expect(mail).toReach('OPEN@corp.example');
  expect(mail).toReach('copy@corp.example');
  expect(mail).not.toReach('closed@corp.example');
  expect(mail).toBounceFor('closed@corp.example');
  expect(mail).toBounceFor('closed@corp.example', 'Closed, sorry.');
  expect(mail).toBounceFor('closed@corp.example', /closed/i);
  expect(mail).not.toBounceFor('closed@corp.example', 'Closed');
  expect(mail).not.toBounceFor('open@corp.example');
  expect(mail).toBeCopiedTo('copy@corp.example');
  expect(mail).not.toBeCopiedTo('open@corp.example');
  expect(mail).not.toBeCopiedTo('stranger@corp.example');
  expect(mail).toBeDecidedBy('screen');
  expect(mail).not.toBeDecidedBy('dropped');
  expect(mail).toFallBack('left@corp.example');
  expect(mail).not.toFallBack('open@corp.example');
  expect(mail).not.toFallBack();
  expect(mail).toBeDroppedFor('left@corp.example');
  expect(mail).not.toBeDroppedFor('open@corp.example');
  expect(mail).toCall('screening');
  expect(mail).toCall(SCREENING);

  const junk = await receive('junk.example', 'open@corp.example');
  expect(junk).toReachJunkOf('open@corp.example');
  expect(junk).not.toReach('open@corp.example');
  expect(junk).not.toCall('screening');
  expect(mail).not.toReachJunkOf('open@corp.example');

  const out = await send('b@far.example', 'b@near.example');
  expect(out).toBeRoutedThrough('relay', 'b@far.example');
  expect(out).not.toBeRoutedThrough('relay');
  expect(out).not.toBeRoutedThrough('other', 'b@far.example');
  expect(out).toReach('b@near.example');
  expect(out).toBeDecidedByNoRule('b@near.example');
  expect(out).not.toBeDecidedByNoRule();
  expect(out).toBeDecidedBy('gateway', 'b@far.example');
});

test('a failure prints the whole decision', async () => {
  const fails = MailFlow.fromRules(
    { inbound },
    {
      functions: [
        standIn('screening', () => {
          throw new Error('no such table');
        }),
      ],
    },
  );
  const mail = await fails.inbound({
    from: 'a@x.example',
    sender: 'b@junk.example',
    to: 'open@corp.example',
    subject: 'Hi',
  });
  expect(
    failure(() => expect(mail).toBeDroppedFor('open@corp.example')),
  ).toBe(`expect(mail).toBeDroppedFor("open@corp.example")

open@corp.example: delivered to the junk folder. Rule "junk" matches by Sender; its action is Deliver to junk folder.

open@corp.example: delivered to the junk folder
  why         Rule "junk" matches by Sender; its action is Deliver to junk folder.
  decided by  rule "junk", matched by Sender
  lost        "screen" (Run Lambda (synchronous)): "junk" matches the sender more specifically (junk.example before *)`);

  const called = await fails.inbound({ from: 'a@x.example', to: 'open@corp.example' });
  const said = failure(() => expect(called).not.toFallBack());
  expect(said).toMatch(/^expect\(mail\)\.not\.toFallBack\(\)\n/);
  expect(said).toContain(`function ${SCREENING} of rule "screen", which is waited for`);
  expect(said).toContain('  call 1 after 0 s: FUNCTION_FAILED: the error of the function is "Error: no such table"');
  expect(said).toContain('  call 2 after 10 s: the same');
  expect(said).toContain('rests on    retryIntervals');
  expect(said).toContain(
    "Open in WorkMail's documentation: When is a function called again that failed? Taken: After 10",
  );
});

test('what answers looked like is part of a failure', async () => {
  const mail = await receive('x.example', 'closed@corp.example');
  const said = failure(() => expect(mail).toReach('closed@corp.example'));
  expect(said).toContain(`call 1 after 0 s: answered ${JSON.stringify(answer)}`);
});

test('a recipient that the message does not have is an error, also with not', async () => {
  const mail = await receive('x.example', 'closed@corp.example');
  const message =
    'opne@corp.example is no recipient of the message, and no function added it. It has the recipients: closed@corp.example';
  expect(() => expect(mail).toReach('opne@corp.example')).toThrow(message);
  expect(() => expect(mail).not.toReach('opne@corp.example')).toThrow(message);
  expect(() => mail.for('opne@corp.example')).toThrow(message);
});

test('what no rule calls is an error, also with not', async () => {
  const mail = await receive('x.example', 'closed@corp.example');
  expect(() => expect(mail).not.toCall('screning')).toThrow('No rule calls the function screning');
});

test('a promise is an error that says to await it, and anything else too', () => {
  const error = (received: unknown): MailFlowError => {
    try {
      expect(received).toReach('open@corp.example');
    } catch (thrown) {
      return thrown as MailFlowError;
    }
    throw new Error('The matcher should have failed.');
  };
  expect(error(Promise.resolve())).toMatchObject({
    code: 'NOT_A_SIMULATION',
    remedy: expect.stringContaining('Await it'),
  });
  expect(error(undefined)).toMatchObject({ code: 'NOT_A_SIMULATION' });
  expect(error({})).toMatchObject({ code: 'NOT_A_SIMULATION' });
});

test('a promise can be awaited by resolves', async () => {
  await expect(receive('drop.example', 'open@corp.example')).resolves.toBeDroppedFor('open@corp.example');
});

test('what a simulator or a local account answers can be looked at as well', async () => {
  const message = {
    direction: 'INBOUND' as const,
    envelope: { from: 'a@x.example', recipients: ['open@corp.example'] },
    content: Buffer.from('From: a@x.example\r\n\r\n'),
  };
  const simulation = await simulate(
    { organization: { id: 'm-1' }, rules: { inbound, outbound }, message },
    { invoke: async () => ({ kind: 'answer', payload: '{"actions":[]}', milliseconds: 1 }) },
  );
  expect(simulation).not.toBeInstanceOf(SimulatedMail);
  expect(simulation).toFallBack();
  expect(simulation).toCall('screening');
  expect(simulation).not.toCall('other');
});

test('a message without recipients is decided by nobody', async () => {
  const mail = await receive('x.example');
  expect(mail).not.toBeDecidedBy('screen');
  expect(failure(() => expect(mail).toBeDecidedBy('screen'))).toContain('The message has no recipients.');
});

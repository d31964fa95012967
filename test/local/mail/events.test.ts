import {
  FUNCTION_ARN,
  forAll,
  inboundRule,
  MailDesk,
  message,
  ORGANIZATION_ID,
  outboundRule,
  stopDesks,
  synchronous,
} from './desk';

afterEach(stopDesks);

const USER = 'user@corp.example';

/** By the tables of the guide's "Monitoring Amazon WorkMail email event logs". */

test('inbound: received, the rules that applied, delivered into a folder, bounced', async () => {
  const desk = await MailDesk.start({
    inbound: [
      inboundRule('screen', { InboundLambdaAction: synchronous({ DropAction: {} }) }),
      inboundRule('junk', { MoveToJunkAction: {} }, 'junk@corp.example'),
    ],
    functions: {
      [FUNCTION_ARN]: () => ({
        actions: [
          { action: { type: 'BOUNCE', parameters: { bounceMessage: 'No.' } }, recipients: ['no@corp.example'] },
          ...(forAll('DEFAULT') as { actions: object[] }).actions,
        ],
      }),
    },
  });
  const header = 'Sender: assistant@world.example\r\n';
  const recipients = ['b@corp.example', 'no@corp.example', 'junk@corp.example'];
  await desk.receive(
    'bounces@world.example',
    recipients,
    message({ from: 'Boss <boss@world.example>', subject: '=?utf-8?Q?Gr=C3=BC=C3=9Fe?=', header }),
  );
  await desk.settle();

  const { events } = await desk.mail.events.read();
  const received = events.filter(({ event }) => event.eventName === 'ORGANIZATION_EMAIL_RECEIVED');
  expect(received).toEqual([
    {
      timestamp: expect.any(Number),
      organizationId: ORGANIZATION_ID,
      traceId: desk.invocations[0]?.event.messageId,
      event: {
        eventName: 'ORGANIZATION_EMAIL_RECEIVED',
        recipients,
        from: 'boss@world.example',
        sender: 'assistant@world.example',
        subject: 'Grüße',
        messageId: '<1@world.example>',
        spamVerdict: 'PASS',
        dkimVerdict: 'GRAY',
        dmarcVerdict: 'GRAY',
        spfVerdict: 'GRAY',
        messageTimestamp: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/),
      },
    },
  ]);
  const ofMessage = events.filter(({ traceId }) => traceId === received[0]?.traceId).map(({ event }) => event);
  expect(ofMessage).toEqual(
    expect.arrayContaining([
      {
        eventName: 'RULE_APPLIED',
        ruleName: 'screen',
        ruleType: 'INBOUND_RULE',
        ruleActions: [
          { action: 'DEFAULT', recipients: ['b@corp.example'] },
          { action: 'BOUNCE', recipients: ['no@corp.example'] },
        ],
      },
      {
        eventName: 'RULE_APPLIED',
        ruleName: 'junk',
        ruleType: 'INBOUND_RULE',
        ruleActions: [{ action: 'MOVE_TO_JUNK', recipients: ['junk@corp.example'] }],
      },
      { eventName: 'MAILBOX_EMAIL_DELIVERED', recipient: 'b@corp.example', folder: 'INBOX' },
      { eventName: 'MAILBOX_EMAIL_DELIVERED', recipient: 'junk@corp.example', folder: 'JUNK_EMAIL' },
      {
        eventName: 'INCOMING_EMAIL_BOUNCED',
        bouncedRecipient: { emailAddress: 'no@corp.example', reason: 'No.', status: '5.7.1' },
      },
    ]),
  );
  expect(ofMessage).toHaveLength(6);
});

test('outbound: submitted, the rules that applied, sent once for each recipient, bounced', async () => {
  const desk = await MailDesk.start({ outbound: [outboundRule('block', { BounceAction: {} }, 'blocked.example')] });
  await desk.submit(USER, ['x@world.example', 'y@world.example', 'z@blocked.example'], message({ from: USER }));
  await desk.settle();
  const events = (await desk.events()).filter(({ eventName }) => /^(OUTGOING|RULE)/.test(String(eventName)));
  const from = USER;
  expect(events[0]).toEqual({
    eventName: 'OUTGOING_EMAIL_SUBMITTED',
    recipients: ['x@world.example', 'y@world.example', 'z@blocked.example'],
    from,
    subject: 'Hello',
  });
  const reason = 'The administrator blocked the message.';
  expect(events.slice(1)).toEqual(
    expect.arrayContaining([
      {
        eventName: 'RULE_APPLIED',
        ruleName: 'block',
        ruleType: 'OUTBOUND_RULE',
        ruleActions: [{ action: 'BOUNCE', recipients: ['z@blocked.example'] }],
      },
      { eventName: 'OUTGOING_EMAIL_SENT', recipient: 'x@world.example', from, messageId: '<1@world.example>' },
      { eventName: 'OUTGOING_EMAIL_SENT', recipient: 'y@world.example', from, messageId: '<1@world.example>' },
      {
        eventName: 'OUTGOING_EMAIL_BOUNCED',
        bouncedRecipient: { emailAddress: 'z@blocked.example', reason, status: '5.7.1' },
        destination: 'z@blocked.example',
        reason,
      },
    ]),
  );
  expect(events).toHaveLength(5);
});

test('the guide’s way to trace mail between users: by the Message-ID, from one trace to the other', async () => {
  const desk = await MailDesk.start();
  await desk.submit(USER, 'b@corp.example', message({ from: USER }));
  await desk.settle();
  const { events } = await desk.mail.events.read();
  const sent = events.find(({ event }) => event.eventName === 'OUTGOING_EMAIL_SENT');
  const received = events.find(({ event }) => event.eventName === 'ORGANIZATION_EMAIL_RECEIVED');
  expect(received?.event.messageId).toBe(sent?.event.messageId);
  const delivered = events.find(({ event }) => event.eventName === 'MAILBOX_EMAIL_DELIVERED');
  expect(delivered?.traceId).toBe(received?.traceId);
});

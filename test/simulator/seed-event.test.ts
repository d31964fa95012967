import { EVENT_BYTES, type MailFlowEvent } from '../../lib/run-lambda';
import { type Invocation, type Message, simulate } from '../../lib/simulator';
import {
  FAILURE,
  forAll,
  inboundRule,
  message,
  ORGANIZATION,
  outboundRule,
  rules,
  run,
  runInboundLambda,
  runOutboundLambda,
  standIn,
} from './support';

/** The event as the guide's "Lambda event data" prints it. */
const PRINTED = `{
    "summaryVersion": "2018-10-10",
    "envelope": {
        "mailFrom" : {
            "address" : "from@example.com"
        },
        "recipients" : [
           { "address" : "recipient1@example.com" },
           { "address" : "recipient2@example.com" }
        ]
    },
    "sender" : {
        "address" :  "sender@example.com"
    },
    "subject" : "Hello From Amazon WorkMail!",
    "messageId": "00000000-0000-0000-0000-000000000000",
    "invocationId": "00000000000000000000000000000000",
    "flowDirection": "INBOUND",
    "truncated": false
}`;

const inbound = inboundRule('screening', runInboundLambda({ DropAction: {} }));
const outbound = outboundRule('screening', runOutboundLambda({ DropAction: {} }));

async function callWith(to: string[]): Promise<Invocation> {
  const invoke = standIn(forAll('DEFAULT'));
  await simulate(
    { organization: { id: ORGANIZATION.id }, rules: rules(inbound), message: message({ to }) },
    { invoke },
  );
  return invoke.calls[0] as Invocation;
}

async function eventOf(mail: Message): Promise<MailFlowEvent> {
  const invoke = standIn(forAll('DEFAULT'));
  await run([mail.direction === 'INBOUND' ? inbound : outbound], mail, invoke);
  const [call] = invoke.calls;
  if (!call) throw new Error('The function was not called.');
  expect(JSON.parse(call.payload)).toEqual(call.event);
  return call.event;
}

describe('Lambda event data', () => {
  test('The Lambda function is triggered using the following event data.', async () => {
    const invoke = standIn(forAll('DEFAULT'));
    await simulate(
      {
        organization: { ...ORGANIZATION, domains: ['example.com'] },
        rules: rules(inbound),
        message: {
          direction: 'INBOUND',
          envelope: { from: 'bounces@example.org', recipients: ['recipient1@example.com', 'recipient2@example.com'] },
          content: Buffer.from(
            'From: From <from@example.com>\r\nSender: sender@example.com\r\nSubject: Hello From Amazon WorkMail!\r\n\r\n',
          ),
          messageId: '00000000-0000-0000-0000-000000000000',
        },
      },
      { invoke },
    );
    const payload = invoke.calls[0]?.payload.replace(/(?<="invocationId":")[0-9a-f]{32}/, '0'.repeat(32));
    expect(payload).toBe(JSON.stringify(JSON.parse(PRINTED)));
  });

  test('summaryVersion: the version number for LambdaEventData.', async () => {
    expect((await eventOf(message())).summaryVersion).toBe('2018-10-10');
  });

  test('mailFrom: the From address, which is usually the email address of the user who sent the email message.', async () => {
    const event = await eventOf(
      message({ header: ['From: "User, A." <user@partner.example>'], from: 'other@x.example' }),
    );
    expect(event.envelope.mailFrom).toEqual({ address: 'user@partner.example' });
  });

  test('If the user sent the message on behalf of another user, mailFrom returns the address of the user on whose behalf it was sent, not of the actual sender.', async () => {
    const event = await eventOf(
      message({ direction: 'OUTBOUND', header: ['From: boss@corp.example', 'Sender: assistant@corp.example'] }),
    );
    expect(event.envelope.mailFrom).toEqual({ address: 'boss@corp.example' });
    expect(event.sender).toEqual({ address: 'assistant@corp.example' });
  });

  test('recipients: there is no distinction between To, CC, or BCC.', async () => {
    const event = await eventOf(
      message({
        header: ['From: a@partner.example', 'To: one@corp.example', 'Cc: two@corp.example'],
        to: ['one@corp.example', 'two@corp.example', 'blind@corp.example'],
      }),
    );
    expect(event.envelope.recipients).toEqual([
      { address: 'one@corp.example' },
      { address: 'two@corp.example' },
      { address: 'blind@corp.example' },
    ]);
  });

  test('For inbound rules, this list includes recipients for each domain that is part of the organization.', async () => {
    const to = ['one@corp.example', 'one@sister.example', 'one@corp.awsapps.com'];
    expect((await eventOf(message({ to }))).envelope.recipients).toEqual(to.map((address) => ({ address })));
  });

  test('The function is invoked separately for each SMTP conversation from the sender, and recipients lists the recipients from that SMTP conversation.', async () => {
    const invoke = standIn(forAll('DEFAULT'));
    await run([inbound], message({ to: ['one@corp.example', 'two@corp.example'] }), invoke);
    await run([inbound], message({ to: ['three@corp.example'] }), invoke);
    expect(invoke.calls.map(({ event }) => event.envelope.recipients)).toEqual([
      [{ address: 'one@corp.example' }, { address: 'two@corp.example' }],
      [{ address: 'three@corp.example' }],
    ]);
  });

  test('Recipients with external domains are not included.', async () => {
    const invoke = standIn(forAll('DROP'));
    const mail = message({ to: ['one@corp.example', 'x@elsewhere.example', 'x@sub.corp.example'] });
    const { outcomes } = await run([inbound], mail, invoke);
    expect(invoke.calls[0]?.event.envelope.recipients).toEqual([{ address: 'one@corp.example' }]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['dropped', 'outsideOrganization', 'outsideOrganization']);
  });

  test('Outbound, recipients with external domains are included.', async () => {
    const event = await eventOf(message({ direction: 'OUTBOUND', to: ['x@elsewhere.example'] }));
    expect(event.envelope.recipients).toEqual([{ address: 'x@elsewhere.example' }]);
  });

  test.each([
    ['no Sender', ['From: a@partner.example'], undefined],
    ['an equal Sender', ['From: a@partner.example', 'Sender: A <A@Partner.example>'], undefined],
    ['another Sender', ['From: a@partner.example', 'Sender: b@partner.example'], { address: 'b@partner.example' }],
  ])(
    'sender: this field is set only when a message is sent on behalf of another user: %s',
    async (_, header, sender) => {
      const event = await eventOf(message({ header }));
      expect(event.sender).toEqual(sender);
      expect('sender' in event).toBe(sender !== undefined);
    },
  );

  test.each([
    [256, 256],
    [257, 256],
    [5000, 256],
    [3, 3],
  ])('subject: the email subject line, truncated when it exceeds the 256 character limit: %d', async (length, kept) => {
    const event = await eventOf(message({ header: ['From: a@partner.example', `Subject: ${'x'.repeat(length)}`] }));
    expect(event.subject).toBe('x'.repeat(kept));
    expect(event.truncated).toBe(false);
  });

  test('The subject is decoded before it is cut, and no character is cut in half.', async () => {
    const words = Array.from({ length: 30 }, () => `=?utf-8?B?${Buffer.from('😀'.repeat(10)).toString('base64')}?=`);
    const event = await eventOf(message({ header: ['From: a@partner.example', `Subject: ${words.join('\r\n ')}`] }));
    expect(event.subject).toBe('😀'.repeat(256));
  });

  test('A message without a subject has an empty one.', async () => {
    expect((await eventOf(message({ header: ['From: a@partner.example'] }))).subject).toBe('');
  });

  test('Where no From can be read, mailFrom is the sender of the SMTP envelope.', async () => {
    expect((await eventOf(message({ header: [], from: 'a@x.example' }))).envelope.mailFrom.address).toBe('a@x.example');
    expect((await eventOf(message({ header: [], from: '' }))).envelope.mailFrom.address).toBe('');
  });

  test('messageId: a unique ID', async () => {
    const event = await eventOf(message({ messageId: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' }));
    expect(event.messageId).toBe('6ba7b810-9dad-11d1-80b4-00c04fd430c8');
    const derived = await eventOf(message());
    expect(derived.messageId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect((await eventOf(message({ to: ['three@corp.example'] }))).messageId).not.toBe(derived.messageId);
  });

  test('invocationId remains the same when a function is called more than once for the same LambdaEventData.', async () => {
    const invoke = standIn(FAILURE, FAILURE, forAll('DEFAULT'));
    await run([inbound], message(), invoke);
    expect(invoke.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(invoke.calls.map(({ payload }) => payload)).size).toBe(1);
    expect(new Set(invoke.calls.map(({ invocationId }) => invocationId)).size).toBe(1);
    expect(invoke.calls[0]?.invocationId).toMatch(/^[0-9a-f]{32}$/);
  });

  test('invocationId: the ID for a unique Lambda invocation; another message and another rule have others.', async () => {
    const invoke = standIn(forAll('DEFAULT'));
    const partners = inboundRule('partners', runInboundLambda({ DropAction: {} }), {
      recipients: ['two@corp.example'],
    });
    await run([inbound, partners], message(), invoke);
    await run([inbound], message({ messageId: 'another' }), invoke);
    expect(new Set(invoke.calls.map(({ invocationId }) => invocationId)).size).toBe(3);
  });

  test.each(['INBOUND', 'OUTBOUND'] as const)('flowDirection: either INBOUND or OUTBOUND: %s', async (direction) => {
    expect((await eventOf(message({ direction }))).flowDirection).toBe(direction);
  });

  test('truncated: when true, the payload size exceeds the 128 KB limit, so the list of recipients is truncated in order to meet the limit.', async () => {
    const to = Array.from({ length: 5000 }, (_, index) => `recipient-${index}-é@corp.example`);
    const invoke = standIn(forAll('DROP'));
    const { outcomes } = await run([inbound], message({ to }), invoke);
    const { event, payload } = invoke.calls[0] ?? { event: undefined, payload: '' };
    const kept = event?.envelope.recipients.length ?? 0;
    const next = Buffer.byteLength(`,${JSON.stringify({ address: to[kept] })}`);
    expect(event?.truncated).toBe(true);
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(EVENT_BYTES);
    expect(Buffer.byteLength(payload) + next).toBeGreaterThan(EVENT_BYTES);
    expect(event?.envelope.recipients).toEqual(to.slice(0, kept).map((address) => ({ address })));
    expect(outcomes).toHaveLength(5000);
    expect(outcomes.every(({ kind }) => kind === 'dropped')).toBe(true);
    expect(outcomes[0]?.openReadings).toContain('truncatedRecipients');
  });

  test('An event of exactly 128 KB is not truncated, and one that is truncated takes all the room there is.', async () => {
    const recipient = (length: number) => `${'x'.repeat(length)}@corp.example`;
    const many = Array.from({ length: 1500 }, (_, index) => recipient(40).replace('x', String(index)));
    const { event: small } = await callWith([...many, recipient(1)]);
    const room = EVENT_BYTES - Buffer.byteLength(JSON.stringify(small));
    const full = await callWith([...many, recipient(1 + room)]);
    expect(Buffer.byteLength(full.payload)).toBe(EVENT_BYTES);
    expect(full.event.truncated).toBe(false);

    // What the last recipient leaves of the room, to the byte: true is shorter than false.
    const one = Buffer.byteLength(`,${JSON.stringify({ address: recipient(1) })}`);
    const exact = await callWith([...many, recipient(1 + room + 1 - one), recipient(1), recipient(2)]);
    expect(exact.event.truncated).toBe(true);
    expect(Buffer.byteLength(exact.payload)).toBe(EVENT_BYTES);
    const byteMore = await callWith([...many, recipient(1 + room + 2 - one), recipient(1), recipient(2)]);
    expect(byteMore.event.envelope.recipients).toHaveLength(exact.event.envelope.recipients.length - 1);
  });

  test('Truncated applies to the payload size, not the subject line length.', async () => {
    const event = await eventOf(message({ header: ['From: a@partner.example', `Subject: ${'x'.repeat(300)}`] }));
    expect(event.truncated).toBe(false);
  });
});

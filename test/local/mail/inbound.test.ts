import { FUNCTION_ARN, forAll, inboundRule, MailDesk, message, stopDesks, synchronous, WATCH_ARN } from './desk';

afterEach(stopDesks);

test('mail without a rule comes into the inbox, byte for byte', async () => {
  const desk = await MailDesk.start();
  const content = Buffer.from(`${message({ body: '.dot\r\n..\r\n\r\nnaïve \0 line' })}\r\n`);
  expect(await desk.receive('a@world.example', 'b@corp.example', content)).toMatch(
    /^250 2\.6\.0 accepted as [0-9a-f-]{36}$/,
  );
  await desk.settle();
  expect(desk.mailbox('b@corp.example')).toEqual([content]);
  expect(desk.mail.status()).toEqual({ queued: [], accepted: 1, done: 1 });
});

test('rules: drop, bounce, junk, default; each for its own recipients', async () => {
  const desk = await MailDesk.start({
    inbound: [
      inboundRule('drop', { DropAction: {} }, 'drop@corp.example'),
      inboundRule('bounce', { BounceAction: {} }, 'bounce@corp.example'),
      inboundRule('junk', { MoveToJunkAction: {} }, 'junk@corp.example'),
    ],
  });
  await desk.receive('a@world.example', [
    'drop@corp.example',
    'bounce@corp.example',
    'junk@corp.example',
    'b@corp.example',
  ]);
  await desk.settle();
  expect(desk.mailbox('drop@corp.example')).toEqual([]);
  expect(desk.mailbox('bounce@corp.example')).toEqual([]);
  expect(desk.mailbox('junk@corp.example')).toEqual([]);
  expect(desk.junk('junk@corp.example')).toHaveLength(1);
  expect(desk.mailbox('b@corp.example')).toHaveLength(1);
  const [bounce, ...others] = desk.outgoing;
  expect(others).toEqual([]);
  expect(String(bounce)).toContain('Final-Recipient: rfc822; bounce@corp.example');
});

test('spam: default delivery puts it into junk, "never deliver to junk" does not', async () => {
  const desk = await MailDesk.start({
    inbound: [inboundRule('trusted', { BypassSpamCheckAction: {} }, 'trusting@corp.example')],
  });
  const spam = message({ header: 'X-SES-Spam-Verdict: FAIL\r\n' });
  await desk.receive('a@world.example', ['b@corp.example', 'trusting@corp.example'], spam);
  await desk.settle();
  expect(desk.junk('b@corp.example')).toHaveLength(1);
  expect(desk.mailbox('trusting@corp.example')).toHaveLength(1);
});

test('a function decides: its bounce text reaches the sender, and who is added gets a copy', async () => {
  const desk = await MailDesk.start({
    inbound: [inboundRule('screen', { InboundLambdaAction: synchronous({ DropAction: {} }) })],
    functions: {
      [FUNCTION_ARN]: () => ({
        actions: [
          {
            action: { type: 'BOUNCE', parameters: { bounceMessage: 'Nicht für Sie – 42.' } },
            recipients: ['b@corp.example'],
          },
          { action: { type: 'DEFAULT' }, recipients: ['auditor@corp.example'] },
          { action: { type: 'MOVE_TO_JUNK' }, allRecipients: true },
        ],
      }),
    },
  });
  await desk.receive('c@corp.example', ['b@corp.example', 'd@corp.example']);
  await desk.settle();
  expect(desk.junk('d@corp.example')).toHaveLength(1);
  expect(desk.mailbox('auditor@corp.example')).toHaveLength(1);
  // The sender is of this organization here: the bounce comes into the mailbox.
  expect(String(desk.mailbox('c@corp.example')[0])).toContain('Nicht f=C3=BCr Sie');
  expect(desk.outgoing).toEqual([]);
});

test('a bounce does not bounce', async () => {
  const desk = await MailDesk.start({ inbound: [inboundRule('bounce', { BounceAction: {} })] });
  await desk.receive('', 'b@corp.example');
  await desk.settle();
  expect(desk.outgoing).toEqual([]);
  expect(desk.progress.at(-1)).toMatchObject({ what: 'bounced', detail: expect.stringContaining('has no sender') });
});

test('a function that fails with a rule timeout of 0 leaves it to the fallback action', async () => {
  const desk = await MailDesk.start({
    inbound: [inboundRule('screen', { InboundLambdaAction: synchronous({ MoveToJunkAction: {} }) })],
    functions: {
      [FUNCTION_ARN]: () => {
        throw new Error('out of order');
      },
    },
  });
  await desk.receive('a@world.example', 'b@corp.example');
  await desk.settle();
  expect(desk.invocations).toHaveLength(1);
  expect(desk.junk('b@corp.example')).toHaveLength(1);
});

test('who is decided by no function does not wait for one, and an asynchronous function holds up nobody', async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const desk = await MailDesk.start({
    inbound: [
      inboundRule('screen', { InboundLambdaAction: synchronous({ DropAction: {} }) }),
      inboundRule('watch', { InboundLambdaAction: { Arn: WATCH_ARN } }, 'watched@corp.example'),
      inboundRule('free', { NormalDeliveryAction: {} }, 'free@corp.example'),
    ],
    functions: {
      [FUNCTION_ARN]: async () => {
        await gate;
        return forAll('DEFAULT');
      },
      [WATCH_ARN]: () => gate,
    },
  });
  await desk.receive('a@world.example', ['watched@corp.example', 'free@corp.example', 'b@corp.example']);
  await until(() => desk.mailbox('free@corp.example').length + desk.mailbox('watched@corp.example').length === 2);
  expect(desk.mailbox('b@corp.example')).toEqual([]);
  expect(desk.mail.status().queued).toHaveLength(1);
  release();
  await desk.settle();
  expect(desk.mailbox('b@corp.example')).toHaveLength(1);
});

test('what a function puts in the place of the content reaches whom its rule decided, and nobody else', async () => {
  const changed = message({ subject: 'Changed' });
  const desk = await MailDesk.start({
    inbound: [
      inboundRule('screen', { InboundLambdaAction: synchronous({ DropAction: {} }) }),
      inboundRule('free', { NormalDeliveryAction: {} }, 'free@corp.example'),
    ],
    functions: {
      [FUNCTION_ARN]: async ({ event }, { messages }) => {
        await messages.update(event.messageId, Buffer.from(changed));
        return forAll('DEFAULT');
      },
    },
  });
  const original = message();
  await desk.receive('a@world.example', ['b@corp.example', 'free@corp.example'], original);
  await desk.settle();
  expect(desk.mailbox('b@corp.example').map(String)).toEqual([changed]);
  expect(desk.mailbox('free@corp.example').map(String)).toEqual([original]);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

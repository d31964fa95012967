import * as fc from 'fast-check';
import { MailFlow, type SimulatedMail, standIn } from '../../lib/testing';
import { processorTime } from '../processor-time';
import { ANSWER_DROP, inboundRule } from './support';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:screening';
const flow = MailFlow.fromRules(
  {
    inbound: [
      inboundRule('all', {
        InboundLambdaAction: {
          Arn: ARN,
          SynchronousLambdaParameters: { RetryPeriodMinutes: 0, FallbackAction: { DropAction: {} } },
        },
      }),
    ],
  },
  { functions: [standIn('*', ANSWER_DROP)] },
);

const eventOf = ({ calls }: SimulatedMail) => calls[0]?.event;

describe('a message that is described', () => {
  test('has what is said, and nothing that needs an open reading', async () => {
    const mail = await flow.inbound({
      from: 'Jörg <joerg@x.example>',
      sender: 'office@x.example',
      to: 'b@corp.example',
      subject: 'Grüße, =?x?= und\nmehr',
    });
    expect(eventOf(mail)).toMatchObject({
      envelope: { mailFrom: { address: 'joerg@x.example' }, recipients: [{ address: 'b@corp.example' }] },
      sender: { address: 'office@x.example' },
      subject: expect.stringContaining('Grüße, =?x?= und'),
    });
    expect((await flow.inbound({ from: 'a@x.example', to: 'b@corp.example' })).openReadings).toEqual([]);
  });

  test('any subject arrives as it is, but for what is cut', async () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 100 })
      .filter((value) => !/\p{Cc}/u.test(value) && value.trim() === value);
    await fc.assert(
      fc.asyncProperty(text, async (subject) => {
        const mail = await flow.inbound({ from: 'a@x.example', to: 'b@corp.example', subject });
        expect(eventOf(mail)?.subject).toBe([...subject].slice(0, 256).join(''));
      }),
      { numRuns: 50 },
    );
  });

  test('cannot smuggle in header fields', async () => {
    const mail = { from: 'a@x.example\r\nSender: evil@x.example', to: 'b@corp.example' };
    await expect(flow.inbound(mail)).rejects.toMatchObject({ code: 'MAIL_INVALID' });
  });
});

describe('a message that is given', () => {
  const eml =
    'From: a@x.example\r\nto : One <one@corp.example>,\r\n two@corp.example\r\nCC: Team: three@corp.example;\r\nBcc: \r\nSubject: Hi\r\n\r\nTo: body@corp.example\r\n';

  test('goes to whom it names in To, Cc and Bcc, folded or in groups', async () => {
    const mail = await flow.inbound({ eml });
    const recipients = mail.outcomes.map(({ recipient }) => recipient);
    expect(recipients).toEqual(['one@corp.example', 'two@corp.example', 'three@corp.example']);
    expect(eventOf(mail)).toMatchObject({ subject: 'Hi', envelope: { mailFrom: { address: 'a@x.example' } } });
  });

  test('goes to other recipients if they are given, and comes from its From whatever the envelope says', async () => {
    const mail = await flow.inbound({ eml: Buffer.from(eml), from: 'bounces@list.example', to: ['b@corp.example'] });
    expect(mail.outcomes.map(({ recipient }) => recipient)).toEqual(['b@corp.example']);
    expect(eventOf(mail)?.envelope.mailFrom.address).toBe('a@x.example');
    const without = await flow.inbound({
      eml: 'Subject: Hi\n\n',
      from: 'bounces@list.example',
      to: ['b@corp.example'],
    });
    expect(eventOf(without)?.envelope.mailFrom.address).toBe('bounces@list.example');
  });

  test('has its own subject and sender', async () => {
    await expect(flow.inbound({ eml, subject: 'other' })).rejects.toMatchObject({ code: 'MAIL_INVALID' });
  });

  test('never crashes it, whatever it is', async () => {
    const spent = processorTime();
    for (const given of [
      '',
      '\n',
      '\r\r',
      'To: ',
      'To: a@b\n c@d',
      'To: @,<>;:'.repeat(1000),
      `To: ${'a@b.example, '.repeat(100_000)}`,
    ]) {
      await flow.inbound({ eml: given });
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await flow.inbound({ eml: Buffer.concat([Buffer.from('To:'), bytes]) });
      }),
      { numRuns: 200 },
    );
    expect(spent()).toBeLessThan(10_000);
  });
});

import { type InboundMail, type MailEvent, synchronousHandler } from '../../lib/handler';
import { withoutLink } from '../error-links';
import { mailEvent, outboundEvent, refusalOf } from './support';

/** What the function is told of an event. */
async function told(event: unknown, domains?: string[]): Promise<MailEvent> {
  let seen: MailEvent | undefined;
  const handler = synchronousHandler({
    ...(domains && { domains }),
    inbound: (mail, answer) => {
      seen = mail;
      return answer.deliverRest();
    },
    outbound: (mail, answer) => {
      seen = mail;
      return answer.sendRest();
    },
  });
  await handler(event);
  return seen!;
}

describe('Events are read', () => {
  test('as the guide prints one', async () => {
    const event = {
      summaryVersion: '2018-10-10',
      envelope: {
        mailFrom: { address: 'from@example.com' },
        recipients: [{ address: 'recipient1@example.com' }, { address: 'recipient2@example.com' }],
      },
      sender: { address: 'sender@example.com' },
      subject: 'Hello From Amazon WorkMail!',
      messageId: '00000000-0000-0000-0000-000000000000',
      invocationId: '00000000000000000000000000000000',
      flowDirection: 'INBOUND',
      truncated: false,
    };
    expect(await told(event)).toMatchObject({
      direction: 'INBOUND',
      messageId: event.messageId,
      invocationId: event.invocationId,
      subject: event.subject,
      from: 'from@example.com',
      sentBy: 'sender@example.com',
      onBehalfOf: 'from@example.com',
      recipients: ['recipient1@example.com', 'recipient2@example.com'],
      truncated: false,
      isRetry: false,
      event,
    });
  });

  test('of the later version, and with invocation ids of 40 characters', async () => {
    const mail = await told(outboundEvent({ summaryVersion: '2019-07-28', invocationId: '0'.repeat(40) }));
    expect(mail).toMatchObject({ direction: 'OUTBOUND', invocationId: '0'.repeat(40) });
  });

  test('of a version that nobody has seen yet, with members that nobody knows', async () => {
    expect(await told({ ...mailEvent(), summaryVersion: '2031-01-01', news: [1] })).toMatchObject({ subject: 'Hello' });
  });

  const { invocationId: _id, flowDirection: _direction, ...old } = mailEvent();

  test('that are old, without invocationId and flowDirection, by a handler for one direction', async () => {
    let seen: InboundMail | undefined;
    const handler = synchronousHandler({
      inbound: (mail, answer) => {
        seen = mail;
        return answer.deliverRest();
      },
    });
    await handler(old);
    expect(seen?.direction).toBe('INBOUND');
    expect(seen?.invocationId).toBeUndefined();
    // Without an id nobody can know.
    await handler(old);
    expect(seen?.isRetry).toBe(false);
  });

  test('but not by one for both: it would have to guess', async () => {
    expect(withoutLink((await refusalOf(told(old))).message)).toBe(
      '[DIRECTION_UNKNOWN] flowDirection is undefined: old events do not say it, and the handler is for both directions. ' +
        'Make a handler for each direction.',
    );
  });

  test('with null where nothing is, and with text in the place of a boolean', async () => {
    const event = { ...mailEvent(), sender: null, subject: null, truncated: 'true', flowDirection: 'inbound' };
    expect(await told(event)).toMatchObject({ subject: '', sentBy: 'from@partner.example', truncated: true });
    expect((await told(event)).onBehalfOf).toBeUndefined();
  });

  test('without From, as bounces come', async () => {
    const event = { ...mailEvent(), envelope: { mailFrom: { address: null }, recipients: [{ address: 'a@x' }, {}] } };
    expect(await told(event)).toMatchObject({ from: '', sentBy: '', recipients: ['a@x'] });
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'envelope.recipients is undefined: an event of WorkMail has a list of recipients there'],
    ["Lambda's test event", { key1: 'value1' }, 'envelope.recipients is undefined'],
    ['an event of S3', { Records: [] }, 'envelope.recipients is undefined'],
    [
      'no message',
      { envelope: { recipients: [] } },
      'messageId is undefined: an event of WorkMail has the id of a message',
    ],
  ])('but %s is no event of mail', async (_, event, message) => {
    const error = await refusalOf(told(event));
    expect(error.code).toBe('EVENT_NOT_MAIL');
    expect(error.message).toContain(message);
    expect(error.message).toContain('Call it by a Run Lambda rule.');
  });

  test('and a direction that does not exist is none', async () => {
    expect((await refusalOf(told({ ...mailEvent(), flowDirection: 'SIDEWAYS' }))).code).toBe('DIRECTION_UNKNOWN');
  });
});

describe('Who sent it', () => {
  test('is who stands in From, if nobody sent it on behalf of somebody', async () => {
    const mail = await told(mailEvent());
    expect(mail.sentBy).toBe('from@partner.example');
    expect(mail.onBehalfOf).toBeUndefined();
  });

  test('is who stands in Sender, if somebody did', async () => {
    const mail = await told(outboundEvent({ sender: { address: 'assistant@corp.example' } }));
    expect(mail).toMatchObject({ sentBy: 'assistant@corp.example', from: 'from@partner.example' });
    expect(mail.onBehalfOf).toBe('from@partner.example');
  });

  test('on its own behalf if Sender and From are the same', async () => {
    const mail = await told(outboundEvent({ sender: { address: 'FROM@partner.example' } }));
    expect(mail.onBehalfOf).toBeUndefined();
  });
});

describe('Which recipients are ours', () => {
  const to = [
    'a@corp.example',
    'b@CORP.example',
    'c@mail.corp.example',
    'd@mail.sister.example',
    'e@sister.example',
    'f',
  ];
  const event = outboundEvent({ to });

  test('those in a domain, not in its subdomains, and in a wildcard domain with them', async () => {
    const mail = await told(event, ['Corp.example', '*.sister.example']);
    expect(mail.ownRecipients()).toEqual([
      'a@corp.example',
      'b@CORP.example',
      'd@mail.sister.example',
      'e@sister.example',
    ]);
    expect(mail.otherRecipients()).toEqual(['c@mail.corp.example', 'f']);
    expect(mail.isOwn(' x@corp.example')).toBe(true);
  });

  test('cannot be said without domains', async () => {
    const mail = await told(event);
    for (const ask of [() => mail.ownRecipients(), () => mail.otherRecipients(), () => mail.isOwn('a@corp.example')]) {
      expect(ask).toThrow(
        '[DOMAINS_MISSING] domains is undefined: they tell own addresses from others. Give the organization',
      );
    }
    // A function that logs its event asks nothing.
    expect(JSON.parse(JSON.stringify(mail))).toMatchObject({ direction: 'OUTBOUND', recipients: to });
  });

  test('a recipient is asked for in any letter case', async () => {
    const mail = await told(event);
    expect([mail.isFor('B@corp.example'), mail.isFor(' f '), mail.isFor('corp.example')]).toEqual([true, true, false]);
  });
});

describe('A retry', () => {
  test('is known by its invocation id, by the process that has seen it', async () => {
    const seen: boolean[] = [];
    const handler = synchronousHandler({
      inbound: (mail, answer) => {
        seen.push(mail.isRetry);
        return answer.deliverRest();
      },
    });
    for (const invocationId of ['a', 'b', 'a', 'a']) await handler(mailEvent({ invocationId }));
    expect(seen).toEqual([false, false, true, true]);
  });

  test('is forgotten after a thousand other messages, so that memory does not grow', async () => {
    let isRetry: boolean | undefined;
    const handler = synchronousHandler({
      inbound: (mail, answer) => {
        ({ isRetry } = mail);
        return answer.deliverRest();
      },
    });
    const receive = async (id: number) => {
      await handler(mailEvent({ invocationId: String(id) }));
      return isRetry;
    };
    for (let id = 0; id < 1000; id++) await receive(id);
    expect(await receive(0)).toBe(true);
    expect(await receive(1000)).toBe(false);
    expect(await receive(1)).toBe(false);
    expect(await receive(0)).toBe(true);
  });
});

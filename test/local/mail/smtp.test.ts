import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, integer, uint8Array } from 'fast-check';
import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { folderName } from '../../../lib/local/mail/delivery/folder-name';
import { Conversation } from './conversation';
import { MailDesk, sendTo, stopDesks } from './desk';

let desk: MailDesk;

beforeAll(async () => {
  desk = await MailDesk.start();
});
afterAll(stopDesks);

const USER = 'user@corp.example';
const LARGEST = 40 * 1024 * 1024;

/** Nothing is left of a message that was not accepted. */
function expectCleanSpool(): void {
  expect(readdirSync(join(desk.folder, 'spool'))).toEqual(['done']);
}

const newMailbox = (() => {
  let count = 0;
  return () => `box${count++}@corp.example`;
})();

test('tells what it offers', async () => {
  for (const [port, auth] of [
    [desk.mail.submissionPort, true],
    [desk.mail.inboundPort, false],
  ] as const) {
    const client = await Conversation.open(port);
    const offers = await client.say('EHLO me');
    for (const extension of ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', `SIZE ${LARGEST}`]) {
      expect(offers).toContain(extension);
    }
    expect(offers.includes('AUTH')).toBe(auth);
    expect(offers).not.toContain('STARTTLS');
    client.hangUp();
  }
});

test('the inbound port takes mail for users only, and says where else to go', async () => {
  await expect(desk.receive('a@world.example', 'b@else.example')).rejects.toMatchObject({
    rejectedErrors: [
      {
        response: expect.stringMatching(
          /^550 5\.1\.1 b@else\.example is no address of an organization here: those are at corp\.awsapps\.com, corp\.example\. .*submission port$/,
        ),
      },
    ],
  });
});

test('the submission port takes mail of users only', async () => {
  for (const stranger of ['a@world.example', '']) {
    await expect(desk.submit(stranger, 'b@world.example')).rejects.toMatchObject({
      response: expect.stringMatching(/^550 .* is no user of an organization here.*inbound port$/),
    });
  }
});

test('a user may log in, with any password; nobody else', async () => {
  const transport = (user: string) =>
    createTransport({ host: '127.0.0.1', port: desk.mail.submissionPort, ignoreTLS: true, auth: { user, pass: 'x' } });
  const { response } = await transport(USER).sendMail({ from: USER, to: 'b@world.example', text: 'Hello' });
  expect(response).toMatch(/^250/);
  await expect(transport('a@world.example').sendMail({ from: USER, to: 'b@world.example' })).rejects.toThrow(/535/);
});

test('letter case of a domain, and a domain outside ASCII as DNS writes it', async () => {
  desk.workmail.createOrganization({ alias: 'idn', domains: ['xn--bcher-kva.example'] });
  await desk.receive('a@world.example', ['Box@CORP.example', 'i@bücher.example']);
  await desk.settle();
  expect(desk.mailbox('box@corp.example')).toHaveLength(1);
  expect(desk.mailbox('i@xn--bcher-kva.example')).toHaveLength(1);
});

test('mail for two organizations becomes one message for each', async () => {
  const { organizationId } = desk.workmail.createOrganization({ alias: 'other', domains: ['other.example'] });
  const reply = await desk.receive('a@world.example', ['two@corp.example', 'two@other.example']);
  expect(reply).toMatch(/accepted as \S{36} and \S{36}$/);
  await desk.settle();
  expect(desk.mailbox('two@corp.example')).toHaveLength(1);
  expect(desk.mailbox('two@other.example')).toHaveLength(1);
  expect((await desk.mail.events.read({ organizationId })).events).toHaveLength(2);
});

test('addresses that would be paths or hidden files become harmless names', async () => {
  const odd = ['a/b@corp.example', 'näme@corp.example', `${'l'.repeat(230)}@corp.example`, '%2e@corp.example'];
  await desk.receive('a@world.example', odd);
  await desk.settle();
  const folders = readdirSync(desk.folder);
  expect(folders).toEqual(
    expect.arrayContaining(['a%2Fb@corp.example', 'n%C3%A4me@corp.example', '%252e@corp.example']),
  );
  expect(folders.filter((name) => name.startsWith('lll'))).toHaveLength(1);

  for (const text of [
    '../../x@corp.example',
    '.',
    '..',
    '',
    ' ',
    'A\0b',
    '\ud800',
    '\u202e',
    'C:\\x',
    'x'.repeat(5000),
  ]) {
    expect(folderName(text)).toMatch(/^[a-z0-9%@_+=-][A-Za-z0-9%@._+=-]{0,250}$/);
  }
  expect(folderName('A@Corp.example')).toBe('a@corp.example');
});

test('content arrives byte for byte, whatever is in it and however it is cut up on the way', async () => {
  const pieces = constantFrom(
    '.',
    '..',
    '\r\n',
    '\n',
    '\r',
    '\r\n.',
    '\r\n..\r\n',
    '\0',
    'ä',
    'x'.repeat(999),
    '\r\n.\r',
    '\n.\n',
  );
  const content = array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(parts.join('')));
  await assert(
    asyncProperty(
      content,
      uint8Array({ maxLength: 20 }),
      array(integer({ min: 1, max: 50 }), { maxLength: 30 }),
      async (text, noise, cuts) => {
        const sent = Buffer.concat([Buffer.from('Subject: x\r\n\r\n'), text, Buffer.from(noise), Buffer.from('\r\n')]);
        const mailbox = newMailbox();
        const client = await Conversation.open(desk.mail.inboundPort);
        await client.begin('a@world.example', mailbox);
        const wire = Buffer.concat([stuffed(sent), Buffer.from('.\r\n')]);
        let begin = 0;
        for (const length of [...cuts, wire.length]) {
          await client.send(wire.subarray(begin, begin + length));
          if (length < wire.length) await new Promise(setImmediate);
          begin += length;
        }
        expect(await client.reply()).toMatch(/^250/);
        client.hangUp();
        await desk.settle();
        expect(desk.mailbox(mailbox)).toEqual([sent]);
      },
    ),
    { numRuns: 30 },
  );
}, 60_000);

/** RFC 5321, 4.5.2: a line is what ends with CR LF. The server takes a dot after any line feed for stuffed, so all are. */
function stuffed(content: Buffer): Buffer {
  return Buffer.from(content.toString('latin1').replace(/(^|\n)\./g, '$1..'), 'latin1');
}

describe('hostile clients', () => {
  /** The desk still takes mail. */
  afterEach(async () => {
    const mailbox = newMailbox();
    await desk.receive('a@world.example', mailbox);
    await desk.settle();
    expect(desk.mailbox(mailbox)).toHaveLength(1);
    expectCleanSpool();
  });

  test('a client that goes away in the middle of a message leaves nothing', async () => {
    const client = await Conversation.open(desk.mail.inboundPort);
    await client.begin('a@world.example', newMailbox());
    await client.send('Subject: half\r\n\r\nhal');
    await until(() => readdirSync(join(desk.folder, 'spool')).length > 1);
    client.hangUp();
    await until(() => readdirSync(join(desk.folder, 'spool')).length === 1);
  });

  test('a message without an end, or with a dot on an unfinished line, is not accepted', async () => {
    for (const end of ['', '\n.\n', '\r.\r', '\n.\r\n', '\r\n.\n']) {
      const mailbox = newMailbox();
      const client = await Conversation.open(desk.mail.inboundPort);
      await client.begin('a@world.example', mailbox);
      await client.send(`Subject: x\r\n\r\nbody${end}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      client.hangUp();
      await until(() => readdirSync(join(desk.folder, 'spool')).length === 1);
      expect(desk.mailbox(mailbox)).toEqual([]);
    }
  });

  test('no second message is smuggled behind a line end that is none', async () => {
    const [mailbox, victim] = [newMailbox(), newMailbox()];
    const client = await Conversation.open(desk.mail.inboundPort);
    await client.begin('a@world.example', mailbox);
    const smuggled = `MAIL FROM:<b@world.example>\r\nRCPT TO:<${victim}>\r\nDATA\r\nsmuggled\r\n`;
    await client.send(`Subject: x\r\n\r\nbody\n.\n${smuggled}\n.\r\n${smuggled}\r.\r\n${smuggled}.\r\n`);
    expect(await client.reply()).toMatch(/^250/);
    client.hangUp();
    await desk.settle();
    expect(desk.mailbox(mailbox)).toHaveLength(1);
    expect(desk.mailbox(victim)).toEqual([]);
  });

  test('a message that is too large is refused: said before, or found on the way', async () => {
    const client = await Conversation.open(desk.mail.inboundPort);
    await client.say('EHLO me');
    expect(await client.say(`MAIL FROM:<a@world.example> SIZE=${LARGEST + 1}`)).toMatch(/^552/);
    await client.begin('a@world.example', newMailbox());
    const line = Buffer.from(`${'x'.repeat(998)}\r\n`);
    const block = Buffer.concat(Array.from({ length: 1000 }, () => line));
    for (let sent = 0; sent <= LARGEST; sent += block.length) await client.send(block);
    expect(await client.say('.')).toMatch(/^552/);
    client.hangUp();
  }, 30_000);

  test('one endless line: as a command it ends the connection, as content it is content', async () => {
    const client = await Conversation.open(desk.mail.inboundPort);
    await client.send('x'.repeat(100_000));
    expect(await client.reply()).toMatch(/^(5|4|$)/);
    client.hangUp();

    const mailbox = newMailbox();
    const other = await Conversation.open(desk.mail.inboundPort);
    await other.begin('a@world.example', mailbox);
    const content = Buffer.alloc(5 * 1024 * 1024, 'x');
    await other.send(content);
    expect(await other.say('\r\n.')).toMatch(/^250/);
    other.hangUp();
    await desk.settle();
    expect(desk.mailbox(mailbox).map(({ length }) => length)).toEqual([content.length + 2]);
  });

  test('commands out of order, unknown ones, and bytes that are none', async () => {
    const client = await Conversation.open(desk.mail.inboundPort);
    for (const line of [
      'DATA',
      'RCPT TO:<b@corp.example>',
      'WIZ',
      'STARTTLS',
      'AUTH PLAIN AAAA',
      '\u0000\u0001',
      'MAIL FROM:<a@b',
      '\xff\xfe',
      'MAIL FROM:<a b@c>',
      'BDAT 5 LAST',
    ]) {
      expect(await client.say(Buffer.from(line, 'latin1'))).toMatch(/^5/);
    }
    expect(await client.say('EHLO me')).toMatch(/^250/);
    expect(await client.say('DATA')).toMatch(/^503/);
    expect(await client.say('MAIL FROM:<a@world.example>')).toMatch(/^250/);
    expect(await client.say('DATA')).toMatch(/^503/);
    client.hangUp();
  });

  test('more than 500 recipients: the first 500 get it', async () => {
    const client = await Conversation.open(desk.mail.inboundPort);
    await client.say('EHLO me');
    await client.say('MAIL FROM:<a@world.example>');
    const replies: string[] = [];
    for (let number = 0; number < 503; number++) replies.push(await client.say(`RCPT TO:<many${number}@corp.example>`));
    expect(replies.filter((reply) => reply.startsWith('250'))).toHaveLength(500);
    expect(replies.at(-1)).toMatch(/^452 4\.5\.3/);
    await client.say('DATA');
    expect(await client.say('Subject: x\r\n\r\n.')).toMatch(/^250/);
    client.hangUp();
    await desk.settle();
    expect(desk.mailbox('many499@corp.example')).toHaveLength(1);
  }, 30_000);

  test('bytes outside ASCII in the header, no header, no content: it arrives as it is', async () => {
    for (const content of [
      'From: J\xfcrgen <\xe4@world.example>\r\nSubject: \xff\xfe\r\n\r\n',
      '\r\n',
      '',
      ': \r\n\r\n',
      `${'A: b\r\n'.repeat(20_000)}\r\n`,
    ]) {
      const mailbox = newMailbox();
      const bytes = Buffer.from(content, 'latin1');
      await sendTo(desk.mail.inboundPort, 'a@world.example', mailbox, bytes);
      await desk.settle();
      const [arrived] = desk.mailbox(mailbox);
      // SMTP has no content without a line end.
      expect(arrived).toEqual(content === '' ? Buffer.from('\r\n') : bytes);
    }
  });

  test('connections that say nothing do not keep the desk from stopping', async () => {
    const other = await MailDesk.start();
    const silent = await Promise.all(Array.from({ length: 50 }, () => Conversation.open(other.mail.inboundPort)));
    const began = Date.now();
    await other.close();
    expect(Date.now() - began).toBeLessThan(5000);
    for (const client of silent) client.hangUp();
  }, 20_000);
});

test('a mail program’s message opens as it was written', async () => {
  const transport = createTransport({ host: '127.0.0.1', port: desk.mail.inboundPort, ignoreTLS: true });
  const text = '.dot\n..\nGrüße\n';
  await transport.sendMail({ from: 'Jürgen <a@world.example>', to: 'nm@corp.example', subject: 'Grüße', text });
  await desk.settle();
  const read = await PostalMime.parse(desk.mailbox('nm@corp.example')[0] ?? Buffer.alloc(0));
  expect(read).toMatchObject({ subject: 'Grüße', text, from: { name: 'Jürgen' } });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

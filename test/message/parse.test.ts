import fc from 'fast-check';
import { parseMessage } from '../../lib/message';
import { base64, CORPUS, message } from './corpus/messages';

test('A message as people see it', async () => {
  const content = message(
    [
      'Sender: "Bob" <bob@partner.example>',
      'Cc: =?utf-8?B?QsO8cm8=?= <a@corp.example>, Team: b@corp.example, c@corp.example;',
      'Reply-To: d@x.example',
      'Subject: =?iso-8859-1?Q?Gr=FC=DFe?=',
      'In-Reply-To: <0@x>',
      'References: <0@x>',
      'X-Long: a',
      '\tb',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
    ],
    '--b',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Gr=FC=DFe',
    '--b',
    'Content-Type: image/png; name="a.png"',
    'Content-Disposition: inline',
    'Content-ID: <1@x>',
    'Content-Transfer-Encoding: base64',
    '',
    base64('PNG'),
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Subject: inner',
    '',
    'inner text',
    '--b--',
    '',
  );
  const parsed = await parseMessage(content);
  expect(parsed).toMatchObject({
    from: { name: 'Erika Example', address: 'erika@partner.example' },
    sender: { name: 'Bob', address: 'bob@partner.example' },
    to: [{ name: '', address: 'office@corp.example' }],
    cc: [
      { name: 'Büro', address: 'a@corp.example' },
      { name: '', address: 'b@corp.example' },
      { name: '', address: 'c@corp.example' },
    ],
    bcc: [],
    replyTo: [{ name: '', address: 'd@x.example' }],
    subject: 'Grüße',
    date: '2026-02-03T09:00:00.000Z',
    messageId: '<sample@partner.example>',
    inReplyTo: '<0@x>',
    references: '<0@x>',
  });
  expect(parsed.text).toBe('Grüße\n');
  expect(parsed.headers).toContainEqual({ name: 'x-long', value: 'a b' });
  expect(
    parsed.attachments.map(({ content: bytes, ...file }) => ({ ...file, text: Buffer.from(bytes).toString() })),
  ).toEqual([
    { name: 'a.png', type: 'image/png', inline: true, contentId: '1@x', text: 'PNG' },
    expect.objectContaining({ type: 'message/rfc822', inline: false, text: expect.stringContaining('inner text') }),
  ]);
  expect(parsed).not.toHaveProperty('html');
  expect(parsed).not.toHaveProperty('problem');
});

test('From bytes, a text or a stream', async () => {
  const content = message(['Subject: x'], 'Hello', '');
  async function* stream() {
    yield content.subarray(0, 10);
    yield content.subarray(10);
  }
  const whole = await parseMessage(content);
  expect(await parseMessage(content.toString())).toEqual(whole);
  expect(await parseMessage(stream())).toEqual(whole);
  expect(await parseMessage(new Uint8Array(content))).toEqual(whole);
});

test('Whatever the bytes, there is an answer', async () => {
  for (const { content } of CORPUS) expect(await parseMessage(content)).not.toHaveProperty('problem');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
      expect(await parseMessage(bytes)).toMatchObject({ attachments: expect.any(Array) });
    }),
  );
});

test('Where the content is too much for the parser, the header is read, and the reason is said', async () => {
  const deep = Array.from(
    { length: 400 },
    (_, level) => `--b${level}\r\nContent-Type: multipart/mixed; boundary=b${level + 1}\r\n\r\n`,
  );
  const content = message(['Subject: deep', 'Content-Type: multipart/mixed; boundary=b0'], deep.join(''));
  expect(await parseMessage(content)).toMatchObject({
    subject: 'deep',
    attachments: [],
    problem: expect.stringMatching(/nest/i),
  });
  const long = message([`X: ${'a'.repeat(5_000_000)}`], 'Hello');
  expect(await parseMessage(long)).toMatchObject({ attachments: [], problem: expect.any(String) });
});

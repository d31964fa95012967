import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import PostalMime from 'postal-mime';
import { composeBounce } from '../../../lib/local/mail/delivery/bounce';

const run = promisify(execFile);

const HEADER = Buffer.from('From: a@world.example\r\nSubject: Hello\r\nX-Test: 1\r\n\r\n');

function compose(more: Partial<Parameters<typeof composeBounce>[0]> = {}) {
  return composeBounce({
    domain: 'corp.example',
    to: 'a@world.example',
    text: 'Not for you.',
    failures: [{ recipient: 'b@corp.example', status: '5.7.1' }],
    accepted: Date.UTC(2026, 10, 25, 12),
    header: HEADER,
    subject: 'Hello',
    ...more,
  });
}

/** The parts as an independent parser has them: the text for people, the status for programs, the header given back. */
async function partsOf(bounce: Buffer) {
  const { text, attachments, ...mail } = await PostalMime.parse(bounce);
  const partOf = (type: string) => {
    const content = attachments.find(({ mimeType }) => mimeType === type)?.content;
    // The parser gives text with line feeds.
    return content === undefined
      ? ''
      : Buffer.from(content as ArrayBuffer)
          .toString()
          .replace(/\r\n/g, '\n');
  };
  return { ...mail, text, status: partOf('message/delivery-status'), header: partOf('text/rfc822-headers') };
}

test('says what, to whom, why, and gives the header back', async () => {
  const bounce = await partsOf(await compose());
  expect(bounce).toMatchObject({
    from: { address: 'MAILER-DAEMON@corp.example' },
    to: [{ address: 'a@world.example' }],
    subject: 'Undeliverable: Hello',
    text: 'Not for you.\n\nYour message was not delivered to:\n\n  b@corp.example\n',
    status:
      'Reporting-MTA: dns; corp.example\nArrival-Date: Wed, 25 Nov 2026 12:00:00 +0000\n\nFinal-Recipient: rfc822; b@corp.example\nAction: failed\nStatus: 5.7.1\n',
  });
  expect(bounce.header.trim()).toBe(HEADER.toString().replace(/\r\n/g, '\n').trim());
  expect(bounce.headers).toContainEqual(expect.objectContaining({ key: 'auto-submitted', value: 'auto-replied' }));
});

test('a text outside ASCII, with lines and dots, is read as it was written', async () => {
  const text = 'Grüße – 你好 😀\n.\nFrom here\n\n--boundary--';
  expect((await partsOf(await compose({ text }))).text).toContain(text);
});

test('an address outside ASCII is written as RFC 6533 has it', async () => {
  const failures = [{ recipient: 'jörg\\@bücher.example', status: '5.7.1' }];
  const { status, text } = await partsOf(await compose({ failures }));
  expect(status).toContain('Final-Recipient: utf-8; j\\x{F6}rg\\x{5C}@b\\x{FC}cher.example\n');
  expect(text).toContain('jörg\\@bücher.example');
});

test('nothing that others wrote makes a line of its own', async () => {
  const evil = 'x\r\nBcc: victim@world.example\r\n\r\nbody';
  const bounce = await compose({
    subject: evil,
    to: 'a@world.example',
    failures: [{ recipient: `b@corp.example`, status: '5.0.0', response: `550 ${evil}` }],
  });
  const { headers, status } = await partsOf(bounce);
  expect(headers.map(({ key }) => key)).not.toContain('bcc');
  expect(status.split('\n').filter((line) => line.startsWith('Bcc'))).toEqual([]);
  expect(status).toContain('Diagnostic-Code: smtp; 550 x Bcc: victim@world.example body\n');
});

test('lines are short enough for SMTP, whatever the header was', async () => {
  const header = Buffer.from(`Subject: ${'x'.repeat(40_000)}\xff\r\n\r\n`, 'latin1');
  const bounce = await compose({ header, text: 'y'.repeat(5000), subject: 'z'.repeat(5000) });
  expect(
    Math.max(
      ...bounce
        .toString('latin1')
        .split('\r\n')
        .map(({ length }) => length),
    ),
  ).toBeLessThanOrEqual(998);
});

const hasPython = spawnSync('python3', ['--version']).status === 0;
const testWithPython = hasPython ? test : test.skip;
const title = hasPython ? '' : ' (skipped: there is no Python on this machine)';

testWithPython(`another parser, Python’s, finds a delivery status notification${title}`, async () => {
  const program = `
import email, email.policy, sys, json
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
status = [p for p in m.walk() if p.get_content_type() == 'message/delivery-status'][0]
print(json.dumps([m.get_content_type(), m['content-type'].params['report-type'], [dict(b.items()) for b in status.get_payload()], [len(p.defects) for p in m.walk()]]))`;
  const child = run('python3', ['-c', program]);
  child.child.stdin?.end(await compose());
  const [type, report, groups, defects] = JSON.parse((await child).stdout);
  expect([type, report]).toEqual(['multipart/report', 'delivery-status']);
  expect(groups[1]).toEqual({ 'Final-Recipient': 'rfc822; b@corp.example', Action: 'failed', Status: '5.7.1' });
  expect(new Set(defects)).toEqual(new Set([0]));
});

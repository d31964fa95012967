import { App } from 'aws-cdk-lib';
import { MailFlow, mailFlowMatchers } from 'cdk-workmail-flow/testing';
import { simpleParser } from 'mailparser';
import { StripAttachmentsStack } from './strip-attachments-stack';

expect.extend(mailFlowMatchers);

const stack = new StripAttachmentsStack(new App(), 'StripAttachments', {
  organizationId: 'm-0123456789abcdef0123456789abcdef',
  dangerousNames: ['*.exe', '*.js'],
});
const flow = MailFlow.fromStack(stack, { domains: ['corp.example'] });
afterAll(() => flow.stop());

function message(...names: string[]): string {
  const files = names.flatMap((name) => [
    '--next',
    `Content-Type: application/octet-stream; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`content of ${name}`).toString('base64'),
  ]);
  return [
    'From: friend@customer.example',
    'To: office@corp.example',
    'Subject: Files',
    'Date: Wed, 25 Nov 2026 09:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=next',
    '',
    '--next',
    'Content-Type: text/plain',
    '',
    'Here they are.',
    ...files,
    '--next--',
    '',
  ].join('\r\n');
}

test('a dangerous file is removed, and a note says so; the others stay', async () => {
  const mail = await flow.inbound({ eml: message('plan.pdf', 'Setup.EXE') });
  expect(mail).toReach('office@corp.example');
  const { text, attachments } = await simpleParser(Buffer.from(mail.updatedContent!));
  expect(text).toContain('The attachment Setup.EXE was removed');
  expect(attachments.map(({ filename, content }) => [filename, content.toString()])).toEqual([
    ['plan.pdf', 'content of plan.pdf'],
  ]);
});

test('a message without such files stays as it is', async () => {
  const mail = await flow.inbound({ eml: message('plan.pdf') });
  expect(mail).toReach('office@corp.example');
  expect(mail.updatedContent).toBeUndefined();
});

test('a signed message with such a file waits in the junk folder, unchanged', async () => {
  const eml = message('setup.exe').replace(
    'multipart/mixed',
    'multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256',
  );
  const mail = await flow.inbound({ eml });
  expect(mail).toReachJunkOf('office@corp.example');
  expect(mail.updatedContent).toBeUndefined();
});

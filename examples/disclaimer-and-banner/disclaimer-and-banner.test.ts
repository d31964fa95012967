import { App } from 'aws-cdk-lib';
import { MailFlow, mailFlowMatchers } from 'cdk-workmail-flow/testing';
import { simpleParser } from 'mailparser';
import { DisclaimerAndBannerStack } from './disclaimer-and-banner-stack';

expect.extend(mailFlowMatchers);

const stack = new DisclaimerAndBannerStack(new App(), 'DisclaimerAndBanner', {
  organizationId: 'm-0123456789abcdef0123456789abcdef',
  domains: ['corp.example'],
  disclaimer: 'Corp Ltd, 1 Main Street, Springfield',
});
const flow = MailFlow.fromStack(stack, { domains: ['corp.example'] });
afterAll(() => flow.stop());

function message(from: string, to: string): string {
  return [
    `From: ${from}`,
    `To: ${to}`,
    'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
    'Date: Wed, 25 Nov 2026 09:00:00 +0000',
    'Message-ID: <1@customer.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=next',
    '',
    '--next',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Sch=F6ne Gr=FC=DFe',
    '--next',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    '<html><body class=mail><p>Schöne Grüße</p></body></html>',
    '--next--',
    '',
  ].join('\r\n');
}

test('what comes from outside bears a banner, above its text and its HTML', async () => {
  const mail = await flow.inbound({ eml: message('friend@customer.example', 'office@corp.example') });
  expect(mail).toReach('office@corp.example');
  const { text, html, subject } = await simpleParser(Buffer.from(mail.updatedContent!));
  expect(subject).toBe('Grüße');
  expect(text).toMatch(/^This message comes from outside of the organization\.[\s\S]*Schöne Grüße/);
  expect(html).toMatch(
    /<body class=mail>\s*<p style=[\s\S]*This message comes from outside[\s\S]*<p>Schöne Grüße<\/p>/,
  );
});

test('what a colleague sends bears none', async () => {
  const mail = await flow.inbound({ eml: message('colleague@corp.example', 'office@corp.example') });
  expect(mail).toReach('office@corp.example');
  expect(mail.updatedContent).toBeUndefined();
});

test('what goes out bears the disclaimer, below its text and its HTML', async () => {
  const mail = await flow.outbound({ eml: message('office@corp.example', 'friend@customer.example') });
  expect(mail).toReach('friend@customer.example');
  const { text, html } = await simpleParser(Buffer.from(mail.updatedContent!));
  expect(text).toMatch(/Schöne Grüße[\s\S]*Corp Ltd, 1 Main Street, Springfield\s*$/);
  expect(html).toMatch(/Schöne Grüße<\/p>[\s\S]*Corp Ltd, 1 Main Street, Springfield[\s\S]*<\/body>/);
});

test('a signed message goes out as it is', async () => {
  const eml = message('office@corp.example', 'friend@customer.example').replace(
    'multipart/alternative',
    'multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256',
  );
  const mail = await flow.outbound({ eml });
  expect(mail).toReach('friend@customer.example');
  expect(mail.updatedContent).toBeUndefined();
});

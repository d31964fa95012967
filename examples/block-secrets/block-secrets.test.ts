import { App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { MailFlow, mailFlowMatchers, standIn } from 'cdk-workmail-flow/testing';
import { BlockSecretsStack } from './block-secrets-stack';
import { findSecrets } from './functions/secrets';

expect.extend(mailFlowMatchers);

const stack = new BlockSecretsStack(new App(), 'BlockSecrets', {
  organizationId: 'm-0123456789abcdef0123456789abcdef',
  domains: ['corp.example'],
});
const flow = MailFlow.fromStack(stack, { domains: ['corp.example'] });
afterAll(() => flow.stop());

/** AWS's own example of an access key. */
const ACCESS_KEY = 'AKIAIOSFODNN7EXAMPLE';

function message(body: string, subject = 'The figures'): string {
  return [
    'From: office@corp.example',
    'To: customer@customer.example, colleague@corp.example',
    `Subject: ${subject}`,
    'Date: Wed, 25 Nov 2026 09:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=next',
    '',
    '--next',
    'Content-Type: text/plain',
    '',
    'Please find attached what you asked for.',
    '--next',
    'Content-Type: text/plain; name=settings.ini',
    'Content-Disposition: attachment; filename=settings.ini',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(body).toString('base64'),
    '--next--',
    '',
  ].join('\r\n');
}

const send = (eml: string) => flow.outbound({ eml });

test('mail that carries no secret is sent', async () => {
  const mail = await send(message('nothing in here'));
  expect(mail).toReach('customer@customer.example');
  expect(mail).toReach('colleague@corp.example');
});

test('an access key in an attachment bounces for those outside, who need not have it; colleagues get it', async () => {
  const mail = await send(message(`key = ${ACCESS_KEY}`));
  expect(mail).toBounceFor('customer@customer.example', /seems to hold an AWS access key/);
  expect(mail).toReach('colleague@corp.example');
});

test('the bounce does not repeat the secret', async () => {
  const mail = await send(message(`key = ${ACCESS_KEY}`));
  expect(mail.for('customer@customer.example').text).not.toContain(ACCESS_KEY);
});

test('among colleagues nobody looks', async () => {
  const eml = message(`key = ${ACCESS_KEY}`).replace('customer@customer.example, ', '');
  expect(await send(eml)).toReach('colleague@corp.example');
});

const outOfOrder = standIn('*', () => {
  throw new Error('out of order');
});

test('if nobody can look for half an hour, mail bounces', async () => {
  const broken = MailFlow.fromStack(stack, {
    domains: ['corp.example'],
    functions: [outOfOrder],
  });
  const mail = await broken.outbound({ eml: message('nothing in here') });
  expect(mail).toFallBack();
  expect(mail).toBounceFor('customer@customer.example');
});

test.each([
  ['an AWS access key', `id ${ACCESS_KEY}.`],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
  ['a private key', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
  ['a payment card number', 'card 4111 1111 1111 1111, 12/29'],
])('%s is found: %s', (kind, text) => {
  expect(findSecrets([text])).toEqual([kind]);
});

test.each(['4111 1111 1111 1112', '0000 0000 0000 0000', `X${ACCESS_KEY}`, 'order 2026-11-25-0001'])(
  '%s is no secret',
  (text) => {
    expect(findSecrets([text])).toEqual([]);
  },
);

test('nothing is risky', () => {
  expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-workmail-flow'))).toEqual([]);
});

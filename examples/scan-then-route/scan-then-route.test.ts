import { App } from 'aws-cdk-lib';
import { MailFlow, mailFlowMatchers } from 'cdk-workmail-flow/testing';
import { ScanThenRouteStack } from './scan-then-route-stack';

expect.extend(mailFlowMatchers);

const stack = new ScanThenRouteStack(new App(), 'ScanThenRoute', {
  organizationId: 'm-0123456789abcdef0123456789abcdef',
  gatewayName: 'archive',
});
const flow = MailFlow.fromStack(stack, { domains: ['corp.example'] });
afterAll(() => flow.stop());

/** The file by which virus scanners are tried; here in halves, so that none takes this page for it. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

function message(content: string): string {
  return [
    'From: office@corp.example',
    'To: friend@customer.example',
    'Subject: A file',
    'Date: Wed, 25 Nov 2026 09:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=next',
    '',
    '--next',
    'Content-Type: application/octet-stream; name=file.com',
    'Content-Disposition: attachment; filename=file.com',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64'),
    '--next--',
    '',
  ].join('\r\n');
}

test('mail leaves through the gateway, by the fallback action', async () => {
  const mail = await flow.outbound({ eml: message('harmless') });
  expect(mail).toBeRoutedThrough('archive');
  expect(mail).toFallBack();
});

test('a file that is known to do harm does not leave', async () => {
  const mail = await flow.outbound({ eml: message(EICAR) });
  expect(mail).toBounceFor('friend@customer.example', /known to do harm/);
});

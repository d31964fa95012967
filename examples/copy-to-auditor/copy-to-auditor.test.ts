import { App } from 'aws-cdk-lib';
import { MailFlow, mailFlowMatchers, standIn } from 'cdk-workmail-flow/testing';
import { CopyToAuditorStack } from './copy-to-auditor-stack';

expect.extend(mailFlowMatchers);

const stack = new CopyToAuditorStack(new App(), 'CopyToAuditor', {
  organizationId: 'm-0123456789abcdef0123456789abcdef',
  audited: 'trader@corp.example',
  auditor: 'auditor@corp.example',
});
const flow = MailFlow.fromStack(stack, { domains: ['corp.example'] });
afterAll(() => flow.stop());

test('what the trader gets is copied', async () => {
  const mail = await flow.inbound({
    from: 'friend@customer.example',
    to: ['Trader@corp.example', 'office@corp.example'],
  });
  expect(mail).toReach('Trader@corp.example');
  expect(mail).toReach('office@corp.example');
  expect(mail).toBeCopiedTo('auditor@corp.example');
});

test('what others get is not', async () => {
  const mail = await flow.inbound({ from: 'friend@customer.example', to: 'office@corp.example' });
  expect(mail).toReach('office@corp.example');
  expect(mail).not.toBeCopiedTo('auditor@corp.example');
});

test('what the trader sends is copied', async () => {
  const mail = await flow.outbound({ from: 'trader@corp.example', to: 'friend@customer.example' });
  expect(mail).toReach('friend@customer.example');
  expect(mail).toBeCopiedTo('auditor@corp.example');
});

test('for what others send the function is not even called', async () => {
  const mail = await flow.outbound({ from: 'office@corp.example', to: 'friend@customer.example' });
  expect(mail).toBeDecidedByNoRule('friend@customer.example');
});

const outOfOrder = standIn('*', () => {
  throw new Error('out of order');
});

test('if the function fails for four hours, mail goes on without a copy', async () => {
  const broken = MailFlow.fromStack(stack, {
    domains: ['corp.example'],
    functions: [outOfOrder],
  });
  const mail = await broken.outbound({ from: 'trader@corp.example', to: 'friend@customer.example' });
  expect(mail).toFallBack();
  expect(mail).toReach('friend@customer.example');
});

import { App } from 'aws-cdk-lib';
import { MailFlow, mailFlowMatchers, standIn } from 'cdk-workmail-flow/testing';
import { MailMetricsStack } from './mail-metrics-stack';

expect.extend(mailFlowMatchers);

const lines: string[] = [];
const stack = new MailMetricsStack(new App(), 'MailMetrics', {
  organizationId: 'm-0123456789abcdef0123456789abcdef',
  domains: ['corp.example'],
});
const flow = MailFlow.fromStack(stack, { domains: ['corp.example'], onLog: ({ line }) => lines.push(line) });
afterAll(() => flow.stop());
beforeEach(() => lines.splice(0));

/** The metrics that the function published: Powertools prints them in CloudWatch's embedded metric format. */
function metrics(): Record<string, unknown> {
  const documents = lines.flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : []));
  return documents.find((document) => '_aws' in document) ?? {};
}

test('inbound mail is delivered, and counted', async () => {
  const mail = await flow.inbound({
    from: 'friend@customer.example',
    to: ['office@corp.example', 'sales@corp.example'],
  });
  expect(mail).toReach('office@corp.example');
  expect(mail).toReach('sales@corp.example');
  expect(metrics()).toMatchObject({ InboundMessages: 1, InboundRecipients: 2, FromOutside: 1 });
});

test('outbound mail is sent, and counted', async () => {
  const mail = await flow.outbound({
    from: 'office@corp.example',
    to: ['friend@customer.example', 'sales@corp.example'],
  });
  expect(mail).toReach('friend@customer.example');
  expect(metrics()).toMatchObject({ OutboundMessages: 1, OutboundRecipients: 2, RecipientsOutside: 1 });
});

const outOfOrder = standIn('*', () => {
  throw new Error('out of order');
});

test('a function that fails holds nothing up', async () => {
  const broken = MailFlow.fromStack(stack, {
    domains: ['corp.example'],
    functions: [outOfOrder],
  });
  expect(await broken.inbound({ from: 'a@customer.example', to: 'office@corp.example' })).toReach(
    'office@corp.example',
  );
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration } from 'aws-cdk-lib';
import { MailFlow, mailFlowMatchers, standIn } from 'cdk-workmail-flow/testing';
import { ScreeningStack } from './screening-stack';

expect.extend(mailFlowMatchers);

function screeningStack() {
  return new ScreeningStack(new App(), 'Screening', {
    organizationId: 'm-0123456789abcdef0123456789abcdef',
    blockedDomains: ['*.junk.example'],
    ruleTimeout: Duration.minutes(30),
    blockedRuleName: 'blocked',
  });
}

describe('what happens to mail', () => {
  const flow = MailFlow.fromStack(screeningStack(), { domains: ['corp.example'] });

  afterAll(() => flow.stop());

  test('mail to a closed mailbox bounces, with where to write instead; the others get it', async () => {
    const offer = await flow.inbound({
      from: 'joerg.mueller@customer.example',
      to: ['office@corp.example', 'former@corp.example'],
      eml: readFileSync(join(__dirname, 'messages', 'offer.eml')),
    });
    expect(offer).toBounceFor('former@corp.example', /write to office@corp\.example/);
    expect(offer).toReach('office@corp.example');
    expect(offer).toBeDecidedBy('screen-inbound');
  });

  test('what calls itself an advertisement is junk', async () => {
    const mail = await flow.inbound({
      from: 'shop@customer.example',
      to: 'office@corp.example',
      subject: '[Advertisement] Buy now',
    });
    expect(mail).toReachJunkOf('office@corp.example');
  });

  test('the partner is watched, not screened', async () => {
    const mail = await flow.inbound({ from: 'sales@partner.example', to: 'former@corp.example' });
    expect(mail).toReach('former@corp.example');
    expect(mail).toBeDecidedBy('watch-partner');
    expect(mail).not.toCall('Screening-ScreeningF3318CFD');
  });

  test('blocked domains are dropped', async () => {
    const mail = await flow.inbound({ from: 'win@cheap.junk.example', to: 'office@corp.example' });
    expect(mail).toBeDroppedFor('office@corp.example');
  });

  test('what is confidential does not leave the organization', async () => {
    const mail = await flow.outbound({
      from: 'office@corp.example',
      to: ['sales@partner.example', 'customer@customer.example'],
      subject: 'Confidential: prices',
    });
    expect(mail).toBounceFor('sales@partner.example');
    expect(mail).toBounceFor('customer@customer.example');
  });
});

test('while the screening function is out of order, mail comes in unscreened and nothing goes out', async () => {
  const flow = MailFlow.fromStack(screeningStack(), {
    functions: [
      standIn('*', () => {
        throw new Error('out of order');
      }),
    ],
  });
  const incoming = await flow.inbound({ from: 'a@customer.example', to: 'former@corp.example' });
  expect(incoming).toReach('former@corp.example');
  expect(incoming).toFallBack();
  const outgoing = await flow.outbound({ from: 'office@corp.example', to: 'a@customer.example' });
  expect(outgoing).toBounceFor('a@customer.example');
});

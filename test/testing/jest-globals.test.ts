import { expect, test } from '@jest/globals';
import { MailFlow, mailFlowMatchers } from '../../lib/testing';

expect.extend(mailFlowMatchers);

// that this compiles says as much as that it runs
test('the matchers are known to the expect of @jest/globals', async () => {
  const mail = await MailFlow.fromRules({}).inbound({ from: 'a@x.example', to: 'b@corp.example' });
  expect(mail).toReach('b@corp.example');
  expect(mail).not.toBeDroppedFor('b@corp.example');
  await expect(Promise.resolve(mail)).resolves.toBeDecidedByNoRule();
  // @ts-expect-error a recipient is an address
  expect(() => expect(mail).toReach(1)).toThrow();
});

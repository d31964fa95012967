import { asynchronousHandler } from '../../lib/handler';
import { mailEvent, outboundEvent, refusalOf } from './support';

test('The function of a direction is called, that for all in the other one; nothing is answered', async () => {
  const seen: string[] = [];
  const handler = asynchronousHandler({
    inbound: ({ direction }) => seen.push(`inbound: ${direction}`),
    all: async ({ direction }) => seen.push(`all: ${direction}`),
  });
  expect(await handler(mailEvent())).toBeUndefined();
  expect(await handler(outboundEvent())).toBeUndefined();
  await handler({ ...mailEvent(), flowDirection: undefined });
  expect(seen).toEqual(['inbound: INBOUND', 'all: OUTBOUND', 'all: undefined']);
});

test('An old event is that of the only direction, and an error for both', async () => {
  const seen: string[] = [];
  const old = { ...mailEvent(), flowDirection: undefined };
  await asynchronousHandler({ outbound: ({ direction }) => seen.push(direction) })(old);
  expect(seen).toEqual(['OUTBOUND']);
  const both = asynchronousHandler({ inbound: () => {}, outbound: () => {} });
  expect((await refusalOf(both(old))).code).toBe('DIRECTION_UNKNOWN');
});

test('A direction without a function is an error', async () => {
  const error = await refusalOf(asynchronousHandler({ inbound: () => {} })(outboundEvent()));
  expect(error.code).toBe('DIRECTION_NOT_HANDLED');
});

test('What the function throws passes through, so that Lambda calls it again: that is a retry', async () => {
  const seen: boolean[] = [];
  const handler = asynchronousHandler({
    all: ({ isRetry }) => {
      seen.push(isRetry);
      if (!isRetry) throw new TypeError('out of order');
    },
  });
  await expect(handler(mailEvent())).rejects.toThrow(TypeError);
  await handler(mailEvent());
  expect(seen).toEqual([false, true]);
});

test('It is asked about own recipients, and about its context', async () => {
  const handler = asynchronousHandler({
    domains: ['corp.example'],
    all: (mail, { context, signal }) => {
      expect(mail.ownRecipients()).toEqual(['one@corp.example', 'two@corp.example']);
      expect(context.awsRequestId).toBe('1');
      expect(signal.aborted).toBe(false);
    },
  });
  await handler(mailEvent(), { awsRequestId: '1' });
  expect.assertions(3);
});

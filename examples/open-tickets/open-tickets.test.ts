import { CachePersistenceLayer } from '@aws-lambda-powertools/idempotency/cache';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { MailFlow, mailFlowMatchers, standIn } from 'cdk-workmail-flow/testing';
import { ticketHandler } from './functions/open-tickets';
import { OpenTicketsStack } from './open-tickets-stack';

expect.extend(mailFlowMatchers);

/** What Powertools keeps calls in, for as long as a test lasts. */
function inMemory(): CachePersistenceLayer {
  const values = new Map<unknown, string>();
  return new CachePersistenceLayer({
    client: {
      get: async (name) => values.get(name) ?? null,
      set: async (name, value, options) => {
        const onlyNew = typeof options === 'object' && options !== null && 'NX' in options;
        if (onlyNew && values.has(name)) return null;
        values.set(name, String(value));
        return 'OK';
      },
      del: async (names) => names.filter((name) => values.delete(name)).length,
    },
  });
}

const EVENT = {
  summaryVersion: '2018-10-10',
  envelope: {
    mailFrom: { address: 'customer@customer.example' },
    recipients: [{ address: 'support@corp.example' }],
  },
  subject: 'It does not work',
  messageId: '00000000-0000-0000-0000-000000000000',
  invocationId: '00000000000000000000000000000000',
  flowDirection: 'INBOUND',
  truncated: false,
};

/** By which Powertools knows how long a call may take. */
const CONTEXT = { functionName: 'open-tickets', getRemainingTimeInMillis: () => 15_000 };

// What the function and Powertools tell is not for the reader of tests.
beforeAll(() => {
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
});

describe('a ticket', () => {
  test('is opened once, however often the function is called for a message', async () => {
    const opened: string[] = [];
    const handler = ticketHandler(inMemory(), async ({ subject }) => void opened.push(subject));
    for (let call = 0; call < 3; call++) await handler(EVENT, CONTEXT);
    await handler({ ...EVENT, invocationId: '1', subject: 'It works' }, CONTEXT);
    expect(opened).toEqual(['It does not work', 'It works']);
  });

  test('is opened by the next call if the first one fails', async () => {
    let calls = 0;
    const handler = ticketHandler(inMemory(), async () => {
      calls++;
      if (calls === 1) throw new Error('out of order');
    });
    await expect(handler(EVENT, CONTEXT)).rejects.toThrow('out of order');
    await handler(EVENT, CONTEXT);
    await handler(EVENT, CONTEXT);
    expect(calls).toBe(2);
  });

  test('is not opened twice by calls at the same time', async () => {
    let opened = 0;
    const handler = ticketHandler(inMemory(), async () => {
      opened++;
      await new Promise((done) => setTimeout(done, 10));
    });
    const [first, second] = await Promise.allSettled([handler(EVENT, CONTEXT), handler(EVENT, CONTEXT)]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(opened).toBe(1);
  });
});

describe('the stack', () => {
  const stack = new OpenTicketsStack(new App(), 'OpenTickets', {
    organizationId: 'm-0123456789abcdef0123456789abcdef',
    supportDesk: 'support@corp.example',
    ticketsUrl: 'https://tickets.corp.example/api/tickets',
  });

  test('opens tickets for mail to the support desk, and leaves other mail alone', async () => {
    const opened: string[] = [];
    const handler = ticketHandler(inMemory(), async ({ sentBy }) => void opened.push(sentBy));
    await using flow = MailFlow.fromStack(stack, { functions: [standIn('*', (event) => handler(event, CONTEXT))] });
    const mail = { from: 'customer@customer.example', subject: 'It does not work' };
    expect(await flow.inbound({ ...mail, to: 'support@corp.example' })).toReach('support@corp.example');
    expect(await flow.inbound({ ...mail, to: 'sales@corp.example' })).toBeDecidedByNoRule();
    expect(opened).toEqual(['customer@customer.example']);
  });

  test('gives the function its table, and a bundle in which the handler is', () => {
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Environment: { Variables: Match.objectLike({ CALLS_TABLE: { Ref: Match.stringLikeRegexp('^Calls') } }) },
    });
    template.hasResourceProperties('AWS::DynamoDB::Table', { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] });
  });
});

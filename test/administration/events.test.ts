import { AdministrationError, findLogGroup, findOrganization, readDecisions } from '../../lib/administration';
import { DecisionReader } from '../../lib/administration/events/decisions';
import type { LoggedEvent } from '../../lib/local/mail';
import { type Desk, ORGANIZATION_ID, startDesk } from './desk';

const organizationId = ORGANIZATION_ID;
const GROUP = '/aws/workmail/emailevents/corp';

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk({ mail: {} });
});
afterEach(() => desk.stop());

const logged = (timestamp: number, traceId: string, event: LoggedEvent['event']): LoggedEvent => ({
  timestamp,
  organizationId,
  traceId,
  event,
});
const append = (...events: LoggedEvent[]) => desk.account.mail!.events.append(...events);
const arrival = (timestamp: number, traceId: string, subject = 'hello') =>
  logged(timestamp, traceId, {
    eventName: 'ORGANIZATION_EMAIL_RECEIVED',
    from: 'a@b.example',
    subject,
    recipients: [],
  });
const applied = (timestamp: number, traceId: string, ruleName = 'screen') =>
  logged(timestamp, traceId, {
    eventName: 'RULE_APPLIED',
    ruleName,
    ruleType: 'INBOUND_RULE',
    ruleActions: [
      { action: 'DEFAULT', recipients: ['x@corp.example'] },
      { action: 'DROP', recipients: ['y@corp.example', 'z@corp.example'] },
    ],
  });

async function read(query: { since: number; follow?: AbortSignal; everyMilliseconds?: number }, atLeast = 0) {
  const found = [];
  for await (const decisions of readDecisions(desk.connection, { logGroup: GROUP, ...query })) {
    found.push(...decisions);
    if (atLeast > 0 && found.length >= atLeast) break;
  }
  return found;
}

test('a decision for each action of a rule, with the letter that it was about', async () => {
  await append(
    arrival(1000, 't'),
    applied(1001, 't'),
    logged(1002, 't', { eventName: 'MAILBOX_EMAIL_DELIVERED', recipient: 'x@corp.example', folder: 'INBOX' }),
  );
  const common = {
    timestamp: 1001,
    traceId: 't',
    direction: 'INBOUND',
    rule: 'screen',
    from: 'a@b.example',
    subject: 'hello',
  };
  expect(await read({ since: 0 })).toEqual([
    { ...common, action: 'DEFAULT', recipients: ['x@corp.example'] },
    { ...common, action: 'DROP', recipients: ['y@corp.example', 'z@corp.example'] },
  ]);
  expect(await read({ since: 1002 })).toEqual([]);
});

test('more than fits into one answer', async () => {
  await append(...Array.from({ length: 12_000 }, (_, index) => applied(index, `t${index}`)));
  expect(await read({ since: 0 })).toHaveLength(24_000);
}, 30_000);

test('only of the organization', async () => {
  await append({ ...applied(1, 't'), organizationId: `m-${'1'.repeat(32)}` });
  expect(await read({ since: 0 })).toEqual([]);
});

test('followed: what comes, once each, until it is enough', async () => {
  const enough = new AbortController();
  const now = Date.now();
  await append(applied(now, 'first'));
  const reading = read({ since: now, follow: enough.signal, everyMilliseconds: 20 }, 8);
  await append(applied(now + 5, 'second', 'b'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  // late, and out of order
  await append(applied(now + 1, 'third', 'c'), applied(now + 9, 'fourth', 'd'));
  const found = await reading;
  expect(found.map(({ rule }) => rule).sort()).toEqual(['b', 'b', 'c', 'c', 'd', 'd', 'screen', 'screen']);
  const more = read({ since: now, follow: enough.signal, everyMilliseconds: 20 });
  setTimeout(() => enough.abort(), 200);
  expect(await more).toHaveLength(8);
}, 30_000);

describe('where the log is', () => {
  const organization = () => findOrganization(desk.connection, { organizationId });

  test('where WorkMail was told to write it', async () => {
    const arn = 'arn:aws:logs:us-east-1:123456789012:log-group:/mail/events';
    await desk.putEventLog(`${arn}:*`);
    const group = await findLogGroup(desk.connection, await organization());
    expect(group).toBe(arn);
    await append(applied(1, 't'));
    const found = [];
    for await (const some of readDecisions(desk.connection, { logGroup: group, since: 0 })) found.push(...some);
    expect(found).toHaveLength(2);
  });

  test('off: how to switch it on', async () => {
    await expect(findLogGroup(desk.connection, await organization())).rejects.toMatchObject({
      code: 'EVENT_LOG_OFF',
      remedy: expect.stringContaining(GROUP),
    });
    expect(await findLogGroup(desk.connection, await organization(), 'mine')).toBe('mine');
  });

  test('a log group that is not there', async () => {
    const reading = readDecisions(desk.connection, { logGroup: '/nothing', since: 0 }).next();
    await expect(reading).rejects.toBeInstanceOf(AdministrationError);
    await expect(readDecisions(desk.connection, { logGroup: '/nothing', since: 0 }).next()).rejects.toMatchObject({
      code: 'EVENT_LOG_NOT_FOUND',
    });
  });
});

test.each([
  ['no JSON'],
  ['null'],
  ['{}'],
  ['{"event": 1}'],
  ['{"event": {"eventName": "RULE_APPLIED"}}'],
  ['{"event": {"eventName": "RULE_APPLIED", "ruleActions": "x"}}'],
  ['{"event": {"eventName": "ORGANIZATION_EMAIL_RECEIVED", "from": {}}}'],
])('a line that is odd: %s', (message) => {
  expect(new DecisionReader().read([{ timestamp: 1, message }, {}])).toEqual([]);
});

test('a line of which half is odd', () => {
  const event = {
    eventName: 'RULE_APPLIED',
    ruleActions: [null, { recipients: 'x' }, { action: 'DROP', recipients: [1] }],
  };
  const found = new DecisionReader().read([{ message: JSON.stringify({ event }) }]);
  expect(found.map(({ action, recipients }) => [action, recipients])).toEqual([
    ['', []],
    ['', []],
    ['DROP', ['1']],
  ]);
});

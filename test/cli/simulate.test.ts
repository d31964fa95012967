import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { linkedHeading } from '../error-links';
import { line, run, start, writeApp, writeFile, writeMessage } from './support';

beforeAll(() => {
  writeApp('cdk.out');
  writeMessage('mail/1.eml', ['From: a@x.example', 'To: one@corp.example, two@corp.example', 'Subject: Hello']);
  writeMessage('mail/sub/2.EML', ['From: b@y.example', 'To: one@corp.example', 'Subject: You win']);
  writeMessage('mail/sub/3.eml', ['From: c@a.junk.example', 'To: one@corp.example', 'Subject: Junk']);
  writeFile('mail/notes.txt', 'no message');
  writeMessage('box/cur/1:2,S', ['From: a@x.example', 'To: one@corp.example', 'Subject: Maildir']);
});

test('a table for each message, and a summary; functions are those of the app', async () => {
  const { status, stdout } = await line('simulate mail');
  expect(status).toBe(0);
  expect(stdout.replace(/recipients, .*/, 'recipients')).toBe(`mail/1.eml  from a@x.example, "Hello"
  one@corp.example  delivered to the inbox  screen  Its function answered DEFAULT for all recipients (actions[0]).
  two@corp.example  delivered to the inbox  screen  Its function answered DEFAULT for all recipients (actions[0]).

mail/sub/2.EML  from b@y.example, "You win"
  one@corp.example  bounced  screen  Its function answered BOUNCE for all recipients (actions[0]).

mail/sub/3.eml  from c@a.junk.example, "Junk"
  one@corp.example  dropped  junk  It matches by From; its action is Drop.

3 messages, 4 recipients

  2  delivered to the inbox
  1  bounced
  1  dropped

  3  by screen
  1  by junk
`);
});

test('--json: what is wrong with the answer of a function leads to its entry in the page of errors', async () => {
  const { messages } = JSON.parse((await line('simulate mail --stand-in fail --json')).stdout);
  const { code, link } = messages[0].calls[0].attempts[0].problem;
  expect(code).toBe('FUNCTION_FAILED');
  expect(linkedHeading(`It failed. See ${link}`)).toBe('function_failed');
});

test('--json is one document, --json-lines one for each message, --summary none', async () => {
  const { messages, summary } = JSON.parse((await line('simulate mail --json')).stdout);
  expect(messages.map(({ message }: { message: string }) => message)).toEqual([
    'mail/1.eml',
    'mail/sub/2.EML',
    'mail/sub/3.eml',
  ]);
  expect(messages[2]).toMatchObject({
    from: 'c@a.junk.example',
    subject: 'Junk',
    outcomes: [
      { recipient: 'one@corp.example', kind: 'dropped', rule: 'junk', matchedBy: 'FROM', losers: [{ rule: 'screen' }] },
    ],
    calls: [],
  });
  expect(messages[0].calls[0]).toMatchObject({
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:screening',
    event: { subject: 'Hello' },
    attempts: [{ number: 1, answer: expect.stringContaining('DEFAULT') }],
  });
  expect(summary).toMatchObject({
    messages: 3,
    recipients: 4,
    outcomes: { deliveredToInbox: 2, bounced: 1, dropped: 1 },
    rules: { screen: 3, junk: 1 },
    withoutRule: 0,
  });
  const lines = (await line('simulate mail --json-lines')).stdout.trim().split('\n');
  expect(lines.map((document) => JSON.parse(document).message)).toEqual([
    'mail/1.eml',
    'mail/sub/2.EML',
    'mail/sub/3.eml',
  ]);
  expect((await line('simulate mail --summary')).stdout).toMatch(/^3 messages, 4 recipients/);
});

test('a message on standard input, with another envelope', async () => {
  const { stdout } = await line(
    'simulate --to x@corp.example --to y@else.example --domain corp.example --json -',
    'From: a@x.example\nSubject: In\n\nbody',
  );
  expect(JSON.parse(stdout).messages[0]).toMatchObject({
    message: '-',
    subject: 'In',
    outcomes: [
      { recipient: 'x@corp.example', kind: 'deliveredToInbox' },
      { recipient: 'y@else.example', kind: 'outsideOrganization' },
    ],
  });
});

test('a Maildir', async () => {
  expect((await line('simulate box')).stdout).toContain('box/cur/1:2,S  from a@x.example, "Maildir"');
});

test('outbound mail', async () => {
  const { stdout } = await line('simulate mail/1.eml --outbound --to a@far.example --to b@near.example');
  expect(stdout).toContain('a@far.example   bounced  out');
  expect(stdout).toContain('b@near.example  sent');
});

test('stand-ins answer in the place of functions', async () => {
  const outcome = async (...standIns: string[]) => {
    const args = standIns.flatMap((value) => ['--stand-in', value]);
    const { stdout } = await run(['simulate', 'mail/1.eml', '--json', ...args]);
    return JSON.parse(stdout).messages[0].outcomes[0];
  };
  expect(await outcome('screening=DROP')).toMatchObject({ kind: 'dropped' });
  expect(await outcome('BOUNCE:Not here: go away')).toMatchObject({ kind: 'bounced', text: 'Not here: go away' });
  expect(await outcome('fail')).toMatchObject({
    kind: 'deliveredToJunk',
    how: 'fallback',
    openReadings: ['retryIntervals'],
  });
  writeFile(
    'answer.json',
    JSON.stringify({ actions: [{ action: { type: 'DROP' }, recipients: ['one@corp.example'] }] }),
  );
  expect(await outcome('screening=answer.json')).toMatchObject({ kind: 'dropped' });
  writeFile('nothing.json', 'null');
  expect(await outcome('screening=nothing.json')).toMatchObject({ how: 'fallback' });
});

test('a result that rests on what the documentation leaves open says so', async () => {
  const { stdout } = await line('simulate mail/1.eml --stand-in fail');
  expect(stdout).toContain('(open: retryIntervals)');
  expect(stdout).toContain("Open in WorkMail's documentation: When is a function called again that failed?");
});

test('--fail-on makes it a check', async () => {
  expect((await line('simulate mail --fail-on routed,fallback')).status).toBe(0);
  expect(await line('simulate mail --summary --fail-on dropped,bounced')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('failed: --fail-on applies to 2 recipients'),
  });
});

test('--logs tells what functions print', async () => {
  expect((await line('simulate mail/1.eml --logs')).stderr).toContain('[screening] saw Hello\n');
});

test.each([
  ['simulate nowhere.eml', 'MESSAGE_UNREADABLE', 'Name .eml files, folders with such files, or - for standard input'],
  ['simulate mail/1.eml nowhere', 'MESSAGE_UNREADABLE', 'nowhere'],
  ['simulate cdk.out', 'NO_MESSAGES', 'no files *.eml'],
  ['simulate mail --stand-in DORP', 'STAND_IN_INVALID', 'Write <function>=<answer> with one of DROP'],
  ['simulate mail --stand-in screning=DROP', 'FUNCTION_NOT_CALLED', 'function:screening'],
  ['simulate mail --fail-on lost', 'FAIL_ON_UNKNOWN', 'It takes dropped, bounced'],
  ['simulate mail --endpoint workmail', 'ENDPOINT_INVALID', 'WORKMAIL=http://127.0.0.1:8080'],
  ['simulate mail --rules calls.json', 'FUNCTION_NOT_HERE', '--stand-in <function>=DEFAULT'],
])('%s says %s, and what to do', async (args, code, remedy) => {
  const Action = { InboundLambdaAction: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:elsewhere' } };
  const Condition = { OriginRuleCondition: { Patterns: ['*'] }, DestinationRuleCondition: { Patterns: ['*'] } };
  writeFile('calls.json', JSON.stringify({ inbound: [{ Name: 'calls', Condition, Action }] }));
  const { status, stderr } = await line(args);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(`error ${code}: `) });
  expect(stderr).toContain(remedy);
});

test('messages that are not well formed are read as far as they can be, and it says how', async () => {
  const { status, stdout } = await line(
    'simulate - --stand-in DEFAULT',
    '\u001b[31mrubbish\r\nTo: a@corp.example\r\nSubject: =?utf-8?Q?=1B[31m?=\r\n',
  );
  expect(status).toBe(0);
  expect(stdout).toContain('read with care: There is no From field.');
  expect(stdout).not.toContain('\u001b');
  expect((await line('simulate -', '')).stdout).toContain('The envelope has no recipients, so nothing happens.');
});

test('a reader who has seen enough ends it quietly', async () => {
  const child = start(['simulate', ...Array(2000).fill('mail/1.eml'), '--stand-in', 'DEFAULT']);
  const errors = text(child.stderr);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [status] = await once(child, 'exit');
  expect({ status, errors: await errors }).toEqual({ status: 0, errors: '' });
});

test('no colours but on a terminal', async () => {
  const child = start(['simulate', 'mail/1.eml', '--stand-in', 'DEFAULT'], { CI: 'true', TERM: 'xterm' });
  expect(await text(child.stdout)).not.toContain('\u001b');
});

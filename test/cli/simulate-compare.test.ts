import { line, writeApp, writeFile, writeMessage } from './support';

jest.setTimeout(60_000);

beforeAll(async () => {
  writeApp('cdk.out');
  writeMessage('mails/1.eml', ['From: a@b.example', 'To: office@corp.example', 'Subject: hello']);
  writeMessage('mails/2.eml', ['From: a@b.example', 'To: office@corp.example, second@corp.example', 'Subject: win']);
  const before = await line('simulate mails --stand-in DEFAULT --json-lines');
  writeFile('before.jsonl', before.stdout);
  const whole = await line('simulate mails --stand-in DEFAULT --json');
  writeFile('before.json', whole.stdout);
});

test.each(['before.jsonl', 'before.json'])('what is as it was in %s is not told', async (file) => {
  expect(await line(`simulate mails --stand-in DEFAULT --compare-with ${file}`)).toEqual({
    status: 0,
    stdout: '2 messages with 3 recipients compared: something else for 0 recipients\n',
    stderr: '',
  });
});

test('what the real function makes of last month’s mail', async () => {
  const { status, stdout } = await line('simulate mails --compare-with before.jsonl');
  expect(status).toBe(1);
  expect(stdout.split('\n')).toEqual([
    'mails/2.eml  "win"',
    expect.stringMatching(
      /^ {2}office@corp.example: delivered to the inbox -> bounced {2}The function of rule "screen"/,
    ),
    expect.stringMatching(/^ {2}second@corp.example: delivered to the inbox -> bounced {2}/),
    '',
    '2 messages with 3 recipients compared: something else for 2 recipients',
    '  2  delivered to the inbox -> bounced',
    '',
  ]);
});

test('for programs', async () => {
  const { stdout } = await line('simulate mails --compare-with before.jsonl --json');
  expect(JSON.parse(stdout)).toMatchObject({
    changes: [
      {
        message: 'mails/2.eml',
        recipient: 'office@corp.example',
        before: { rule: 'screen' },
        now: { kind: 'bounced' },
      },
      { recipient: 'second@corp.example' },
    ],
    summary: { messages: 2, recipients: 3, changes: 2, onlyNow: 0, onlyBefore: 0 },
  });
});

test('messages of one run only are counted', async () => {
  writeMessage('others/3.eml', ['From: a@b.example', 'To: office@corp.example', 'Subject: new']);
  const { stdout } = await line('simulate others mails/1.eml --stand-in DEFAULT --compare-with before.jsonl');
  expect(stdout.split('\n').slice(1)).toEqual([
    '1 message without an earlier result',
    '1 message of the earlier run not here',
    '',
  ]);
});

test('recipients of one run only are changes', async () => {
  const args = 'simulate mails/1.eml --stand-in DEFAULT --to third@corp.example --compare-with before.jsonl --json';
  expect(JSON.parse((await line(args)).stdout).changes).toMatchObject([
    { recipient: 'third@corp.example', now: { kind: 'deliveredToInbox' } },
    { recipient: 'office@corp.example', before: { kind: 'deliveredToInbox' } },
  ]);
});

test.each([
  ['nothing.jsonl', 'no such file'],
  ['text.jsonl', 'line 1 is no JSON'],
  ['other.json', 'a message has no outcomes'],
  ['null.json', 'an outcome of m has no recipient'],
])('%s is refused: %s', async (file, why) => {
  writeFile('text.jsonl', 'hello\n');
  writeFile('other.json', '{"a": 1}');
  writeFile('null.json', '{"message": "m", "outcomes": [null]}');
  expect(await line(`simulate mails --compare-with ${file}`)).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(new RegExp(`^error RESULTS_UNREADABLE: .*${why}.*--json-lines`)),
  });
});

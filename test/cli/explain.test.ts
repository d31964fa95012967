import { withLink } from '../../lib/rules';
import { line, ORGANIZATION_ID, run, writeApp, writeFile } from './support';

beforeAll(() => {
  writeApp('cdk.out');
  writeApp('several.out', { One: ORGANIZATION_ID, Two: ORGANIZATION_ID.replace('0', '9') });
});

test('a table of the rules that match, the one that decides first', async () => {
  const { status, stdout } = await line('explain --from win@a.junk.example --to office@corp.example');
  expect(status).toBe(0);
  expect(stdout).toBe(`Inbound mail from win@a.junk.example to office@corp.example

rule    action                    senders         recipients  why
junk    Drop                      *.junk.example  *           decides, matched by From
screen  Run Lambda (synchronous)  *               *           "junk" matches the sender more specifically (*.junk.example before *)

`);
});

test('says which function runs, and what comes if it fails', async () => {
  const { stdout } = await line('explain --from a@x.example --to office@corp.example');
  expect(stdout).toMatch(
    /It runs Screening\w+\. WorkMail waits for its answer; if it fails for 5 minutes: Deliver to junk folder\./,
  );
});

test('says that no rule matches, and what that means', async () => {
  const { stdout } = await line('explain --from a@x.example --to b@near.example --outbound');
  expect(stdout).toContain('No rule matches: WorkMail sends it.');
});

test('says on what the documentation leaves open it rests', async () => {
  const { stdout } = await line('explain --from a@A.JUNK.example --to office@corp.example');
  expect(stdout).toContain("Open in WorkMail's documentation: Does letter case count in patterns and addresses?");
});

test('says that From was not looked at where a rule matches Sender', async () => {
  const { stdout } = await line('explain --from a@x.junk.example --sender b@y.example --to office@corp.example');
  expect(stdout).toContain('decides, matched by Sender');
  expect(stdout).toContain('From was not looked at');
});

test('a recipient outside the mail domains is not for the rules', async () => {
  const { stdout } = await line('explain --from a@x.example --to a@else.example --domain corp.example');
  expect(stdout).toContain('in none of the mail domains');
});

test('--json, for several recipients', async () => {
  const { stdout } = await line('explain --from a@A.JUNK.example --to one@corp.example --to two@corp.example --json');
  const explanations = JSON.parse(stdout);
  expect(explanations).toHaveLength(2);
  expect(explanations[0]).toMatchObject({
    direction: 'INBOUND',
    to: 'one@corp.example',
    rule: 'junk',
    action: 'Drop',
    matchedBy: 'FROM',
    losers: [{ rule: 'screen', why: expect.stringContaining('more specifically') }],
    openReadings: [{ name: 'letterCase', question: expect.any(String), reading: expect.any(String) }],
  });
});

test('--expect makes it a check', async () => {
  const mail = 'explain --from a@a.junk.example --to office@corp.example';
  expect((await line(`${mail} --expect junk`)).status).toBe(0);
  expect(await line(`${mail} --expect screen`)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^expected "screen" for \S+: the rule "junk" decides\./m),
  });
  expect((await line(`${mail} --expect sreen`)).stderr).toContain('There is no rule "sreen".');
});

test('over a file of rules', async () => {
  const rule = {
    Name: 'vip',
    Condition: {
      OriginRuleCondition: { Patterns: ['*'] },
      DestinationRuleCondition: { Patterns: ['boss@corp.example'] },
    },
    Action: { BypassSpamCheckAction: {} },
  };
  writeFile('rules.json', JSON.stringify({ inbound: [rule] }));
  const { stdout } = await line('explain --rules rules.json --from a@b.example --to boss@corp.example --json');
  expect(JSON.parse(stdout)[0]).toMatchObject({ rule: 'vip', document: rule });
});

test('rules of several organizations are told apart by an option that the error names', async () => {
  const mail = '--from a@a.junk.example --to office@corp.example --expect junk';
  expect(await line(`explain --app several.out ${mail}`)).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^error SEVERAL_ORGANIZATIONS: .*--organization <id>.*--stack <name>/),
  });
  expect((await line(`explain --app several.out --stack One ${mail}`)).status).toBe(0);
  expect((await line(`explain --app several.out --organization ${ORGANIZATION_ID} ${mail}`)).status).toBe(0);
  expect(await line(`explain --app several.out --stack Three ${mail}`)).toMatchObject({
    status: 2,
    stderr: `${withLink('error STACK_UNKNOWN: There is no stack Three. There is: One, Two.', 'STACK_UNKNOWN')}\n`,
  });
});

test('what a terminal takes for a command does not reach it', async () => {
  const { stdout } = await run(['explain', '--from', 'a\u001b[31m@b.example', '--to', 'office@corp.example']);
  expect(stdout).not.toContain('\u001b');
});

it.each([
  ['--from x --to office@corp.example', '--from <address>'],
  ['--from a@x.example --to corp.example', '--to <address>'],
  ['--from a@x.example --to office@corp.example --sender @x.example', '--sender <address>'],
])('refuses what is no address: %s', async (options, option) => {
  const { status, stderr } = await line(`explain ${options}`);
  expect(status).toBe(2);
  expect(stderr).toContain(option);
  expect(stderr).toContain('It is no address: write somebody@example.com.');
});

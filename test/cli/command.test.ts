import { line, run, writeFile } from './support';

const COMMANDS = [
  ...['explain', 'simulate', 'graph', 'local'],
  ...['doctor', 'export', 'diff', 'pause', 'resume', 'logs'],
];

test('--help says what there is, with examples and exit codes', async () => {
  const { status, stdout } = await line('--help');
  expect(status).toBe(0);
  for (const name of [...COMMANDS, 'Examples:', 'Exit codes:']) expect(stdout).toContain(name);
});

test.each(COMMANDS)('%s --help has examples and exit codes', async (name) => {
  const { status, stdout } = await line(`${name} --help`);
  expect(status).toBe(0);
  expect(stdout).toContain(`Examples:\n  workmail-flow ${name}`);
  expect(stdout).toContain('Exit codes:');
});

test('a command that is mistyped is guessed', async () => {
  expect(await line('explian')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('(Did you mean explain?)'),
  });
});

test('an option that is mistyped is guessed', async () => {
  expect(await line('explain --from a@b.c --to d@e.f --expekt x')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('(Did you mean --expect?)'),
  });
});

test.each([
  ['export', '--region'],
  ['doctor', '--profile'],
  ['doctor', '--organization-id'],
  ['logs', '--organization-alias'],
  ['diff', '--endpoint-url'],
  ['doctor', '--stack'],
  ['graph', '--stack'],
  ['graph', '--app'],
  ['graph', '--rules'],
  ['local', '--folder'],
])('%s %s with nothing, which a variable may be that is not set', async (name, option) => {
  expect(await run([name, option, ''])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining(`error OPTION_EMPTY: ${option} has no value`),
  });
});

const MAIL = '--from a@b.c --to d@e.f';
const LIVE = '--organization-id m-0123456789abcdef0123456789abcdef';
test.each([
  [`explain ${MAIL} ${LIVE} --stack Mail`, '--stack'],
  [`explain ${MAIL} ${LIVE} --organization m-1`, '--organization'],
  [`simulate x.eml --organization-alias corp --stack Mail`, '--stack'],
  [`simulate x.eml --organization-alias corp --organization m-1`, '--organization'],
  [`simulate x.eml ${LIVE} --endpoint WORKMAIL=http://127.0.0.1:1`, '--endpoint'],
  ['simulate x.eml --rules rules.json --logs', '--logs'],
  [`explain ${MAIL} --rules rules.json --stack Mail`, '--stack'],
  [`explain ${MAIL} --rules rules.json --organization m-1`, '--organization'],
  [`explain ${MAIL} --direction inbound --outbound`, '--direction'],
  [`explain ${MAIL} --region us-east-1`, '--region'],
  ['graph --rules rules.json --profile corp', '--profile'],
  ['graph --endpoint-url http://127.0.0.1:1', '--endpoint-url'],
  ['graph --domain corp.example', '--domain'],
  ['local --stack Mail', '--stack'],
])('%s: an option without effect is refused', async (args, option) => {
  const { status, stdout, stderr } = await line(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^error(: option| OPTION_WITHOUT_EFFECT|: unknown option)/);
  expect(stderr).toContain(option);
});

test('recipients are addresses', async () => {
  expect(await line('simulate x.eml --rules rules.json --to office')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('It is no address'),
  });
});

test('without a command there is help, and wrong usage', async () => {
  const { status, stderr } = await run([]);
  expect(status).toBe(2);
  expect(stderr).toContain('Usage: workmail-flow');
});

test.each([
  ['explain --from a@b.c --to d@e.f', 'APP_NOT_FOUND', 'cdk synth'],
  ['graph --app nowhere', 'APP_NOT_FOUND', '--app <folder>'],
  ['graph --rules nowhere.json', 'RULES_UNREADABLE', 'nowhere.json cannot be read'],
  ['graph --rules broken.json', 'RULES_UNREADABLE', 'broken.json cannot be read'],
  ['graph --rules list.json', 'RULES_UNREADABLE', 'neither "inbound" nor "outbound"'],
  ['graph --rules wrong.json', 'RULES_INVALID', 'inbound[0]: Name is undefined'],
  ['local --organization corp=1', 'ORGANIZATION_INVALID', 'corp=m-0123456789abcdef0123456789abcdef'],
  ['local --app .', 'ASSEMBLY_UNREADABLE', 'cdk synth'],
  ['local --app nowhere', 'APP_FAILED', 'cdk synth'],
  ['local --folder broken.json', 'FOLDER_NOT_USABLE', 'another --folder'],
])('%s says %s, and what to do', async (args, code, remedy) => {
  writeFile('broken.json', '{');
  writeFile('list.json', '[]');
  writeFile('wrong.json', '{"inbound": [{}]}');
  const { status, stdout, stderr } = await line(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^error ${code}: `, 'm'));
  expect(stderr).toContain(remedy);
});

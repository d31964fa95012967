/** docs/rolling-out-a-function.md, with the function that stands there: mail comes in all the time. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { createTransport } from 'nodemailer';
import { InboundAction, type InboundRunLambdaOptions, MailFlowFunction, Organization } from '../../lib';
import { LocalAccount, type LocalMail, type RuleChange } from '../../lib/local';
import { contentsOf } from '../local/mail/desk';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../..');
const organizationId = 'm-0123456789abcdef0123456789abcdef';

let folder: string;
let account: LocalAccount;
let mail: LocalMail;
let apps = 0;
const lines: string[] = [];
const changes: RuleChange[] = [];

/** The function of the page, bundled as an author would. */
function bundle(): string {
  const page = readFileSync(join(ROOT, 'docs/rolling-out-a-function.md'), 'utf8');
  const code = /^```js\n(.*?)^```/ms.exec(page)![1]!;
  const source = join(folder, 'index.js');
  writeFileSync(source, code);
  mkdirSync(join(folder, 'function'));
  buildSync({
    entryPoints: [source],
    outfile: join(folder, 'function', 'index.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    alias: { 'cdk-workmail-flow/handler': join(ROOT, 'lib/handler/index.ts') },
  });
  return join(folder, 'function');
}

async function deploy(inbound: InboundRunLambdaOptions): Promise<void> {
  const app = new App({ outdir: join(folder, `app-${++apps}`) });
  const stack = new Stack(app, 'Mail');
  new MailFlowFunction(stack, 'Screening', {
    organization: Organization.fromOrganizationId(stack, 'Organization', organizationId),
    code: Code.fromAsset(code),
    runtime: Runtime.NODEJS_20_X,
    handler: 'index.handler',
    timeout: Duration.seconds(15),
    inbound: { ruleName: 'screening', ...inbound },
  });
  const report = await account.deploy(app.synth().directory);
  expect(report.succeeded).toBe(true);
}

const WATCHES: InboundRunLambdaOptions = { synchronous: false };
const DECIDES: InboundRunLambdaOptions = {
  synchronous: true,
  fallbackAction: InboundAction.deliver(),
  ruleTimeout: Duration.minutes(5),
};

let code: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolling-out-'));
  account = await LocalAccount.start({ folder: join(folder, 'account'), onLog: ({ line }) => lines.push(line) });
  account.workmail.createOrganization({ alias: 'corp', organizationId, domains: ['corp.example'] });
  code = bundle();
  mail = await account.startMail();
  await deploy(WATCHES);
  account.workmail.onChange((change) => changes.push(change));
});
afterAll(async () => {
  await account.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  lines.length = 0;
  changes.length = 0;
});

const subjects = (...where: string[]) =>
  contentsOf(join(mail.folder, 'office@corp.example', ...where)).map(
    (content) => /^Subject: (.*)\r$/m.exec(content.toString())![1]!,
  );

async function send(...subjects: string[]): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: mail.inboundPort, ignoreTLS: true, pool: true });
  const letter = { from: 'a@world.example', to: 'office@corp.example', text: 'text' };
  await Promise.all(subjects.map((subject) => transport.sendMail({ ...letter, subject })));
  transport.close();
}

/** Sends messages before, while and after something is done, and waits for all. Returns their subjects. */
async function sendWhile(word: string, work: () => Promise<void>): Promise<string[]> {
  const sent: string[] = [];
  let isDone = false;
  const sendSome = async () => {
    const some = Array.from({ length: 5 }, (_, index) => `${word} ${sent.length + index}`);
    sent.push(...some);
    await send(...some);
  };
  const sending = (async () => {
    while (!isDone) await sendSome();
  })();
  try {
    await work();
  } finally {
    isDone = true;
  }
  await sending;
  await sendSome();
  await mail.whenIdle();
  return sent;
}

/** The answers that the function's log tells of: recipients by what they would get. */
const answers = () => lines.flatMap((line) => (line.includes('"Answered"') ? [JSON.parse(line).answer] : []));

test('beside live mail: everybody gets it, and the log says what would have been', async () => {
  await send('you won the lottery', 'hello');
  await mail.whenIdle();
  expect(subjects().sort()).toEqual(['hello', 'you won the lottery']);
  expect(subjects('.Junk')).toEqual([]);
  expect(answers()).toEqual(
    expect.arrayContaining([expect.objectContaining({ MOVE_TO_JUNK: 1 }), expect.objectContaining({ DEFAULT: 1 })]),
  );
  expect(lines.join()).not.toMatch(/lottery|example/);
});

test('into the way of mail: one update of one rule, and each message is delivered, once', async () => {
  const sent = await sendWhile('lottery going in', () => deploy(DECIDES));
  expect(changes.map(({ inboundRules }) => inboundRules.map(({ Name }) => Name))).toEqual([['screening']]);
  const arrived = [...subjects(), ...subjects('.Junk')].filter((subject) => sent.includes(subject));
  expect(arrived.sort()).toEqual(sent.sort());
});

test('it decides', async () => {
  await send('lottery again');
  await mail.whenIdle();
  expect(subjects('.Junk')).toContain('lottery again');
  expect(subjects()).not.toContain('lottery again');
});

test('and back: the same', async () => {
  const sent = await sendWhile('lottery going back', () => deploy(WATCHES));
  expect(changes).toHaveLength(1);
  const arrived = [...subjects(), ...subjects('.Junk')].filter((subject) => sent.includes(subject));
  expect(arrived.sort()).toEqual(sent.sort());
  await send('lottery at last');
  await mail.whenIdle();
  expect(subjects()).toContain('lottery at last');
});

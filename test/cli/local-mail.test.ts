import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { withLink } from '../../lib/rules';
import { folder, line, ORGANIZATION_ID, start, writeApp } from './support';

beforeAll(() => {
  writeApp('cdk.out', { Mail: ORGANIZATION_ID });
  cpSync(join(folder, 'cdk.out'), join(folder, 'watched'), { recursive: true });
});

/** A desk that runs, with what it printed so far. */
class Running {
  readonly child;
  stdout = '';
  stderr = '';

  constructor(...args: string[]) {
    this.child = start(['local', ...args]);
    this.child.stdout.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.child.stderr.on('data', (chunk) => {
      this.stderr += chunk;
    });
  }

  async until(what: () => unknown): Promise<void> {
    while (!what()) {
      if (this.child.exitCode !== null) throw new Error(this.stderr);
      await pause(20);
    }
  }

  /** The documents on standard output; the first tells about the account. */
  get documents() {
    return this.stdout
      .split('\n')
      .slice(0, -1)
      .map((text) => JSON.parse(text));
  }

  async stop(): Promise<void> {
    this.child.kill('SIGINT');
    await once(this.child, 'close');
  }
}

const running: Running[] = [];

function run(...args: string[]): Running {
  const desk = new Running(...args);
  running.push(desk);
  return desk;
}

afterEach(async () => {
  for (const desk of running.splice(0)) if (desk.child.exitCode === null) await desk.stop();
});

function send(port: number, from: string, to: string, subject = 'Hello') {
  return createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail({ from, to, subject, text: 'Hello.' });
}

test('JSON: the ports, then a line for whatever happens to a message', async () => {
  const desk = run('--app', 'cdk.out', '--domain', 'corp.example', '--folder', 'kept', '--json');
  await desk.until(() => desk.stdout.includes('\n'));
  const { mail } = desk.documents[0];
  expect(mail).toEqual({
    submissionPort: expect.any(Number),
    inboundPort: expect.any(Number),
    folder: join(folder, 'kept', 'mail'),
  });
  await send(mail.inboundPort, 'a@world.example', 'b@corp.example', 'you win');
  await desk.until(() => desk.stdout.includes('"kept"'));
  const lines = desk.documents.slice(1).map(({ mail: one }) => [one.what, one.direction, one.recipients.join()]);
  expect(lines).toEqual(
    expect.arrayContaining([
      ['accepted', 'INBOUND', 'b@corp.example'],
      ['bounced', 'INBOUND', 'b@corp.example'],
      ['accepted', 'OUTBOUND', 'a@world.example'],
      ['kept', 'OUTBOUND', 'a@world.example'],
    ]),
  );
  await desk.stop();
  expect(readdirSync(join(folder, 'kept', 'mail', 'outgoing', 'new'))).toHaveLength(1);
}, 30_000);

test('for people: a line for each message, what is queued on SIGUSR2, and --quiet', async () => {
  const desk = run('--app', 'cdk.out', '--domain', 'corp.example');
  await desk.until(() => desk.stdout.includes('Ctrl-C'));
  const [, submission] = /127\.0\.0\.1:(\d+) {2}\(submission/.exec(desk.stdout) ?? [];
  const [, inbound] = /127\.0\.0\.1:(\d+) {2}\(inbound/.exec(desk.stdout) ?? [];
  const [, mailboxes = ''] = /Mailboxes +(\S+)/.exec(desk.stdout) ?? [];
  await send(Number(inbound), 'a@world.example', 'b@corp.example');
  await send(Number(submission), 'b@corp.example', 'x@world.example');
  await desk.until(() => /delivered to inbox/.test(desk.stdout) && /kept/.test(desk.stdout));
  expect(desk.stdout).toMatch(
    /^\d\d:\d\d:\d\d {2}inbound {3}a@world\.example -> b@corp\.example {2}delivered to inbox: The function of rule "screen" answered DEFAULT/m,
  );
  expect(desk.stdout).toMatch(
    /^\d\d:\d\d:\d\d {2}outbound {2}b@corp\.example -> x@world\.example {2}kept: in outgoing; No rule matches\.$/m,
  );
  await desk.until(() => {
    desk.child.kill('SIGUSR2');
    return desk.stderr.includes('2 messages accepted, 2 done, 0 queued');
  });
  expect(existsSync(mailboxes)).toBe(true);
  await desk.stop();
  expect(existsSync(mailboxes)).toBe(false);

  const quiet = run('--quiet', '--json', '--domain', 'corp.example');
  await quiet.until(() => quiet.stdout.includes('\n'));
  await send(quiet.documents[0].mail.inboundPort, 'a@world.example', 'b@corp.example');
  await pause(200);
  expect(quiet.documents).toHaveLength(1);
}, 30_000);

test('--watch deploys a cloud assembly again when it is written again; one that is broken changes nothing', async () => {
  const desk = run('--app', 'watched', '--watch', '--domain', 'corp.example', '--json');
  await desk.until(() => desk.stdout.includes('\n'));
  const { inboundPort, folder: mailboxes } = desk.documents[0].mail;
  await pause(300);
  const template = join(folder, 'watched', 'Mail.template.json');
  const original = readFileSync(template, 'utf8');
  writeFileSync(template, original.replace('"DropAction": {}', '"MoveToJunkAction": {}'));
  await desk.until(() => /update Junk\S* \(Custom::WorkMailInboundMailFlowRule\)/.test(desk.stderr));
  expect(desk.stderr).toContain('changed: Mail.template.json');
  await send(inboundPort, 'a@cheap.junk.example', 'b@corp.example');
  const junk = join(mailboxes, 'b@corp.example', '.Junk', 'new');
  await desk.until(() => existsSync(junk) && readdirSync(junk).length === 1);

  writeFileSync(template, '{ no template');
  await desk.until(() => desk.stderr.includes('What was deployed before stays in force.'));
  await send(inboundPort, 'a@cheap.junk.example', 'b@corp.example');
  await desk.until(() => readdirSync(junk).length === 2);

  // Deleted and written again, as by `rm -r cdk.out && cdk synth`.
  rmSync(join(folder, 'watched'), { recursive: true });
  await desk.until(() => desk.stderr.split('stays in force').length > 2);
  cpSync(join(folder, 'cdk.out'), join(folder, 'watched'), { recursive: true });
  await desk.until(() => desk.stderr.split(/update Junk/).length > 2);
  expect(desk.stderr).not.toContain('a fault of');
  await desk.stop();
  expect(desk.child.exitCode).toBe(0);
}, 60_000);

test('--app with a command runs it as the CDK does, and --watch runs it again when a source changes', async () => {
  mkdirSync(join(folder, 'functions'), { recursive: true });
  writeFileSync(join(folder, 'functions', 'screening.txt'), 'drop');
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ context: { from: 'cdk.json' } }));
  const app = `
    const fs = require('node:fs');
    if (JSON.parse(process.env.CDK_CONTEXT_JSON).from !== 'cdk.json') process.exit(3);
    if (process.env.CDK_DEFAULT_REGION !== 'us-east-1') process.exit(4);
    const how = fs.readFileSync('functions/screening.txt', 'utf8').trim();
    if (how === 'broken') { console.error('a mistake in the app'); process.exit(1); }
    fs.cpSync('cdk.out', process.env.CDK_OUTDIR, { recursive: true });
    const file = process.env.CDK_OUTDIR + '/Mail.template.json';
    const action = how === 'drop' ? 'DropAction' : 'MoveToJunkAction';
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"DropAction": {}', '"' + action + '": {}'));`;
  writeFileSync(join(folder, 'app.cjs'), app);
  const desk = run('--app', 'node app.cjs', '--watch', '--domain', 'corp.example', '--json');
  await desk.until(() => desk.stdout.includes('\n'));
  expect(desk.documents[0].organizations[0].inboundRules).toEqual(['junk', 'screen']);
  await pause(300);
  writeFileSync(join(folder, 'desk.log'), 'no source');
  writeFileSync(join(folder, 'functions', 'screening.txt'), 'junk');
  await desk.until(() => /update Junk/.test(desk.stderr));
  expect(desk.stderr).toContain(`changed: ${join('functions', 'screening.txt')}`);
  writeFileSync(join(folder, 'functions', 'screening.txt'), 'broken');
  await desk.until(() => desk.stderr.includes('stays in force'));
  expect(desk.stderr).toMatch(/a mistake in the app\n[\s\S]*error APP_FAILED: --app "node app\.cjs".*exit code 1/);
}, 60_000);

test.each([
  ['--relay nowhere', 'It is a host and a port: 127.0.0.1:1025.'],
  ['--relay a:b:1', 'It is a host and a port'],
  ['--relay 127.0.0.1:0', 'It is a host and a port'],
  ['--gateway partner', 'error GATEWAY_INVALID: --gateway is "partner".'],
  ['--gateway =127.0.0.1:25', 'error GATEWAY_INVALID'],
  ['--inbound-port 70000', 'to 65535'],
  ['--submission-port x', 'to 65535'],
  ['--watch', 'error NOTHING_TO_WATCH'],
  ['--app nowhere', 'error APP_FAILED: --app "nowhere" is no folder, and as a command it ended with exit code 127'],
  ['--app true', 'error APP_WROTE_NOTHING'],
])('%s is refused', async (args, why) => {
  expect(await line(`local ${args}`)).toMatchObject({ status: 2, stderr: expect.stringContaining(why) });
});

test('an SMTP port that is in use', async () => {
  const desk = run('--json');
  await desk.until(() => desk.stdout.includes('\n'));
  const { inboundPort } = desk.documents[0].mail;
  expect(await line(`local --submission-port ${inboundPort}`)).toMatchObject({
    status: 2,
    stderr: `${withLink(`error PORT_IN_USE: Port ${inboundPort} is in use. Stop what uses it, or give another --submission-port.`, 'PORT_IN_USE')}\n`,
  });
}, 20_000);

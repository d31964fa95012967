import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { InboundAction, InboundMailFlowRule, Organization, OutboundAction, OutboundMailFlowRule } from '../../lib';

/** A folder of the test file. The command is bundled into it, as it is for the package. */
export const folder = mkdtempSync(join(tmpdir(), 'cli-test-'));
const command = join(folder, 'bin', 'workmail-flow.cjs');
const LIB = join(__dirname, '../../lib');

beforeAll(() => {
  const options = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' } as const;
  buildSync({ ...options, mainFields: ['module', 'main'], entryPoints: [join(LIB, 'cli/main.ts')], outfile: command });
  for (const name of ['bootstrap.cjs', 'bootstrap.py']) {
    copyFileSync(join(LIB, 'local/functions', name), join(dirname(command), name));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Gives the folder what a project has whose functions use the AWS SDK of their runtime. */
export function linkSdk(): void {
  mkdirSync(join(folder, 'node_modules'));
  for (const scope of ['@aws-sdk', '@smithy']) {
    symlinkSync(join(LIB, '../node_modules', scope), join(folder, 'node_modules', scope));
  }
}

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command in the folder of the test file. */
export function start(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  nodeOptions: readonly string[] = [],
) {
  return spawn(process.execPath, [...nodeOptions, command, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
  });
}

/** Runs the command to its end. */
export function run(args: readonly string[], input = ''): Promise<Run> {
  return runWith({}, args, input);
}

/** The same with variables in its environment. */
export async function runWith(environment: NodeJS.ProcessEnv, args: readonly string[], input = ''): Promise<Run> {
  const child = start(args, environment);
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: status as number | null, stdout, stderr };
}

/** `run('explain', '--from', …)` of one line; arguments have no blanks. */
export function line(args: string, input?: string): Promise<Run> {
  return run(args.split(' '), input);
}

export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';

/** A cloud assembly with a stack for each organization: a rule that drops, and a function behind all other mail. */
export function writeApp(name: string, stacks: Readonly<Record<string, string>> = { Mail: ORGANIZATION_ID }): void {
  const app = new App({ outdir: join(folder, name) });
  for (const [id, organizationId] of Object.entries(stacks)) {
    const stack = new Stack(app, id);
    const organization = Organization.fromOrganizationId(stack, 'Organization', organizationId);
    const handler = new LambdaFunction(stack, 'Screening', {
      functionName: 'screening',
      runtime: Runtime.NODEJS_20_X,
      handler: 'index.handler',
      code: Code.fromInline(
        'exports.handler = async ({ subject }) => { console.log("saw", subject); return { actions: [{ action: { type: subject.includes("win") ? "BOUNCE" : "DEFAULT" }, allRecipients: true }] } }',
      ),
    });
    const senders = ['*.junk.example'];
    new InboundMailFlowRule(stack, 'Junk', { organization, ruleName: 'junk', senders, action: InboundAction.drop() });
    new InboundMailFlowRule(stack, 'Screen', {
      organization,
      ruleName: 'screen',
      action: InboundAction.runLambdaSynchronously(handler, {
        fallbackAction: InboundAction.deliverToJunk(),
        ruleTimeout: Duration.minutes(5),
      }),
    });
    const action = OutboundAction.bounce();
    new OutboundMailFlowRule(stack, 'Out', { organization, ruleName: 'out', recipients: ['far.example'], action });
  }
  app.synth();
}

export function writeFile(name: string, content: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return name;
}

export function writeMessage(name: string, header: readonly string[]): string {
  return writeFile(name, `${header.join('\r\n')}\r\n\r\nbody\r\n`);
}

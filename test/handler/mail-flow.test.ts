/** Functions that are written with the handlers, bundled, and run in processes of their own behind rules. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { InboundAction, OutboundAction, RunLambdaRules } from '../../lib';
import { MailFlow, mailFlowMatchers } from '../../lib/testing';
import { newStack, organizationOf } from '../testing/support';

expect.extend(mailFlowMatchers);

const folder = mkdtempSync(join(tmpdir(), 'bundled-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A stack with a function of that source for all mail; if it fails, mail is junk, or goes through a gateway. */
function stackWith(source: string, synchronous = true): Stack {
  const outdir = mkdtempSync(join(folder, 'function-'));
  buildSync({
    stdin: { contents: source, resolveDir: __dirname, loader: 'ts' },
    outfile: join(outdir, 'index.js'),
    alias: { 'cdk-workmail-flow/handler': join(__dirname, '../../lib/handler/index.ts') },
    bundle: true,
    platform: 'node',
    target: 'node20',
  });
  const stack = newStack();
  const handler = new LambdaFunction(stack, 'Screening', {
    runtime: Runtime.NODEJS_20_X,
    handler: 'index.handler',
    timeout: Duration.seconds(15),
    code: Code.fromAsset(outdir),
  });
  const wait = { synchronous: true, ruleTimeout: Duration.minutes(0) };
  new RunLambdaRules(stack, 'Rules', {
    organization: organizationOf(stack),
    function: handler,
    inbound: synchronous ? { ...wait, fallbackAction: InboundAction.deliverToJunk() } : { synchronous: false },
    outbound: synchronous ? { ...wait, fallbackAction: OutboundAction.drop() } : { synchronous: false },
  });
  return stack;
}

test('what a synchronous function says in words is what happens', async () => {
  const source = `
    import { synchronousHandler } from 'cdk-workmail-flow/handler';
    export const handler = synchronousHandler({
      domains: ['corp.example'],
      inbound: (mail, answer) =>
        answer.bounce('Closed.', 'former@corp.example').addRecipients('archive@corp.example').deliverRest(),
      outbound: (mail, answer) =>
        mail.sentBy === 'assistant@corp.example' ? answer.leaveToFallback(mail.otherRecipients()).sendRest() : answer.bounceRest('No.'),
    });`;
  await using flow = MailFlow.fromStack(stackWith(source), { domains: ['corp.example'] });
  const incoming = await flow.inbound({ from: 'a@x.example', to: ['office@corp.example', 'former@corp.example'] });
  expect(incoming).toReach('office@corp.example');
  expect(incoming).toBounceFor('former@corp.example', 'Closed.');
  expect(incoming).toBeCopiedTo('archive@corp.example');

  const to = ['b@corp.example', 'c@x.example'];
  const onBehalf = await flow.outbound({ from: 'boss@corp.example', sender: 'assistant@corp.example', to });
  expect(onBehalf.for('b@corp.example').kind).toBe('sent');
  expect(onBehalf).toBeDroppedFor('c@x.example');
  expect(onBehalf.for('c@x.example').fallbackReason).toBe('leftOut');
  expect(await flow.outbound({ from: 'boss@corp.example', to })).toBounceFor('c@x.example', 'No.');
}, 30_000);

test('a wrong answer is seen on the desk, even if there is a safe one', async () => {
  const source = `
    import { synchronousHandler } from 'cdk-workmail-flow/handler';
    export const handler = synchronousHandler({
      inbound: (mail, answer) => answer.drop('former@corp.example'),
      safeAnswer: { inbound: (answer) => answer.deliverRest() },
    });`;
  await using flow = MailFlow.fromStack(stackWith(source), { domains: ['corp.example'] });
  const mail = await flow.inbound({ from: 'a@x.example', to: 'office@corp.example' });
  expect(mail).toFallBack();
  expect(mail.calls[0]?.attempts[0]?.problem?.value).toMatch(
    /^MailFlowHandlerError: \[RECIPIENTS_LEFT_OUT\] the list of recipients without an action is \["office@corp.example"\]/,
  );
}, 30_000);

test('an asynchronous function watches', async () => {
  const source = `
    import { asynchronousHandler } from 'cdk-workmail-flow/handler';
    export const handler = asynchronousHandler({ all: (mail) => console.log(mail.direction, mail.recipients.length) });`;
  const lines: string[] = [];
  await using flow = MailFlow.fromStack(stackWith(source, false), { onLog: ({ line }) => lines.push(line) });
  expect(await flow.inbound({ from: 'a@x.example', to: 'b@corp.example' })).toReach('b@corp.example');
  expect(lines).toEqual(['INBOUND 1']);
}, 30_000);

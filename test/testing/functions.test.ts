import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, type FunctionProps, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { InboundAction, InboundMailFlowRule } from '../../lib';
import { MailFlow, type MailFlowOptions, mailFlowMatchers, type SimulatedMail, standIn } from '../../lib/testing';
import { ANSWER_DROP, newStack, organizationOf } from './support';

expect.extend(mailFlowMatchers);

/** A stack that runs a function for all mail that comes in; if it fails, mail is junk. */
function stackWith(props: Partial<FunctionProps>): Stack {
  const stack = newStack();
  const handler = new LambdaFunction(stack, 'Screening', {
    runtime: Runtime.NODEJS_20_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ actions: [] })'),
    ...props,
  });
  new InboundMailFlowRule(stack, 'Screen', {
    organization: organizationOf(stack),
    ruleName: 'screen',
    action: InboundAction.runLambdaSynchronously(handler, {
      fallbackAction: InboundAction.deliverToJunk(),
      ruleTimeout: Duration.minutes(0),
    }),
  });
  return stack;
}

async function receive(props: Partial<FunctionProps>, options: MailFlowOptions = {}): Promise<SimulatedMail> {
  await using flow = MailFlow.fromStack(stackWith(props), options);
  return await flow.inbound({ from: 'a@x.example', to: 'b@corp.example', subject: 'Hello' });
}

const python = (source: string): Partial<FunctionProps> => ({
  runtime: Runtime.PYTHON_3_12,
  code: Code.fromInline(source),
});

describe('functions of the stack', () => {
  test('run in processes of their own, with their variables, and see the event', async () => {
    const code = Code.fromInline(
      'exports.handler = async ({ subject }) => ({ actions: [{ action: { type: "BOUNCE", parameters: { bounceMessage: subject + process.env.NOTE + (process.pid !== Number(process.env.PARENT)) } }, allRecipients: true }] })',
    );
    const mail = await receive({ code, environment: { NOTE: '!', PARENT: String(process.pid) } });
    expect(mail).toBounceFor('b@corp.example', 'Hello!true');
  });

  test('in Python, too, with what they print', async () => {
    const lines: string[] = [];
    const source =
      'def handler(event, context):\n  print("seen")\n  return {"actions": [{"action": {"type": "DROP"}, "allRecipients": "true"}]}';
    const mail = await receive(python(source), { onLog: ({ line }) => lines.push(line) });
    expect(mail).toBeDroppedFor('b@corp.example');
    expect(lines).toEqual(['seen']);
  });

  test('an error of the function is one, and the fallback decides', async () => {
    const mail = await receive({
      code: Code.fromInline('exports.handler = async () => { throw new TypeError("no such key") }'),
    });
    expect(mail).toFallBack();
    expect(mail.calls[0]?.attempts[0]?.problem).toMatchObject({
      code: 'FUNCTION_FAILED',
      value: 'TypeError: no such key',
    });
  });

  test('a function that WorkMail has no permission to invoke fails', async () => {
    const template = Template.fromStack(stackWith({})).toJSON();
    for (const [id, { Type }] of Object.entries<{ Type: string }>(template.Resources)) {
      if (Type === 'AWS::Lambda::Permission') template.Resources[id].Properties.SourceAccount = '999999999999';
    }
    await using flow = MailFlow.fromTemplate(template);
    const mail = await flow.inbound({ from: 'a@x.example', to: 'b@corp.example' });
    expect(mail).toReachJunkOf('b@corp.example');
    expect(mail.for('b@corp.example').why).toContain('workmail.us-east-1.amazonaws.com may not call');
  });
});

describe('what cannot run on this machine is an error of the call, and says what to do', () => {
  const remedy = /give a stand-in/i;

  test('a runtime', async () => {
    const props = { runtime: Runtime.JAVA_21, code: Code.fromAsset(__dirname), handler: 'a.B' };
    await expect(receive(props)).rejects.toMatchObject({
      code: 'FUNCTION_CANNOT_RUN',
      problem: expect.stringContaining("The runtime 'java21' does not run on this machine"),
      remedy: expect.stringMatching(remedy),
    });
  });

  test('a container image', async () => {
    const template = Template.fromStack(stackWith({})).toJSON();
    for (const resource of Object.values<{ Type: string; Properties: Record<string, unknown> }>(template.Resources)) {
      if (resource.Type !== 'AWS::Lambda::Function' || resource.Properties.Description) continue;
      resource.Properties = { PackageType: 'Image', Code: { ImageUri: 'x' }, Role: 'r' };
    }
    const flow = MailFlow.fromTemplate(template);
    await expect(flow.inbound({ from: 'a@x.example', to: 'b@corp.example' })).rejects.toMatchObject({
      code: 'FUNCTION_CANNOT_RUN',
      problem: expect.stringContaining('container images do not run on this machine'),
    });
    await flow.stop();
  });

  test('code that is not in the template', async () => {
    const props = { code: Code.fromAsset(__dirname) };
    const flow = MailFlow.fromTemplate(Template.fromStack(stackWith(props)));
    await expect(flow.inbound({ from: 'a@x.example', to: 'b@corp.example' })).rejects.toMatchObject({
      code: 'FUNCTION_CANNOT_RUN',
      problem: expect.stringContaining('is not among the file assets'),
    });
    await flow.stop();
  });

  test('modules that Lambda has and this machine has not', async () => {
    await expect(receive(python('import boto3.nowhere'))).rejects.toMatchObject({
      code: 'FUNCTION_NEEDS_MODULE',
      problem: expect.stringContaining('needs boto3.nowhere, which Lambda has'),
      remedy: expect.stringContaining('Install boto3 for the python3 on your PATH'),
    });
    const code = Code.fromInline('require("@aws-sdk/client-nowhere"); exports.handler = async () => ({})');
    await expect(receive({ code })).rejects.toMatchObject({
      code: 'FUNCTION_NEEDS_MODULE',
      problem: expect.stringContaining('needs @aws-sdk/client-nowhere'),
      remedy: expect.stringMatching(remedy),
    });
  });
});

describe('services of AWS', () => {
  const ask = `
    const { WorkMailClient, ListOrganizationsCommand } = require('@aws-sdk/client-workmail');
    exports.handler = async () => {
      const ask = () => new WorkMailClient({ maxAttempts: 1 }).send(new ListOrganizationsCommand({}));`;
  const asking = Code.fromInline(`${ask} await ask(); return ${JSON.stringify(ANSWER_DROP)} }`);
  const trying = Code.fromInline(`${ask} await ask().catch(() => undefined); return ${JSON.stringify(ANSWER_DROP)} }`);
  const props = { timeout: Duration.seconds(15) };

  test('that are not here are no reason for the fallback: the error names them', async () => {
    await expect(receive({ ...props, code: asking })).rejects.toMatchObject({
      code: 'FUNCTION_NEEDS_SERVICE',
      problem: expect.stringContaining('failed after it called workmail, which is not on this machine'),
    });
  });

  test('that a function can do without are told as a notice', async () => {
    const notices: string[] = [];
    const mail = await receive({ ...props, code: trying }, { onNotice: (notice) => notices.push(notice) });
    expect(mail).toBeDroppedFor('b@corp.example');
    expect(notices.at(-1)).toMatch(/called workmail, which is not on this machine; it answered all the same/);
  });

  test('are what the endpoints say', async () => {
    const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const mail = await receive({ ...props, code: asking }, { endpoints: { WORKMAIL: `http://127.0.0.1:${port}` } });
    server.close();
    expect(mail).toBeDroppedFor('b@corp.example');
  });
});

describe('stand-ins', () => {
  const stack = stackWith({});
  const run = (...parameters: Parameters<typeof standIn> extends [unknown, ...infer Rest] ? Rest : never) =>
    MailFlow.fromStack(stack, { functions: [standIn('*', ...parameters)] }).inbound({
      from: 'a@x.example',
      to: 'b@corp.example',
    });

  test('answer always the same, or by a handler, and get an event of their own', async () => {
    expect(await run(ANSWER_DROP)).toBeDroppedFor('b@corp.example');
    expect(await run(async () => ANSWER_DROP)).toBeDroppedFor('b@corp.example');
    const mail = await run((event) => {
      Object.assign(event, { subject: 'changed' });
      return ANSWER_DROP;
    });
    expect(mail.calls[0]?.event.subject).toBe('');
  });

  test('fail by what they throw, by nothing, and by taking too long', async () => {
    const thrown = await run(() => {
      throw new RangeError('far');
    });
    expect(thrown.for('b@corp.example').why).toContain('RangeError: far');
    expect((await run(() => undefined)).for('b@corp.example').why).toContain('returned nothing');
    expect((await run(ANSWER_DROP, { milliseconds: 16_000 })).for('b@corp.example').why).toContain('16000');
  });
});

test('who forgets to stop a MailFlow is not held up', () => {
  const script = `
    import { MailFlow } from ${JSON.stringify(join(__dirname, '../../lib/testing/index.ts'))};
    const template = JSON.parse(process.argv[1]);
    MailFlow.fromTemplate(template).inbound({ from: 'a@x.example', to: 'b@corp.example' })
      .then((mail) => console.log(mail.outcomes[0].how));`;
  const template = JSON.stringify(Template.fromStack(stackWith({})).toJSON());
  const tsx = join(__dirname, '../../node_modules/.bin/tsx');
  const { stdout, status } = spawnSync(tsx, ['--eval', script, template], { encoding: 'utf8', timeout: 20_000 });
  expect({ stdout, status }).toEqual({ stdout: 'fallback\n', status: 0 });
}, 30_000);

/** A message of each kind, as people meet it: that its link leads to its own entry. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { InboundAction, InboundMailFlowRule } from '../lib';
import { Connection } from '../lib/administration';
import { reportError } from '../lib/cli/errors';
import { CommandError } from '../lib/cli/exit';
import { linkedSentence } from '../lib/errors';
import { synchronousHandler } from '../lib/handler';
import { LocalWorkMail } from '../lib/local';
import { checkRollbackFailed } from '../lib/local/cloudformation/checks';
import { checkVariables } from '../lib/local/functions/definition';
import { memoryMessages, setHeader, updateMessage } from '../lib/message';
import { answerBody } from '../lib/provider/protocol';
import { MailFlow } from '../lib/testing';
import { errorOf, ORGANIZATION_ID, organizationIn, testStack } from './constructs';
import { linkedHeading } from './error-links';

const folder = mkdtempSync(join(tmpdir(), 'error-links-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rejection = (work: () => Promise<unknown>) =>
  work().then(
    () => {
      throw new Error('nothing was refused');
    },
    (error: Error) => error.message,
  );

function ruleIn(stack: Stack, change: object = {}): InboundMailFlowRule {
  const organization = organizationIn(stack);
  return new InboundMailFlowRule(stack, 'Rule', { organization, action: InboundAction.drop(), ...change });
}

describe('The link of', () => {
  test('an error of a construct', () => {
    const message = errorOf(() => ruleIn(testStack(), { senders: ['a+b@corp.example', 'two words'] }));
    expect(message.split('\n')).toHaveLength(3);
    expect(linkedHeading(message)).toBe('patternplus');
  });

  test('an error that a construct finds when the app is whole', () => {
    const problem = {
      code: 'ruleNameTwice',
      path: 'ruleName',
      value: 'x',
      reason: 'there are two',
      remedy: 'Rename one',
    };
    expect(linkedHeading(linkedSentence(testStack(), problem))).toBe('rulenametwice');
  });

  test('a warning, before the id by which it is acknowledged', () => {
    const stack = testStack();
    ruleIn(stack);
    const [warning] = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('losesAllMail'));
    const [, message = '', id] = /^(.*) \[ack: (\S+)\]$/.exec(String(warning?.entry.data)) ?? [];
    expect(id).toBe('cdk-workmail-flow:losesAllMail');
    expect(linkedHeading(message)).toBe('losesallmail');
    expect(message).toContain('. See https');
  });

  test.each(['short', 'é'.repeat(5000), `a\n${'table\n'.repeat(1000)}`])('an answer to CloudFormation', (text) => {
    const event = { StackId: 's', RequestId: 'r', LogicalResourceId: 'l' } as Parameters<typeof answerBody>[0];
    const answer = {
      Status: 'FAILED',
      PhysicalResourceId: 'p'.repeat(1024),
      Reason: text,
      code: 'ruleExists',
    } as const;
    const body = answerBody(event, answer);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
    expect(linkedHeading(JSON.parse(body).Reason)).toBe('ruleexists');
    expect(JSON.parse(body)).not.toHaveProperty('code');
  });

  test('an error of a handler', async () => {
    const handler = synchronousHandler({ inbound: (_mail, answer) => answer.drop('a@corp.example') });
    const event = {
      messageId: '1',
      flowDirection: 'INBOUND',
      envelope: { recipients: [{ address: 'b@corp.example' }] },
    };
    const message = await rejection(() => handler(event as never));
    expect(message.split('\n').at(-1)).toMatch(/^See https:/);
    expect(linkedHeading(message)).toBe('recipients_left_out');
  });

  test('an error and a refusal with the content of a message', async () => {
    expect(linkedHeading(errorOf(() => setHeader('From', 'a@corp.example')))).toBe('header_immutable');
    const { refusal } = await updateMessage('gone', [setHeader('X-A', 'b')], { messages: memoryMessages({}) });
    expect(linkedHeading(refusal?.message ?? '')).toBe('message_gone');
  });

  test('an error of a test', () => {
    expect(linkedHeading(errorOf(() => MailFlow.fromStack(testStack())))).toBe('no_rules');
  });

  test('an error of the local services', async () => {
    const stack = { name: 'mail', status: 'CREATE_COMPLETE' } as Parameters<typeof checkRollbackFailed>[0];
    expect(linkedHeading(errorOf(() => checkRollbackFailed(stack)))).toBe('stack_state');
    const definition = { name: 'f', environment: { AWS_REGION: 'x' } } as unknown as Parameters<
      typeof checkVariables
    >[0];
    expect(linkedHeading(errorOf(() => checkVariables(definition)))).toBe('reserved_variable');
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'state', `${ORGANIZATION_ID}.json`), '[]');
    const message = await rejection(() => LocalWorkMail.start({ folder: join(folder, 'state') }));
    expect(linkedHeading(message)).toBe('state_file_unreadable');
  });

  test('an error of the administration', async () => {
    const message = await rejection(() => Connection.open({ endpointUrl: 'nowhere', region: 'us-east-1' }));
    expect(linkedHeading(message)).toBe('endpoint_invalid');
  });

  test.each([
    [new CommandError('NOT_WRITTEN', 'a.svg cannot be written', 'Name another file'), 'not_written'],
    [errorThrownBy(() => MailFlow.fromStack(testStack())), 'no_rules'],
  ])('an error that the command tells: once, whatever kind it is', (error, heading) => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    reportError(error);
    const told = String(write.mock.calls[0]?.[0]);
    write.mockRestore();
    process.exitCode = 0;
    expect(linkedHeading(told.trimEnd())).toBe(heading);
    expect(told.split('See https')).toHaveLength(2);
  });
});

function errorThrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, type Stack, Annotations as StackAnnotations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { InboundAction, RunLambdaRules } from '../lib';
import { functionIn, organizationIn, testStack } from './constructs';

const SYNCHRONOUS = { synchronous: true, fallbackAction: InboundAction.deliver(), ruleTimeout: Duration.minutes(30) };

const ID = 'cdk-workmail-flow:asynchronousAnswerIgnored';

function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp(ID))
    .map(({ id }) => id);
}

/** An asynchronous rule for a function with some code. */
function watch(code: Code, runtime = Runtime.NODEJS_22_X): Stack {
  const stack = testStack();
  const handler = functionIn(stack, 'Watch', { code, runtime, handler: 'index.handler' });
  new RunLambdaRules(stack, 'Rules', {
    organization: organizationIn(stack),
    function: handler,
    inbound: { synchronous: false },
  });
  return stack;
}

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ignored-answers-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function asset(name: string, text: string): Code {
  writeFileSync(join(directory, name), text);
  return Code.fromAsset(directory);
}

const JAVASCRIPT =
  "exports.handler = async () => ({ actions: [{ action: { type: 'DROP' }, recipients: ['a@b.example'] }] });";
const MINIFIED = 'exports.handler=async()=>({actions:[{action:e,allRecipients:!0}]});';
const PYTHON = `def handler(event, context):
    return {'actions': [{'allRecipients': True, 'action': {'type': 'DEFAULT'}}]}`;

describe('an asynchronous function whose answer is thrown away', () => {
  test.each([
    ['inline', () => watch(Code.fromInline(JAVASCRIPT))],
    ['in a file', () => watch(asset('index.js', JAVASCRIPT))],
    ['in a module', () => watch(asset('index.mjs', MINIFIED))],
    ['in Python', () => watch(asset('index.py', PYTHON), Runtime.PYTHON_3_13)],
    ['in inline Python', () => watch(Code.fromInline(PYTHON), Runtime.PYTHON_3_13)],
  ])('%s', (_, build) => {
    expect(warningsOf(build())).toEqual(['/Mail/Rules/InboundRule/Resource']);
  });

  test('it can be acknowledged at the rule', () => {
    const stack = watch(Code.fromInline(JAVASCRIPT));
    StackAnnotations.of(stack.node.findChild('Rules').node.findChild('InboundRule')).acknowledgeWarning(ID, 'a test');
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each([
    ['returns nothing', 'exports.handler = async (event) => { console.log(event.actions); };'],
    ['returns something else', "exports.handler = async () => ({ actions: ['read', 'write'] });"],
    ['has the answer in a comment', `/*\n${JAVASCRIPT}\n*/\n// ${MINIFIED}\nexports.handler = async () => {};`],
  ])('not one that %s', (_, text) => {
    expect(warningsOf(watch(Code.fromInline(text)))).toEqual([]);
  });

  test('not a Python one that has the answer in a comment or a doc string', () => {
    const text = `def handler(event, context):\n    """${PYTHON}"""\n    # ${PYTHON.split('\n')[1]}\n`;
    expect(warningsOf(watch(asset('index.py', text), Runtime.PYTHON_3_13))).toEqual([]);
  });

  test('not one that a synchronous rule waits for too', () => {
    const stack = watch(Code.fromInline(JAVASCRIPT));
    const handler = stack.node.findChild('Watch') as ReturnType<typeof functionIn>;
    const inbound = { ...SYNCHRONOUS, senders: ['a.example'] };
    const organization = organizationIn(stack, 'm-fedcba9876543210fedcba9876543210');
    new RunLambdaRules(stack, 'Screening', { organization, function: handler.addAlias('live'), inbound });
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each([
    ['is large', 'index.js', `${JAVASCRIPT}${' '.repeat(64 * 1024)}`],
    ['is not where the handler says', 'other.js', JAVASCRIPT],
    ['is in another language', 'index.py', PYTHON],
  ])('nor is a file read that %s', (_, name, text) => {
    expect(warningsOf(watch(asset(name, text)))).toEqual([]);
  });

  test('nor is an archive opened', () => {
    const archive = join(directory, 'code.zip');
    writeFileSync(archive, JAVASCRIPT);
    expect(warningsOf(watch(Code.fromAsset(archive)))).toEqual([]);
  });
});

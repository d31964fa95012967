import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DirectedRule, lambdaAction } from '../../lib/rules';
import { declaredRules } from '../../lib/testing';
import { describeRules } from '../../lib/workmail-api';
import { ALIAS, assortedRules, FUNCTIONS, GATEWAYS } from '../administration/assorted-rules';
import { type Desk, ORGANIZATION_ID, REGION, startDesk } from '../administration/desk';
import { synthesizeFile, TYPESCRIPT } from '../administration/exported-app';
import { folder, type Run, runWith } from './support';

const run = promisify(execFile);

/** The rules are the same for the same seed. */
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** A folder with a model of the service that has the operations: `workmail/2017-10-01/service-2.json`. */
const model = process.env.WORKMAIL_SERVICE_MODEL;

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  await desk.deployFunctions(FUNCTIONS, ALIAS);
  await desk.createGateways(GATEWAYS);
}, 60_000);
afterAll(() => desk.stop());

const command = (...args: string[]): Promise<Run> =>
  runWith(desk.environment, [...args, '--organization-id', ORGANIZATION_ID]);
const readAll = async () => ({
  inbound: await describeRules(desk.connection.workmail, ORGANIZATION_ID, 'INBOUND'),
  outbound: await describeRules(desk.connection.workmail, ORGANIZATION_ID, 'OUTBOUND'),
});

function synthesize(interpreter: readonly string[], file: string): Promise<string> {
  return synthesizeFile(interpreter, join(folder, file), join(folder, `${file}.out`));
}

/** Deploys, and says which operations of WorkMail that took. */
async function operationsOf(assembly: string): Promise<string[]> {
  desk.operations();
  const { succeeded, stacks } = await desk.account.deploy(assembly);
  const failures = stacks.flatMap(({ changes }) => changes.flatMap(({ failure }) => failure ?? []));
  expect({ succeeded, failures }).toEqual({ succeeded: true, failures: [] });
  return [...new Set(desk.operations())].sort();
}

let rules: readonly DirectedRule[];
let assembly: string;

test(`300 assorted rules (SEED=${seed}), exported and deployed as written: no rule is written, and diff is empty`, async () => {
  rules = assortedRules(300, seed);
  await desk.createRules(rules);
  const before = await readAll();
  expect(await command('export', '-o', 'mail-flow.ts')).toEqual({
    status: 0,
    stdout: '',
    stderr: 'note: 300 rules written to mail-flow.ts\n',
  });
  assembly = await synthesize(TYPESCRIPT, 'mail-flow.ts');
  expect(await operationsOf(assembly)).toEqual(['DescribeInboundMailFlowRule', 'DescribeOutboundMailFlowRule']);
  expect(await readAll()).toEqual(before);
  expect(await command('diff', '--app', assembly)).toEqual({
    status: 0,
    stdout: 'No difference: the live rules are as declared.\n',
    stderr: '',
  });
}, 180_000);

/** A Python that has aws-cdk-lib and this package: see README.md. */
const python = process.env.CDK_PYTHON;
const withPython = python ? test : test.skip;
const pythonReason = python ? '' : ' (set CDK_PYTHON to a Python that has aws-cdk-lib and cdk-workmail-flow)';

withPython(
  `the same as Python: the same rules, and none is written${pythonReason}`,
  async () => {
    expect((await command('export', '--language', 'python', '-o', 'mail_flow.py')).status).toBe(0);
    const fromPython = await synthesize([python!], 'mail_flow.py');
    const declared = (app: string) => declaredRules(app).map(({ place: _, ...rule }) => rule);
    expect(declared(fromPython)).toEqual(declared(assembly));
    expect(await operationsOf(fromPython)).not.toEqual(expect.arrayContaining([expect.stringMatching(WRITES)]));
    expect((await command('diff', '--app', fromPython)).status).toBe(0);
  },
  180_000,
);

const WRITES = /^(Create|Update|Delete|Put)/;

/** What a person changes at a shell: of an inbound rule that waits for its function, how long it is retried. */
async function changeBy(update: (rule: object) => Promise<unknown>): Promise<Run> {
  const synchronous = rules.find(
    ({ direction, rule }) => direction === 'INBOUND' && lambdaAction(rule.Action)?.SynchronousLambdaParameters,
  )!;
  const changed = structuredClone(synchronous.rule);
  const parameters = lambdaAction(changed.Action)!.SynchronousLambdaParameters!;
  Object.assign(parameters, { RetryPeriodMinutes: (parameters.RetryPeriodMinutes + 7) % 241 });
  await update(changed);
  const found = await command('diff', '--app', assembly, '--json');
  await update(synchronous.rule);
  const live = parameters.RetryPeriodMinutes;
  const declared = lambdaAction(synchronous.rule.Action)!.SynchronousLambdaParameters!.RetryPeriodMinutes;
  expect(JSON.parse(found.stdout).differences).toMatchObject([
    {
      direction: 'INBOUND',
      name: synchronous.rule.Name,
      kind: 'different',
      fields: [{ path: 'Action.InboundLambdaAction.SynchronousLambdaParameters.RetryPeriodMinutes', live, declared }],
    },
  ]);
  return found;
}

const withModel = model ? test : test.skip;
const reason = model ? '' : ' (set WORKMAIL_SERVICE_MODEL to a folder with workmail/2017-10-01/service-2.json)';

withModel(
  `a rule changed by AWS’s command line: diff names the field${reason}`,
  async () => {
    const update = (rule: object) =>
      run(
        'aws',
        [
          'workmail',
          'update-inbound-mail-flow-rule',
          '--organization-id',
          ORGANIZATION_ID,
          '--rule',
          JSON.stringify(rule),
        ],
        {
          env: {
            ...process.env,
            ...desk.environment,
            AWS_DEFAULT_REGION: REGION,
            AWS_DATA_PATH: model,
            AWS_SESSION_TOKEN: '',
          },
        },
      );
    expect(await changeBy(update)).toMatchObject({ status: 1 });
  },
  60_000,
);

test('a rule changed by anybody: diff names the field', async () => {
  const { status } = await changeBy((rule) => desk.updateRule({ direction: 'INBOUND', rule } as DirectedRule));
  expect(status).toBe(1);
}, 60_000);

import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { LocalWorkMail } from '../../../lib/local/workmail';
import {
  CreateInboundMailFlowRuleCommand,
  DeleteInboundMailFlowRuleCommand,
  ListInboundMailFlowRulesCommand,
  meaningOf,
} from '../../../lib/workmail-api';
import { clientOf, errorOf, inboundRule, ORGANIZATION_ID, startDesk, stopDesks } from './desk';

const OrganizationId = ORGANIZATION_ID;
let workmail: LocalWorkMail;
let client: WorkMailClient;

beforeEach(async () => {
  ({ workmail, client } = await startDesk());
});
afterEach(stopDesks);

const create = (name = 'a') =>
  client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule: inboundRule(name) }));
const list = () => client.send(new ListInboundMailFlowRulesCommand({ OrganizationId }));
const rules = () => workmail.inboundRules(OrganizationId).map(({ Name }) => Name);

it.each([
  ['throttle', 'ThrottlingException', 'comeBackLater'],
  ['internalFailure', 'InternalFailure', 'comeBackLater'],
] as const)('%s: nothing is done, and the next request goes through', async (kind, name, meaning) => {
  workmail.faults.add({ kind, times: 1 });
  const error = await errorOf(create());
  expect(error.name).toBe(name);
  expect(meaningOf(error)).toBe(meaning);
  expect(rules()).toEqual([]);
  await create();
  expect(rules()).toEqual(['a']);
});

it.each([
  ['cutBeforeWrite', []],
  ['cutAfterWrite', ['a']],
] as const)('%s: the client hears nothing, and %j is there', async (kind, left) => {
  workmail.faults.add({ kind, times: 1 });
  expect(meaningOf(await errorOf(create()))).toBe('unreachable');
  expect(rules()).toEqual(left);
  expect(workmail.requests.at(-1)).toMatchObject({ outcome: 'cut', changed: left.length > 0 });
});

it('cutAfterWrite also hides a refusal', async () => {
  await create();
  workmail.faults.add({ kind: 'cutAfterWrite', times: 1 });
  expect(meaningOf(await errorOf(create()))).toBe('unreachable');
});

it('refuse: under any name', async () => {
  workmail.faults.add({ kind: 'refuse', name: 'UnknownOperationException', message: 'not here', times: 1 });
  expect(await errorOf(list())).toMatchObject({ name: 'UnknownOperationException', message: 'not here' });
});

it('delay: the request waits, and goes on', async () => {
  workmail.faults.add({ kind: 'delay', milliseconds: 60, times: 1 });
  const started = performance.now();
  await create();
  expect(performance.now() - started).toBeGreaterThan(55);
  expect(rules()).toEqual(['a']);
});

it('delay: combines with another fault', async () => {
  workmail.faults.add({ kind: 'delay', milliseconds: 40, times: 1 });
  workmail.faults.add({ kind: 'throttle', times: 1 });
  const started = performance.now();
  expect((await errorOf(create())).name).toBe('ThrottlingException');
  expect(performance.now() - started).toBeGreaterThan(35);
});

it('delay: what still waits when WorkMail stops is not done', async () => {
  workmail.faults.add({ kind: 'delay', milliseconds: 60_000 });
  const changes: unknown[] = [];
  workmail.onChange((change) => changes.push(change));
  const waiting = errorOf(create());
  await new Promise((resolve) => setTimeout(resolve, 50));
  await workmail.stop();
  expect(meaningOf(await waiting)).toBe('unreachable');
  expect(changes).toEqual([]);
});

it('strike the operations that they name', async () => {
  workmail.faults.add({ kind: 'throttle', operation: 'CreateInboundMailFlowRule' });
  workmail.faults.add({ kind: 'internalFailure', operation: /^Delete/g });
  await list();
  expect((await errorOf(create())).name).toBe('ThrottlingException');
  for (let times = 0; times < 2; times++) {
    const remove = client.send(new DeleteInboundMailFlowRuleCommand({ OrganizationId, RuleName: 'a' }));
    expect((await errorOf(remove)).name).toBe('InternalFailure');
  }
});

it('strike one after another, and can be taken back', async () => {
  const takeBack = workmail.faults.add({ kind: 'throttle', times: 2 });
  workmail.faults.add({ kind: 'internalFailure', times: 1 });
  expect((await errorOf(list())).name).toBe('ThrottlingException');
  takeBack();
  expect((await errorOf(list())).name).toBe('InternalFailure');
  workmail.faults.add({ kind: 'throttle' });
  workmail.faults.clear();
  await list();
});

it('strike with a probability, by a random of the caller’s', async () => {
  const numbers = [0.1, 0.9, 0.49, 0.5];
  workmail.faults.add({ kind: 'throttle', probability: 0.5, random: () => numbers.shift() ?? 1 });
  const outcomes: boolean[] = [];
  for (let index = 0; index < 4; index++)
    outcomes.push(
      await list().then(
        () => true,
        () => false,
      ),
    );
  expect(outcomes).toEqual([false, true, false, true]);
  expect(() => workmail.faults.add({ kind: 'throttle', probability: 0.5 })).toThrow('random');
});

it('are overcome by the retries of the client', async () => {
  const patient = clientOf(workmail, undefined, 5);
  workmail.faults.add({ kind: 'throttle', times: 1 });
  workmail.faults.add({ kind: 'internalFailure', times: 1 });
  workmail.faults.add({ kind: 'cutBeforeWrite', times: 1 });
  const { $metadata } = await patient.send(new ListInboundMailFlowRulesCommand({ OrganizationId }));
  expect($metadata.attempts).toBe(4);
});

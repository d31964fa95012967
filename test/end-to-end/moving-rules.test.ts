/** docs/moving-rules-into-code.md, step by step: WorkMail is watched all the time for a change of any rule. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareRules, exportCode, findOrganization, readRules } from '../../lib/administration';
import type { RuleChange } from '../../lib/local';
import { type DirectedRule, sameDocument } from '../../lib/rules';
import { declaredRules } from '../../lib/testing';
import { ALIAS, assortedRules, FUNCTIONS, GATEWAYS } from '../administration/assorted-rules';
import { type Desk, ORGANIZATION_ID, startDesk } from '../administration/desk';
import { synthesizeFile, TYPESCRIPT } from '../administration/exported-app';

const organizationId = ORGANIZATION_ID;

jest.setTimeout(120_000);

let desk: Desk;
let folder: string;
let file: string;
const changes: RuleChange[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'moving-'));
  file = join(folder, 'mail-flow.ts');
  desk = await startDesk();
  await desk.deployFunctions(FUNCTIONS, ALIAS);
  await desk.createGateways(GATEWAYS);
  await desk.createRules(assortedRules(24, 7));
  desk.account.workmail.onChange((change) => changes.push(change));
});
afterAll(async () => {
  await desk.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  changes.length = 0;
});

function synthesize(): Promise<string> {
  return synthesizeFile(TYPESCRIPT, file, mkdtempSync(join(folder, 'assembly-')));
}

async function deploy(): Promise<{ succeeded: boolean; failures: string[] }> {
  const { succeeded, stacks } = await desk.account.deploy(await synthesize());
  return { succeeded, failures: stacks.flatMap(({ changes }) => changes.flatMap(({ failure }) => failure ?? [])) };
}

const DEPLOYED = { succeeded: true, failures: [] };

const edit = (from: string | RegExp, to: string) => {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
};

const live = () => readRules(desk.connection, organizationId);

async function exportRules(): Promise<void> {
  const organization = await findOrganization(desk.connection, { organizationId });
  writeFileSync(file, exportCode(organization, await live(), { language: 'typescript' }).code);
}

test('a rule that somebody changes after the export fails the deployment, which changes and removes nothing', async () => {
  await exportRules();
  const rule = desk.account.workmail.inboundRules(organizationId)[0]!;
  const changed = { ...rule, Condition: { ...rule.Condition, OriginRuleCondition: { Patterns: ['other.example'] } } };
  await desk.updateRule({ direction: 'INBOUND', rule: changed });
  changes.length = 0;
  const { succeeded, failures } = await deploy();
  expect(succeeded).toBe(false);
  expect(failures.join()).toContain('adoptDifferent');
  expect(changes).toEqual([]);
  await desk.updateRule({ direction: 'INBOUND', rule });
});

test('exported again and deployed: no rule changes, not for a moment', async () => {
  await exportRules();
  expect(await deploy()).toEqual(DEPLOYED);
  expect(changes).toEqual([]);
  expect(compareRules(await live(), declaredRules(await synthesize()) as never)).toEqual([]);
});

test('other construct ids: no rule changes', async () => {
  edit(/Rule\(this, '(Inbound|Outbound)/g, "Rule(this, 'Our$1");
  expect(await deploy()).toEqual(DEPLOYED);
  expect(changes).toEqual([]);
});

test('without adoptExisting, so that the stack owns the rules: no rule changes', async () => {
  edit('const adopted = { organization, adoptExisting: true };', 'const adopted = { organization };');
  expect(await deploy()).toEqual(DEPLOYED);
  expect(changes).toEqual([]);
});

test('then a rule is changed in code: that one, at once', async () => {
  const before = await live();
  edit('senders: [', "senders: ['new.example', ");
  expect(await deploy()).toEqual(DEPLOYED);
  expect(changes).toHaveLength(1);
  const after = await live();
  const all = ({ inbound, outbound }: typeof before) => [...inbound, ...outbound] as DirectedRule['rule'][];
  const different = all(after).filter((rule, index) => !sameDocument(rule, all(before)[index]!));
  expect(different).toHaveLength(1);
});

test('what a stack owns goes with it', async () => {
  await desk.account.destroy('CorpMailFlow');
  expect(await live()).toEqual({ inbound: [], outbound: [] });
});

test('what a stack adopted stays when it goes', async () => {
  await desk.createRules(assortedRules(6, 8));
  await exportRules();
  expect(await deploy()).toEqual(DEPLOYED);
  changes.length = 0;
  await desk.account.destroy('CorpMailFlow');
  expect(changes).toEqual([]);
});

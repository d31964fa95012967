import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { LocalWorkMail } from '../../lib/local/workmail';
import {
  CreateInboundMailFlowRuleCommand,
  describeRule,
  describeRules,
  listRuleNames,
  RULE_COMMANDS,
} from '../../lib/workmail-api';
import { inboundRule, ORGANIZATION_ID, startDesk, stopDesks } from '../local/workmail/desk';

const OrganizationId = ORGANIZATION_ID;
let client: WorkMailClient;
let workmail: LocalWorkMail;
beforeEach(async () => {
  ({ client, workmail } = await startDesk());
});
afterEach(stopDesks);

const create = async (count: number) => {
  for (let index = 0; index < count; index++) {
    const Rule = inboundRule(`rule ${String(index).padStart(3, '0')}`);
    await client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule }));
  }
};

it('reads all rules, over the pages of the list, in its order', async () => {
  await create(130);
  expect(await describeRules(client, OrganizationId, 'INBOUND')).toEqual(workmail.inboundRules(OrganizationId));
  expect(await listRuleNames(client, OrganizationId, 'OUTBOUND')).toEqual([]);
});

it('leaves out what goes meanwhile', async () => {
  await create(3);
  const removeAfterList = async <Output>(operation: string, call: Promise<Output>) => {
    const output = await call;
    const RuleName = 'rule 001';
    if (operation.startsWith('List')) await client.send(new RULE_COMMANDS.INBOUND.Delete({ OrganizationId, RuleName }));
    return output;
  };
  const rules = await describeRules(client, OrganizationId, 'INBOUND', removeAfterList);
  expect(rules.map(({ Name }) => Name)).toEqual(['rule 000', 'rule 002']);
});

it('tells which operation failed', async () => {
  await create(1);
  workmail.faults.add({ kind: 'refuse', operation: /^Describe/, name: 'AccessDeniedException' });
  const asked: string[] = [];
  const ask = <Output>(operation: string, call: Promise<Output>) => {
    asked.push(operation);
    return call;
  };
  await expect(describeRules(client, OrganizationId, 'INBOUND', ask)).rejects.toThrow();
  expect(asked).toEqual(['ListInboundMailFlowRules', 'DescribeInboundMailFlowRule']);
});

it('tells a rule that is not there from one that cannot be read', async () => {
  expect(await describeRule(client, OrganizationId, 'INBOUND', 'none')).toBeUndefined();
  workmail.faults.add({ kind: 'refuse', name: 'UnknownOperationException' });
  await expect(describeRule(client, OrganizationId, 'INBOUND', 'none')).rejects.toThrow();
});

describe.each(['RuleNotFoundException', 'InvalidParameterException'])('where WorkMail calls it %s', (notFound) => {
  beforeEach(async () => {
    ({ client, workmail } = await startDesk({ errorNames: { notFound } }));
  });

  it('tells by the list that a rule is not there', async () => {
    await create(1);
    expect(await describeRule(client, OrganizationId, 'INBOUND', 'none')).toBeUndefined();
    expect(await describeRule(client, OrganizationId, 'INBOUND', 'rule 000')).toBeDefined();
  });

  it('passes the refusal on where the list has the rule, or cannot be had', async () => {
    await create(1);
    workmail.faults.add({ kind: 'refuse', operation: /^Describe/, name: notFound });
    await expect(describeRule(client, OrganizationId, 'INBOUND', 'rule 000')).rejects.toThrow();
    workmail.faults.add({ kind: 'refuse', operation: /^List/, name: 'AccessDeniedException' });
    await expect(describeRule(client, OrganizationId, 'INBOUND', 'none')).rejects.toMatchObject({ name: notFound });
  });
});

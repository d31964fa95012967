import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { LocalWorkMail, RuleChange } from '../../../lib/local/workmail';
import {
  CreateInboundMailFlowRuleCommand,
  CreateOutboundMailFlowRuleCommand,
  DeleteInboundMailFlowRuleCommand,
  ListInboundMailFlowRulesCommand,
  UpdateInboundMailFlowRuleCommand,
} from '../../../lib/workmail-api';
import { errorOf, inboundRule, ORGANIZATION_ID, outboundRule, startDesk, stopDesks } from './desk';

const OrganizationId = ORGANIZATION_ID;
let workmail: LocalWorkMail;
let client: WorkMailClient;

beforeEach(async () => {
  ({ workmail, client } = await startDesk());
});
afterEach(stopDesks);

it('tells every change of rules when it happens, and nothing else', async () => {
  const changes: RuleChange[] = [];
  const stop = workmail.onChange((change) => {
    expect(change.inboundRules).toBe(workmail.inboundRules(OrganizationId));
    changes.push(change);
  });
  await client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule: inboundRule('a') }));
  await errorOf(client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule: inboundRule('a') })));
  const changed = inboundRule('a', { BounceAction: {} });
  await client.send(new UpdateInboundMailFlowRuleCommand({ OrganizationId, Rule: changed }));
  await client.send(new ListInboundMailFlowRulesCommand({ OrganizationId }));
  await client.send(new CreateOutboundMailFlowRuleCommand({ OrganizationId, Rule: outboundRule('o') }));
  await client.send(new DeleteInboundMailFlowRuleCommand({ OrganizationId, RuleName: 'a' }));
  stop();
  await client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule: inboundRule('b') }));
  expect(changes).toEqual([
    { organizationId: OrganizationId, inboundRules: [inboundRule('a')], outboundRules: [] },
    { organizationId: OrganizationId, inboundRules: [changed], outboundRules: [] },
    { organizationId: OrganizationId, inboundRules: [changed], outboundRules: [outboundRule('o')] },
    { organizationId: OrganizationId, inboundRules: [], outboundRules: [outboundRule('o')] },
  ]);
});

it('keeps what was asked, by whom, and what came of it', async () => {
  await client.send(new ListInboundMailFlowRulesCommand({ OrganizationId }));
  await errorOf(client.send(new DeleteInboundMailFlowRuleCommand({ OrganizationId, RuleName: 'a' })));
  const common = {
    organizationId: OrganizationId,
    principalArn: 'arn:aws:iam::123456789012:root',
    changed: false,
    time: expect.any(Date),
    milliseconds: expect.any(Number),
  };
  expect(workmail.requests).toEqual([
    { ...common, operation: 'ListInboundMailFlowRules', outcome: 'ok' },
    { ...common, operation: 'DeleteInboundMailFlowRule', outcome: 'EntityNotFoundException' },
  ]);
});

it('gives rules that nobody outside can change', async () => {
  const { organizationId } = workmail.createOrganization({ alias: 'other' });
  expect(workmail.inboundRules(organizationId)).toEqual([]);
  expect(() => workmail.inboundRules('m-1')).toThrow('no organization m-1');
});

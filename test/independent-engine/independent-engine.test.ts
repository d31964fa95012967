import { existsSync } from 'node:fs';
import { IAMClient, ListRolesCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import {
  InboundAction,
  InboundMailFlowRule,
  MailFlowCheck,
  MailFlowOutcome,
  type MailFlowRuleOptions,
  Organization,
} from '../../lib';
import type { InboundRule } from '../../lib/rules';
import { BothEngines, changeRule, enterRule, removeRule, type Step, type Steps } from './both-engines';
import { ABSENT, miniStackCommand } from './ministack';
import { ORGANIZATION_ID, STACK_NAME } from './screening';

const present = existsSync(miniStackCommand().file);
let both: BothEngines;
jest.setTimeout(240_000);

const CHANGED = { blockedRuleName: 'blocked-domains', ruleTimeout: Duration.minutes(60) };

/** The same on both engines; returns the step, so that a test says what it was. */
function same({ own, independent }: Steps): Step {
  const compared = ({ status, rules, requests }: Step) => ({ status, rules, requests });
  expect(compared(independent)).toEqual(compared(own));
  expect(independent.history.length).toBe(own.history.length);
  return independent;
}

const inboundNames = ({ rules }: Step) => rules.inbound.map(({ Name }) => Name);
const rule = ({ rules }: Step, name: string) => rules.inbound.find(({ Name }) => Name === name);
const senders = (step: Step, name: string) => rule(step, name)?.Condition.OriginRuleCondition.Patterns;
const requestsOf = (step: Step, logicalId: string) =>
  step.requests.filter((request) => request.includes(` ${logicalId}`)).map((request) => request.split(' ')[0]);

function retryPeriod(step: Step): number | undefined {
  const action = rule(step, 'screen-inbound')?.Action;
  if (!action || !('InboundLambdaAction' in action)) return undefined;
  return action.InboundLambdaAction.SynchronousLambdaParameters?.RetryPeriodMinutes;
}

const byHand = (Name: string, sender: string): InboundRule => ({
  Name,
  Condition: { OriginRuleCondition: { Patterns: [sender] }, DestinationRuleCondition: { Patterns: ['*'] } },
  Action: { BounceAction: {} },
});

/** One rule more in the stack. */
function addRule(
  stack: Stack,
  id: string,
  ruleName: string,
  sender: string,
  options: MailFlowRuleOptions = {},
): InboundMailFlowRule {
  const organization = Organization.fromOrganizationId(stack, `${id}Organization`, ORGANIZATION_ID);
  const action = InboundAction.bounce();
  return new InboundMailFlowRule(stack, id, { organization, ruleName, senders: [sender], action, ...options });
}

const keep = (sender: string, options?: MailFlowRuleOptions) => (stack: Stack) =>
  addRule(stack, 'After', 'kept', sender, options);

/** Which rule decides on junk must be this one, or the deployment fails. */
const expectOfJunk = (ruleName: string) => (stack: Stack) =>
  new MailFlowCheck(stack, 'Check', {
    organization: Organization.fromOrganizationId(stack, 'CheckOrganization', ORGANIZATION_ID),
  }).expectInbound({
    fromAddress: 'win@cheap.junk.example',
    recipient: 'office@corp.example',
    outcome: MailFlowOutcome.ruleNamed(ruleName),
  });

/** What MiniStack's IAM decides on actions of the provider's role. */
async function decisions(actions: string[], organizationId: string): Promise<(string | undefined)[]> {
  const client = new IAMClient(both.independent.stack.clientSettings);
  const { Roles = [] } = await client.send(new ListRolesCommand({}));
  const role = Roles.find(({ RoleName = '' }) => RoleName.includes('WorkMailFlowProviderRole'));
  const ResourceArns = [both.independent.workmail.organizationArn(organizationId)];
  const { EvaluationResults = [] } = await client.send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn: role?.Arn, ActionNames: actions, ResourceArns }),
  );
  return EvaluationResults.map(({ EvalDecision }) => EvalDecision);
}

(present ? describe : describe.skip)(`the CDK’s own command line and MiniStack${present ? '' : ` (${ABSENT})`}`, () => {
  beforeAll(async () => {
    both = await BothEngines.start();
  });
  afterEach(() => both.happens(({ faults }) => faults.clear()));
  afterAll(() => both?.stop());

  it('a stack whose rule meets another’s of that name is rolled back, and leaves that rule alone', async () => {
    await both.happens((_workmail, person) => enterRule(person, byHand('blocked', 'somebody.example')));
    const { own, independent } = await both.deploy();
    // How far the other rules came differs: MiniStack makes one resource after the other.
    expect([own, independent].map(({ status, rules }) => ({ status, rules }))).toEqual(
      Array(2).fill({
        status: 'ROLLBACK_COMPLETE',
        rules: { inbound: [byHand('blocked', 'somebody.example')], outbound: [] },
      }),
    );
    for (const { output } of [own, independent]) {
      expect(output.replaceAll(/\s+/g, ' ')).toContain('[cdk-workmail-flow:ruleExists]');
    }
    // CloudFormation deletes also what failed to be made; MiniStack asks for no such Delete.
    expect(own.requests).toContain('Delete Blocked8AF4E216 SUCCESS');
    expect(independent.requests).not.toContain('Delete Blocked8AF4E216 SUCCESS');
    await both.happens((_workmail, person) => removeRule(person, 'blocked'));
  });

  it('the same stack again is created', async () => {
    const step = same(await both.deploy());
    expect(step.status).toBe('CREATE_COMPLETE');
    expect(inboundNames(step)).toEqual(['blocked', 'screen-inbound', 'watch-partner']);
    expect(step.rules.outbound).toHaveLength(2);
  });

  it('once more changes nothing, and asks nothing', async () => {
    const step = same(await both.deploy());
    expect(step).toMatchObject({ status: 'CREATE_COMPLETE', requests: [], history: [] });
  });

  it('changes are updates, and another name is a replacement: the new rule stands before the old one goes', async () => {
    const { own, independent } = await both.deploy(CHANGED);
    same({ own, independent });
    expect(independent.status).toBe('UPDATE_COMPLETE');
    expect(independent.requests).toEqual([
      'Delete Blocked8AF4E216 SUCCESS',
      'Update Blocked8AF4E216 SUCCESS',
      'Update ScreeningInboundRule2350FFFE SUCCESS',
    ]);
    expect(retryPeriod(independent)).toBe(60);
    for (const { history } of [own, independent]) {
      const together = history.findIndex((live) => live.includes('blocked') && live.includes('blocked-domains'));
      const alone = history.findIndex((live) => !live.includes('blocked') && live.includes('blocked-domains'));
      expect(together).toBeGreaterThanOrEqual(0);
      expect(alone).toBeGreaterThan(together);
    }
  });

  it('an update that fails at its end takes back what it created, changed and replaced', async () => {
    await both.happens((_workmail, person) => enterRule(person, byHand('reserved', 'somebody.example')));
    const { own, independent } = await both.deploy(
      { blockedRuleName: 'blocked-again', blockedDomains: ['advertising.example'], ruleTimeout: Duration.minutes(90) },
      (stack) => {
        const added = addRule(stack, 'Added', 'added', 'added.example');
        const last = addRule(stack, 'Reserved', 'reserved', 'reserved.example');
        last.node.addDependency(added, stack.node.findChild('Blocked'), stack.node.findChild('Screening'));
      },
    );
    expect(independent.rules).toEqual(own.rules);
    for (const step of [own, independent]) {
      expect(step.history.some((live) => live.includes('added') && live.includes('blocked-again'))).toBe(true);
      expect(step.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(inboundNames(step)).toEqual(['blocked-domains', 'reserved', 'screen-inbound', 'watch-partner']);
      expect(rule(step, 'reserved')).toEqual(byHand('reserved', 'somebody.example'));
      expect(senders(step, 'blocked-domains')).toEqual(['*.junk.example']);
      expect(retryPeriod(step)).toBe(60);
      expect(requestsOf(step, 'ScreeningInboundRule')).toEqual(['Update', 'Update']);
    }
    // CloudFormation takes a replacement back by an Update, which makes a third physical id, and then deletes the two
    // others; MiniStack deletes the second.
    expect(requestsOf(own, 'Blocked')).toEqual(['Delete', 'Delete', 'Update', 'Update']);
    expect(requestsOf(independent, 'Blocked')).toEqual(['Delete', 'Update']);
    await both.happens((_workmail, person) => removeRule(person, 'reserved'));
  });

  it('an update that WorkMail refuses is rolled back', async () => {
    await both.happens(({ faults }) =>
      faults.add({ kind: 'refuse', name: 'InvalidParameterException', operation: 'UpdateInboundMailFlowRule' }),
    );
    const { own, independent } = await both.deploy({ ...CHANGED, ruleTimeout: Duration.minutes(120) });
    for (const step of [own, independent]) {
      expect(step.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(step.output).toContain('InvalidParameterException');
      expect(retryPeriod(step)).toBe(60);
    }
    expect(independent.rules).toEqual(own.rules);
  });

  it('a renamed construct keeps its rule', async () => {
    await both.deploy(CHANGED, (stack) => addRule(stack, 'Before', 'kept', 'kept.example'));
    const step = same(await both.deploy(CHANGED, (stack) => addRule(stack, 'After', 'kept', 'kept.example')));
    expect(step).toMatchObject({ status: 'UPDATE_COMPLETE', history: [] });
    expect(inboundNames(step)).toContain('kept');
    expect(step.requests).toHaveLength(2);
  });

  it('what a person changed meanwhile is overwritten by the next change, not before', async () => {
    await both.happens((_workmail, person) => changeRule(person, byHand('kept', 'by-hand.example')));
    const untouched = same(await both.deploy({ ...CHANGED, ruleTimeout: Duration.minutes(75) }, keep('kept.example')));
    expect(senders(untouched, 'kept')).toEqual(['by-hand.example']);
    const changed = same(await both.deploy(CHANGED, keep('changed.example')));
    expect(senders(changed, 'kept')).toEqual(['changed.example']);
  });

  it('a rule that is retained stays when it leaves the stack, and can be adopted without a write', async () => {
    await both.deploy(CHANGED, keep('changed.example', { removalPolicy: RemovalPolicy.RETAIN }));
    const left = same(await both.deploy(CHANGED));
    expect(inboundNames(left)).toContain('kept');
    const different = await both.deploy(CHANGED, keep('different.example', { adoptExisting: true }));
    for (const { status, history } of [different.own, different.independent]) {
      expect({ status, history }).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE', history: [] });
    }
    const adopted = same(await both.deploy(CHANGED, keep('changed.example', { adoptExisting: true })));
    expect(adopted).toMatchObject({ status: 'UPDATE_COMPLETE', history: [] });
  });

  it('a check that does not hold takes the whole deployment back; one that holds lets it through', async () => {
    const failed = await both.deploy({ ...CHANGED, ruleTimeout: Duration.minutes(90) }, expectOfJunk('screen-inbound'));
    for (const step of [failed.own, failed.independent]) {
      expect(step.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(step.output).toContain('[cdk-workmail-flow:mailFlowCheck');
      expect(retryPeriod(step)).toBe(60);
    }
    expect(failed.independent.rules).toEqual(failed.own.rules);
    const step = same(await both.deploy(CHANGED, expectOfJunk('blocked-domains')));
    expect(step.status).toBe('UPDATE_COMPLETE');
  });

  it('the provider’s role allows what it called, says MiniStack’s IAM, and nothing on another organization', async () => {
    const called = new Set(both.independent.workmail.requests.flatMap(({ operation }) => operation ?? []));
    expect(called).toContain('UpdateInboundMailFlowRule');
    const actions = [...called].map((operation) => `workmail:${operation}`);
    expect(await decisions(actions, ORGANIZATION_ID)).toEqual(actions.map(() => 'allowed'));
    const other = 'm-ffffffffffffffffffffffffffffffff';
    expect(await decisions(actions, other)).toEqual(actions.map(() => 'implicitDeny'));
  });

  it('a destruction leaves the adopted rule; the rights go last', async () => {
    const deletions = await both.independent.deletions(STACK_NAME, async () => {
      const step = same(await both.destroy());
      expect(step.status).toBe('DELETE_COMPLETE');
      expect(step.rules).toMatchObject({ inbound: [{ Name: 'kept' }], outbound: [] });
    });
    const lastOf = (pattern: RegExp) => deletions.findLastIndex((logicalId) => pattern.test(logicalId));
    expect(lastOf(/^Blocked/)).toBeGreaterThanOrEqual(0);
    expect(lastOf(/^WorkMailFlowProviderInbound/)).toBeGreaterThan(lastOf(/InboundRule|^Blocked/));
    expect(lastOf(/^WorkMailFlowProviderOutbound/)).toBeGreaterThan(lastOf(/OutboundRule/));
    expect(lastOf(/^WorkMailFlowPermissionsScreening/)).toBeGreaterThan(lastOf(/^Screening(In|Out)boundRule/));
    expect(lastOf(/^WorkMailFlowPermissionsAudit/)).toBeGreaterThan(lastOf(/^AuditRules(In|Out)boundRule/));
  });

  it('a destruction in which WorkMail refuses fails; MiniStack destroys also what the rule needs', async () => {
    await both.deploy();
    await both.happens(({ faults }) =>
      faults.add({ kind: 'refuse', name: 'OrganizationStateException', operation: 'DeleteOutboundMailFlowRule' }),
    );
    const { own, independent } = await both.destroy();
    expect(independent.status).toBe('DELETE_FAILED');
    expect(own.status).toBe('DELETE_FAILED');
    expect(independent.rules).toEqual(own.rules);
    expect(own.rules.outbound).toHaveLength(2);
    await both.happens(({ faults }) => faults.clear());
    const again = await both.destroy();
    expect(again.own).toMatchObject({ status: 'DELETE_COMPLETE', rules: { outbound: [] } });
    // CloudFormation keeps what a failed deletion depends on; MiniStack has destroyed the provider.
    expect(again.independent).toMatchObject({ status: 'DELETE_FAILED', requests: [] });
  });
});

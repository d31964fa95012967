import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { checkRights } from '../../lib/administration/doctor/checks/rights';
import type { Decision, Facts, RightsFact } from '../../lib/administration/doctor/facts';
import { needsOfStack } from '../../lib/administration/doctor/needs';

const ACTION = 'workmail:CreateInboundMailFlowRule';
const decision = (change: Partial<Decision>): Decision => ({
  action: ACTION,
  decision: 'implicitDeny',
  missing: [],
  ...change,
});
const fact = (who: RightsFact['who'], decisions: readonly Decision[]): RightsFact => ({
  who,
  principal: 'arn',
  purposes: ['manage the inbound rules', 'manage the SMTP gateways'],
  notAsked: [],
  decisions: { value: decisions },
});
const checkFact = (rights: RightsFact) => checkRights({ rights: [rights] } as unknown as Facts);
const check = (who: RightsFact['who'], ...decisions: Decision[]) => checkFact(fact(who, decisions))[0]!;

test('the provider needs its rights, whoever asks does not', () => {
  expect(check('provider', decision({}))).toMatchObject({ code: 'rightsMissing', severity: 'problem' });
  expect(check('caller', decision({}))).toMatchObject({ code: 'rightsMissing', severity: 'warning' });
});

test('a statement that denies', () => {
  expect(check('provider', decision({ decision: 'explicitDeny' }))).toMatchObject({
    code: 'rightsDenied',
    cure: 'Remove the statement that denies it',
  });
});

test.each(['permissions boundary', 'service control policy'] as const)('a %s refuses', (refusedBy) => {
  expect(check('provider', decision({ refusedBy })).sentence).toContain(`refused by a ${refusedBy}`);
});

test('what rests on something that the simulator does not know is not proven', () => {
  const open = decision({ missing: ['aws:ResourceTag/team'] });
  expect(check('provider', open)).toMatchObject({
    code: 'rightsUnproven',
    severity: 'unproven',
    sentence: expect.stringContaining('aws:ResourceTag/team'),
  });
  // something else is refused all the same
  expect(check('provider', open, decision({}))).toMatchObject({ code: 'rightsMissing' });
});

test('an action of which the simulator says nothing is not allowed', () => {
  const untold = decision({ decision: 'untold' });
  expect(check('provider', decision({ decision: 'allowed' }), untold)).toMatchObject({
    code: 'rightsUnproven',
    severity: 'unproven',
    sentence: `Whether the provider's role arn may ${ACTION} is unknown: IAM's simulator gives no answer for it`,
    cure: 'A deployment tells',
  });
  expect(check('caller', untold)).toMatchObject({ cure: 'Try it: --prove' });
});

test('what the rights are for is said', () => {
  expect(check('provider', decision({ decision: 'allowed' })).sentence).toBe(
    "The provider's role arn may, in the organization, manage the inbound rules, manage the SMTP gateways",
  );
});

test('what could not be put to the simulator is a note', () => {
  const [, note] = checkFact({ ...fact('provider', []), notAsked: ['read the secrets of the SMTP gateways'] });
  expect(note).toMatchObject({
    code: 'rightsNotAsked',
    severity: 'note',
    sentence: expect.stringContaining("Whether the provider's role arn may read the secrets of the SMTP gateways"),
  });
});

describe('what the provider of a stack needs', () => {
  const organizationId = `m-${'1'.repeat(32)}`;
  const organization = { organizationId, alias: 'corp', state: 'Active', arn: 'arn:organization' };
  const resource = (type: string, PhysicalResourceId: string, LogicalResourceId = 'Some'): StackResourceSummary => ({
    LogicalResourceId,
    PhysicalResourceId,
    ResourceType: type.includes(':') ? type : `Custom::WorkMail${type}`,
    LastUpdatedTimestamp: undefined,
    ResourceStatus: 'CREATE_COMPLETE',
  });
  const eventLogging = { LogGroupArn: 'arn:log', RoleArn: 'arn:aws:iam::1:role/path/writer' };
  const needs = (...resources: StackResourceSummary[]) => needsOfStack(resources, organization, eventLogging);
  const purposes = (...resources: StackResourceSummary[]) => needs(...resources).needs.map(({ purpose }) => purpose);

  test.each([
    ['InboundMailFlowRule', 'inbound/a', ['manage the inbound rules']],
    ['OutboundMailFlowRule', 'outbound/a', ['manage the outbound rules']],
    ['SmtpGateway', 'smtp-gateway/a', ['manage the SMTP gateways']],
    ['EmailEventLogging', 'event-logging/', ['switch the email event log on and off']],
  ])('%s', (type, rest, expected) => {
    expect(purposes(resource(type, `${organizationId}/${rest}`))).toEqual(expected);
    expect(purposes(resource(type, `m-${'2'.repeat(32)}/${rest}`))).toEqual([]);
  });

  test('a lookup by the alias, of every organization', () => {
    expect(needs(resource('Organization', organizationId)).needs).toMatchObject([
      { actions: ['workmail:ListOrganizations'], resource: '*' },
    ]);
  });

  test('a check, in the directions and for the organization of its policies', () => {
    const policy = (key: string) =>
      resource('AWS::IAM::Policy', 'Mail-WorkMailFlowProvider', `WorkMailFlowProviderCheck${key}ABCDEF01`);
    const check = resource('MailFlowCheck', 'mail-flow-check:Check');
    expect(purposes(check, policy(`Outboundm${'1'.repeat(32)}`))).toEqual(['test the outbound rules']);
    expect(purposes(check, policy('InboundAlias01234567'))).toEqual(['test the inbound rules']);
    expect(purposes(check, policy(`Inboundm${'2'.repeat(32)}`))).toEqual([]);
  });

  test('the role of the event log is passed, where it is known', () => {
    const log = resource('EmailEventLogging', `${organizationId}/event-logging/`);
    expect(needs(log).notAsked).toEqual(['pass the role of the email event log to WorkMail']);
    const found = needs(log, resource('AWS::IAM::Role', 'writer'));
    expect(found.notAsked).toEqual([]);
    expect(found.needs[1]).toMatchObject({
      actions: ['iam:PassRole'],
      resource: eventLogging.RoleArn,
      context: { 'iam:PassedToService': 'events.workmail.amazonaws.com' },
    });
  });
});

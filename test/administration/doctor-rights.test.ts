import { checkRights } from '../../lib/administration/doctor/checks/rights';
import type { Decision, Facts, RightsFact } from '../../lib/administration/doctor/facts';

const ACTION = 'workmail:CreateInboundMailFlowRule';
const decision = (change: Partial<Decision>): Decision => ({
  action: ACTION,
  decision: 'implicitDeny',
  missing: [],
  ...change,
});
const check = (who: RightsFact['who'], ...decisions: Decision[]) =>
  checkRights({ rights: [{ who, principal: 'arn', decisions: { value: decisions } }] } as unknown as Facts)[0]!;

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

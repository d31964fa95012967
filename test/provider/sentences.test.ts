import { ruleNature } from '../../lib/provider/rule-resource';
import { CallError } from '../../lib/provider/sender';
import { refusal } from '../../lib/provider/sentences';
import { ORGANIZATION } from './support';

it.each(['The token is invalid', 'The token is invalid.', 'The token is invalid.\n'])(
  'one full stop ends what WorkMail answered: %j',
  (answer) => {
    const cause = Object.assign(new Error(answer), { name: 'UnrecognizedClientException' });
    const error = new CallError('CreateInboundMailFlowRule', 'notAuthenticated', false, cause);
    const identity = { organizationId: ORGANIZATION, kind: 'INBOUND', name: 'partners' } as const;
    expect(refusal(error, identity, ruleNature('INBOUND')).message).toBe(
      `CreateInboundMailFlowRule was answered by UnrecognizedClientException: The token is invalid. This concerns the inbound rule "partners" of organization ${ORGANIZATION}. The credentials of the provider function were not accepted; deploy again.`,
    );
  },
);

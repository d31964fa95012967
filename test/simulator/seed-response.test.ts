import type { InboundDisposition, OutboundDisposition } from '../../lib/rules';
import type { Outcome } from '../../lib/simulator';
import {
  forAll,
  inboundRule,
  message,
  outboundRule,
  run,
  runInboundLambda,
  runOutboundLambda,
  standIn,
  summary,
} from './support';

const inbound = inboundRule('screening', runInboundLambda({ DropAction: {} } satisfies InboundDisposition, 0));
const outbound = outboundRule('screening', runOutboundLambda({ DropAction: {} } satisfies OutboundDisposition, 0));

/** The examples are printed as Python literals. */
function python(source: string): object {
  return JSON.parse(
    source
      .replaceAll("'", '"')
      .replaceAll('True', 'true')
      .replace(/,(\s*[\]}])/g, '$1'),
  );
}

async function only(result: Promise<{ outcomes: readonly Outcome[] }>): Promise<Outcome | undefined> {
  return (await result).outcomes[0];
}

describe('Synchronous Run Lambda response schema', () => {
  test.each([
    ['BOUNCE', 'bounced'],
    ['DROP', 'dropped'],
    ['DEFAULT', 'deliveredToInbox'],
    ['BYPASS_SPAM_CHECK', 'deliveredToInbox'],
    ['MOVE_TO_JUNK', 'deliveredToJunk'],
  ])(
    'Inbound rule action types include BOUNCE, DROP, DEFAULT, BYPASS_SPAM_CHECK, and MOVE_TO_JUNK: %s',
    async (type, kind) => {
      const outcome = await only(run([inbound], message(), standIn(forAll(type))));
      expect(outcome).toMatchObject({ kind, how: 'answer' });
    },
  );

  test.each([
    ['BOUNCE', 'bounced'],
    ['DROP', 'dropped'],
    ['DEFAULT', 'sent'],
  ])('Outbound rule action types include BOUNCE, DROP, and DEFAULT: %s', async (type, kind) => {
    const outcome = await only(run([outbound], message({ direction: 'OUTBOUND' }), standIn(forAll(type))));
    expect(outcome).toMatchObject({ kind, how: 'answer' });
  });

  test.each(['BYPASS_SPAM_CHECK', 'MOVE_TO_JUNK'])('%s is no outbound action type', async (type) => {
    const { outcomes, calls } = await run([outbound], message({ direction: 'OUTBOUND' }), standIn(forAll(type)));
    expect(outcomes[0]).toMatchObject({ kind: 'dropped', how: 'fallback', fallbackReason: 'functionFailed' });
    expect(outcomes[0]?.openReadings).toContain('unknownActionType');
    expect(calls[0]?.attempts[0]?.problem).toMatchObject({ code: 'ACTION_TYPE_UNKNOWN', value: type });
  });

  test('Action types are not returned for asynchronous Run Lambda actions.', async () => {
    const outcome = await only(run([inboundRule('metrics', runInboundLambda())], message(), standIn(forAll('DROP'))));
    expect(outcome?.kind).toBe('deliveredToInbox');
  });

  test('parameters: supported for BOUNCE with the key bounceMessage and value string. This bounce message is used to create the bounce email message.', async () => {
    const answer = forAll('BOUNCE', { bounceMessage: 'No such desk.' });
    expect(await only(run([inbound], message(), standIn(answer)))).toMatchObject({
      kind: 'bounced',
      text: 'No such desk.',
    });
    const drop = await only(run([inbound], message(), standIn(forAll('DROP', { bounceMessage: 'No such desk.' }))));
    expect(drop).not.toHaveProperty('text');
  });

  test('recipients: list of email addresses on which the action should be taken.', async () => {
    const actions = [
      { action: { type: 'MOVE_TO_JUNK' }, recipients: ['two@corp.example'] },
      { action: { type: 'BOUNCE' }, recipients: ['one@corp.example'] },
    ];
    const result = await run([inbound], message(), standIn({ actions }));
    expect(summary(result)).toEqual(['one@corp.example: bounced', 'two@corp.example: deliveredToJunk']);
  });

  test('You can add new recipients to the response even if they were not included in the original recipients list.', async () => {
    const actions = [{ action: { type: 'DEFAULT' }, recipients: ['new@elsewhere.example'], allRecipients: true }];
    const result = await run([outbound], message({ direction: 'OUTBOUND' }), standIn({ actions }));
    expect(summary(result)).toEqual([
      'one@corp.example: sent',
      'two@corp.example: sent',
      'new@elsewhere.example: addedAsBlindCopy',
    ]);
    expect(result.outcomes[2]).toMatchObject({ rule: { Name: 'screening' }, how: 'answer' });
    expect(result.outcomes[2]?.openReadings).toContain('addedRecipients');
  });

  test('This field is not required if allRecipients is true for an action.', async () => {
    const result = await run([inbound], message(), standIn(forAll('BOUNCE')));
    expect(summary(result)).toEqual(['one@corp.example: bounced', 'two@corp.example: bounced']);
  });

  test('When a Lambda action is called for inbound email, you can only add new recipients that are from your organization.', async () => {
    const recipients = ['new@sister.example', 'new@elsewhere.example', 'new@corp.awsapps.com'];
    const actions = [{ action: { type: 'DEFAULT' }, recipients, allRecipients: true }];
    const result = await run([inbound], message({ to: ['one@corp.example'] }), standIn({ actions }));
    expect(summary(result)).toEqual([
      'one@corp.example: deliveredToInbox',
      'new@sister.example: addedAsBlindCopy',
      'new@corp.awsapps.com: addedAsBlindCopy',
    ]);
    expect(result.calls[0]?.notices).toEqual([
      {
        code: 'ADDED_FROM_OUTSIDE',
        text:
          'actions[0] names "new@elsewhere.example", a new recipient outside the organization, which an inbound answer ' +
          'cannot add; ignored.',
      },
    ]);
  });

  test.each([
    ['DEFAULT', false, 'inbox'],
    ['DEFAULT', true, 'junk'],
    ['BYPASS_SPAM_CHECK', true, 'inbox'],
    ['MOVE_TO_JUNK', false, 'junk'],
  ])('The new recipients are added to the response as BCC: %s, spam %s', async (type, spam, folder) => {
    const actions = [{ action: { type }, recipients: ['new@corp.example'] }];
    const result = await run([inbound], message({ to: ['one@corp.example'], spam }), standIn({ actions }));
    expect(result.outcomes[1]).toMatchObject({ recipient: 'new@corp.example', kind: 'addedAsBlindCopy', folder });
  });

  test('allRecipients: when true, applies the action to all the recipients that are not subject to another specific action in the Lambda response.', async () => {
    const actions = [
      { action: { type: 'DEFAULT' }, allRecipients: true },
      { action: { type: 'BOUNCE' }, recipients: ['two@corp.example'] },
    ];
    for (const order of [actions, [...actions].reverse()]) {
      const result = await run([inbound], message(), standIn({ actions: order }));
      expect(summary(result)).toEqual(['one@corp.example: deliveredToInbox', 'two@corp.example: bounced']);
    }
  });
});

describe('Example synchronous Run Lambda responses', () => {
  const to = ['recipient@corp.example', 'drop-recipient@example.com'];

  test('Remove specified recipients from an email message', async () => {
    const answer = python(`{
      'actions': [{
        'action' : {'type': 'DEFAULT'},
        'allRecipients': True
      },
      {
        'action' : {'type': 'DROP'},
        'recipients' : ['drop-recipient@example.com']
      }]
    }`);
    const result = await run([outbound], message({ direction: 'OUTBOUND', to }), standIn(answer));
    expect(summary(result)).toEqual(['recipient@corp.example: sent', 'drop-recipient@example.com: dropped']);
  });

  test('Bounce with a custom email message', async () => {
    const answer = python(`{
      'actions' : [{
        'action' : {
          'type' : 'BOUNCE',
          'parameters' : {
            'bounceMessage' : 'Email in breach of company policy.'
          }
        },
        'allRecipients': True
      }]
    }`);
    const result = await run([outbound], message({ direction: 'OUTBOUND', to }), standIn(answer));
    expect(result.outcomes.map(({ kind, text }) => [kind, text])).toEqual([
      ['bounced', 'Email in breach of company policy.'],
      ['bounced', 'Email in breach of company policy.'],
    ]);
  });

  test('Add recipients to an email message', async () => {
    const answer = python(`{
      'actions': [{
        'action' : { 'type' : 'DEFAULT' },
        'recipients' : [
          'new-recipient@example.com'
         ]
      },
      {
        'action' : { 'type' : 'DEFAULT' },
        'allRecipients' : True
      }]
    }`);
    const result = await run([outbound], message({ direction: 'OUTBOUND', to }), standIn(answer));
    expect(summary(result)).toEqual([
      'recipient@corp.example: sent',
      'drop-recipient@example.com: sent',
      'new-recipient@example.com: addedAsBlindCopy',
    ]);
  });
});

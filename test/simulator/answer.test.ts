import { describeProblem } from '../../lib/rules';
import { type Interpretation, interpretAnswer, type ValidAnswer } from '../../lib/simulator';

const RECIPIENTS = ['one@corp.example', 'two@corp.example'];

function interpret(answer: unknown, direction: 'INBOUND' | 'OUTBOUND' = 'INBOUND'): Interpretation {
  const payload = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return interpretAnswer(direction, payload, RECIPIENTS, {
    isOwnAddress: (address) => address.endsWith('@corp.example'),
    otherRecipients: ['other@corp.example'],
  });
}

function valid(answer: unknown): ValidAnswer {
  const interpretation = interpret(answer);
  if (!interpretation.valid) throw new Error(describeProblem(interpretation.problem));
  return interpretation;
}

function entry(type: unknown, rest: object = { allRecipients: true }) {
  return { action: { type }, ...rest };
}

describe('What AWS’s published functions answer is accepted', () => {
  test.each([
    ['allRecipients as text', { actions: [entry('DEFAULT', { allRecipients: 'true' })] }],
    ['allRecipients as Python text', { actions: [entry('DEFAULT', { allRecipients: 'True' })] }],
    ['allRecipients with no recipients', { actions: [entry('DEFAULT', { recipients: [], allRecipients: true })] }],
    ['recipients that are null', { actions: [entry('DEFAULT', { recipients: null, allRecipients: true })] }],
    ['a bounce without parameters', { actions: [entry('BOUNCE')] }],
    [
      'a bounce with empty parameters',
      { actions: [{ action: { type: 'BOUNCE', parameters: {} }, allRecipients: true }] },
    ],
    ['members that nobody knows', { version: 1, actions: [{ ...entry('DROP'), default: true }] }],
  ])('%s', (_, answer) => {
    const { decided, leftOut, notices } = valid(answer);
    expect(decided.map(({ recipient }) => recipient)).toEqual(RECIPIENTS);
    expect(leftOut).toEqual([]);
    expect(notices).toEqual([]);
  });

  test('Bounce for some, and an entry with both recipients to add and allRecipients', () => {
    const { decided, added } = valid({
      actions: [
        entry('BOUNCE', { recipients: ['two@corp.example'] }),
        entry('DEFAULT', { recipients: ['report@corp.example'], allRecipients: true }),
      ],
    });
    expect(decided.map(({ action }) => action.type)).toEqual(['DEFAULT', 'BOUNCE']);
    expect(added.map(({ recipient }) => recipient)).toEqual(['report@corp.example']);
  });
});

describe('Recipients of an answer', () => {
  test('Letter case does not count', () => {
    const { decided } = valid({ actions: [entry('DROP', { recipients: ['ONE@corp.example', 'two@corp.example'] })] });
    expect(decided.map(({ recipient, openReadings }) => [recipient, openReadings])).toEqual([
      ['one@corp.example', ['letterCase']],
      ['two@corp.example', []],
    ]);
  });

  test('Of a recipient named twice the first action counts', () => {
    const actions = [
      entry('DROP', { recipients: ['one@corp.example'] }),
      entry('BOUNCE', { recipients: ['One@corp.example', 'one@corp.example', 'two@corp.example'] }),
    ];
    const { decided, notices } = valid({ actions });
    expect(decided.map(({ action, openReadings }) => [action.type, openReadings])).toEqual([
      ['DROP', ['recipientNamedTwice']],
      ['BOUNCE', []],
    ]);
    expect(notices.map(({ code }) => code)).toEqual(['RECIPIENT_NAMED_TWICE']);
  });

  test('A recipient named twice with one action rests on nothing', () => {
    const { decided, notices } = valid({ actions: [entry('DROP', { recipients: [...RECIPIENTS, ...RECIPIENTS] })] });
    expect(decided.flatMap(({ openReadings }) => openReadings)).toEqual([]);
    expect(notices).toEqual([]);
  });

  test('Of several actions for all recipients the first counts', () => {
    const { decided, notices } = valid({ actions: [entry('DROP'), entry('BOUNCE')] });
    expect(decided.map(({ action, path }) => [action.type, path])).toEqual(Array(2).fill(['DROP', 'actions[0]']));
    expect(decided[0]?.openReadings).toEqual(['severalForAllRecipients']);
    expect(notices.map(({ code }) => code)).toEqual(['SEVERAL_FOR_ALL_RECIPIENTS']);
  });

  test('An action for an empty list, as AWS’s published functions answer it, is for nobody', () => {
    const { decided, notices } = valid({ actions: [entry('BOUNCE', { recipients: [] }), entry('DEFAULT')] });
    expect(decided.map(({ action, openReadings }) => [action.type, openReadings])).toEqual(
      Array(2).fill(['DEFAULT', []]),
    );
    expect(notices).toEqual([]);
  });

  test.each([
    ['no action', { actions: [] }, []],
    ['an action for nobody', { actions: [entry('DROP', {})] }, ['ENTRY_FOR_NOBODY']],
    ['allRecipients false', { actions: [entry('DROP', { allRecipients: false })] }, ['ENTRY_FOR_NOBODY']],
    ['recipients null', { actions: [entry('DROP', { recipients: null })] }, ['ENTRY_FOR_NOBODY']],
  ])('An answer with %s leaves all out', (_, answer, codes) => {
    const { leftOut, notices } = valid(answer);
    expect(leftOut.map(({ recipient, openReadings }) => [recipient, openReadings])).toEqual(
      RECIPIENTS.map((recipient) => [recipient, ['actionsForNobody']]),
    );
    expect(notices.map(({ code }) => code)).toEqual(codes);
  });

  test.each([
    ['DROP', 'new@corp.example', 'ADDED_WITHOUT_DELIVERY'],
    ['BOUNCE', 'new@corp.example', 'ADDED_WITHOUT_DELIVERY'],
    ['DEFAULT', 'new', 'NOT_AN_ADDRESS'],
    ['DEFAULT', '', 'NOT_AN_ADDRESS'],
    ['DEFAULT', 'New <new@corp.example>', 'NOT_AN_ADDRESS'],
    ['DEFAULT', 'other@corp.example', 'DECIDED_ELSEWHERE'],
    ['DEFAULT', 'new@elsewhere.example', 'ADDED_FROM_OUTSIDE'],
  ])('%s does not add %s', (type, recipient, code) => {
    const { added, notices } = valid({ actions: [entry(type, { recipients: [recipient] })] });
    expect(added).toEqual([]);
    expect(notices.map((notice) => notice.code)).toEqual([code]);
  });
});

describe('An invalid answer says what to do', () => {
  test.each<[unknown, string]>([
    [
      '',
      'answer is null: the function returned nothing, and a synchronous rule waits for it. Return an answer on every path, ' +
        'also after an early return: {"actions": [{"action": {"type": "DEFAULT"}, "allRecipients": true}]}.',
    ],
    [
      JSON.stringify(JSON.stringify({ actions: [] })),
      'answer is "{\\"actions\\":[]}": it is a text where WorkMail expects an object. Return the object itself, not the ' +
        'result of JSON.stringify or json.dumps: Lambda does that.',
    ],
    ['{', 'answer is "{": it is not JSON. Return an object, and let Lambda turn it into JSON.'],
    [
      [entry('DROP')],
      'answer is [{"action":{"type":"DROP"},"allRecipients":true}]: a synchronous rule expects an object like {"actions": ' +
        '[{"action": {"type": "DEFAULT"}, "allRecipients": true}]}. Wrap the list: { "actions": [...] }.',
    ],
    [
      { statusCode: 200, body: '{}' },
      'actions is undefined: the answer has no list "actions", as in {"actions": [{"action": {"type": "DEFAULT"}, ' +
        '"allRecipients": true}]}. Return "actions" itself; an answer with "statusCode" and "body" is for API Gateway.',
    ],
    [
      { actions: [entry('drop')] },
      'actions[0].action.type is "drop": an answer for inbound mail has the action types DROP, BOUNCE, MOVE_TO_JUNK, DEFAULT, ' +
        'BYPASS_SPAM_CHECK. Write "DROP".',
    ],
  ])('%j', (answer, text) => {
    const interpretation = interpret(answer);
    expect(interpretation.valid ? undefined : describeProblem(interpretation.problem)).toBe(text);
  });

  test.each<[unknown, string, string]>([
    ['null', 'ANSWER_MISSING', 'answer'],
    ['42', 'ANSWER_NOT_AN_OBJECT', 'answer'],
    [{}, 'ACTIONS_MISSING', 'actions'],
    [{ Actions: [] }, 'ACTIONS_MISSING', 'actions'],
    [{ actions: {} }, 'ACTIONS_MISSING', 'actions'],
    [{ actions: [entry('DROP'), 'DROP'] }, 'ENTRY_NOT_AN_OBJECT', 'actions[1]'],
    [{ actions: [{ action: 'DROP', allRecipients: true }] }, 'ACTION_NOT_AN_OBJECT', 'actions[0].action'],
    [{ actions: [{ allRecipients: true }] }, 'ACTION_NOT_AN_OBJECT', 'actions[0].action'],
    [{ actions: [entry(undefined)] }, 'ACTION_TYPE_UNKNOWN', 'actions[0].action.type'],
    [{ actions: [entry(['DROP'])] }, 'ACTION_TYPE_UNKNOWN', 'actions[0].action.type'],
    [{ actions: [entry('QUARANTINE')] }, 'ACTION_TYPE_UNKNOWN', 'actions[0].action.type'],
    [
      { actions: [{ action: { type: 'BOUNCE', parameters: 'no' }, allRecipients: true }] },
      'PARAMETERS_NOT_AN_OBJECT',
      'actions[0].action.parameters',
    ],
    [
      { actions: [{ action: { type: 'BOUNCE', parameters: { bounceMessage: 1 } }, allRecipients: true }] },
      'BOUNCE_MESSAGE_NOT_TEXT',
      'actions[0].action.parameters.bounceMessage',
    ],
    [
      { actions: [entry('DROP', { recipients: 'one@corp.example' })] },
      'RECIPIENTS_NOT_A_LIST',
      'actions[0].recipients',
    ],
    [
      { actions: [entry('DROP', { recipients: [{ address: 'one@corp.example' }] })] },
      'RECIPIENT_NOT_TEXT',
      'actions[0].recipients[0]',
    ],
    [{ actions: [entry('DROP', { allRecipients: 'yes' })] }, 'ALL_RECIPIENTS_NOT_BOOLEAN', 'actions[0].allRecipients'],
    [{ actions: [entry('DROP', { allRecipients: 1 })] }, 'ALL_RECIPIENTS_NOT_BOOLEAN', 'actions[0].allRecipients'],
  ])('%j', (answer, code, path) => {
    expect(interpret(answer)).toMatchObject({ valid: false, problem: { code, path } });
  });

  test('An answer that is nested deeper than it can be shown is an invalid answer like any other', () => {
    const nested = '['.repeat(100_000) + ']'.repeat(100_000);
    for (const payload of [nested, `{"actions":[{"action":{"type":${nested}}}]}`]) {
      const interpretation = interpret(payload);
      expect(interpretation.valid ? undefined : describeProblem(interpretation.problem)).toContain(
        'a deeply nested list',
      );
    }
  });

  test('An action of the other direction is named as such', () => {
    const interpretation = interpret({ actions: [entry('MOVE_TO_JUNK')] }, 'OUTBOUND');
    expect(interpretation).toMatchObject({
      valid: false,
      problem: { reason: 'only inbound rules have this action', remedy: 'Write one of DEFAULT, DROP, BOUNCE' },
    });
  });
});

import { type InboundAnswer, MailFlowHandlerError, type OutboundAnswer, synchronousHandler } from '../../lib/handler';
import type { MailFlowEvent } from '../../lib/run-lambda';
import { withoutLink } from '../error-links';
import { inShort, mailEvent, outboundEvent, refusalOf } from './support';

const DOMAINS = ['corp.example', '*.sister.example'];

function inbound(say: (answer: InboundAnswer) => InboundAnswer, event: MailFlowEvent = mailEvent()) {
  return synchronousHandler({ domains: DOMAINS, inbound: (_mail, answer) => say(answer) })(event);
}

function outbound(say: (answer: OutboundAnswer) => OutboundAnswer, event: MailFlowEvent = outboundEvent()) {
  return synchronousHandler({ domains: DOMAINS, outbound: (_mail, answer) => say(answer) })(event);
}

describe('Words for inbound mail', () => {
  test.each<[string, (answer: InboundAnswer) => InboundAnswer, string]>([
    ['drop', (answer) => answer.drop('one@corp.example'), 'DROP one@corp.example'],
    ['bounce', (answer) => answer.bounce('No.', ['one@corp.example']), 'BOUNCE No. one@corp.example'],
    ['bounce without text', (answer) => answer.bounce(undefined, 'one@corp.example'), 'BOUNCE one@corp.example'],
    ['deliver', (answer) => answer.deliver('one@corp.example'), 'DEFAULT one@corp.example'],
    ['deliverToJunk', (answer) => answer.deliverToJunk('one@corp.example'), 'MOVE_TO_JUNK one@corp.example'],
    [
      'neverDeliverToJunk',
      (answer) => answer.neverDeliverToJunk('one@corp.example'),
      'BYPASS_SPAM_CHECK one@corp.example',
    ],
    ['addRecipients', (answer) => answer.addRecipients('new@corp.example'), 'DEFAULT new@corp.example'],
  ])('%s', async (_, say, expected) => {
    expect(inShort(await inbound((answer) => say(answer).leaveRestToFallback()))).toEqual([expected]);
  });

  test.each<[string, (answer: InboundAnswer) => InboundAnswer, string[]]>([
    ['dropRest', (answer) => answer.dropRest(), ['DROP *']],
    ['bounceRest', (answer) => answer.bounceRest('No.'), ['BOUNCE No. *']],
    ['bounceRest without text', (answer) => answer.bounceRest(), ['BOUNCE *']],
    ['bounceRest with an empty text', (answer) => answer.bounceRest(''), ['BOUNCE *']],
    ['deliverRest', (answer) => answer.deliverRest(), ['DEFAULT *']],
    ['deliverRestToJunk', (answer) => answer.deliverRestToJunk(), ['MOVE_TO_JUNK *']],
    ['neverDeliverRestToJunk', (answer) => answer.neverDeliverRestToJunk(), ['BYPASS_SPAM_CHECK *']],
    ['leaveRestToFallback', (answer) => answer.leaveRestToFallback(), []],
  ])('%s', async (_, say, expected) => {
    expect(inShort(await inbound(say))).toEqual(expected);
  });
});

test('Words for outbound mail', async () => {
  const answer = await outbound((said) => said.drop('one@corp.example').sendRest());
  expect(inShort(answer)).toEqual(['DROP one@corp.example', 'DEFAULT *']);
  expect(inShort(await outbound((said) => said.send('one@corp.example').bounceRest('No.')))).toEqual([
    'DEFAULT one@corp.example',
    'BOUNCE No. *',
  ]);
});

describe('The answer has the fewest actions', () => {
  const to = ['a@corp.example', 'b@corp.example', 'c@corp.example', 'd@corp.example'];

  test('one for all who get the same, in whatever order it was said', async () => {
    const answer = await inbound(
      (said) => said.drop('a@corp.example').bounce('No.', 'b@corp.example').drop(['c@corp.example']).deliverRest(),
      mailEvent({ to }),
    );
    expect(inShort(answer)).toEqual(['DROP a@corp.example c@corp.example', 'BOUNCE No. b@corp.example', 'DEFAULT *']);
  });

  test('those who get what the rest gets are not named', async () => {
    const answer = await inbound(
      (said) => said.deliverRest().deliver(['a@corp.example', 'b@corp.example']).drop('c@corp.example'),
      mailEvent({ to }),
    );
    expect(inShort(answer)).toEqual(['DEFAULT *', 'DROP c@corp.example']);
  });

  test('who is added stands with the rest that gets the same', async () => {
    const answer = await inbound((said) => said.addRecipients('new@corp.example').deliverRest());
    expect(answer).toEqual({
      actions: [{ action: { type: 'DEFAULT' }, recipients: ['new@corp.example'], allRecipients: true }],
    });
  });

  test('nothing is said of the rest where everybody is named', async () => {
    const answer = await inbound((said) =>
      said.drop('one@corp.example').bounce('No.', 'two@corp.example').deliverRest(),
    );
    expect(inShort(answer)).toEqual(['DROP one@corp.example', 'BOUNCE No. two@corp.example']);
    expect(inShort(await inbound((said) => said.drop(['one@corp.example', 'two@corp.example'])))).toEqual([
      'DROP one@corp.example two@corp.example',
    ]);
  });

  test('the rest is said of a message without recipients, and need not be', async () => {
    expect(inShort(await inbound((said) => said.deliverRest(), mailEvent({ to: [] })))).toEqual(['DEFAULT *']);
    expect(inShort(await inbound((said) => said, mailEvent({ to: [] })))).toEqual([]);
  });
});

describe('Recipients', () => {
  test('are named in any letter case, and answered as the event spells them', async () => {
    const answer = await inbound((said) => said.drop(' ONE@Corp.example').deliverRest());
    expect(inShort(answer)).toEqual(['DROP one@corp.example', 'DEFAULT *']);
  });

  test('that the message does not have are left out, whatever should happen to them', async () => {
    const closed = new Set(['former@corp.example', 'two@corp.example']);
    const answer = await inbound((said) =>
      said.bounce('Closed.', closed).neverDeliverToJunk('boss@corp.example').deliverRest(),
    );
    expect(inShort(answer)).toEqual(['BOUNCE Closed. two@corp.example', 'DEFAULT *']);
  });

  test('may be named twice for the same, and for different things where they are none of the message', async () => {
    const answer = await inbound((said) =>
      said
        .drop('one@corp.example')
        .drop('One@corp.example')
        .drop('former@corp.example')
        .bounce('Closed.', 'former@corp.example')
        .deliverRest(),
    );
    expect(inShort(answer)).toEqual(['DROP one@corp.example', 'DEFAULT *']);
  });

  test('of the message that are added get it as the word for delivery says', async () => {
    const answer = await inbound((said) => said.addRecipients(['one@corp.example', 'new@corp.example']).dropRest());
    expect(inShort(answer)).toEqual(['DEFAULT one@corp.example new@corp.example', 'DROP *']);
  });

  test('with odd addresses can be named if the message has them', async () => {
    const odd = '"a b"@corp.example';
    const answer = await inbound((said) => said.drop(odd).deliverRest(), mailEvent({ to: [odd, 'one@corp.example'] }));
    expect(inShort(answer)).toEqual([`DROP ${odd}`, 'DEFAULT *']);
  });

  test('can be left to the fallback one by one: then the others are named', async () => {
    const to = ['a@corp.example', 'b@corp.example', 'c@x.example'];
    const answer = await outbound(
      (said) => said.leaveToFallback(['c@x.example', 'd@x.example']).sendRest(),
      outboundEvent({ to }),
    );
    expect(inShort(answer)).toEqual(['DEFAULT a@corp.example b@corp.example']);
    const others = await outbound((said) => said.leaveToFallback('d@x.example').sendRest(), outboundEvent({ to }));
    expect(inShort(others)).toEqual(['DEFAULT *']);
  });

  test('can be added to inbound mail from subdomains too, where the domains say so', async () => {
    const answer = await inbound((said) => said.addRecipients('new@mail.sister.example').deliverRest());
    expect(inShort(answer)).toEqual(['DEFAULT new@mail.sister.example *']);
  });

  test('can be added to inbound mail from anywhere where nobody says which domains are own ones', async () => {
    const handler = synchronousHandler({ inbound: (_mail, said) => said.addRecipients('new@x.example').deliverRest() });
    expect(inShort(await handler(mailEvent()))).toEqual(['DEFAULT new@x.example *']);
  });
});

describe('Of a truncated event', () => {
  const truncated = mailEvent({ truncated: true });

  test('recipients that it does not list can be dropped and bounced, and named for what the rest gets', async () => {
    const answer = await inbound(
      (said) =>
        said.drop('hidden@corp.example').bounce('No.', 'also@corp.example').deliver('more@corp.example').deliverRest(),
      truncated,
    );
    expect(inShort(answer)).toEqual(['DROP hidden@corp.example', 'BOUNCE No. also@corp.example', 'DEFAULT *']);
    const left = await inbound((said) => said.leaveToFallback('hidden@corp.example').leaveRestToFallback(), truncated);
    expect(inShort(left)).toEqual([]);
  });

  test('the rest is said even if all whom it lists are named', async () => {
    const answer = await inbound(
      (said) => said.drop(['one@corp.example', 'two@corp.example']).deliverRest(),
      truncated,
    );
    expect(inShort(answer)).toEqual(['DROP one@corp.example two@corp.example', 'DEFAULT *']);
  });
});

describe('A wrong answer says what to do', () => {
  const MANY = Array.from({ length: 11 }, (_, index) => `${index}@corp.example`);

  test.each<[string, () => Promise<unknown>]>([
    [
      '[RECIPIENTS_LEFT_OUT] the list of recipients without an action is ["two@corp.example"]: the fallback would decide ' +
        'for them. Say what the rest gets, as by deliverRest(), or leaveRestToFallback().',
      () => inbound((said) => said.drop('one@corp.example')),
    ],
    [
      '[RECIPIENTS_LEFT_OUT] the list of recipients without an action is []: the fallback would decide for them and for ' +
        'all whom the truncated event leaves out. Say what the rest gets, as by sendRest(), or leaveRestToFallback().',
      () => outbound((said) => said.drop(['one@corp.example', 'two@corp.example']), outboundEvent({ truncated: true })),
    ],
    [
      '[RECIPIENT_NAMED_TWICE] a recipient of drop() is "one@corp.example": the answer names it for deliver() too, and ' +
        'WorkMail does not say which counts. Name each recipient once.',
      () => inbound((said) => said.drop('one@corp.example').deliver('ONE@corp.example').deliverRest()),
    ],
    [
      '[RECIPIENT_NAMED_TWICE] a recipient of bounce() is "one@corp.example": the answer names it for another text too, ' +
        'and WorkMail does not say which counts. Name each recipient once.',
      () =>
        inbound((said) => said.bounce('No.', 'one@corp.example').bounce('Never.', 'one@corp.example').deliverRest()),
    ],
    [
      '[RECIPIENT_NAMED_TWICE] a recipient of drop() is "new@corp.example": the answer names it for addRecipients() too, ' +
        'and WorkMail does not say which counts. Name each recipient once.',
      () => inbound((said) => said.drop('new@corp.example').addRecipients('new@corp.example').deliverRest()),
    ],
    [
      '[REST_DECIDED_TWICE] what the answer says of the rest is ["dropRest","deliverRest"]: these are different actions, ' +
        'and WorkMail does not say which counts. Say it once.',
      () => inbound((said) => said.dropRest().deliverRest()),
    ],
    [
      '[NOT_AN_ADDRESS] a recipient of drop() is "One <one@corp.example>": it is neither a recipient of the message nor ' +
        'an address. Write the bare address, without name and brackets.',
      () => inbound((said) => said.drop('One <one@corp.example>').deliverRest()),
    ],
    [
      '[ADDED_FROM_OUTSIDE] a recipient of addRecipients() is "a@x.example": inbound mail can be given to addresses of the ' +
        'organization only. Add one in its domains.',
      () => inbound((said) => said.addRecipients('a@x.example').deliverRest()),
    ],
    [
      '[RECIPIENT_UNCERTAIN] a recipient of neverDeliverToJunk() is "boss@corp.example": the truncated event does not list ' +
        'it, and if it is no recipient, it would become one. Where mail.truncated is true, use the word for the rest alone.',
      () =>
        inbound((said) => said.neverDeliverToJunk('boss@corp.example').deliverRest(), mailEvent({ truncated: true })),
    ],
    [
      '[RECIPIENT_UNCERTAIN] a recipient of leaveToFallback() is "one@corp.example": an answer would have to name all ' +
        'others, and the event is truncated. Where mail.truncated is true, use leaveRestToFallback().',
      () => inbound((said) => said.leaveToFallback('one@corp.example').deliverRest(), mailEvent({ truncated: true })),
    ],
    [
      '[TOO_MANY_ACTIONS] the number of actions is 11: WorkMail carries out 10 and leaves the others to the fallback. Use ' +
        'fewer texts for bounces: each makes another action.',
      () =>
        inbound(
          (said) => MANY.reduce((chain, address) => chain.bounce(`No, ${address}.`, address), said),
          mailEvent({ to: MANY }),
        ),
    ],
    [
      '[ANSWER_TOO_LARGE] the size of the answer in bytes is 262197: WorkMail takes up to 262144 (256 KB). Shorten ' +
        'the texts of bounces, or name fewer recipients.',
      () => inbound((said) => said.bounceRest('x'.repeat(262_100))),
    ],
    [
      '[TOO_MANY_RECIPIENTS] the number of recipients with added ones is 501: WorkMail takes answers for up to 500 of ' +
        'outbound mail. Add fewer, or a group; where the message itself has more, only the fallback can decide.',
      () =>
        outbound(
          (said) => said.addRecipients('new@x.example').sendRest(),
          outboundEvent({ to: Array.from({ length: 500 }, (_, index) => `${index}@x.example`) }),
        ),
    ],
  ])('%s', async (message, call) => {
    const error = await refusalOf(call());
    expect(withoutLink(error.message)).toBe(message);
    expect(message).toContain(`[${error.code}]`);
    expect(error.name).toBe('MailFlowHandlerError');
  });

  test('all of it at once, and no more than can be read', async () => {
    const error = await refusalOf(
      inbound((said) => said.drop(['not an address', 'one@corp.example']).addRecipients('a@x.example')),
    );
    expect(error.problems.map(({ code }) => code)).toEqual([
      'NOT_AN_ADDRESS',
      'ADDED_FROM_OUTSIDE',
      'RECIPIENTS_LEFT_OUT',
    ]);
    const many = await refusalOf(
      inbound((said) => said.drop(MANY.map((_, index) => `no address ${index}`)).dropRest()),
    );
    expect(many.problems).toHaveLength(11);
    expect(withoutLink(many.message).split('\n')).toHaveLength(11);
    expect(withoutLink(many.message)).toMatch(/\n… and 1 more$/);
  });

  test('at the limits nothing is wrong', async () => {
    const ten = MANY.slice(1);
    const actions = await inbound(
      (said) => ten.reduce((chain, address) => chain.bounce(`No, ${address}.`, address), said),
      mailEvent({ to: ten }),
    );
    expect(actions.actions).toHaveLength(10);
    const { actions: large } = await inbound((said) => said.bounceRest('x'.repeat(262_047)));
    expect(JSON.stringify({ actions: large }).length).toBe(262_144);
    const to = Array.from({ length: 499 }, (_, index) => `${index}@x.example`);
    await outbound((said) => said.addRecipients('new@x.example').sendRest(), outboundEvent({ to }));
    const inboundTo = Array.from({ length: 501 }, (_, index) => `${index}@corp.example`);
    await inbound((said) => said.deliverRest(), mailEvent({ to: inboundTo }));
  });
});

describe('What a compiler refuses is refused without one, too', () => {
  // biome-ignore lint/suspicious/noExplicitAny: what JavaScript lets through
  type Anything = any;
  const wrong = (say: (answer: Anything) => unknown) =>
    refusalOf(synchronousHandler({ inbound: (_mail, answer) => say(answer) as InboundAnswer })(mailEvent()));

  test.each<[string, (answer: Anything) => unknown]>([
    [
      "[RECIPIENT_NOT_TEXT] a recipient of bounce() is undefined: it is an address. Write bounce('text', ['user@example.com']).",
      (answer) => answer.bounce('one@corp.example').deliverRest(),
    ],
    [
      '[RECIPIENT_NOT_TEXT] a recipient of drop() is {"address":"a@x"}: it is an address. Write drop([\'user@example.com\']).',
      (answer) => answer.drop([{ address: 'a@x' }]).deliverRest(),
    ],
    [
      "[RECIPIENT_NOT_TEXT] a recipient of drop() is null: it is an address. Write drop(['user@example.com']).",
      (answer) => answer.drop(null).deliverRest(),
    ],
    [
      '[BOUNCE_MESSAGE_NOT_TEXT] the text of bounceRest() is 550: it has to be a text. Give the text first, or undefined for that of WorkMail.',
      (answer) => answer.bounceRest(550),
    ],
    [
      '[ACTION_OF_OTHER_DIRECTION] the direction at sendRest() is "INBOUND": the word is for the other direction. Use deliver.',
      (answer) => answer.sendRest(),
    ],
    [
      '[ANSWER_MISSING] what the function returned is undefined: it is not the answer that the function was given. Return that answer on every path, as by "return answer.deliverRest()".',
      (answer) => void answer.deliverRest(),
    ],
    [
      '[ANSWER_MISSING] what the function returned is {"actions":[]}: it is not the answer that the function was given. Return that answer on every path, as by "return answer.deliverRest()".',
      () => ({ actions: [] }),
    ],
  ])('%s', async (message, say) => {
    expect(withoutLink((await wrong(say)).message)).toBe(message);
  });

  test('an inbound word in an outbound answer', async () => {
    const handler = synchronousHandler({
      outbound: (_mail, answer: Anything) => answer.deliverToJunk('one@corp.example').sendRest(),
    });
    const error = await refusalOf(handler(outboundEvent()));
    expect(error).toBeInstanceOf(MailFlowHandlerError);
    expect(withoutLink(error.message)).toBe(
      '[ACTION_OF_OTHER_DIRECTION] the direction at deliverToJunk() is "OUTBOUND": the word is for the other ' +
        'direction. Use send.',
    );
  });

  test('an answer of another call', async () => {
    let first: InboundAnswer | undefined;
    const handler = synchronousHandler({
      inbound: (_mail, answer) => {
        first ??= answer;
        return first.deliverRest();
      },
    });
    await handler(mailEvent());
    expect((await refusalOf(handler(mailEvent()))).code).toBe('ANSWER_MISSING');
  });
});

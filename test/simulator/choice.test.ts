import type { InboundDisposition } from '../../lib/rules';
import { type Message, planMessage, simulate } from '../../lib/simulator';
import {
  forAll,
  inboundRule,
  message,
  ORGANIZATION,
  outboundRule,
  rules,
  run,
  runInboundLambda,
  standIn,
  summary,
} from './support';

const onBehalf = ['From: boss@partner.example', 'Sender: assistant@agency.example', 'Subject: x'];
const fromBoss = inboundRule('from boss', { DropAction: {} }, { senders: ['boss@partner.example'] });
const fromAgency = inboundRule('from agency', { BounceAction: {} }, { senders: ['*.example'] });

describe('Which rule applies', () => {
  test('Inbound: the Sender header is matched first if there is one', async () => {
    const { outcomes } = await run([fromBoss, fromAgency], message({ header: onBehalf }));
    expect(outcomes[0]).toMatchObject({ kind: 'bounced', matchedBy: 'SENDER', rule: { Name: 'from agency' } });
  });

  test('Inbound: From is matched if Sender matches no rule', async () => {
    const { outcomes } = await run([fromBoss], message({ header: onBehalf }));
    expect(outcomes[0]).toMatchObject({ kind: 'dropped', matchedBy: 'FROM' });
  });

  test('Inbound: From is matched if there is no Sender', async () => {
    const { outcomes } = await run([fromBoss, fromAgency], message({ header: ['From: boss@partner.example'] }));
    expect(outcomes[0]).toMatchObject({ kind: 'dropped', matchedBy: 'FROM' });
    expect(outcomes[0]?.losers.map(({ rule }) => rule.Name)).toEqual(['from agency']);
  });

  test('These are headers, not the SMTP envelope', async () => {
    const rule = inboundRule('envelope', { DropAction: {} }, { senders: ['envelope.example'] });
    const { outcomes } = await run([rule], message({ from: 'x@envelope.example' }));
    expect(outcomes[0]?.how).toBe('noRule');
  });

  test.each([
    ['boss@partner.example', 'FROM'],
    ['assistant@agency.example', 'SENDER'],
  ])('Outbound: either Sender or From must match: %s', async (sender, matchedBy) => {
    const rule = outboundRule('either', { BounceAction: {} }, { senders: [sender] });
    const { outcomes } = await run([rule], message({ direction: 'OUTBOUND', header: onBehalf }));
    expect(outcomes[0]).toMatchObject({ kind: 'bounced', matchedBy });
  });

  test('Recipients of one message can match different rules; each rule applies to its own recipients', async () => {
    const one = inboundRule('one', { DropAction: {} }, { recipients: ['one@corp.example'] });
    const sister = inboundRule('sister', { MoveToJunkAction: {} }, { recipients: ['sister.example'] });
    const all = inboundRule('all', runInboundLambda({ DropAction: {} }));
    const mail = message({ to: ['one@corp.example', 'a@sister.example', 'two@corp.example'] });
    const invoke = standIn(forAll('BOUNCE'));
    const result = await run([one, sister, all], mail, invoke);
    expect(summary(result)).toEqual([
      'one@corp.example: dropped',
      'a@sister.example: deliveredToJunk',
      'two@corp.example: bounced',
    ]);
    expect(invoke.calls.map(({ event }) => event.envelope.recipients)).toEqual([[{ address: 'two@corp.example' }]]);
    expect(result.calls[0]?.openReadings).toContain('eventRecipients');
  });

  test('One rule applies to a recipient: rules do not chain', async () => {
    const special = inboundRule('special', { NormalDeliveryAction: {} }, { senders: ['partner.example'] });
    const result = await run([inboundRule('drop', { DropAction: {} }), special], message());
    expect(summary(result)).toEqual(['one@corp.example: deliveredToInbox', 'two@corp.example: deliveredToInbox']);
    expect(result.outcomes[0]).toMatchObject({
      why: 'Rule "special" matches by From; its action is Default.',
      losers: [{ rule: { Name: 'drop' } }],
    });
  });

  test('A rule of equal specificity with any other action beats a Run Lambda rule', async () => {
    const invoke = standIn(forAll('BOUNCE'));
    const rivals = [
      inboundRule('a', runInboundLambda({ DropAction: {} })),
      inboundRule('b', { NormalDeliveryAction: {} }),
    ];
    expect(summary(await run(rivals, message(), invoke))[0]).toBe('one@corp.example: deliveredToInbox');
    expect(invoke.calls).toHaveLength(0);
  });

  test('A synchronous answer cannot choose an SMTP gateway; a rule can', async () => {
    const relay = outboundRule('relay', { SmtpRoutingAction: { SmtpGatewayName: 'relay' } });
    const { outcomes } = await run([relay], message({ direction: 'OUTBOUND' }));
    expect(outcomes[0]).toMatchObject({ kind: 'routed', gateway: 'relay' });
  });

  test('Where no From can be read, the sender of the envelope stands in for it; where that is empty too, only * matches', async () => {
    const partner = inboundRule('partner', { DropAction: {} }, { senders: ['partner.example'] });
    const everybody = inboundRule('everybody', { BounceAction: {} });
    const bounce = await run([partner, everybody], message({ header: ['Subject: x'], from: '' }));
    const other = await run([partner, everybody], message({ header: ['Subject: x'] }));
    expect(bounce.outcomes[0]).toMatchObject({ kind: 'bounced', openReadings: ['missingFrom'] });
    expect(other.outcomes[0]).toMatchObject({ kind: 'dropped', openReadings: ['missingFrom'] });
  });

  test.each([
    ['a rule', { DropAction: {} }],
    ['an answer', runInboundLambda({ DropAction: {} }, 0)],
    ['a fallback', runInboundLambda({ DropAction: {} }, 0)],
  ])('An outcome of %s tells on which open readings the choice of the rule rests', async (what, action) => {
    const rivals = [
      inboundRule('wide', action, { senders: ['*.example'] }),
      inboundRule('narrow', action, { senders: ['*.partner.example'] }),
    ];
    const { outcomes } = await run(rivals, message(), standIn(what === 'a fallback' ? '' : forAll('DROP')));
    expect(outcomes[0]).toMatchObject({ rule: { Name: 'narrow' }, openReadings: ['longerWildcardDomain'] });
  });

  test.each<[InboundDisposition | undefined, boolean, string]>([
    [undefined, false, 'deliveredToInbox'],
    [undefined, true, 'deliveredToJunk'],
    [{ NormalDeliveryAction: {} }, true, 'deliveredToJunk'],
    [{ BypassSpamCheckAction: {} }, true, 'deliveredToInbox'],
    [{ MoveToJunkAction: {} }, false, 'deliveredToJunk'],
    [{ DropAction: {} }, true, 'dropped'],
  ])(
    "Default delivery honours WorkMail's own spam filter, Never deliver to junk does not: %j, spam %s",
    async (action, spam, kind) => {
      const { outcomes } = await run(action ? [inboundRule('rule', action)] : [], message({ spam }));
      expect(outcomes[0]?.kind).toBe(kind);
    },
  );
});

describe('Recipients', () => {
  test('A recipient that the envelope names twice has one outcome', async () => {
    const result = await run([], message({ to: ['One@corp.example', 'one@CORP.example ', 'two@corp.example'] }));
    expect(summary(result)).toEqual(['One@corp.example: deliveredToInbox', 'two@corp.example: deliveredToInbox']);
    expect(result.notices.map(({ code }) => code)).toEqual(['RECIPIENT_REPEATED']);
  });

  test('A message without recipients has no outcome, and says so', async () => {
    const result = await run([], message({ to: [] }));
    expect(result.outcomes).toEqual([]);
    expect(result.notices.map(({ code }) => code)).toEqual(['NO_RECIPIENTS']);
  });

  test('Letter case does not count in the domains and the alias of the organization', async () => {
    const organization = { id: ORGANIZATION.id, alias: 'Corp', domains: ['Corp.Example'] };
    const mail = message({ to: ['a@corp.EXAMPLE', 'a@CORP.awsapps.com', 'a@example'] });
    const result = await simulate({ organization, rules: rules(), message: mail }, { invoke: standIn() });
    expect(result.outcomes.map(({ kind }) => kind)).toEqual(
      ['outsideOrganization', 'deliveredToInbox', 'deliveredToInbox'].reverse(),
    );
  });

  test('Without known domains every address is of the organization', async () => {
    const mail: Message = message({ to: ['x@anywhere.example'] });
    const { outcomes } = await simulate(
      { organization: { id: ORGANIZATION.id }, rules: rules(), message: mail },
      { invoke: standIn() },
    );
    expect(outcomes[0]?.kind).toBe('deliveredToInbox');
  });

  test('A recipient that an answer adds and that another rule decides has the outcome of that rule', async () => {
    const one = inboundRule('one', { DropAction: {} }, { recipients: ['one@corp.example'] });
    const actions = [{ action: { type: 'DEFAULT' }, recipients: ['one@corp.example'], allRecipients: true }];
    const result = await run(
      [one, inboundRule('all', runInboundLambda({ DropAction: {} }))],
      message(),
      standIn({ actions }),
    );
    expect(summary(result)).toEqual(['one@corp.example: dropped', 'two@corp.example: deliveredToInbox']);
    expect(result.calls[0]?.notices.map(({ code }) => code)).toEqual(['DECIDED_ELSEWHERE']);
  });

  test('A recipient that two functions add is added once', async () => {
    const one = inboundRule('one', runInboundLambda({ DropAction: {} }), { recipients: ['one@corp.example'] });
    const two = inboundRule('two', runInboundLambda({ DropAction: {} }), { recipients: ['two@corp.example'] });
    const actions = [{ action: { type: 'DEFAULT' }, recipients: ['archive@corp.example'], allRecipients: true }];
    const result = await run([two, one], message(), standIn({ actions }));
    expect(summary(result)[2]).toBe('archive@corp.example: addedAsBlindCopy');
    expect(result.outcomes).toHaveLength(3);
    expect(result.outcomes[2]?.rule?.Name).toBe('one');
  });
});

describe('A plan', () => {
  test('Has at once what waits for no function, and the functions to call', () => {
    const one = inboundRule('one', runInboundLambda({ DropAction: {} }), { recipients: ['one@corp.example'] });
    const plan = planMessage({ organization: ORGANIZATION, rules: rules(one), message: message() });
    expect(plan.outcomes.map(({ recipient }) => recipient)).toEqual(['two@corp.example']);
    expect(plan.runs).toHaveLength(1);
    expect(plan.runs[0]?.recipients.map(({ address }) => address)).toEqual(['one@corp.example']);
  });
});

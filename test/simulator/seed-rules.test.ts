import {
  FAILURE,
  FUNCTION_ARN,
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

describe('Configurations of Run Lambda', () => {
  test('Email messages that match the flow rule are passed to a Lambda function for processing before they are sent or delivered.', async () => {
    const invoke = standIn(forAll('BOUNCE'));
    const result = await run(
      [inboundRule('screening', runInboundLambda({ NormalDeliveryAction: {} }))],
      message(),
      invoke,
    );
    expect(invoke.calls).toHaveLength(1);
    expect(invoke.calls[0]).toMatchObject({ functionArn: FUNCTION_ARN, synchronous: true, attempt: 1 });
    expect(summary(result)).toEqual(['one@corp.example: bounced', 'two@corp.example: bounced']);
    expect(result.outcomes[0]).toMatchObject({
      how: 'answer',
      rule: { Name: 'screening' },
      matchedBy: 'FROM',
      after: 10,
    });
  });

  test('Email messages that do not match the rule are not passed to the function.', async () => {
    const invoke = standIn(forAll('BOUNCE'));
    const screening = inboundRule('screening', runInboundLambda({ DropAction: {} }), { senders: ['other.example'] });
    const result = await run([screening], message(), invoke);
    expect(invoke.calls).toHaveLength(0);
    expect(result.outcomes[0]).toMatchObject({ kind: 'deliveredToInbox', how: 'noRule' });
  });

  test.each([
    ['an answer', forAll('DROP')],
    ['an invalid answer', 'nonsense'],
    ['an error', FAILURE],
    ['a slow answer', { kind: 'answer' as const, payload: JSON.stringify(forAll('DROP')), milliseconds: 60_000 }],
  ])('Asynchronous: this configuration does not affect email delivery: %s', async (_, result) => {
    const invoke = standIn(result);
    const inbound = await run([inboundRule('metrics', runInboundLambda())], message(), invoke);
    const outbound = await run(
      [outboundRule('metrics', runOutboundLambda())],
      message({ direction: 'OUTBOUND' }),
      invoke,
    );
    expect(invoke.calls.map(({ synchronous }) => synchronous)).toEqual([false, false]);
    expect(summary(inbound)).toEqual(['one@corp.example: deliveredToInbox', 'two@corp.example: deliveredToInbox']);
    expect(summary(outbound)).toEqual(['one@corp.example: sent', 'two@corp.example: sent']);
    expect(inbound.outcomes[0]).toMatchObject({ how: 'asynchronousFunction', after: 0, rule: { Name: 'metrics' } });
    expect(inbound.calls[0]?.attempts).toHaveLength(1);
  });

  test('Whether synchronous or asynchronous, the event object passed to the function contains metadata for the email event.', async () => {
    const invoke = standIn(forAll('DEFAULT'));
    await run([inboundRule('same', runInboundLambda())], message(), invoke);
    await run([inboundRule('same', runInboundLambda({ DropAction: {} }))], message(), invoke);
    expect(invoke.calls[0]?.payload).toBe(invoke.calls[1]?.payload);
  });
});

describe('Configuring synchronous Run Lambda rules', () => {
  const fallbacks = [
    ['DropAction', 'dropped'],
    ['BounceAction', 'bounced'],
    ['MoveToJunkAction', 'deliveredToJunk'],
    ['NormalDeliveryAction', 'deliveredToInbox'],
    ['BypassSpamCheckAction', 'deliveredToInbox'],
  ] as const;

  test.each(fallbacks)(
    'Fallback action: the action WorkMail applies if the function fails to run: inbound %s',
    async (member, kind) => {
      const fallback = { [member]: {} } as never;
      const { outcomes } = await run(
        [inboundRule('screening', runInboundLambda(fallback, 0))],
        message(),
        standIn(FAILURE),
      );
      expect(outcomes).toHaveLength(2);
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({
          kind,
          how: 'fallback',
          fallbackReason: 'functionFailed',
          disposition: fallback,
        });
      }
    },
  );

  test.each([
    [{ DefaultAction: {} }, 'sent', undefined],
    [{ DropAction: {} }, 'dropped', undefined],
    [{ BounceAction: {} }, 'bounced', undefined],
    [{ SmtpRoutingAction: { SmtpGatewayName: 'relay' } }, 'routed', 'relay'],
  ] as const)(
    'Fallback action: the action WorkMail applies if the function fails to run: outbound %j',
    async (fallback, kind, gateway) => {
      const rule = outboundRule('screening', runOutboundLambda(fallback, 0));
      const { outcomes } = await run([rule], message({ direction: 'OUTBOUND' }), standIn(FAILURE));
      expect(outcomes[1]).toMatchObject({ kind, how: 'fallback', disposition: fallback });
      expect(outcomes[1]?.gateway).toBe(gateway);
    },
  );

  test('This action also applies to any recipients that are omitted from the Lambda response if the allRecipients flag is not set.', async () => {
    const rule = inboundRule('screening', runInboundLambda({ MoveToJunkAction: {} }));
    const answer = { actions: [{ action: { type: 'DROP' }, recipients: ['one@corp.example'] }] };
    const result = await run([rule], message(), standIn(answer));
    expect(summary(result)).toEqual(['one@corp.example: dropped', 'two@corp.example: deliveredToJunk']);
    expect(result.outcomes[1]).toMatchObject({ how: 'fallback', fallbackReason: 'leftOut', after: 10 });
  });

  test('Scan, then route through the gateway: recipients that an outbound answer leaves out are routed by the fallback.', async () => {
    const rule = outboundRule('scan', runOutboundLambda({ SmtpRoutingAction: { SmtpGatewayName: 'relay' } }));
    const answer = { actions: [{ action: { type: 'BOUNCE' }, recipients: ['two@corp.example'] }] };
    const result = await run([rule], message({ direction: 'OUTBOUND' }), standIn(answer));
    expect(summary(result)).toEqual(['one@corp.example: routed', 'two@corp.example: bounced']);
  });

  test('Rule timeout: the time period during which the function is retried if WorkMail fails to invoke it.', async () => {
    const invoke = standIn(FAILURE, FAILURE, FAILURE, forAll('DEFAULT'));
    const rule = inboundRule('screening', runInboundLambda({ DropAction: {} }, 5));
    const { outcomes, calls } = await run([rule], message(), invoke);
    expect(calls[0]?.attempts.map(({ at }) => at)).toEqual([0, 10_010, 30_020, 70_030]);
    expect(outcomes[0]).toMatchObject({ kind: 'deliveredToInbox', how: 'answer', after: 70_040 });
    expect(outcomes[0]?.openReadings).toContain('retryIntervals');
  });

  test('A retry that would begin when the rule timeout is over does not take place.', async () => {
    const rule = inboundRule('screening', runInboundLambda({ DropAction: {} }, 1));
    const took = (milliseconds: number) => ({ ...FAILURE, milliseconds });
    const late = await run([rule], message(), standIn(took(10_000), took(10_000), took(0)));
    expect(late.calls[0]?.attempts.map(({ at }) => at)).toEqual([0, 20_000, 50_000]);
    const tooLate = await run([rule], message(), standIn(took(15_000), took(15_000)));
    expect(tooLate.calls[0]?.attempts.map(({ at }) => at)).toEqual([0, 25_000]);
    expect(tooLate.outcomes[0]?.after).toBe(60_000);
  });

  test('The Fallback action is applied at the end of this time period.', async () => {
    const rule = inboundRule('screening', runInboundLambda({ DropAction: {} }, 5));
    const { outcomes } = await run([rule], message(), standIn(FAILURE));
    expect(outcomes.map(({ kind, after }) => [kind, after])).toEqual([
      ['dropped', 300_000],
      ['dropped', 300_000],
    ]);
  });
});

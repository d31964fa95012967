import { ANSWER_BYTES } from '../../lib/run-lambda';
import type { InvocationResult } from '../../lib/simulator';
import { processorTime } from '../processor-time';
import {
  FAILURE,
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

const DROP = { DropAction: {} };

function slow(milliseconds: number): InvocationResult {
  return { kind: 'answer', payload: JSON.stringify(forAll('DEFAULT')), milliseconds };
}

async function withoutRetry(result: object | string) {
  const simulation = await run([inboundRule('screening', runInboundLambda(DROP, 0))], message(), standIn(result));
  return { kind: simulation.outcomes[0]?.kind, problem: simulation.calls[0]?.attempts[0]?.problem };
}

/** As many actions as asked for, each unique, each for one recipient. */
function manyActions(count: number) {
  const to = Array.from({ length: count }, (_, index) => `recipient-${index}@corp.example`);
  const actions = to.map((recipient, index) => ({
    action: { type: 'BOUNCE', parameters: { bounceMessage: `Text ${index}` } },
    recipients: [recipient],
  }));
  return { to, answer: { actions } };
}

describe('Synchronous Run Lambda action limits', () => {
  test('Lambda functions must respond within 15 seconds, or be treated as failed invocations.', async () => {
    expect((await withoutRetry(slow(15_000))).kind).toBe('deliveredToInbox');
    expect(await withoutRetry(slow(15_001))).toMatchObject({
      kind: 'dropped',
      problem: { code: 'FUNCTION_TIMED_OUT' },
    });
  });

  test('A function that takes longer is given up after 15 seconds.', async () => {
    const { outcomes } = await run(
      [inboundRule('screening', runInboundLambda(DROP, 0))],
      message(),
      standIn(slow(900_000)),
    );
    expect(outcomes[0]?.after).toBe(15_000);
  });

  test('Lambda function responses up to 256 KB are allowed.', async () => {
    const padded = (bytes: number) => JSON.stringify(forAll('DEFAULT')).padEnd(bytes, ' ');
    expect((await withoutRetry(padded(ANSWER_BYTES))).kind).toBe('deliveredToInbox');
    const tooLarge = await withoutRetry(padded(ANSWER_BYTES + 1));
    expect(tooLarge).toMatchObject({ kind: 'dropped', problem: { code: 'ANSWER_TOO_LARGE', value: 262_145 } });
  });

  test('Up to 10 unique actions are allowed in the response.', async () => {
    const { to, answer } = manyActions(10);
    const { outcomes } = await run(
      [inboundRule('screening', runInboundLambda(DROP))],
      message({ to }),
      standIn(answer),
    );
    expect(outcomes.map(({ kind, text }) => [kind, text])).toEqual(to.map((_, index) => ['bounced', `Text ${index}`]));
  });

  test('Actions greater than 10 are subject to the configured Fallback action.', async () => {
    const { to, answer } = manyActions(12);
    const { outcomes } = await run(
      [inboundRule('screening', runInboundLambda(DROP))],
      message({ to }),
      standIn(answer),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual([...Array(10).fill('bounced'), 'dropped', 'dropped']);
    expect(outcomes[11]).toMatchObject({ how: 'fallback', fallbackReason: 'moreThanTenActions' });
    expect(outcomes[11]?.openReadings).toContain('uniqueActions');
  });

  test('An action that is repeated is one unique action.', async () => {
    const to = Array.from({ length: 30 }, (_, index) => `recipient-${index}@corp.example`);
    const actions = to.map((recipient) => ({ action: { type: 'BOUNCE' }, recipients: [recipient] }));
    const result = await run([inboundRule('screening', runInboundLambda(DROP))], message({ to }), standIn({ actions }));
    expect(result.outcomes.every(({ kind }) => kind === 'bounced')).toBe(true);
  });

  test('An eleventh action for all recipients leaves them to the fallback.', async () => {
    const { answer } = manyActions(10);
    const actions = [...answer.actions, { action: { type: 'DEFAULT' }, allRecipients: true }];
    const result = await run([inboundRule('screening', runInboundLambda(DROP))], message(), standIn({ actions }));
    expect(summary(result)).toEqual(['one@corp.example: dropped', 'two@corp.example: dropped']);
  });

  test('Up to 500 recipients are allowed for outbound Lambda functions.', async () => {
    const to = Array.from({ length: 499 }, (_, index) => `recipient-${index}@x.example`);
    const rule = outboundRule('screening', runOutboundLambda(DROP, 0));
    const adding = (recipients: string[]) => ({
      actions: [{ action: { type: 'DEFAULT' }, recipients, allRecipients: true }],
    });
    const mail = message({ direction: 'OUTBOUND', to });
    const full = await run([rule], mail, standIn(adding(['500@x.example'])));
    expect(full.outcomes).toHaveLength(500);
    expect(full.outcomes.at(-1)).toMatchObject({ recipient: '500@x.example', kind: 'addedAsBlindCopy' });
    const tooMany = await run([rule], mail, standIn(adding(['500@x.example', '501@x.example'])));
    expect(tooMany.outcomes).toHaveLength(499);
    expect(tooMany.outcomes[0]).toMatchObject({ kind: 'dropped', fallbackReason: 'functionFailed' });
    expect(tooMany.outcomes[0]?.openReadings).toContain('outboundRecipients');
    expect(tooMany.calls[0]?.attempts[0]?.problem).toMatchObject({ code: 'TOO_MANY_RECIPIENTS', value: 501 });
  });

  test('The limit of 500 recipients is not for inbound functions.', async () => {
    const to = Array.from({ length: 501 }, (_, index) => `recipient-${index}@corp.example`);
    const rule = inboundRule('screening', runInboundLambda(DROP, 0));
    const { outcomes } = await run([rule], message({ to }), standIn(forAll('DEFAULT')));
    expect(outcomes.every(({ kind }) => kind === 'deliveredToInbox')).toBe(true);
  });

  test('The maximum value for Rule timeout is 240 minutes: it simulates in milliseconds.', async () => {
    const spent = processorTime();
    const invoke = standIn(slow(900_000));
    const { outcomes, calls } = await run([inboundRule('screening', runInboundLambda(DROP, 240))], message(), invoke);
    expect(spent()).toBeLessThan(500);
    expect(outcomes[0]).toMatchObject({ kind: 'dropped', after: 240 * 60_000 });
    expect(calls[0]?.attempts.at(-1)?.at).toBeLessThan(240 * 60_000);
  });

  test('If the minimum value of 0 is configured, there are no retries before WorkMail applies the fallback action.', async () => {
    const invoke = standIn(FAILURE, forAll('DEFAULT'));
    const { outcomes } = await run([inboundRule('screening', runInboundLambda(DROP, 0))], message(), invoke);
    expect(invoke.calls).toHaveLength(1);
    expect(outcomes[0]).toMatchObject({ kind: 'dropped', after: 10 });
  });
});

describe('Synchronous Run Lambda action failures', () => {
  test.each([
    ['an error', FAILURE, 'FUNCTION_FAILED'],
    ['invalid response', { actions: 'all' }, 'ACTIONS_MISSING'],
    ['Lambda timeout', slow(15_001), 'FUNCTION_TIMED_OUT'],
  ])('If WorkMail is unable to invoke your function due to %s, it retries the invocation.', async (_, result, code) => {
    const invoke = standIn(result, forAll('BOUNCE'));
    const simulation = await run([inboundRule('screening', runInboundLambda(DROP, 1))], message(), invoke);
    expect(simulation.calls[0]?.attempts.map(({ problem }) => problem?.code)).toEqual([code, undefined]);
    expect(summary(simulation)).toEqual(['one@corp.example: bounced', 'two@corp.example: bounced']);
  });

  test('It retries with exponential backoff until the Rule timeout period completes.', async () => {
    const rule = inboundRule('screening', runInboundLambda(DROP, 240));
    const { calls } = await run([rule], message(), standIn({ ...FAILURE, milliseconds: 0 }));
    const starts = calls[0]?.attempts.map(({ at }) => at / 1000) ?? [];
    const waits = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120]);
    expect((starts.at(-1) ?? 0) + 2 * (waits.at(-1) ?? 0)).toBeGreaterThan(240 * 60);
  });

  test('Then, the Fallback action is applied to all recipients of the email message.', async () => {
    const rule = inboundRule('screening', runInboundLambda({ BounceAction: {} }, 1));
    const { outcomes } = await run([rule], message(), standIn(FAILURE));
    expect(outcomes.map(({ kind, how, fallbackReason }) => ({ kind, how, fallbackReason }))).toEqual(
      Array(2).fill({ kind: 'bounced', how: 'fallback', fallbackReason: 'functionFailed' }),
    );
    expect(outcomes[0]?.why).toBe(
      'The function of rule "screening" failed: the error of the function is "TypeError: no such key": the call ended ' +
        'with an error in place of an answer. It was called 3 times, and the rule timeout of 1 minute is over; the ' +
        'fallback action is Bounce.',
    );
  });

  test('The retries of one rule do not hold up another.', async () => {
    const failing = inboundRule('failing', runInboundLambda(DROP, 240), { recipients: ['one@corp.example'] });
    const working = inboundRule('working', runInboundLambda(DROP, 240), { recipients: ['two@corp.example'] });
    const simulation = await run([failing, working], message(), async ({ event }) =>
      event.envelope.recipients[0]?.address === 'one@corp.example'
        ? FAILURE
        : { kind: 'answer', payload: JSON.stringify(forAll('DEFAULT')), milliseconds: 20 },
    );
    expect(simulation.outcomes.map(({ after }) => after)).toEqual([240 * 60_000, 20]);
  });
});

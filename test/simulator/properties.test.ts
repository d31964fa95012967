import fc from 'fast-check';
import type { InboundRule, OutboundRule } from '../../lib/rules';
import {
  type InvocationResult,
  type Invoke,
  interpretAnswer,
  type Message,
  readHeader,
  type Simulation,
  simulate,
} from '../../lib/simulator';
import { inboundRule, ORGANIZATION, outboundRule, rules, runInboundLambda, runOutboundLambda } from './support';

const domain = fc.constantFrom('corp.example', 'sister.example', 'partner.example', 'a.partner.example', 'x.test');
const address = fc
  .tuple(fc.constantFrom('one', 'two', 'Three', 'four'), domain)
  .map(([name, host]) => `${name}@${host}`);
const pattern = fc.oneof(
  address,
  domain,
  fc.constantFrom('*', '*.partner.example', '*.example', '*.a.partner.example'),
);
const conditions = fc.record({
  senders: fc.array(pattern, { minLength: 1, maxLength: 3 }),
  recipients: fc.array(pattern, { minLength: 1, maxLength: 3 }),
});

const inboundFallback = fc.constantFrom(
  { DropAction: {} },
  { BounceAction: {} },
  { MoveToJunkAction: {} },
  { NormalDeliveryAction: {} },
  { BypassSpamCheckAction: {} },
);
const outboundFallback = fc.constantFrom(
  { DefaultAction: {} },
  { DropAction: {} },
  { BounceAction: {} },
  { SmtpRoutingAction: { SmtpGatewayName: 'relay' } },
);
const minutes = fc.constantFrom(0, 1, 240);
const inboundAction = fc.oneof(
  inboundFallback,
  fc.constant(runInboundLambda()),
  fc.tuple(inboundFallback, minutes).map(([fallback, timeout]) => runInboundLambda(fallback, timeout)),
);
const outboundAction = fc.oneof(
  outboundFallback,
  fc.constant(runOutboundLambda()),
  fc.tuple(outboundFallback, minutes).map(([fallback, timeout]) => runOutboundLambda(fallback, timeout)),
);

/** Rules of both directions, with distinct names. */
const ruleSet = fc
  .array(fc.tuple(conditions, inboundAction, outboundAction), { maxLength: 6 })
  .map((list) =>
    list.flatMap(([where, inbound, outbound], index): (InboundRule | OutboundRule)[] => [
      inboundRule(`rule ${index}`, inbound, where),
      outboundRule(`rule ${index}`, outbound, where),
    ]),
  );

const anyMessage: fc.Arbitrary<Message> = fc.record({
  direction: fc.constantFrom('INBOUND', 'OUTBOUND'),
  envelope: fc.record({ from: address, recipients: fc.array(address, { maxLength: 6 }) }),
  content: fc
    .tuple(fc.option(address), fc.option(address), fc.option(fc.string()))
    .map(([from, sender, subject]) =>
      Buffer.from(
        `${from ? `From: ${from}\r\n` : ''}${sender ? `Sender: ${sender}\r\n` : ''}${subject ? `Subject: ${subject}\r\n` : ''}\r\n`,
      ),
    ),
  spam: fc.boolean(),
});

const answer = fc.oneof(
  fc.record({
    actions: fc.array(
      fc.record(
        {
          action: fc.record({ type: fc.constantFrom('DROP', 'BOUNCE', 'DEFAULT', 'MOVE_TO_JUNK') }),
          recipients: fc.array(fc.oneof(address, fc.string({ maxLength: 5 })), { maxLength: 4 }),
          allRecipients: fc.oneof(fc.boolean(), fc.constantFrom('true', 'false')),
        },
        { requiredKeys: ['action'] },
      ),
      { maxLength: 13 },
    ),
  }),
  fc.jsonValue(),
);
const result: fc.Arbitrary<InvocationResult> = fc.oneof(
  fc.record({
    kind: fc.constant('answer' as const),
    payload: fc.oneof({ weight: 5, arbitrary: answer.map((value) => JSON.stringify(value)) }, fc.string()),
    milliseconds: fc.constantFrom(0, 10, 15_000, 15_001, 900_000),
  }),
  fc.record({ kind: fc.constant('error' as const), message: fc.string(), milliseconds: fc.nat(1000) }),
);
/** A function whose results depend on nothing but the number of the attempt. */
const anyFunction: fc.Arbitrary<Invoke> = fc.array(result, { minLength: 1, maxLength: 3 }).map(
  (results) =>
    async ({ attempt }) =>
      results[Math.min(attempt, results.length) - 1] as InvocationResult,
);

function play(list: (InboundRule | OutboundRule)[], message: Message, invoke: Invoke): Promise<Simulation> {
  return simulate({ organization: ORGANIZATION, rules: rules(...list), message }, { invoke });
}

describe('On random rules, messages and functions', () => {
  test('every recipient gets exactly one outcome', async () => {
    await fc.assert(
      fc.asyncProperty(ruleSet, anyMessage, anyFunction, async (list, message, invoke) => {
        const { outcomes } = await play(list, message, invoke);
        const names = outcomes.map(({ recipient }) => recipient.toLowerCase());
        const expected = new Set(message.envelope.recipients.map((recipient) => recipient.toLowerCase()));
        expect(new Set(names).size).toBe(names.length);
        expect([...expected].filter((recipient) => !names.includes(recipient))).toEqual([]);
        const added = outcomes.filter(({ recipient }) => !expected.has(recipient.toLowerCase()));
        expect(added.every(({ kind }) => kind === 'addedAsBlindCopy')).toBe(true);
        expect(outcomes.filter(({ kind }) => kind === 'addedAsBlindCopy')).toHaveLength(added.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('adding a rule that matches nobody changes nothing', async () => {
    const nobody = { senders: ['nobody@nowhere.test'], recipients: ['*'] };
    const idle = [
      inboundRule('idle', { DropAction: {} }, nobody),
      outboundRule('idle', { DropAction: {} }, nobody),
      inboundRule('idle function', runInboundLambda({ DropAction: {} }), nobody),
    ];
    await fc.assert(
      fc.asyncProperty(ruleSet, anyMessage, anyFunction, async (list, message, invoke) => {
        expect(await play([...idle, ...list], message, invoke)).toEqual(await play(list, message, invoke));
      }),
      { numRuns: 300 },
    );
  });

  test('the order in which rules are declared changes nothing', async () => {
    const shuffled = ruleSet.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, anyMessage, anyFunction, async ([list, reordered], message, invoke) => {
        expect(await play(reordered, message, invoke)).toEqual(await play(list, message, invoke));
      }),
      { numRuns: 300 },
    );
  });

  test('asynchronous calls change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyMessage, anyFunction, conditions, async (message, invoke, where) => {
        const silent = [
          inboundRule('metrics', runInboundLambda(), where),
          outboundRule('metrics', runOutboundLambda(), where),
        ];
        const fates = ({ outcomes }: Simulation) => outcomes.map(({ recipient, kind }) => [recipient, kind]);
        expect(fates(await play(silent, message, invoke))).toEqual(fates(await play([], message, invoke)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('On random bytes', () => {
  const nasty = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'From: ',
          'Sender: ',
          'Subject: ',
          '\r\n',
          '\n',
          '\r',
          ' ',
          '\t',
          '=?utf-8?B?',
          '?=',
          '=?x?Q?',
          '<',
          '>',
        ),
        fc.constantFrom('"', '(', ')', ':', ';', ',', '@', 'a@x.example', '\0', '\ufeff', 'From ', '\\', '=', '?'),
        fc.string({ unit: 'binary', maxLength: 10 }),
        fc.uint8Array({ maxLength: 10 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      ),
      { maxLength: 60 },
    )
    .chain((parts) => fc.constantFrom('utf8' as const, 'latin1' as const).map((as) => Buffer.from(parts.join(''), as)));

  test('malformed messages never crash it', async () => {
    await fc.assert(
      fc.property(nasty, (content) => {
        const { from, sender, subject, length } = readHeader(content);
        for (const found of [from, sender]) if (found !== undefined) expect(found).toContain('@');
        if (subject !== undefined) expect(typeof subject).toBe('string');
        expect(length).toBeLessThanOrEqual(content.length);
      }),
      { numRuns: 3000 },
    );
  });

  test('no answer crashes it, and an answer is never half valid', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          answer.map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        (payload) => {
          const recipients = ['one@corp.example', 'two@corp.example'];
          const interpretation = interpretAnswer('INBOUND', payload, recipients);
          if (!interpretation.valid) {
            expect(interpretation.problem.code).toMatch(/^[A-Z_]+$/);
            return;
          }
          const { decided, leftOut, beyondLimit } = interpretation;
          expect([...decided, ...leftOut, ...beyondLimit].map(({ recipient }) => recipient).sort()).toEqual(recipients);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

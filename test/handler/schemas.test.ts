import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { asynchronousHandler } from '../../lib/handler';
import type { Direction } from '../../lib/rules';
import { interpretAnswer, type Message, simulate } from '../../lib/simulator';
import { inboundRule, ORGANIZATION, rules, runInboundLambda } from '../simulator/support';
import { mailEvent } from './support';

function compile(name: string) {
  const schema = JSON.parse(readFileSync(join(__dirname, `../../schemas/${name}.json`), 'utf8'));
  // Strict about the schema itself: a misspelt keyword is an error.
  return new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
}

const isEvent = compile('event');
const isAnswer = { INBOUND: compile('inbound-answer'), OUTBOUND: compile('outbound-answer') };

/** Whether WorkMail takes it, as the simulator reads it. */
function isTaken(direction: Direction, answer: unknown): boolean {
  return interpretAnswer(direction, JSON.stringify(answer), []).valid;
}

const oddity = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('true', 'False', 'TRUE', 'yes', '', null));
const type = fc.constantFrom('DROP', 'BOUNCE', 'DEFAULT', 'MOVE_TO_JUNK', 'BYPASS_SPAM_CHECK', 'drop');
const action = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record(
      {
        type: fc.oneof({ weight: 9, arbitrary: type }, oddity),
        parameters: fc.oneof(
          fc.record({ bounceMessage: fc.oneof(fc.string(), oddity) }, { requiredKeys: [] }),
          fc.dictionary(fc.string(), oddity, { maxKeys: 2 }),
          oddity,
        ),
      },
      { requiredKeys: ['type'] },
    ),
  },
  oddity,
);
const entry = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record(
      {
        action,
        recipients: fc.oneof(fc.array(fc.string(), { maxLength: 3 }), fc.array(oddity, { maxLength: 2 }), oddity),
        allRecipients: fc.oneof(fc.boolean(), oddity),
      },
      { requiredKeys: [] },
    ),
  },
  oddity,
);
const answer = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({ actions: fc.oneof({ weight: 9, arbitrary: fc.array(entry, { maxLength: 3 }) }, oddity) }),
  },
  oddity,
);

describe.each<Direction>(['INBOUND', 'OUTBOUND'])('The schema of %s answers', (direction) => {
  test('allows what WorkMail takes, as the simulator reads it, and nothing else', () => {
    const counts = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(answer, (value) => {
        const taken = isTaken(direction, value);
        expect({ value, valid: isAnswer[direction](JSON.parse(JSON.stringify(value))) }).toEqual({
          value,
          valid: taken,
        });
        counts[taken ? 'taken' : 'refused']++;
      }),
      { numRuns: 5000 },
    );
    expect(counts.taken).toBeGreaterThan(300);
    expect(counts.refused).toBeGreaterThan(300);
  });
});

test.each([
  [
    'remove recipients',
    {
      actions: [
        { action: { type: 'DEFAULT' }, allRecipients: true },
        { action: { type: 'DROP' }, recipients: ['drop-recipient@example.com'] },
      ],
    },
  ],
  [
    'bounce with a text',
    {
      actions: [
        {
          action: { type: 'BOUNCE', parameters: { bounceMessage: 'Email in breach of company policy.' } },
          allRecipients: true,
        },
      ],
    },
  ],
  [
    'add recipients',
    {
      actions: [
        { action: { type: 'DEFAULT' }, recipients: ['new-recipient@example.com'] },
        { action: { type: 'DEFAULT' }, allRecipients: true },
      ],
    },
  ],
])('What the guide prints as an answer is one: %s', (_, printed) => {
  for (const direction of ['INBOUND', 'OUTBOUND'] as const) {
    expect(isAnswer[direction](printed)).toBe(true);
    expect(isTaken(direction, printed)).toBe(true);
  }
});

describe('The schema of events', () => {
  test('allows what the guide prints, and what old events lack', () => {
    const { invocationId: _id, flowDirection: _direction, ...old } = mailEvent({ summaryVersion: '2019-07-28' });
    const printed = { ...mailEvent(), sender: { address: 'sender@example.com' } };
    for (const event of [printed, old]) {
      isEvent(event);
      expect(isEvent.errors).toBeNull();
    }
  });

  test.each<[string, object]>([
    ['nothing', {}],
    ['a direction that does not exist', { ...mailEvent(), flowDirection: 'SIDEWAYS' }],
    ['recipients as text', { ...mailEvent(), envelope: { ...mailEvent().envelope, recipients: ['a@x.example'] } }],
  ])('does not allow %s', (_, event) => {
    expect(isEvent(event)).toBe(false);
  });

  test('allows every event that the simulator makes, and a handler reads what it allows', async () => {
    const handler = asynchronousHandler({ all: () => {} });
    const header = fc
      .tuple(
        fc.option(fc.constant('From: a@x.example')),
        fc.option(fc.constant('Sender: b@x.example')),
        fc.option(fc.string()),
      )
      .map(([from, sender, subject]) =>
        [from, sender, subject === null ? null : `Subject: ${subject}`].filter(Boolean).join('\r\n'),
      );
    const recipients = fc.array(fc.emailAddress(), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(header, recipients, async (fields, to) => {
        const message: Message = {
          direction: 'INBOUND',
          envelope: { from: '', recipients: to },
          content: Buffer.from(`${fields}\r\n\r\n`),
        };
        const organization = { id: ORGANIZATION.id };
        const events: unknown[] = [];
        await simulate(
          { organization, rules: rules(inboundRule('watch', runInboundLambda())), message },
          {
            invoke: async ({ payload }) => {
              events.push(JSON.parse(payload));
              return { kind: 'answer', payload: 'null', milliseconds: 0 };
            },
          },
        );
        expect(events).toHaveLength(1);
        isEvent(events[0]);
        expect(isEvent.errors).toBeNull();
        await handler(events[0]);
      }),
      { numRuns: 300 },
    );
  });
});

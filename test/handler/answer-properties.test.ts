import fc from 'fast-check';
import { type InboundAnswer, MailFlowHandlerError, type OutboundAnswer, synchronousHandler } from '../../lib/handler';
import type { Direction } from '../../lib/rules';
import { interpretAnswer } from '../../lib/simulator';
import { mailEvent } from './support';

/** What a word means: an action with its text, or the fallback. */
type Meaning = string;
const FALLBACK = 'FALLBACK';

interface Said {
  readonly word: string;
  readonly meaning: Meaning;
  readonly addresses: readonly string[];
  readonly text?: string;
}

const names = fc.constantFrom('one', 'two', 'Three', 'four', 'five');
const OWN = ['corp.example', 'sister.example'];
const address = fc
  .tuple(names, fc.constantFrom(...OWN, 'elsewhere.example'))
  .map(([name, domain]) => `${name}@${domain}`);
/** The same address in another letter case, or with blanks. */
const spelled = address.chain((text) => fc.constantFrom(text, text.toUpperCase(), ` ${text}`));
const addresses = fc.array(spelled, { maxLength: 4 });
const text = fc.constantFrom(
  undefined,
  '',
  'No.',
  'Närrisch 🙃',
  ...Array.from({ length: 12 }, (_, index) => `No ${index}`),
);

const bounceMeaning = (bounceMessage: string | undefined) => (bounceMessage ? `BOUNCE ${bounceMessage}` : 'BOUNCE');

const NAMING: Readonly<Record<Direction, Readonly<Record<string, Meaning>>>> = {
  INBOUND: {
    drop: 'DROP',
    deliver: 'DEFAULT',
    deliverToJunk: 'MOVE_TO_JUNK',
    neverDeliverToJunk: 'BYPASS_SPAM_CHECK',
    addRecipients: 'DEFAULT',
    leaveToFallback: FALLBACK,
  },
  OUTBOUND: { drop: 'DROP', send: 'DEFAULT', addRecipients: 'DEFAULT', leaveToFallback: FALLBACK },
};
const REST: typeof NAMING = {
  INBOUND: {
    dropRest: 'DROP',
    deliverRest: 'DEFAULT',
    deliverRestToJunk: 'MOVE_TO_JUNK',
    neverDeliverRestToJunk: 'BYPASS_SPAM_CHECK',
    leaveRestToFallback: FALLBACK,
  },
  OUTBOUND: { dropRest: 'DROP', sendRest: 'DEFAULT', leaveRestToFallback: FALLBACK },
};

function namingWord(direction: Direction): fc.Arbitrary<Said> {
  const plain = fc
    .tuple(fc.constantFrom(...Object.entries(NAMING[direction])), addresses)
    .map(([[word, meaning], list]) => ({ word, meaning, addresses: list }));
  const bounce = fc
    .tuple(text, addresses)
    .map(([message, list]) => ({ word: 'bounce', meaning: bounceMeaning(message), addresses: list, text: message }));
  return fc.oneof({ weight: 2, arbitrary: plain }, bounce);
}

function restWord(direction: Direction): fc.Arbitrary<Said> {
  const plain = fc
    .constantFrom(...Object.entries(REST[direction]))
    .map(([word, meaning]) => ({ word, meaning, addresses: [] }));
  const bounce = text.map((message) => ({
    word: 'bounceRest',
    meaning: bounceMeaning(message),
    addresses: [],
    text: message,
  }));
  return fc.oneof({ weight: 3, arbitrary: plain }, bounce);
}

interface Conversation {
  readonly direction: Direction;
  readonly recipients: readonly string[];
  /** How many of them the event lists. */
  readonly listed: number;
  readonly namings: readonly Said[];
  readonly rest: Said | undefined;
}

const conversation: fc.Arbitrary<Conversation> = fc.constantFrom<Direction>('INBOUND', 'OUTBOUND').chain((direction) =>
  fc
    .record({
      recipients: fc.uniqueArray(address, { maxLength: 8, selector: (text) => text.toLowerCase() }),
      listed: fc.oneof({ weight: 3, arbitrary: fc.constant(8) }, fc.nat(8)),
      namings: fc.array(namingWord(direction), { maxLength: 4 }),
      rest: fc.option(restWord(direction), { nil: undefined, freq: 6 }),
    })
    .map((parts) => ({ direction, ...parts })),
);

/** Lets a handler say all that, in that order. */
async function answer({ direction, recipients, listed, namings, rest }: Conversation) {
  const say = <A extends InboundAnswer | OutboundAnswer>(_mail: unknown, said: A): A => {
    for (const { word, addresses: list, text: message, meaning } of [...namings, ...(rest ? [rest] : [])]) {
      const words = said as unknown as Record<string, (...parameters: unknown[]) => void>;
      const isBounce = meaning.startsWith('BOUNCE');
      if (word.includes('Rest')) words[word]!(...(isBounce ? [message] : []));
      else words[word]!(...(isBounce ? [message] : []), list);
    }
    return said;
  };
  const handler = synchronousHandler({ domains: OWN, inbound: say, outbound: say });
  const truncated = listed < recipients.length;
  return handler(mailEvent({ flowDirection: direction, to: recipients.slice(0, listed), truncated }));
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** What is meant for each recipient, and whom it adds: read from the words as a person would, one recipient at a time. */
function meant({ recipients, namings, rest }: Conversation) {
  const saidOf = (recipient: string) =>
    namings.filter(({ addresses: list }) => list.some((one) => same(one, recipient)));
  const fates = recipients.map((recipient) => [recipient, saidOf(recipient)[0]?.meaning ?? rest?.meaning] as const);
  const adding = namings.filter(({ word }) => word === 'addRecipients').flatMap(({ addresses: list }) => list);
  const added = adding.filter((one) => !recipients.some((recipient) => same(recipient, one)));
  return { fates, added: new Set(added.map((one) => one.trim().toLowerCase())) };
}

/** Whether a person would say that something is wrong with it; nobody asks what is unclear in truncated events. */
function isWrong(said: Conversation): boolean {
  const { recipients, namings, direction } = said;
  const { fates, added } = meant(said);
  const isAmbiguous = [...recipients, ...added].some((recipient) => {
    const list = namings.filter(({ addresses: all }) => all.some((one) => same(one, recipient)));
    return new Set(list.map(({ meaning }) => meaning)).size > 1;
  });
  const isFromOutside = direction === 'INBOUND' && [...added].some((one) => one.endsWith('@elsewhere.example'));
  const actions = new Set(fates.map(([, fate]) => fate).filter((fate) => fate !== FALLBACK));
  return isAmbiguous || isFromOutside || fates.some(([, fate]) => fate === undefined) || actions.size > 10;
}

function readAsMeant(said: Conversation, payload: string): void {
  const { fates, added } = meant(said);
  const isOwnAddress = (one: string) => OWN.some((domain) => one.toLowerCase().endsWith(`@${domain}`));
  const reading = interpretAnswer(said.direction, payload, said.recipients, { isOwnAddress });
  if (!reading.valid) throw new Error(`WorkMail would not take ${payload}: ${reading.problem.reason}`);
  const meaningOf = ({ type, text: message }: { type: string; text?: string }) =>
    message ? `${type} ${message}` : type;
  const read = new Map([
    ...reading.decided.map(({ recipient, action }) => [recipient, meaningOf(action)] as const),
    ...reading.leftOut.map(({ recipient }) => [recipient, FALLBACK] as const),
  ]);
  expect([...read].sort()).toEqual([...fates].sort());
  expect(new Set(reading.added.map(({ recipient }) => recipient.toLowerCase()))).toEqual(added);
  expect(reading.added.every(({ action }) => action.type === 'DEFAULT')).toBe(true);
  expect(reading.beyondLimit).toEqual([]);
}

test('what a handler answers is read by WorkMail as it was meant; it refuses exactly what is wrong', async () => {
  const counts = { answered: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(conversation, async (said) => {
      fc.pre(said.listed >= said.recipients.length);
      let document: Awaited<ReturnType<typeof answer>>;
      try {
        document = await answer(said);
      } catch (error) {
        expect(error).toBeInstanceOf(MailFlowHandlerError);
        expect(isWrong(said)).toBe(true);
        counts.refused++;
        return;
      }
      expect(isWrong(said)).toBe(false);
      readAsMeant(said, JSON.stringify(document));
      counts.answered++;
      // None of it rests on what the documentation leaves open, but for whom it adds and an answer for nobody.
      expect(interpretAnswer(said.direction, JSON.stringify(document), said.recipients)).toMatchObject({ notices: [] });
      // The fewest: one for each thing that somebody gets.
      const { fates, added } = meant(said);
      const fewest = new Set(fates.map(([, fate]) => fate).filter((fate) => fate !== FALLBACK));
      if (added.size > 0) fewest.add('DEFAULT');
      if (said.recipients.length === 0 && said.rest && said.rest.meaning !== FALLBACK) fewest.add(said.rest.meaning);
      expect(document.actions.length).toBe(fewest.size);
    }),
    { numRuns: 2000 },
  );
  expect(counts.answered).toBeGreaterThan(200);
  expect(counts.refused).toBeGreaterThan(200);
});

test('of a truncated event it is right for those too whom the event does not list', async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(conversation, async (said) => {
      fc.pre(said.listed < said.recipients.length);
      let document: Awaited<ReturnType<typeof answer>>;
      try {
        document = await answer(said);
      } catch (error) {
        expect(error).toBeInstanceOf(MailFlowHandlerError);
        return;
      }
      answered++;
      // A recipient that the event does not list and that is added is no new one.
      readAsMeant(said, JSON.stringify(document));
    }),
    { numRuns: 2000 },
  );
  expect(answered).toBeGreaterThan(200);
});

test('a handler never answers an invalid answer, whatever it was called with', async () => {
  const handler = synchronousHandler({
    inbound: (_mail, said) => said.deliverRest(),
    outbound: (_mail, said) => said.sendRest(),
  });
  const member = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('INBOUND', 'OUTBOUND', undefined, 'true'));
  const recipient = fc.oneof(fc.record({ address: fc.oneof(address, member) }), address, member);
  const anyEvent = fc.oneof(
    fc.anything(),
    fc.record({
      envelope: fc.record({ recipients: fc.array(recipient), mailFrom: member }),
      messageId: fc.uuid(),
      flowDirection: fc.constantFrom('INBOUND', 'OUTBOUND', 'inbound'),
      truncated: member,
    }),
    fc.record(
      {
        envelope: fc.oneof(fc.record({ recipients: fc.oneof(fc.array(recipient), member), mailFrom: member }), member),
        messageId: fc.oneof(fc.uuid(), member),
        invocationId: member,
        flowDirection: fc.oneof(fc.constantFrom('INBOUND', 'OUTBOUND', 'inbound', ''), member),
        sender: member,
        subject: member,
        truncated: member,
      },
      { requiredKeys: ['envelope'] },
    ),
  );
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(anyEvent, async (event) => {
      const document = await handler(event).catch((error) => {
        expect(error).toBeInstanceOf(MailFlowHandlerError);
        expect(error.code).toMatch(/^(EVENT_NOT_MAIL|DIRECTION_UNKNOWN|TOO_MANY_RECIPIENTS)$/);
      });
      if (!document) return;
      answered++;
      expect(interpretAnswer('INBOUND', JSON.stringify(document), []).valid).toBe(true);
    }),
    { numRuns: 3000 },
  );
  expect(answered).toBeGreaterThan(500);
});

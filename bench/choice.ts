/**
 * How many times a second the rule for a recipient is chosen, with 10 and with 1,000 sender patterns (WorkMail's quota):
 * the index beside the obvious loop over all rules, in turn, in the same run.
 *
 * Both sets have the same shape, and so has their mail: a quarter each meets an address, a domain, a wildcard domain, and
 * no pattern but `*`. Each address is a string of its own that nobody has hashed before, as in mail that comes in.
 */
import {
  type Choice,
  decide,
  type InboundAction,
  type InboundRule,
  indexRules,
  type MailAddresses,
} from '../lib/rules';
import { row } from './report';

const RUNS = Number(process.argv[2] ?? 200);
const SIZES = [10, 1000];
/** So few that a run can end before the machine turns to something else; the loop takes long. */
const MAILS = 4000;
const MAILS_OF_LOOP = 40;

const ACTIONS: readonly InboundAction[] = [
  { DropAction: {} },
  { NormalDeliveryAction: {} },
  { InboundLambdaAction: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:screening' } },
];

/** Rules of three sender patterns each, one of a kind, and one rule for everybody; every other one for some recipients. */
function makeRules(patterns: number): InboundRule[] {
  const rules = Array.from({ length: Math.floor((patterns - 1) / 3) }, (_, number) => {
    const senders = [`person@address-${number}.example`, `domain-${number}.example`, `*.wildcard-${number}.example`];
    const recipients = number % 2 ? ['*'] : ['sales@corp.example', 'sister.example', '*.corp.example'];
    return makeRule(`rule ${number}`, senders, recipients, ACTIONS[number % ACTIONS.length]!);
  });
  return [...rules, makeRule('everybody', ['*'], ['*'], { BounceAction: {} })];
}

function makeRule(Name: string, senders: string[], recipients: string[], Action: InboundAction): InboundRule {
  const Condition = { OriginRuleCondition: { Patterns: senders }, DestinationRuleCondition: { Patterns: recipients } };
  return { Name, Condition, Action };
}

const RECIPIENTS = ['sales@corp.example', 'someone@sister.example', 'someone@office.corp.example', 'else@corp.example'];

function makeMails(patterns: number, count: number): MailAddresses[] {
  const rules = Math.floor((patterns - 1) / 3);
  return Array.from({ length: count }, (_, index) => {
    const number = Math.floor(index / 4) % rules;
    const hosts = [`address-${number}`, `domain-${number}`, `mail.wildcard-${number}`, `unknown-${number}`];
    const from = `person@${hosts[index % 4]}.example`;
    return { from: unhashed(from), recipient: unhashed(RECIPIENTS[Math.floor(index / 7) % 4]!) };
  });
}

function unhashed(text: string): string {
  return Buffer.from(text).toString('latin1');
}

type Choose = (mail: MailAddresses) => Choice<InboundRule>;

interface Candidate {
  readonly name: string;
  readonly mails: number;
  /** One for each size. */
  readonly choose: readonly Choose[];
}

const RULES = SIZES.map(makeRules);
const INDEXES = RULES.map((rules) => indexRules('INBOUND', rules));

const CANDIDATES: readonly Candidate[] = [
  { name: 'index', mails: MAILS, choose: INDEXES.map(({ choose }) => choose) },
  { name: 'index, with reasons', mails: MAILS, choose: INDEXES.map((index) => index.decide) },
  {
    name: 'loop, with reasons',
    mails: MAILS_OF_LOOP,
    choose: RULES.map((rules) => (mail) => decide('INBOUND', rules, mail)),
  },
];

/** Thousands of decisions a second. */
function measure(choose: Choose, mails: readonly MailAddresses[]): number {
  let decided = 0;
  const begin = performance.now();
  for (const mail of mails) if (choose(mail).winner) decided++;
  const milliseconds = performance.now() - begin;
  if (decided !== mails.length) throw new Error(`${mails.length - decided} messages met no rule`);
  return mails.length / milliseconds;
}

console.log(`decisions on one core, ${RUNS} runs of each in turn, Node.js ${process.version}`);
for (const { name, mails, choose } of CANDIDATES) {
  const speeds = SIZES.map((): number[] => []);
  // The first runs are for the compiler.
  for (let run = -20; run < RUNS; run++) {
    for (const [index, size] of SIZES.entries()) {
      const speed = measure(choose[index]!, makeMails(size, mails));
      if (run >= 0) speeds[index]!.push(speed);
    }
  }
  for (const [index, size] of SIZES.entries()) {
    console.log(row(`${name}, ${size} patterns`, speeds[index]!, 'thousand/s'));
  }
  // Of the fastest runs: whatever else the machine does only slows the others.
  const [few, many] = speeds.map((values) => Math.max(...values));
  console.log(`${name}: 1,000 patterns take ${(few! / many!).toFixed(2)} times as long as 10`);
}

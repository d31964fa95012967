/**
 * What a handler adds to a call, in microseconds: a bare function, the same function written with a handler, and one that
 * checks its event and its answer with schemas of Zod, in turn, in the same run. Each gets its event as Lambda hands it
 * over, parsed from JSON, and its answer is turned into JSON. Ends with an error if a handler adds
 * more than 50 µs to a call for 20 recipients or fewer.
 */
import { z } from 'zod';
import { synchronousHandler } from '../lib/handler';
import type { MailFlowEvent } from '../lib/run-lambda';
import { median, row } from './report';

const RUNS = Number(process.argv[2] ?? 101);
const CALLS = 500;
const MOST_MICROSECONDS = 50;

const CLOSED = ['former@corp.example', 'gone@corp.example'];
const TEXT = 'This mailbox is closed.';

type Handler = (event: MailFlowEvent) => Promise<object>;

function decide({ envelope }: MailFlowEvent): object {
  const gone = envelope.recipients.map(({ address }) => address).filter((address) => CLOSED.includes(address));
  const bounce = { type: 'BOUNCE', parameters: { bounceMessage: TEXT } };
  return {
    actions: [
      ...(gone.length > 0 ? [{ action: bounce, recipients: gone }] : []),
      { action: { type: 'DEFAULT' }, allRecipients: true },
    ],
  };
}

const Mailbox = z.object({ address: z.string() });
const Event = z.object({
  summaryVersion: z.string(),
  envelope: z.object({ mailFrom: Mailbox, recipients: z.array(Mailbox) }),
  sender: Mailbox.optional(),
  subject: z.string(),
  messageId: z.string(),
  invocationId: z.string(),
  flowDirection: z.enum(['INBOUND', 'OUTBOUND']),
  truncated: z.boolean(),
});
const Answer = z.object({
  actions: z.array(
    z.object({
      action: z.object({
        type: z.enum(['BOUNCE', 'DROP', 'DEFAULT', 'BYPASS_SPAM_CHECK', 'MOVE_TO_JUNK']),
        parameters: z.object({ bounceMessage: z.string() }).optional(),
      }),
      recipients: z.array(z.string()).optional(),
      allRecipients: z.boolean().optional(),
    }),
  ),
});

const HANDLERS: Readonly<Record<string, Handler>> = {
  bare: async (event) => decide(event),
  handler: synchronousHandler({
    domains: ['corp.example'],
    inbound: (_mail, answer) => answer.bounce(TEXT, CLOSED).deliverRest(),
  }),
  Zod: async (event) => Answer.parse(decide(Event.parse(event))),
};

/** With so many recipients, one of whom has a closed mailbox. */
function makeEvent(recipients: number, number: number): string {
  const to = Array.from({ length: recipients }, (_, index) => ({ address: `person-${index}@corp.example` }));
  const event: MailFlowEvent = {
    summaryVersion: '2018-10-10',
    envelope: { mailFrom: { address: 'from@partner.example' }, recipients: [...to.slice(1), { address: CLOSED[0]! }] },
    subject: 'Hello From Amazon WorkMail!',
    messageId: '00000000-0000-0000-0000-000000000000',
    invocationId: number.toString(16).padStart(32, '0'),
    flowDirection: 'INBOUND',
    truncated: false,
  };
  return JSON.stringify(event);
}

/** Microseconds of the processor's time for a call: what else the machine does is not counted in. */
async function measure(handler: Handler, events: readonly string[]): Promise<number> {
  let bytes = 0;
  const before = process.cpuUsage();
  for (const event of events) bytes += JSON.stringify(await handler(JSON.parse(event))).length;
  const { user, system } = process.cpuUsage(before);
  if (bytes < events.length * 100) throw new Error('the answers are too short');
  return (user + system) / events.length;
}

async function main(): Promise<void> {
  console.log(`calls, ${RUNS} runs of ${CALLS} of each in turn, Node.js ${process.version}`);
  for (const recipients of [2, 20, 500]) {
    const events = Array.from({ length: CALLS }, (_, number) => makeEvent(recipients, number));
    const times: Record<string, number[]> = { bare: [], handler: [], Zod: [] };
    // The first runs are for the compiler.
    for (let run = -20; run < RUNS; run++) {
      for (const [name, handler] of Object.entries(HANDLERS)) {
        const time = await measure(handler, events);
        if (run >= 0) times[name]!.push(time);
      }
    }
    for (const [name, values] of Object.entries(times))
      console.log(row(`${name}, ${recipients} recipients`, values, 'µs'));
    const [bare, handler, zod] = ['bare', 'handler', 'Zod'].map((name) => median(times[name]!));
    const [added, peer] = [handler! - bare!, zod! - bare!];
    console.log(`${recipients} recipients: the handler adds ${added.toFixed(2)} µs, Zod ${peer.toFixed(2)} µs`);
    if (recipients <= 20 && added > MOST_MICROSECONDS) process.exitCode = 1;
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

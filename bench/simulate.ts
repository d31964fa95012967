/**
 * How many messages a second are simulated, and what of the heap they leave behind: messages with two recipients each,
 * under rules with 10 and with 1,000 sender patterns, one of them a synchronous rule for everybody with a stand-in
 * function. Reading the header, choosing the rules, the event, the answer and the outcomes are all in it.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { InboundAction, InboundRule } from '../lib/rules';
import { type Invoke, type Message, simulate } from '../lib/simulator';
import { row } from './report';

const MESSAGES = Number(process.argv[2] ?? 10_000);
const RUNS = 5;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const ORGANIZATION = { id: 'm-0123456789abcdef0123456789abcdef', domains: ['corp.example'] };
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:screening';
const ANSWER = JSON.stringify({ actions: [{ action: { type: 'DEFAULT' }, allRecipients: true }] });
const standIn: Invoke = async () => ({ kind: 'answer', payload: ANSWER, milliseconds: 5 });

function makeRule(Name: string, senders: string[], Action: InboundAction): InboundRule {
  const Condition = { OriginRuleCondition: { Patterns: senders }, DestinationRuleCondition: { Patterns: ['*'] } };
  return { Name, Condition, Action };
}

function makeRules(patterns: number): InboundRule[] {
  const SynchronousLambdaParameters = { RetryPeriodMinutes: 30, FallbackAction: { NormalDeliveryAction: {} } };
  return [
    makeRule('screening', ['*'], { InboundLambdaAction: { Arn: ARN, SynchronousLambdaParameters } }),
    ...Array.from({ length: patterns - 1 }, (_, number) =>
      makeRule(`rule ${number}`, [`*.domain-${number}.example`], { DropAction: {} }),
    ),
  ];
}

/** Every other message meets the function. */
function makeMessage(number: number): Message {
  const host = number % 2 ? `mail.domain-${number % 9}.example` : 'elsewhere.example';
  const header = [
    ...Array.from({ length: 20 }, (_, hop) => `Received: from host-${hop}.example\r\n by mx.example; Mon, 1 Jan 2024`),
    `Message-ID: <${number}@${host}>`,
    `From: =?utf-8?Q?J=C3=B6hn?= <john@${host}>`,
    'Subject: =?utf-8?B?R3LDvMOfZSBhdXMgZGVyIEZlcm5l?=',
  ];
  return {
    direction: 'INBOUND',
    envelope: { from: `john@${host}`, recipients: ['one@corp.example', 'two@corp.example'] },
    content: Buffer.from(`${header.join('\r\n')}\r\n\r\nHello\r\n`),
  };
}

function heapInMegabytes(): string {
  collectGarbage();
  return (process.memoryUsage().heapUsed / 2 ** 20).toFixed(1);
}

async function main(): Promise<void> {
  console.log(`${MESSAGES} messages, ${RUNS} runs of each, Node.js ${process.version}`);
  for (const patterns of [10, 1000]) {
    const rules = { inbound: makeRules(patterns), outbound: [] };
    const heap: string[] = [heapInMegabytes()];
    const speeds: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      let dropped = 0;
      const begin = performance.now();
      for (let number = 0; number < MESSAGES; number++) {
        const mail = { organization: ORGANIZATION, rules, message: makeMessage(number) };
        const { outcomes } = await simulate(mail, { invoke: standIn });
        if (outcomes[0]?.kind === 'dropped') dropped++;
      }
      speeds.push((MESSAGES * 1000) / (performance.now() - begin));
      if (dropped !== Math.floor(MESSAGES / 2)) throw new Error(`${dropped} of ${MESSAGES} messages were dropped`);
      heap.push(heapInMegabytes());
    }
    console.log(row(`${patterns} patterns`, speeds, 'messages/s'));
    console.log(`${''.padEnd(36)} heap before and after each run: ${heap.join(', ')} MB`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

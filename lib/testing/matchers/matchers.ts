import type { Outcome, Simulation } from '../../simulator';
import { functionName, unqualified } from '../called-functions';
import { isFunctionConstruct } from '../constructs';
import { describeSimulation } from '../describe';
import { MailFlowError } from '../errors';
import { SimulatedMail } from '../simulated-mail';
import { findOutcome, outcomeTitle } from '../simulations';
import type { FunctionReference } from '../stand-in';

/** What a matcher answers, as Jest and Vitest take it. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** Whether something holds, and what is there: a sentence. */
interface Verdict {
  readonly pass: boolean;
  readonly found: string;
}

type OutcomeTest = (outcome: Outcome) => boolean;

/** For `expect.extend`. Each failure prints the whole decision. */
export const mailFlowMatchers = {
  toReach: (received: unknown, recipient: string) =>
    verdict(received, 'toReach', [recipient], (mail) => judgeOne(mail, recipient, isReached)),

  toReachJunkOf: (received: unknown, recipient: string) =>
    verdict(received, 'toReachJunkOf', [recipient], (mail) => judgeOne(mail, recipient, isInJunk)),

  toBeDroppedFor: (received: unknown, recipient: string) =>
    verdict(received, 'toBeDroppedFor', [recipient], (mail) =>
      judgeOne(mail, recipient, ({ kind }) => kind === 'dropped'),
    ),

  toBounceFor: (received: unknown, recipient: string, text?: string | RegExp) =>
    verdict(received, 'toBounceFor', [recipient, text], (mail) =>
      judgeOne(mail, recipient, (outcome) => outcome.kind === 'bounced' && hasText(outcome, text)),
    ),

  toBeRoutedThrough: (received: unknown, gateway: string, recipient?: string) =>
    verdict(received, 'toBeRoutedThrough', [gateway, recipient], (mail) =>
      judge(mail, recipient, (outcome) => outcome.kind === 'routed' && outcome.gateway === gateway),
    ),

  toBeCopiedTo: (received: unknown, recipient: string) =>
    verdict(received, 'toBeCopiedTo', [recipient], ({ outcomes }) => {
      const isThis = (outcome: Outcome) => outcome.recipient.toLowerCase() === recipient.toLowerCase();
      const copies = outcomes.filter(({ kind }) => kind === 'addedAsBlindCopy');
      const addresses = copies.map((outcome) => outcome.recipient).join(', ');
      return { pass: copies.some(isThis), found: `Blind copies went to: ${addresses || 'nobody'}.` };
    }),

  toBeDecidedBy: (received: unknown, rule: string, recipient?: string) =>
    verdict(received, 'toBeDecidedBy', [rule, recipient], (mail) =>
      judge(mail, recipient, (outcome) => outcome.rule?.Name === rule),
    ),

  toBeDecidedByNoRule: (received: unknown, recipient?: string) =>
    verdict(received, 'toBeDecidedByNoRule', [recipient], (mail) =>
      judge(mail, recipient, ({ how }) => how === 'noRule'),
    ),

  toFallBack: (received: unknown, recipient?: string) =>
    verdict(received, 'toFallBack', [recipient], (mail) => judge(mail, recipient, ({ how }) => how === 'fallback')),

  toCall: (received: unknown, reference: FunctionReference) =>
    verdict(received, 'toCall', [isFunctionConstruct(reference) ? 'the function' : reference], (mail) => {
      const called = mail.calls.map(({ functionArn }) => functionArn).join(', ');
      return { pass: isCalled(mail, reference), found: `The functions that were called: ${called || 'none'}.` };
    }),
};

function verdict(
  received: unknown,
  matcher: string,
  values: readonly unknown[],
  test: (mail: Simulation) => Verdict,
): MatcherResult {
  const mail = asSimulation(received, matcher);
  const { pass, found } = test(mail);
  return {
    pass,
    message: () => {
      const given = values.filter((value) => value !== undefined).map(show);
      const expectation = `expect(mail)${pass ? '.not' : ''}.${matcher}(${given.join(', ')})`;
      return `${expectation}\n\n${found}\n\n${describeSimulation(mail)}`;
    },
  };
}

function show(value: unknown): string {
  return value instanceof RegExp ? String(value) : JSON.stringify(value);
}

function asSimulation(received: unknown, matcher: string): Simulation {
  const { outcomes, calls } = (received ?? {}) as Partial<Simulation>;
  if (Array.isArray(outcomes) && Array.isArray(calls)) return received as Simulation;
  const isPromise = typeof (received as { then?: unknown } | undefined)?.then === 'function';
  throw new MailFlowError(
    'NOT_A_SIMULATION',
    `${matcher} got ${isPromise ? 'a promise' : show(received)} in place of what a message came to`,
    isPromise ? 'Await it: expect(await flow.inbound(…))' : 'Give what flow.inbound(…) or flow.outbound(…) resolves to',
  );
}

function judgeOne(mail: Simulation, recipient: string, test: OutcomeTest): Verdict {
  const outcome = findOutcome(mail, recipient);
  return { pass: test(outcome), found: sentence(outcome) };
}

/** Of one recipient, or of all that the organization's rules can have decided on. */
function judge(mail: Simulation, recipient: string | undefined, test: OutcomeTest): Verdict {
  if (recipient !== undefined) return judgeOne(mail, recipient, test);
  const outcomes = mail.outcomes.filter(({ kind }) => kind !== 'outsideOrganization');
  const pass = outcomes.length > 0 && outcomes.every(test);
  const told = pass ? outcomes : outcomes.filter((outcome) => !test(outcome));
  return { pass, found: told.map(sentence).join('\n') || 'The message has no recipients.' };
}

function sentence(outcome: Outcome): string {
  return `${outcome.recipient}: ${outcomeTitle(outcome)}. ${outcome.why}`;
}

function isReached({ kind, folder }: Outcome): boolean {
  return kind === 'deliveredToInbox' || kind === 'sent' || (kind === 'addedAsBlindCopy' && folder !== 'junk');
}

function isInJunk({ kind, folder }: Outcome): boolean {
  return kind === 'deliveredToJunk' || (kind === 'addedAsBlindCopy' && folder === 'junk');
}

function hasText({ text }: Outcome, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted instanceof RegExp ? wanted.test(text ?? '') : wanted === text;
}

function isCalled(mail: Simulation, reference: FunctionReference): boolean {
  if (mail instanceof SimulatedMail) return mail.callsOf(reference).length > 0;
  // what a local account simulated knows functions by their ARN only
  if (isFunctionConstruct(reference)) {
    throw new MailFlowError(
      'NOT_A_SIMULATION',
      'toCall got a construct, and what did not come from a MailFlow, which knows constructs',
      'Give the ARN of the function, or its name',
    );
  }
  return mail.calls.some(({ functionArn }) =>
    [functionArn, unqualified(functionArn), functionName(unqualified(functionArn))].includes(reference),
  );
}

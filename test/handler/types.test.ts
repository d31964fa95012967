/** What must not compile: `npm run typecheck` sees that these lines are errors, and that the others are none. */
import type { Context, Handler } from 'aws-lambda';
import {
  asynchronousHandler,
  type InboundAnswer,
  type InboundMail,
  type MailFlowAnswer,
  type OutboundAnswer,
  synchronousHandler,
} from '../../lib/handler';
import { standIn } from '../../lib/testing';

test('An outbound answer cannot say what only inbound has', () => {
  // @ts-expect-error there is no junk folder outside
  synchronousHandler({ outbound: (_mail, answer) => answer.deliverToJunk('a@x.example').sendRest() });
  // @ts-expect-error outbound mail is sent
  synchronousHandler({ outbound: (_mail, answer) => answer.deliverRest() });
  // @ts-expect-error nor after a word that both have
  synchronousHandler({ outbound: (_mail, answer) => answer.drop('a@x.example').neverDeliverRestToJunk() });
});

test('An inbound answer cannot say what only outbound has', () => {
  // @ts-expect-error inbound mail is delivered
  synchronousHandler({ inbound: (_mail, answer) => answer.sendRest() });
});

test('Answers of one direction are none of the other', () => {
  const screen = (answer: InboundAnswer): InboundAnswer => answer.deliverRest();
  // @ts-expect-error an outbound answer does not deliver
  synchronousHandler({ outbound: (_mail, answer) => screen(answer) });
  // @ts-expect-error an inbound answer is no outbound one
  const wrong = (answer: InboundAnswer): OutboundAnswer => answer;
  expect(wrong).toBeDefined();
  const answer = { actions: [{ action: { type: 'MOVE_TO_JUNK' }, allRecipients: true }] } as const;
  const inbound: MailFlowAnswer<'INBOUND'> = answer;
  // @ts-expect-error the document neither
  const outbound: MailFlowAnswer<'OUTBOUND'> = answer;
  expect(inbound).toBe(outbound);
});

test('Every path has an answer, and it is said in words', () => {
  // @ts-expect-error nothing is no answer
  synchronousHandler({ inbound: () => {} });
  synchronousHandler({
    // @ts-expect-error nor is nothing on one of the paths
    inbound: (mail, answer) => {
      if (mail.truncated) return answer.deliverRest();
    },
  });
  // @ts-expect-error nor is a document
  synchronousHandler({ inbound: () => ({ actions: [] }) });
});

test('Recipients are addresses, and a bounce begins with its text', () => {
  synchronousHandler({
    inbound: (mail, answer) => {
      answer
        .drop(mail.recipients)
        .drop('a@x.example')
        .drop(new Set(['b@x.example']))
        .drop(mail.ownRecipients());
      // @ts-expect-error an address is text
      answer.drop(mail.event.envelope?.recipients ?? []);
      // @ts-expect-error the text comes first
      answer.bounce(['a@x.example']);
      return answer.deliverRest();
    },
  });
});

test('The event has the direction of its function', () => {
  synchronousHandler({
    inbound: ({ direction }, answer) => {
      const inbound: 'INBOUND' = direction;
      // @ts-expect-error it is inbound
      const outbound: 'OUTBOUND' = direction;
      return inbound && outbound ? answer : answer.deliverRest();
    },
  });
  asynchronousHandler({
    // @ts-expect-error an old event may have none
    all: ({ direction }) => direction.toLowerCase(),
    inbound: (mail: InboundMail) => mail.direction.toLowerCase(),
  });
});

test('A misspelt option does not compile', () => {
  const inbound = (_mail: InboundMail, answer: InboundAnswer) => answer.deliverRest();
  // @ts-expect-error it is answerEarly
  expect(() => synchronousHandler({ inbound, answersEarly: 1000 })).toThrow('OPTION_UNKNOWN');
  // @ts-expect-error an asynchronous function does not answer
  expect(() => asynchronousHandler({ all: () => {}, answerEarly: 1000 })).toThrow('OPTION_UNKNOWN');
});

test('Handlers are what Lambda, its types and stand-ins take', async () => {
  const handler = synchronousHandler({ inbound: (_mail, answer) => answer.deliverRest() });
  const forLambda: Handler<unknown, MailFlowAnswer> = handler;
  const watching: Handler<unknown, void> = asynchronousHandler({ all: () => {} });
  const context: Partial<Context> = {};
  expect([forLambda, watching, standIn('*', handler), context]).toHaveLength(4);
});

import { errorLink } from '../../rules';
import type { FunctionCall, Outcome } from '../../simulator';
import { openReadingDocuments } from '../open-readings';
import type { Report, SimulatedMessage } from './report';
import type { Tally } from './tally';

/** One document: {"messages": […], "summary": {…}}. */
export const jsonReport: Report = {
  begin: () => '{"messages":[',
  message: (message, index) => `${index > 0 ? ',' : ''}\n${JSON.stringify(toDocument(message))}`,
  end: (tally, seconds) => `\n],\n"summary":${JSON.stringify(summarize(tally, seconds))}}\n`,
};

/** A document for each message, on a line of its own. */
export const jsonLinesReport: Report = {
  begin: () => '',
  message: (message) => `${JSON.stringify(toDocument(message))}\n`,
  end: () => '',
};

function toDocument({ name, mail }: SimulatedMessage): object {
  const { messageId, header, outcomes, calls, notices, updatedContent } = mail;
  const { from, sender, subject } = header;
  return {
    message: name,
    messageId,
    from,
    sender,
    subject,
    outcomes: outcomes.map(outcomeDocument),
    calls: calls.map(callDocument),
    notices,
    ...(updatedContent && { updatedContent: { bytes: updatedContent.byteLength } }),
  };
}

function outcomeDocument({ rule, losers, disposition, after, ...outcome }: Outcome): object {
  return {
    ...outcome,
    rule: rule?.Name,
    afterMilliseconds: Math.round(after),
    losers: losers.map((loser) => ({ rule: loser.rule.Name, why: loser.why })),
  };
}

function callDocument({
  rule,
  functionArn,
  synchronous,
  event,
  attempts,
  notices,
  openReadings,
}: FunctionCall): object {
  const told = attempts.map(({ problem, ...attempt }) => ({
    ...attempt,
    ...(problem && { problem: { ...problem, link: errorLink(problem.code) } }),
  }));
  return { rule: rule.Name, functionArn, synchronous, event, attempts: told, notices, openReadings };
}

function summarize({ messages, recipients, outcomes, rules, fallbacks, openReadings }: Tally, seconds: number): object {
  const { '': withoutRule = 0, ...byRule } = Object.fromEntries(rules);
  return {
    messages,
    recipients,
    seconds,
    outcomes: Object.fromEntries(outcomes),
    rules: byRule,
    withoutRule,
    fallbacks,
    openReadings: openReadingDocuments(openReadings),
  };
}

import { actionTitle, type Direction, describeProblem, OPEN_READINGS, type OpenReading } from '../rules';
import type { FunctionCall, Outcome, Simulation } from '../simulator';
import { outcomeTitle } from './simulations';

/** The whole decision on a message, for people: which rule, why, who lost, what functions said, what is open. */
export function describeSimulation({ outcomes, calls, notices }: Simulation): string {
  const open = new Set([...outcomes, ...calls].flatMap(({ openReadings }) => openReadings));
  return [
    ...(outcomes.length > 0 ? outcomes.map(describeOutcome) : ['The message has no recipients.']),
    ...calls.map(describeCall),
    ...notices.map(({ text }) => `Read with care: ${text}`),
    ...[...open].map(describeOpenReading),
  ].join('\n\n');
}

/** What the documentation leaves open, and how it is read here. */
export function describeOpenReading(name: OpenReading): string {
  const { question, reading, observed } = OPEN_READINGS[name];
  const seen = observed === undefined ? '' : ` Observed: ${observed}`;
  return `Open in WorkMail's documentation: ${question} Taken: ${reading}${seen} (${name})`;
}

function describeOutcome(outcome: Outcome): string {
  const { rule, matchedBy, losers, why, after, openReadings } = outcome;
  return [
    `${outcome.recipient}: ${outcomeTitle(outcome)}`,
    `  why         ${why}`,
    ...(rule ? [`  decided by  rule "${rule.Name}"${matchedBy ? `, matched by ${headerTitle(matchedBy)}` : ''}`] : []),
    ...(after >= 1000 ? [`  after       ${duration(after)}`] : []),
    ...losers.map((loser) => `  lost        "${loser.rule.Name}" (${ruleAction(loser.rule)}): ${loser.why}`),
    ...(openReadings.length > 0 ? [`  rests on    ${openReadings.join(', ')}`] : []),
  ].join('\n');
}

function describeCall({ functionArn, rule, synchronous, attempts, notices }: FunctionCall): string {
  const how = synchronous ? 'which is waited for' : 'whose answer is ignored';
  const results = attempts.map(describeResult);
  return [
    `function ${functionArn} of rule "${rule.Name}", ${how}`,
    ...attempts.map(({ number, at }, index) => {
      const result = index > 0 && results[index] === results[index - 1] ? 'the same' : results[index];
      return `  call ${number} after ${duration(at)}: ${result}`;
    }),
    ...notices.map(({ text }) => `  ${text}`),
  ].join('\n');
}

function describeResult({ answer, problem, milliseconds }: FunctionCall['attempts'][number]): string {
  const said = answer === undefined ? [] : [`answered ${shorten(answer)}`];
  const wrong = problem ? [`${problem.code}: ${describeProblem(problem)}`] : [];
  const slow = milliseconds >= 1000 ? [`It took ${duration(milliseconds)}.`] : [];
  return [...said, ...wrong, ...slow].join(' ');
}

function headerTitle(matchedBy: 'SENDER' | 'FROM'): string {
  return matchedBy === 'SENDER' ? 'Sender' : 'From';
}

function ruleAction(rule: Outcome['losers'][number]['rule']): string {
  const direction: Direction = 'OriginRuleCondition' in rule.Condition ? 'INBOUND' : 'OUTBOUND';
  return actionTitle(direction, rule.Action);
}

function duration(milliseconds: number): string {
  return milliseconds < 60_000
    ? `${Math.round(milliseconds / 1000)} s`
    : `${(milliseconds / 60_000).toFixed(1)} minutes`;
}

/** Most characters of an answer that are shown. */
const MOST_SHOWN = 2000;

function shorten(answer: string): string {
  return answer.length > MOST_SHOWN ? `${answer.slice(0, MOST_SHOWN)}… (${answer.length} characters)` : answer;
}

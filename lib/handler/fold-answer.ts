import type { Direction } from '../rules';
import { comparable, isAddress, type MailFlowAnswer } from '../run-lambda';
import { type AnswerCounts, AnswerGroups, actionKey } from './answer-groups';
import { limitProblems } from './answer-limits';
import { addedFromOutside, decidedTwice, leftOut, namedTwice, notAnAddress, uncertain } from './answer-problems';
import type { HandlerProblem } from './errors';
import type { Naming, Notes, Rest } from './notes';
import type { IsOwn } from './own-domains';

/** The message that an answer is for. */
export interface AnsweredMail {
  readonly direction: Direction;
  readonly recipients: readonly string[];
  readonly truncated: boolean;
}

export type Folded =
  | { readonly document: MailFlowAnswer; readonly counts: AnswerCounts }
  | { readonly problems: readonly HandlerProblem[] };

/** Makes of what was said the fewest actions that mean it, or says what is wrong with it. */
export function foldAnswer(notes: Notes, mail: AnsweredMail, isOwn: IsOwn): Folded {
  const groups = new AnswerGroups(mail.recipients);
  const [rest] = notes.rests;
  const problems = [...notes.problems];
  const rival = notes.rests.find(({ action }) => actionKey(action) !== actionKey(rest?.action));
  if (rest && rival) problems.push(decidedTwice(rest, rival));
  for (const [key, namings] of byAddress(notes.namings)) {
    const problem = place(groups, key, namings, { ...mail, isOwn, rest });
    if (problem) problems.push(problem);
  }
  const problem = placeRest(groups, notes, mail);
  if (problem) problems.push(problem);
  if (problems.length > 0) return { problems };

  const document = { actions: groups.toActions() };
  const exceeded = limitProblems(document, mail, groups.counts.ADDED ?? 0);
  return exceeded.length > 0 ? { problems: exceeded } : { document, counts: groups.counts };
}

function byAddress(namings: readonly Naming[]): Map<string, [Naming, ...Naming[]]> {
  const grouped = new Map<string, [Naming, ...Naming[]]>();
  for (const naming of namings) {
    const key = comparable(naming.address);
    const others = grouped.get(key);
    if (others) others.push(naming);
    else grouped.set(key, [naming]);
  }
  return grouped;
}

/** Puts an address where it belongs. One that is no recipient is left out, unless it is to become one, or may be one. */
function place(
  groups: AnswerGroups,
  key: string,
  namings: readonly [Naming, ...Naming[]],
  mail: AnsweredMail & { readonly isOwn: IsOwn; readonly rest: Rest | undefined },
): HandlerProblem | undefined {
  const [first] = namings;
  const { action } = first;
  const address = first.address.trim();
  const isListed = groups.isListed(key);
  const isNew = !isListed && namings.some(({ adds }) => adds);
  if (!isListed && !isAddress(address)) return notAnAddress(first);
  if (!isListed && !isNew && !mail.truncated) return undefined;
  const rival = namings.find((naming) => actionKey(naming.action) !== actionKey(action));
  if (rival) return namedTwice(first, rival);

  if (isListed) groups.name(key, address, action);
  else if (isNew) {
    if (mail.direction === 'INBOUND' && mail.isOwn?.(address) === false) return addedFromOutside(first);
    groups.add(address);
  } else if (mail.rest && actionKey(mail.rest.action) === actionKey(action)) {
    // As a recipient whom the event does not list, it gets that anyway.
  } else if (action?.type === 'DROP' || action?.type === 'BOUNCE') {
    // There is nothing to drop or bounce for somebody who is no recipient.
    groups.name(key, address, action);
  } else return uncertain(first);
  return undefined;
}

function placeRest(groups: AnswerGroups, { rests, namings }: Notes, mail: AnsweredMail): HandlerProblem | undefined {
  const [rest] = rests;
  const isSomebodyLeft = groups.unnamed.size > 0 || mail.truncated;
  if (!rest) return isSomebodyLeft ? leftOut([...groups.unnamed.values()], mail) : undefined;
  const exception = rest.action && namings.find((naming) => isListedForFallback(groups, naming));
  if (exception) {
    // What is for all recipients would be for those too that are left to the fallback: so the others are named.
    if (mail.truncated) return uncertain(exception);
    groups.nameRest(rest.action);
  } else if (isSomebodyLeft || mail.recipients.length === 0) groups.giveRest(rest.action);
  return undefined;
}

function isListedForFallback(groups: AnswerGroups, { action, address }: Naming): boolean {
  return !action && groups.isListed(comparable(address));
}

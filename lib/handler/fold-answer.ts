import { type Direction, isAddress } from '../rules';
import { comparable, type MailFlowAnswer } from '../run-lambda';
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

/** An address that was named. */
interface Named {
  readonly namings: [Naming, ...Naming[]];
  /** As the event spells it; empty if the event does not list it. */
  readonly listed: string[];
}

/** Makes of what was said the fewest actions that mean it, or says what is wrong with it. */
export function foldAnswer(notes: Notes, mail: AnsweredMail, isOwn: IsOwn): Folded {
  const problems = [...notes.problems];
  const { named, unnamed } = distribute(notes.namings, mail.recipients);
  const [rest] = notes.rests;
  const rival = notes.rests.find(({ action }) => actionKey(action) !== actionKey(rest?.action));
  if (rest && rival) problems.push(decidedTwice(rest, rival));
  const groups = new AnswerGroups();
  for (const one of named) {
    const problem = place(one, groups, { mail, isOwn, rest });
    if (problem) problems.push(problem);
  }
  const problem = placeRest(rest, groups, { mail, named, unnamed });
  if (problem) problems.push(problem);
  if (problems.length > 0) return { problems };

  const document = { actions: groups.toActions() };
  const exceeded = limitProblems(document, mail, groups.counts.ADDED ?? 0);
  return exceeded.length > 0 ? { problems: exceeded } : { document, counts: groups.counts };
}

/** Brings together what is said of one address, and tells the recipients of whom nothing is said. */
function distribute(
  namings: readonly Naming[],
  recipients: readonly string[],
): { named: readonly Named[]; unnamed: readonly string[] } {
  const named = new Map<string, Named>();
  for (const naming of namings) {
    const key = comparable(naming.address);
    const others = named.get(key);
    if (others) others.namings.push(naming);
    else named.set(key, { namings: [naming], listed: [] });
  }
  const unnamed = recipients.filter((recipient) => !named.get(comparable(recipient))?.listed.push(recipient));
  return { named: [...named.values()], unnamed };
}

/** Puts an address where it belongs. One that is no recipient is left out, unless it is to become one, or may be one. */
function place(
  { namings, listed }: Named,
  groups: AnswerGroups,
  { mail, isOwn, rest }: { readonly mail: AnsweredMail; readonly isOwn: IsOwn; readonly rest: Rest | undefined },
): HandlerProblem | undefined {
  const [first] = namings;
  const { action } = first;
  const address = first.address.trim();
  const isListed = listed.length > 0;
  const isNew = !isListed && namings.some(({ adds }) => adds);
  if (!isListed && !isAddress(address)) return notAnAddress(first);
  if (!isListed && !isNew && !mail.truncated) return undefined;
  const rival = namings.find((naming) => actionKey(naming.action) !== actionKey(action));
  if (rival) return namedTwice(first, rival);

  if (isListed) groups.name(listed, action);
  else if (isNew) {
    if (mail.direction === 'INBOUND' && isOwn?.(address) === false) return addedFromOutside(first);
    groups.add(address);
  } else if (rest && actionKey(rest.action) === actionKey(action)) {
    // As a recipient whom the event does not list, it gets that anyway.
  } else if (action?.type === 'DROP' || action?.type === 'BOUNCE') {
    // There is nothing to drop or bounce for somebody who is no recipient.
    groups.name([address], action);
  } else return uncertain(first);
  return undefined;
}

function placeRest(
  rest: Rest | undefined,
  groups: AnswerGroups,
  { mail, named, unnamed }: { mail: AnsweredMail; named: readonly Named[]; unnamed: readonly string[] },
): HandlerProblem | undefined {
  const isSomebodyLeft = unnamed.length > 0 || mail.truncated;
  if (!rest) return isSomebodyLeft ? leftOut(unnamed, mail) : undefined;
  const exception = rest.action && named.find(({ namings: [{ action }], listed }) => !action && listed.length > 0);
  if (exception) {
    // What is for all recipients would be for those too that are left to the fallback: so the others are named.
    if (mail.truncated) return uncertain(exception.namings[0]);
    groups.name(unnamed, rest.action);
  } else if (isSomebodyLeft || mail.recipients.length === 0) groups.giveRest(rest.action, unnamed.length);
  return undefined;
}

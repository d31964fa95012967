import type { Direction } from '../rules';
import { type HandlerProblem, problem } from './errors';
import type { Naming, Rest } from './notes';

export function notAnAddress({ word, address }: Naming): HandlerProblem {
  const reason = 'it is neither a recipient of the message nor an address';
  const remedy = 'Write the bare address, without name and brackets';
  return problem('NOT_AN_ADDRESS', recipientOf(word), address, reason, remedy);
}

export function namedTwice({ word, address }: Naming, rival: Naming): HandlerProblem {
  const otherAction = rival.word === word ? 'another text' : `${rival.word}()`;
  const reason = `the answer names it for ${otherAction} too, and WorkMail does not say which counts`;
  return problem('RECIPIENT_NAMED_TWICE', recipientOf(word), address, reason, 'Name each recipient once');
}

export function decidedTwice(first: Rest, rival: Rest): HandlerProblem {
  const words = [first.word, rival.word];
  const reason = 'these are different actions, and WorkMail does not say which counts';
  return problem('REST_DECIDED_TWICE', 'what the answer says of the rest', words, reason, 'Say it once');
}

export function addedFromOutside({ word, address }: Naming): HandlerProblem {
  const reason = 'inbound mail can be given to addresses of the organization only';
  const remedy = 'Add one in its domains';
  return problem('ADDED_FROM_OUTSIDE', recipientOf(word), address, reason, remedy);
}

export function uncertain({ word, address, action }: Naming): HandlerProblem {
  const reason = action
    ? 'the truncated event does not list it, and if it is no recipient, it would become one'
    : 'an answer would have to name all others, and the event is truncated';
  const remedy = `Where mail.truncated is true, use ${action ? 'the word for the rest alone' : 'leaveRestToFallback()'}`;
  return problem('RECIPIENT_UNCERTAIN', recipientOf(word), address, reason, remedy);
}

export function leftOut(
  recipients: readonly string[],
  { direction, truncated }: { readonly direction: Direction; readonly truncated: boolean },
): HandlerProblem {
  const reason = truncated
    ? 'the fallback would decide for them and for all whom the truncated event leaves out'
    : 'the fallback would decide for them';
  const word = direction === 'INBOUND' ? 'deliverRest()' : 'sendRest()';
  const remedy = `Say what the rest gets, as by ${word}, or leaveRestToFallback()`;
  return problem('RECIPIENTS_LEFT_OUT', 'the list of recipients without an action', recipients, reason, remedy);
}

function recipientOf(word: string): string {
  return `a recipient of ${word}()`;
}

import { stat } from 'node:fs/promises';
import type { Failure } from '../delivery/bounce';
import { type Destination, type Refusal, relayOnce } from '../delivery/relay';
import type { DecidedGroup } from '../spool/queued-message';
import { logged, sentEvent } from './mail-events';
import { persist } from './persist';
import type { Step } from './steps';
import { progressOf, type Surroundings, type Work } from './surroundings';

const FIRST_WAIT_MILLISECONDS = 1000;
const LONGEST_WAIT_MILLISECONDS = 60_000;

/**
 * Hands a message to a mail server, again and again where that may help, and says for whom it did not. Who got it is in
 * the journal at once; a crash between the server's reply and the journal is the one case in which it is sent twice.
 */
export async function relayUntilDone(
  around: Surroundings,
  work: Work,
  group: DecidedGroup,
  { recipients, gateway }: Step & { kind: 'send' },
  destination: Destination,
): Promise<Failure[]> {
  const { journal } = work;
  const { message } = journal;
  const place = `${gateway === undefined ? 'relay' : `gateway ${gateway}`} ${destination.host}:${destination.port}`;
  const file =
    group.content === undefined ? around.spool.contentFile(message.messageId) : around.spool.file(group.content);
  const { size: bytes } = await stat(file);
  const deadline = group.at + around.routes.patienceMilliseconds;
  const failures: Failure[] = [];
  let open = recipients.map(({ recipient }) => recipient).filter((recipient) => !journal.done.has(`sent ${recipient}`));

  for (let wait = FIRST_WAIT_MILLISECONDS; open.length > 0; wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS)) {
    const envelope = { from: message.from, recipients: open, bytes };
    const { accepted, refused } = await relayOnce(destination, envelope, file, around.waits.signal);
    if (accepted.length > 0) {
      const done = accepted.map((recipient) => `sent ${recipient}`);
      await persist(around, message, () => journal.write({ done }, { isFlushed: true }));
      for (const recipient of accepted) {
        void around.events.append(logged(message, sentEvent(message, work.facts, recipient)));
      }
      around.onProgress(progressOf(message, 'sent', accepted, { detail: `by ${place}` }));
    }
    const isOver = Date.now() + wait > deadline;
    // A gateway that cannot be reached bounces, as the guide says of it; a relay is asked again.
    const isFinal = ({ isTemporary, isUnreachable }: Refusal) =>
      isOver || !isTemporary || (gateway !== undefined && isUnreachable);
    failures.push(...refused.filter(isFinal).map(failureOf));
    const postponed = refused.filter((one) => !isFinal(one));
    open = postponed.map(({ recipient }) => recipient);
    if (postponed.length === 0) break;
    const detail = `${place} says ${postponed[0]?.response}; again in ${wait / 1000} s`;
    around.onProgress(progressOf(message, 'postponed', open, { detail }));
    await around.waits.wait(message.messageId, place, wait);
  }
  return failures;
}

function failureOf({ recipient, response, isTemporary, isUnreachable }: Refusal): Failure {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  // RFC 3463: no answer from the host, delivery time expired, or what is not told more precisely
  const status = isUnreachable ? '4.4.1' : isTemporary ? '4.4.7' : (enhanced ?? '5.0.0');
  return { recipient, status, response };
}

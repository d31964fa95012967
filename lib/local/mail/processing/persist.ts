import type { QueuedMessage } from '../spool/queued-message';
import { progressOf, type Surroundings } from './surroundings';

const FIRST_WAIT_MILLISECONDS = 1000;
const LONGEST_WAIT_MILLISECONDS = 60_000;

/**
 * Does what may fail on this machine, such as a disk that is full, until it does not. The work hears whether it was
 * tried before.
 */
export async function persist<Result>(
  { waits, onProgress }: Pick<Surroundings, 'waits' | 'onProgress'>,
  message: QueuedMessage,
  work: (isRepeated: boolean) => Promise<Result>,
): Promise<Result> {
  for (let wait = FIRST_WAIT_MILLISECONDS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS)) {
    try {
      return await work(wait > FIRST_WAIT_MILLISECONDS);
    } catch (error) {
      waits.signal.throwIfAborted();
      const detail = `${(error as Error)?.message ?? error}; again in ${wait / 1000} s`;
      onProgress(progressOf(message, 'hindered', message.recipients, { detail }));
      await waits.wait(message.messageId, 'this machine', wait);
    }
  }
}

import type { ContentProblem } from '../../mime';
import { MessageRefusal, type MessageRefusalCode } from '../errors';

interface Meaning {
  readonly code: MessageRefusalCode;
  readonly problem: string;
  readonly remedy: string;
}

/** By the names of the message flow API's own errors. */
const MEANINGS: Record<string, Meaning> = {
  ResourceNotFoundException: {
    code: 'MESSAGE_GONE',
    problem: 'WorkMail does not have the message, or no more: it keeps a message for 24 hours',
    remedy: 'Let it go on; calling again changes nothing',
  },
  MessageFrozen: {
    code: 'MESSAGE_FROZEN',
    problem: 'the message may not be changed, which is usually so for a redirected one',
    remedy: 'Let it go on unchanged, or decide by its header; calling again changes nothing',
  },
  MessageRejected: {
    code: 'MESSAGE_REJECTED',
    problem: 'WorkMail does not take the changed content',
    remedy: 'Let the message go on unchanged, or drop or bounce it; calling again changes nothing',
  },
  InvalidContentLocation: {
    code: 'INVALID_CONTENT_LOCATION',
    problem: 'WorkMail could not read the changed message from the bucket',
    remedy:
      'Use a bucket of this account and Region whose policy lets workmail.REGION.amazonaws.com get objects, as UpdatedMessageBucket has it; then call again',
  },
};

/** What a refusal of the service means; whatever else went wrong is given back as it is. */
export function asRefusal(error: unknown, messageId: string): unknown {
  const { name, message } = error as Error;
  const meaning = MEANINGS[name];
  if (!meaning) return error;
  const said = message ? `${meaning.problem} (it says: ${message.replace(/[.\s]+$/, '')})` : meaning.problem;
  return new MessageRefusal(meaning.code, messageId, said, meaning.remedy, [], { cause: error });
}

/** That of a service that is not AWS. */
export function refusal(name: 'ResourceNotFoundException' | 'MessageFrozen', messageId: string): MessageRefusal {
  const { code, problem, remedy } = MEANINGS[name]!;
  return new MessageRefusal(code, messageId, problem, remedy);
}

export function rejection(messageId: string, problems: readonly ContentProblem[]): MessageRefusal {
  const { code, problem, remedy } = MEANINGS.MessageRejected!;
  const [first] = problems;
  const where = first ? `${problem} (${first.path}: ${first.reason})` : problem;
  return new MessageRefusal(code, messageId, where, remedy, problems);
}

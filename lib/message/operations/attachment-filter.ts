import { storedFileName } from '../../mime';
import type { Attachment } from '../attachment';
import { MessageError } from '../errors';
import type { OperationName } from '../report';
import { matchesGlob } from './glob';

/** Which attachments are meant: those for which one of these holds. */
export interface AttachmentCriteria {
  /** Patterns of names, in which `*` stands for anything and `?` for one character; letter case does not count. */
  readonly names?: readonly string[];
  /** Patterns of types: `application/x-msdownload`, `video/*`. */
  readonly types?: readonly string[];
  /** In bytes, decoded. */
  readonly largerThan?: number;
}

/** Which attachments are meant: by criteria, or by a function of your own. */
export type AttachmentFilter = AttachmentCriteria | ((attachment: Attachment) => boolean);

export function toPredicate(operation: OperationName, filter: AttachmentFilter): (attachment: Attachment) => boolean {
  if (typeof filter === 'function') return filter;
  const { names = [], types = [], largerThan } = checked(operation, filter);
  return ({ names: given, type, size }) =>
    names.some((pattern) => given.some((name) => matchesGlob(pattern, storedFileName(name)))) ||
    types.some((pattern) => matchesGlob(pattern, type)) ||
    (largerThan !== undefined && size > largerThan);
}

function checked(operation: OperationName, filter: AttachmentCriteria): AttachmentCriteria {
  const { names, types, largerThan, ...rest } = filter ?? {};
  const isList = (list: unknown) =>
    Array.isArray(list) && list.every((item) => typeof item === 'string' && item !== '');
  const problem =
    typeof filter !== 'object' || filter === null
      ? 'it is no object and no function'
      : Object.keys(rest).length > 0
        ? `it has the member ${JSON.stringify(Object.keys(rest)[0])}`
        : names !== undefined && !isList(names)
          ? 'names is no list of patterns'
          : types !== undefined && !isList(types)
            ? 'types is no list of patterns'
            : largerThan !== undefined && !(typeof largerThan === 'number' && largerThan >= 0)
              ? 'largerThan is no number of bytes'
              : names === undefined && types === undefined && largerThan === undefined
                ? 'it names no attachments'
                : undefined;
  if (problem === undefined) return filter;
  throw new MessageError(
    'OPERATION_INVALID',
    `${operation}: which attachments is not said: ${problem}`,
    'Give names, types, largerThan, or a function',
  );
}

import { decodeWords } from 'postal-mime';
import { fieldValue, IMMUTABLE_FIELDS, isImmutable, isUnique } from '../../mime';
import { MessageError } from '../errors';
import type { HeaderEditor } from '../header-editor';
import { encodeWords, formatField, isPlain, USUAL_LINE } from '../header-field';
import type { OperationName } from '../report';
import type { Operation } from './operation';

/**
 * Gives a header field a value, in place of all fields of that name. What is not ASCII is encoded (RFC 2047), and long
 * values are folded.
 *
 * @param name one that may change: not From, Sender, Date, Message-ID, and none that says how the content is built
 * @throws MessageError HEADER_NAME_INVALID, HEADER_VALUE_INVALID, HEADER_IMMUTABLE, HEADER_STRUCTURAL
 * @example
 * import { setHeader, updateMessage } from 'cdk-workmail-flow/message';
 *
 * export const handler = (event: { messageId: string }) =>
 *   updateMessage(event.messageId, [setHeader('Reply-To', 'Büro <office@corp.example>')]);
 */
export function setHeader(name: string, value: string): Operation {
  const raw = checkedField(name, value);
  return headerOperation('setHeader', (header, { done, leave }) => {
    const values = header.values(name);
    if (values.length === 1 && values[0] === unfolded(raw)) return leave('alreadyThere', name);
    header.set(name, raw);
    return done(values.length > 0 ? `${name} has another value` : `${name} was added`);
  });
}

/**
 * Adds a header field, beside those of that name that are there.
 *
 * @param name one that may stand several times
 * @throws MessageError HEADER_UNIQUE, and those of `setHeader`
 * @example
 * import { addHeader, updateMessage } from 'cdk-workmail-flow/message';
 *
 * export const handler = (event: { messageId: string }) =>
 *   updateMessage(event.messageId, [addHeader('X-Screened-By', 'corp.example')]);
 */
export function addHeader(name: string, value: string): Operation {
  const raw = checkedField(name, value);
  if (isUnique(name)) {
    throw new MessageError(
      'HEADER_UNIQUE',
      `addHeader(${JSON.stringify(name)}): this field may stand only once`,
      'Use setHeader',
    );
  }
  return headerOperation('addHeader', (header, { done, leave }) => {
    if (header.values(name).includes(unfolded(raw))) return leave('alreadyThere', name);
    header.add(name, raw);
    return done(`${name} was added`);
  });
}

/**
 * Removes all header fields of a name.
 *
 * @throws MessageError HEADER_NAME_INVALID, HEADER_IMMUTABLE, HEADER_STRUCTURAL
 * @example
 * import { removeHeader, updateMessage } from 'cdk-workmail-flow/message';
 *
 * export const handler = (event: { messageId: string }) =>
 *   updateMessage(event.messageId, [removeHeader('X-Originating-IP')]);
 */
export function removeHeader(name: string): Operation {
  checkName(name);
  return headerOperation('removeHeader', (header, { done, leave }) => {
    const count = header.remove(name);
    return count > 0 ? done(`${name} was removed${count > 1 ? `, ${count} times` : ''}`) : leave('noSuchHeader', name);
  });
}

/**
 * Puts a tag before the subject, unless the subject has it already as a word of its own, as answers do. The rest of the subject stays as it
 * is encoded.
 *
 * @param tag without a blank at its end
 * @throws MessageError HEADER_VALUE_INVALID
 * @example
 * import { tagSubject, updateMessage } from 'cdk-workmail-flow/message';
 *
 * export const handler = (event: { messageId: string }) =>
 *   updateMessage(event.messageId, [tagSubject('[EXTERNAL]')]);
 */
export function tagSubject(tag: string): Operation {
  checkValue('Subject', tag);
  if (tag.trim() === '') throw invalidValue('Subject', tag, 'the tag is empty', 'Give a tag');
  return headerOperation('tagSubject', (header, { done, leave }) => {
    const subject = header.first('Subject');
    if (!subject) {
      header.add('Subject', formatField('Subject', tag));
      return done('Subject was added');
    }
    if (asTag(tag).test(decodeWords(header.values('Subject')[0] ?? ''))) return leave('alreadyThere', 'Subject');
    header.set('Subject', tagged(subject.raw, tag));
    return done('Subject was tagged');
  });
}

/** The tag where it stands for itself: `SPAM` is not in `SPAMMERS`. */
function asTag(tag: string): RegExp {
  const literal = tag.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const before = /^[\p{L}\p{N}]/u.test(tag) ? '(?<![\\p{L}\\p{N}])' : '';
  const after = /[\p{L}\p{N}]$/u.test(tag) ? '(?![\\p{L}\\p{M}\\p{N}])' : '';
  return new RegExp(before + literal + after, 'u');
}

/** The subject behind a tag, byte for byte. The blank between two encoded words is no text, so the tag's has its own. */
function tagged(raw: Buffer, tag: string): Buffer {
  const colon = raw.indexOf(':') + 1;
  const rest = raw.toString('latin1', colon);
  const apart = rest.trimStart().startsWith('=?') ? ' ' : '';
  const start = `${raw.toString('latin1', 0, colon)} ${isPlain(tag) ? tag : encodeWords(`${tag}${apart}`)}`;
  const firstLine = /^[^\r\n]*/.exec(rest)![0];
  const isLong = start.length + firstLine.length > USUAL_LINE && firstLine.trim() !== '';
  const blank = firstLine === '' || /^[ \t]/.test(firstLine) ? '' : ' ';
  return Buffer.from(`${start}${isLong ? '\r\n' : ''}${blank}${rest}`, 'latin1');
}

interface Outcome {
  done(what: string): void;
  leave(code: 'alreadyThere' | 'noSuchHeader', what: string): void;
}

function headerOperation(name: OperationName, change: (header: HeaderEditor, outcome: Outcome) => void): Operation {
  return {
    name,
    apply: (draft) => {
      if (draft.message.root.opaque === 'headerTooLong') return draft.leave(name, undefined, 'headerTooLong');
      return change(draft.header, {
        done: (what) => draft.report(name, undefined, what),
        leave: (code, what) => draft.leave(name, undefined, code, what),
      });
    },
  };
}

function unfolded(raw: Buffer): string {
  return fieldValue({ name: 'x', raw });
}

function checkedField(name: string, value: string): Buffer {
  checkName(name);
  checkValue(name, value);
  return formatField(name, value);
}

function checkName(name: string): void {
  if (typeof name !== 'string' || !/^[\x21-\x39\x3b-\x7e]{1,76}$/.test(name)) {
    throw new MessageError(
      'HEADER_NAME_INVALID',
      `${JSON.stringify(name)} is no name of a header field`,
      'Use at most 76 printable ASCII characters without blanks and colons',
    );
  }
  if (isImmutable(name)) {
    throw new MessageError(
      'HEADER_IMMUTABLE',
      `${name} may not change: WorkMail rejects a message in which ${IMMUTABLE_FIELDS.join(', ')} have other values`,
      'Leave it as it is; Reply-To or a field of your own may say what you want to say',
    );
  }
  if (/^(?:content-.*|mime-version)$/i.test(name)) {
    throw new MessageError(
      'HEADER_STRUCTURAL',
      `${name} says how the content of the message is built, and the content would not follow`,
      'Use the operations for texts and attachments, which keep this field right',
    );
  }
}

function checkValue(name: string, value: string): void {
  if (typeof value !== 'string') throw invalidValue(name, value, 'it is no text', 'Give a text');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x08\x0a-\x1f\x7f]/.test(value)) {
    throw invalidValue(
      name,
      value,
      'it holds a line end or another control character',
      'Leave it out; long values are folded for you',
    );
  }
  if (/[\ud800-\udfff]/.test(value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''))) {
    throw invalidValue(name, value, 'it holds half of a character', 'Cut texts between characters');
  }
}

function invalidValue(name: string, value: unknown, why: string, remedy: string): MessageError {
  const shown = (JSON.stringify(value) ?? String(value)).slice(0, 120);
  return new MessageError('HEADER_VALUE_INVALID', `The value of ${name} is ${shown}: ${why}`, remedy);
}

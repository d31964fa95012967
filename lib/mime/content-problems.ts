import type { OpenReading, Problem } from '../rules';
import { fieldValue, type HeaderField, splitHeader } from './header-block';
import { IMMUTABLE_FIELDS, REQUIRED_FIELDS, UNIQUE_FIELDS } from './header-rules';
import { LARGEST_MESSAGE, LONGEST_HEADER, LONGEST_LINE } from './limits';
import type { MimeMessage, MimePart } from './message-structure';
import { MimeScanner } from './scanner';
import { isUnsupportedAttachment } from './unsupported-attachments';

/** Why WorkMail would not take a message back: with these, PutRawMessageContent answers MessageRejected. */
export interface ContentProblem extends Problem {
  /** What the documentation leaves open, where the problem rests on a reading of it. */
  readonly openReading?: OpenReading;
}

/** Most problems of one kind that are told. */
const MOST_TOLD = 5;

/** Checks a message that comes in chunks, in memory that does not grow with them. */
export class ContentCheck {
  private readonly scanner = new MimeScanner();

  write(chunk: Uint8Array): void {
    this.scanner.write(chunk);
  }

  end(): ContentProblem[] {
    return findMessageProblems(this.scanner.end());
  }
}

/**
 * What WorkMail would not take in an updated message: multiparts that are not well formed, lines that are too long,
 * header fields that are missing or stand twice, attachments that Amazon SES does not support. Source: RawMessageContent
 * in the reference of the message flow API.
 */
export function findContentProblems(content: Uint8Array): ContentProblem[] {
  const check = new ContentCheck();
  check.write(content);
  return check.end();
}

export function findMessageProblems(message: MimeMessage): ContentProblem[] {
  const fields = splitHeader(message.header);
  return [
    ...(message.root.opaque ? [headerTooLong(message)] : findHeaderProblems(fields)),
    ...findSizeProblems(message),
    ...findLongLines(message),
    ...message.parts.flatMap(findMultipartProblems).slice(0, MOST_TOLD),
    ...message.parts.flatMap(findAttachmentProblems).slice(0, MOST_TOLD),
  ];
}

function findHeaderProblems(fields: readonly HeaderField[]): ContentProblem[] {
  const problems: ContentProblem[] = [];
  const stray = fields.find(({ name }) => name === '');
  if (stray) {
    problems.push({
      code: 'headerMalformed',
      path: 'header',
      value: fieldValue(stray),
      reason: 'a line of the header is neither a field nor the continuation of one',
      remedy: 'Remove the line, or put an empty line before it if the content begins here',
    });
  }
  for (const name of REQUIRED_FIELDS) {
    if (fields.some((field) => field.name === name)) continue;
    problems.push({
      code: 'headerMissing',
      path: `header ${title(name)}`,
      value: undefined,
      reason: 'WorkMail takes a message with all required header fields only',
      remedy: `Give the message a ${title(name)} field`,
      openReading: 'requiredFields',
    });
  }
  for (const name of UNIQUE_FIELDS) {
    const count = fields.filter((field) => field.name === name).length;
    if (count < 2) continue;
    problems.push({
      code: 'headerTwice',
      path: `header ${title(name)}`,
      value: count,
      reason: 'this field may stand only once',
      remedy: 'Remove all but one',
      openReading: 'uniqueFields',
    });
  }
  return problems;
}

function headerTooLong({ root }: MimeMessage): ContentProblem {
  return {
    code: 'headerTooLong',
    path: 'header',
    value: root.bodyStart,
    reason: `a header has at most ${LONGEST_HEADER} bytes (1 MB)`,
    remedy: 'Remove fields',
  };
}

function findSizeProblems({ size }: MimeMessage): ContentProblem[] {
  if (size <= LARGEST_MESSAGE) return [];
  return [
    {
      code: 'messageTooLarge',
      path: 'message',
      value: size,
      reason: `a message has at most ${LARGEST_MESSAGE} bytes (40 MB)`,
      remedy: 'Remove attachments, or change less',
    },
  ];
}

function findLongLines({ longLines }: MimeMessage): ContentProblem[] {
  return longLines.map(({ line, length }) => ({
    code: 'lineTooLong',
    path: `line ${line}`,
    value: length,
    reason: `a line has at most ${LONGEST_LINE} bytes and CRLF`,
    remedy: 'Encode the part as quoted-printable or base64, or fold the header field',
  }));
}

function findMultipartProblems(part: MimePart): ContentProblem[] {
  const reason = multipartProblem(part);
  if (reason === undefined) return [];
  return [
    {
      code: 'multipartMalformed',
      path: placeOf(part),
      value: part.header.type,
      reason,
      remedy: 'Mend the multipart, or drop the message',
      openReading: 'multipartForm',
    },
  ];
}

function multipartProblem({ header, children, closed, opaque, headerEnded, parent }: MimePart): string | undefined {
  if (parent && !headerEnded) return 'no empty line ends the header of this part';
  if (!header.type.startsWith('multipart/') || opaque) return undefined;
  if (!header.boundary) return 'Content-Type gives no boundary, or none of ASCII characters';
  if (children.length === 0) return 'the boundary never begins a part';
  return closed ? undefined : 'its closing delimiter is missing';
}

function findAttachmentProblems(part: MimePart): ContentProblem[] {
  const name = part.header.fileNames.find(isUnsupportedAttachment);
  if (name === undefined) return [];
  return [
    {
      code: 'attachmentUnsupported',
      path: placeOf(part),
      value: name,
      reason: 'Amazon SES does not support attachments of this type, so WorkMail does not take them either',
      remedy: 'Remove or replace the attachment',
      openReading: 'unsupportedAttachments',
    },
  ];
}

function placeOf({ parent, number }: MimePart): string {
  return parent ? `part ${number}` : 'message';
}

/** Whether an update changes what must stay: the header blocks, or the whole messages, before and after. */
export function findImmutableChanges(before: Uint8Array, after: Uint8Array): ContentProblem[] {
  const [old, updated] = [before, after].map(readHeader) as [HeaderField[], HeaderField[]];
  return IMMUTABLE_FIELDS.flatMap((name): ContentProblem[] => {
    const earlier = valuesOf(old, name);
    const is = valuesOf(updated, name);
    // What was missing may come: some of these are required.
    if (earlier.length === 0 || (earlier.length === is.length && earlier.every((value, index) => value === is[index])))
      return [];
    return [
      {
        code: 'headerImmutable',
        path: `header ${title(name)}`,
        value: is.length > 0 ? is.join(', ') : undefined,
        reason: `the value of this field must stay ${earlier.join(', ')}`,
        remedy: 'Leave the field as it is',
        openReading: 'immutableFields',
      },
    ];
  });
}

function readHeader(content: Uint8Array): HeaderField[] {
  return splitHeader(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
}

/** White space does not count: a field may be folded anew. */
function valuesOf(fields: readonly HeaderField[], name: string): string[] {
  return fields.filter((field) => field.name === name).map((field) => fieldValue(field).replace(/\s+/g, ' '));
}

/** `message-id` as people write it. */
function title(name: string): string {
  const field = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return field
    .join('-')
    .replace(/^Mime-/, 'MIME-')
    .replace(/-Id$/, '-ID');
}

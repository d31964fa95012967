import type { MimePart } from '../mime';
import type { ContentSource } from './content/source';

/** A file that comes with a message. */
export interface Attachment {
  /** As IMAP counts parts: `2`, `1.3`. */
  readonly part: string;
  /** The name that mail programs show, if it has one. */
  readonly name?: string;
  /** Every name that it gives itself: Content-Disposition and Content-Type can differ. */
  readonly names: readonly string[];
  /** In lower case: `application/pdf`. What the sender says, not what it is. */
  readonly type: string;
  /** In bytes, decoded; of quoted-printable, encoded. */
  readonly size: number;
  /** Whether the text shows it, as it does images. */
  readonly inline: boolean;
}

/** Types of parts that belong to a text or a report, whatever they are called. */
const NO_FILES = [
  'text/plain',
  'text/html',
  'message/delivery-status',
  'message/disposition-notification',
  'text/rfc822-headers',
];

/** Whether a part is a file: it is attached, has a name, or is nothing that a mail program shows as text. */
export function isFile({ header, children, opaque, headerEnded }: MimePart): boolean {
  if (children.length > 0 || opaque || header.boundary || !headerEnded) return false;
  return header.disposition === 'attachment' || header.fileNames.length > 0 || !NO_FILES.includes(header.type);
}

export async function readAttachment(part: MimePart, source: ContentSource): Promise<Attachment> {
  const { type, fileNames, disposition, contentId } = part.header;
  const [name] = fileNames;
  return {
    part: part.number,
    ...(name !== undefined && { name }),
    names: fileNames,
    type,
    size: await sizeOf(part, source),
    inline: disposition === 'inline' || (disposition === undefined && contentId !== undefined),
  };
}

/** From the length of its lines: nobody has to decode it for that. */
async function sizeOf({ bodyStart, end, lineEndBytes, header }: MimePart, source: ContentSource): Promise<number> {
  if (header.encoding !== 'base64') return end - bodyStart;
  const tail = (await source.read(Math.max(end - 8, bodyStart), end)).toString('latin1');
  const padding = tail.split('=').length - 1;
  return Math.floor(((end - bodyStart - lineEndBytes - padding) * 3) / 4);
}

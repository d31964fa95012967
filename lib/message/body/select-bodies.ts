import type { MimePart } from '../../mime';
import { protectionOf } from '../protection';
import type { LeftAloneCode } from '../report';

/** What a mail program shows first. */
export interface Bodies {
  /** One part, or those that say the same in several forms. */
  readonly parts: readonly MimePart[];
  /** What would be one of them if it could be changed. */
  readonly leftAlone: readonly { readonly part: MimePart; readonly code: LeftAloneCode }[];
}

const NONE: Bodies = { parts: [], leftAlone: [] };

/** What an operation puts in the place of a part: a text to read, or a file. */
export type Replaced = (part: MimePart) => 'text' | 'file' | undefined;

export function selectBodies(part: MimePart, replaced: Replaced): Bodies {
  const { header, children, opaque } = part;
  const now = replaced(part);
  if (now) return now === 'text' ? { parts: [part], leftAlone: [] } : NONE;
  const code = opaque ?? protectionOf(part);
  if (code) return { parts: [], leftAlone: [{ part, code }] };
  if (header.type === 'multipart/alternative') return merge(children.map((child) => selectBodies(child, replaced)));
  if (header.type === 'multipart/related') return selectRoot(part, replaced);
  if (children.length > 0) return selectFirst(children, replaced);
  return isText(part) ? { parts: [part], leftAlone: [] } : NONE;
}

function merge(all: readonly Bodies[]): Bodies {
  return { parts: all.flatMap(({ parts }) => parts), leftAlone: all.flatMap(({ leftAlone }) => leftAlone) };
}

/** RFC 2387: the part that `start` names, or else the first. */
function selectRoot({ header, children }: MimePart, replaced: Replaced): Bodies {
  const start = header.parameters.start?.replace(/^<|>$/g, '');
  const root = children.find((child) => start !== undefined && child.header.contentId === start) ?? children[0];
  return root ? selectBodies(root, replaced) : NONE;
}

/** Of parts that follow each other the first with a text: what comes after it was added, by a list or as a file. */
function selectFirst(children: readonly MimePart[], replaced: Replaced): Bodies {
  for (const child of children) {
    const found = selectBodies(child, replaced);
    if (found.parts.length + found.leftAlone.length > 0) return found;
  }
  return NONE;
}

function isText({ header, parent, headerEnded }: MimePart): boolean {
  if (!headerEnded) return false;
  if (header.type !== 'text/plain' && header.type !== 'text/html') return false;
  // Some programs name the only text of a message.
  return header.disposition !== 'attachment' && (header.fileNames.length === 0 || !parent);
}

import type { MimeMessage, MimePart } from '../mime';
import { addToBody } from './body/add-to-body';
import { type Addition, additionTo } from './body/addition';
import type { BodyChange } from './body/body-change';
import { selectBodies } from './body/select-bodies';
import { encodeTransfer } from './body/transfer-encoding';
import type { CollectedMessage } from './content/collect';
import type { ContentSource } from './content/source';
import type { Edit } from './content/splice';
import { HeaderEditor } from './header-editor';
import { ensureMimeVersion, type NewPart, NOTE, setStructure, setTextForm } from './part-fields';
import { type Done, type LeftAlone, type LeftAloneCode, leave, type OperationName } from './report';

/** What comes in the place of a part: a file, or a note for the person who reads the message. */
export type NewContent = { readonly note: string } | { readonly part: NewPart; readonly content: Buffer };

/** A message on its way to be another: operations write down what they want, and at the end it becomes edits. */
export class Draft {
  readonly message: MimeMessage;
  readonly source: ContentSource;
  /** Of the message. */
  readonly header: HeaderEditor;
  readonly done: Done[] = [];
  readonly leftAlone: LeftAlone[] = [];
  private readonly additions: Addition[] = [];
  private readonly replacements = new Map<MimePart, NewContent>();

  constructor({ message, source }: CollectedMessage) {
    this.message = message;
    this.source = source;
    this.header = new HeaderEditor(message.header);
  }

  report(operation: OperationName, part: MimePart | undefined, what: string): void {
    this.done.push({ operation, part: nameOf(part), what });
  }

  leave(operation: OperationName, part: MimePart | undefined, code: LeftAloneCode, what?: string): void {
    this.leftAlone.push(leave(operation, nameOf(part), code, what));
  }

  addToBodies(addition: Addition): void {
    this.additions.push(addition);
  }

  isReplaced(part: MimePart): boolean {
    return this.replacements.has(part);
  }

  replace(part: MimePart, by: NewContent): void {
    this.replacements.set(part, by);
  }

  /** All that changes, as edits of the message. */
  async finish(): Promise<Edit[]> {
    const edits = await this.bodyEdits();
    for (const [part, by] of this.replacements) edits.push(...(await this.replacementEdits(part, by)));
    const header = this.header.result();
    const { root } = this.message;
    if (header) edits.push({ start: root.start, end: root.bodyStart, bytes: header });
    return edits;
  }

  private async bodyEdits(): Promise<Edit[]> {
    if (this.additions.length === 0) return [];
    const bodies = selectBodies(this.message.root, (part) => {
      const by = this.replacements.get(part);
      return by && ('note' in by ? 'text' : 'file');
    });
    for (const { part, code } of bodies.leftAlone) this.leaveAdditions(part, code);
    if (bodies.parts.length + bodies.leftAlone.length === 0) this.leaveAdditions(undefined, 'noTextPart');
    const edits: Edit[] = [];
    for (const part of bodies.parts) {
      if (this.isReplaced(part)) this.addToNote(part);
      else edits.push(...(await this.editBody(part)));
    }
    return edits;
  }

  private async editBody(part: MimePart): Promise<Edit[]> {
    const change = await addToBody(part, this.source, additionTo(part.header, this.additions));
    if ('leftAlone' in change) {
      this.leaveAdditions(part, change.leftAlone);
      return [];
    }
    for (const { operation, place } of this.additions) {
      if (!change.places.includes(place)) this.leave(operation, part, 'alreadyThere');
      else this.report(operation, part, `put at the ${place} of ${part.header.type}${inWords(change)}`);
    }
    const edits = apartFromDelimiter(part, change.edits);
    if (change.charset === undefined && change.encoding === undefined) return edits;
    return [...edits, ...(await this.editHeader(part, (editor) => setTextForm(editor, part.header, change)))];
  }

  /** Where a note is what a mail program shows first. */
  private addToNote(part: MimePart): void {
    const by = this.replacements.get(part)!;
    if (!('note' in by)) return;
    const { top, bottom } = additionTo({ ...part.header, type: NOTE.type, flowed: false }, this.additions);
    this.replacements.set(part, { note: `${top}${by.note}${bottom === '' ? '' : '\r\n'}${bottom}` });
    for (const { operation, place } of this.additions) this.report(operation, part, `put at the ${place} of the note`);
  }

  private leaveAdditions(part: MimePart | undefined, code: LeftAloneCode): void {
    for (const { operation } of this.additions) this.leave(operation, part, code);
  }

  private async replacementEdits(part: MimePart, by: NewContent): Promise<Edit[]> {
    const [as, content] = 'note' in by ? [NOTE, Buffer.from(by.note)] : [by.part, by.content];
    const header = await this.editHeader(part, (editor) => setStructure(editor, as));
    const body = { start: part.bodyStart, end: part.end, bytes: encodeTransfer(content, as.encoding) };
    return [...header, ...apartFromDelimiter(part, [body])];
  }

  /** The message's own header may have changed already; that of a part is read for this. */
  private async editHeader(part: MimePart, change: (editor: HeaderEditor) => void): Promise<Edit[]> {
    if (!part.parent) {
      change(this.header);
      ensureMimeVersion(this.header);
      return [];
    }
    const editor = new HeaderEditor(await this.source.read(part.start, part.bodyStart));
    change(editor);
    const bytes = editor.result();
    return bytes ? [{ start: part.start, end: part.bodyStart, bytes }] : [];
  }
}

/** A delimiter stands at the start of a line, and the line end before it is its own. */
function apartFromDelimiter({ touchesDelimiter }: MimePart, edits: readonly Edit[]): Edit[] {
  const last = edits.length - 1;
  return edits.map((edit, index) =>
    touchesDelimiter && index === last ? { ...edit, bytes: Buffer.concat([edit.bytes, Buffer.from('\r\n')]) } : edit,
  );
}

function nameOf(part: MimePart | undefined): string {
  return part?.parent ? part.number : 'message';
}

function inWords(change: BodyChange): string {
  if ('leftAlone' in change) return '';
  const { charset, encoding } = change;
  const now = [charset, encoding].filter((name) => name !== undefined);
  return now.length > 0 ? `, which is ${now.join(' and ')} now` : '';
}

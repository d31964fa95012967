import { fieldValue, type HeaderField, splitHeader } from '../mime';

const CRLF = Buffer.from('\r\n');

/** A header block whose fields change one by one; all others stay to the byte. */
export class HeaderEditor {
  private fields: HeaderField[];
  private readonly rest: Buffer;
  private changed = false;

  /** @param block with the empty line that ends it, if one does */
  constructor(private readonly block: Buffer) {
    this.fields = splitHeader(block);
    this.rest = block.subarray(this.fields.reduce((length, { raw }) => length + raw.length, 0));
  }

  /** The values of all fields of a name, unfolded. */
  values(name: string): string[] {
    return this.all(name).map(fieldValue);
  }

  first(name: string): HeaderField | undefined {
    return this.all(name)[0];
  }

  has(name: string): boolean {
    return this.first(name) !== undefined;
  }

  /** Puts a field in the place of the first of its name, and removes the others; without one it goes to the top. */
  set(name: string, raw: Buffer): void {
    const place = this.fields.findIndex((field) => field.name === name.toLowerCase());
    if (place < 0) {
      this.add(name, raw);
      return;
    }
    const kept = this.fields.filter((field, index) => index === place || field.name !== name.toLowerCase());
    this.fields = kept.map((field, index) => (index === place ? { name: field.name, raw } : field));
    this.changed = true;
  }

  /** Puts a field at the top, where every parser finds it, whatever follows. */
  add(name: string, raw: Buffer): void {
    // The "From " line of a mailbox file stays the first.
    const mailboxLine = this.fields[0]?.name === '' && this.fields[0].raw.subarray(0, 5).toString() === 'From ';
    this.fields.splice(mailboxLine ? 1 : 0, 0, { name: name.toLowerCase(), raw });
    this.changed = true;
  }

  /** How many were removed. */
  remove(name: string): number {
    const kept = this.fields.filter((field) => field.name !== name.toLowerCase());
    const removed = this.fields.length - kept.length;
    if (removed > 0) this.changed = true;
    this.fields = kept;
    return removed;
  }

  /** The block as it is now, or nothing if it is what it was. */
  result(): Buffer | undefined {
    if (!this.changed) return undefined;
    const lines = this.fields.map(({ raw }) => raw);
    // The last line of a message that is nothing but a header may have no line end; a field may follow it now.
    const ended = lines.map((raw, index) => (index < lines.length - 1 && raw.at(-1) !== 0x0a ? [raw, CRLF] : [raw]));
    const result = Buffer.concat([...ended.flat(), this.rest]);
    return result.equals(this.block) ? undefined : result;
  }

  private all(name: string): HeaderField[] {
    return this.fields.filter((field) => field.name === name.toLowerCase());
  }
}

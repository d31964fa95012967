import type { ContentSource } from './source';

/** Bytes that take the place of others: those from `start` up to `end` of the message as it was. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/** A message as edits make it. What no edit names is copied, so it stays to the byte. */
export class SplicedContent {
  readonly size: number;
  private readonly edits: readonly Edit[];

  /** The edits may come in any order, and do not overlap. */
  constructor(
    private readonly source: ContentSource,
    edits: readonly Edit[],
  ) {
    this.edits = [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
    this.size = this.edits.reduce((size, { start, end, bytes }) => size - (end - start) + bytes.length, source.size);
  }

  async *stream(): AsyncIterable<Buffer> {
    let copied = 0;
    for (const { start, end, bytes } of this.edits) {
      if (start < copied) throw new Error('Two edits of a message overlap');
      yield* this.source.stream(copied, start);
      if (bytes.length > 0) yield bytes;
      copied = end;
    }
    yield* this.source.stream(copied, this.source.size);
  }
}

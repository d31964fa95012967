import type { MimePart } from '../../mime';
import type { ContentSource } from '../content/source';
import type { Places } from './places';

/** In bytes: a body that is larger is looked at at both ends only, each time so much of it. */
const WINDOW = 1024 * 1024;

/** A piece of a body as it stands in the message, and which places lie in it. */
export interface BodyEnd {
  /** In the message. */
  readonly start: number;
  readonly raw: Buffer;
  readonly places: readonly (keyof Places)[];
}

export async function readEnds({ bodyStart, end }: MimePart, source: ContentSource): Promise<BodyEnd[]> {
  if (end - bodyStart <= 2 * WINDOW) {
    return [{ start: bodyStart, raw: await source.read(bodyStart, end), places: ['top', 'bottom'] }];
  }
  const head = await source.read(bodyStart, bodyStart + WINDOW);
  const tail = await source.read(end - WINDOW, end);
  // From the start of a line, so that nothing that is encoded is cut.
  const line = tail.indexOf(0x0a) + 1;
  return [
    { start: bodyStart, raw: head, places: ['top'] },
    { start: end - WINDOW + line, raw: tail.subarray(line), places: ['bottom'] },
  ];
}

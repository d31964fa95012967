import { type MimeMessage, MimeScanner, scanMime } from '../../mime';
import { FileSource } from './file-source';
import { type ContentSource, MemorySource } from './source';

/** A whole message, or its bytes as they come: a stream of Node.js, one of the web, any asynchronous sequence. */
export type MessageInput = Uint8Array | AsyncIterable<Uint8Array>;

/** A message and where its parts are. */
export interface CollectedMessage {
  readonly source: ContentSource;
  readonly message: MimeMessage;
}

/** In bytes: what is larger goes to a file. Nearly every message is smaller. */
const MOST_IN_MEMORY = 2 * 1024 * 1024;

/** Reads a message to its end, and finds its parts on the way. */
export async function collect(input: MessageInput): Promise<CollectedMessage> {
  if (input instanceof Uint8Array) return { source: new MemorySource(input), message: scanMime(input) };
  const scanner = new MimeScanner();
  const source = await store(input, scanner);
  return { source, message: scanner.end() };
}

async function store(input: AsyncIterable<Uint8Array>, scanner: MimeScanner): Promise<ContentSource> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let file: FileSource | undefined;
  try {
    for await (const piece of input) {
      scanner.write(piece);
      size += piece.length;
      if (file) {
        await file.append(piece);
        continue;
      }
      pieces.push(piece);
      if (size > MOST_IN_MEMORY) {
        file = await FileSource.create();
        for (const early of pieces.splice(0)) await file.append(early);
      }
    }
  } catch (error) {
    await file?.close();
    throw error;
  }
  return file ?? new MemorySource(Buffer.concat(pieces));
}

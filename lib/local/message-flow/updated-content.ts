import { open } from 'node:fs/promises';
import { ContentCheck, type ContentProblem, findImmutableChanges } from '../../mime';
import { describeProblem, OPEN_READINGS } from '../../rules';
import { messageRejected } from './errors';
import { LARGEST_CONTENT_BYTES, type MessageFile } from './message';

/** As much of a file as can be a header, in bytes. */
const LONGEST_HEADER = 1024 * 1024;

/** Throws if WorkMail would not take this in the place of a message. Reads the file in pieces: memory does not grow with it. */
export async function checkUpdatedContent(
  original: MessageFile,
  updated: MessageFile & { readonly bytes: number },
): Promise<void> {
  if (updated.bytes > LARGEST_CONTENT_BYTES) {
    throw messageRejected(
      `The updated message has ${updated.bytes} bytes, and WorkMail takes at most ${LARGEST_CONTENT_BYTES} (40 MB).`,
    );
  }
  const check = new ContentCheck();
  const header: Buffer[] = [];
  let read = 0;
  const handle = await open(updated.file);
  for await (const chunk of handle.createReadStream() as AsyncIterable<Buffer>) {
    check.write(chunk);
    if (read < LONGEST_HEADER) header.push(chunk);
    read += chunk.length;
  }
  const changes = findImmutableChanges(await readStart(original), Buffer.concat(header));
  const problems = [...check.end(), ...changes];
  if (problems.length > 0) throw messageRejected(problems.map(describe).join(' '));
}

async function readStart({ file }: MessageFile): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(LONGEST_HEADER), 0, LONGEST_HEADER, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function describe(problem: ContentProblem): string {
  const { openReading } = problem;
  const open = openReading ? ` (Open in WorkMail's documentation: ${OPEN_READINGS[openReading].question})` : '';
  return `${describeProblem(problem)}${open}`;
}

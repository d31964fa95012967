import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { copyFile, link, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MESSAGE_ID, type MessageFile, type MessageRecord } from './message';

/** A folder for each message: its record, what arrived, and what was put in its place. */

const RECORD = 'message.json';

/** Writes content to a new file. A file on the same disk is linked: a large message costs no copy. */
export async function keepContent(
  content: Uint8Array | MessageFile,
  file: string,
  { isFlushed }: { isFlushed: boolean },
): Promise<void> {
  if (content instanceof Uint8Array) await writeFile(file, content);
  else await link(content.file, file).catch(() => copyFile(content.file, file));
  if (!isFlushed) return;
  for (const path of [file, dirname(file)]) {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  }
}

/** Whoever reads it finds either the old record or the new one, also after a power failure. */
export function writeRecord(folder: string, record: MessageRecord): void {
  const file = join(folder, RECORD);
  writeFileSync(`${file}.new`, JSON.stringify(record), { flush: true });
  renameSync(`${file}.new`, file);
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** The messages of an earlier process, the oldest first. What has no record was not taken in. */
export function readRecords(folder: string): Map<string, MessageRecord> {
  mkdirSync(folder, { recursive: true });
  const records = readdirSync(folder)
    .filter((name) => MESSAGE_ID.test(name))
    .flatMap((name) => readRecord(join(folder, name)) ?? []);
  records.sort((a, b) => a.added - b.added);
  return new Map(records.map((record) => [record.messageId, record]));
}

function readRecord(folder: string): MessageRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as MessageRecord;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}

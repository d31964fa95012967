import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LIFETIME_MILLISECONDS,
  MESSAGE_ID,
  type MessageFile,
  type MessageRecord,
  type NewMessage,
  type StoredContent,
} from './message';
import { keepContent, readRecords, writeRecord } from './message-folder';

export interface MessageStoreOptions {
  /** Where messages are kept for the next start. @default a temporary folder, which goes when the store is closed */
  readonly folder?: string;
  /** Milliseconds since 1970. @default the clock */
  readonly now?: () => number;
}

/**
 * The messages whose content functions can get and change, each for 24 hours. Content is on disk: in memory there is
 * but a record of each message.
 */
export class MessageStore {
  private readonly records: Map<string, MessageRecord>;
  /** A temporary one is made with the first message. */
  private folder: string | undefined;
  private readonly isKept: boolean;
  private readonly now: () => number;

  constructor({ folder, now = Date.now }: MessageStoreOptions = {}) {
    this.isKept = folder !== undefined;
    this.folder = folder;
    this.now = now;
    this.records = folder === undefined ? new Map() : readRecords(folder);
  }

  /**
   * Takes a message in. One that is there already keeps its content and what was put back: the store was open before,
   * or an attempt is repeated.
   */
  async add({ content, ...about }: NewMessage): Promise<void> {
    const { messageId, isAwaited } = about;
    if (!MESSAGE_ID.test(messageId)) {
      throw new Error(`messageId is ${JSON.stringify(messageId)}: it has 1 to 120 of a-z, 0-9 and hyphens.`);
    }
    await this.removeExpired();
    const present = this.find(messageId);
    if (present) return this.save({ ...present, isAwaited });
    await mkdir(this.folderOf(messageId), { recursive: true });
    const original = 'original.eml';
    await keepContent(content, join(this.folderOf(messageId), original), { isFlushed: this.isKept });
    this.save({ ...about, added: this.now(), isFrozen: false, original });
  }

  /** A message whose 24 hours are not over. */
  find(messageId: string): MessageRecord | undefined {
    const record = this.records.get(messageId);
    return record && !this.isExpired(record) ? record : undefined;
  }

  /** What arrived. Throws for a message that is not there. */
  originalContent(messageId: string): StoredContent {
    const record = this.find(messageId);
    if (!record) throw new Error(`There is no message ${messageId} in this store.`);
    return this.contentOf(record, undefined);
  }

  /** What functions get: what was put last, else what arrived. */
  currentContent(messageId: string): StoredContent | undefined {
    const record = this.find(messageId);
    return record && this.contentOf(record, record.updated);
  }

  /** What recipients behind synchronous rules get: what was put last while somebody waited, else what arrived. */
  contentToDeliver(messageId: string): StoredContent | undefined {
    const record = this.find(messageId);
    return record && this.contentOf(record, record.effective);
  }

  /** Puts content in the place of what a message has. When this resolves, it is there to stay. */
  async update(messageId: string, content: Uint8Array | MessageFile): Promise<void> {
    const updated = `updated-${randomUUID()}.eml`;
    await keepContent(content, join(this.folderOf(messageId), updated), { isFlushed: this.isKept });
    const record = this.find(messageId);
    // forgotten meanwhile
    if (!record) return rm(this.folderOf(messageId), { recursive: true, force: true });
    const effective = record.isAwaited ? updated : record.effective;
    this.save({ ...record, updated, effective });
    if (record.updated !== undefined && record.updated !== effective) {
      await rm(join(this.folderOf(messageId), record.updated), { force: true });
    }
  }

  /** Nobody waits any more: what is put from now on reaches no recipient. */
  endWait(messageId: string): void {
    const record = this.find(messageId);
    if (record?.isAwaited) this.save({ ...record, isAwaited: false });
  }

  /** From now on it cannot be changed. */
  freeze(messageId: string): void {
    const record = this.find(messageId);
    if (record) this.save({ ...record, isFrozen: true });
  }

  async forget(messageId: string): Promise<void> {
    if (this.records.delete(messageId)) await rm(this.folderOf(messageId), { recursive: true, force: true });
  }

  close(): void {
    this.records.clear();
    if (this.isKept || this.folder === undefined) return;
    rmSync(this.folder, { recursive: true, force: true });
    this.folder = undefined;
  }

  private contentOf({ messageId, original }: MessageRecord, updated: string | undefined): StoredContent {
    const file = join(this.folderOf(messageId), updated ?? original);
    return { file, bytes: statSync(file).size, isUpdated: updated !== undefined };
  }

  private save(record: MessageRecord): void {
    if (this.isKept) writeRecord(this.folderOf(record.messageId), record);
    this.records.set(record.messageId, record);
  }

  private folderOf(messageId: string): string {
    this.folder ??= mkdtempSync(join(tmpdir(), 'messages-'));
    return join(this.folder, messageId);
  }

  private isExpired({ added }: MessageRecord): boolean {
    return this.now() - added >= LIFETIME_MILLISECONDS;
  }

  /** Oldest first, as they were added. */
  private async removeExpired(): Promise<void> {
    for (const record of this.records.values()) {
      if (!this.isExpired(record)) break;
      await this.forget(record.messageId);
    }
  }
}

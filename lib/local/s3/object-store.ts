import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { LifecycleRule, ObjectVersion } from './bucket';

/** Content that has arrived and has no place yet. */
export interface ReceivedContent {
  readonly file: string;
  readonly bytes: number;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An object as it is on disk: a folder of its own, with this record and a file for each content. */
interface ObjectRecord {
  readonly key: string;
  readonly versions: readonly ObjectVersion[];
}

const RECORD = 'object.json';
const DAY = 24 * 60 * 60 * 1000;
const NULL_VERSION = 'null';

/** The objects of a bucket. In memory there is but a record of each. */
export class ObjectStore {
  private readonly objects = new Map<string, readonly ObjectVersion[]>();

  constructor(
    private readonly folder: string,
    private readonly now: () => number,
  ) {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const record = readRecord(join(folder, name));
      if (record) this.objects.set(record.key, record.versions);
    }
  }

  get isEmpty(): boolean {
    return this.objects.size === 0;
  }

  /** The keys, in the order of their bytes. */
  keys(): string[] {
    return [...this.objects.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  versions(key: string): readonly ObjectVersion[] {
    return this.objects.get(key) ?? [];
  }

  /** The newest version or the one that is named; it may be a delete marker. */
  find(key: string, versionId?: string): ObjectVersion | undefined {
    return this.versions(key).find((version) => versionId === undefined || version.versionId === versionId);
  }

  fileOf(key: string, { file }: ObjectVersion): string {
    return join(this.folderOf(key), file ?? '');
  }

  async put(key: string, content: ReceivedContent, isVersioned: boolean): Promise<ObjectVersion> {
    const { bytes, etag, headers } = content;
    const file = randomBytes(16).toString('hex');
    const version = { ...this.stamp(isVersioned), file, bytes, etag, headers };
    mkdirSync(this.folderOf(key), { recursive: true });
    await rename(content.file, join(this.folderOf(key), file));
    this.add(key, version);
    return version;
  }

  /** Removes one version for good; nothing if there is no such version. */
  removeVersion(key: string, versionId: string): ObjectVersion | undefined {
    const removed = this.find(key, versionId);
    if (removed) this.replace(key, (versions) => versions.filter((version) => version !== removed));
    return removed;
  }

  /** Deletes an object: for good, or in a versioned bucket by a marker. */
  remove(key: string, isVersioned: boolean): ObjectVersion | undefined {
    if (!isVersioned) {
      this.removeVersion(key, NULL_VERSION);
      return undefined;
    }
    const marker = { ...this.stamp(true), bytes: 0, etag: '', headers: {} };
    this.add(key, marker);
    return marker;
  }

  /** Removes every version of every object. */
  clear(): void {
    for (const key of this.keys()) this.replace(key, () => []);
  }

  /** Does what the bucket's lifecycle asks for. */
  expire(rules: readonly LifecycleRule[], isVersioned: boolean): void {
    for (const key of [...this.objects.keys()]) {
      for (const rule of rules) {
        if (key.startsWith(rule.prefix ?? '')) this.expireObject(key, rule, isVersioned);
      }
    }
  }

  private expireObject(key: string, { expirationDays, noncurrentDays }: LifecycleRule, isVersioned: boolean): void {
    const isOver = (since: number, days: number | undefined) => days !== undefined && this.now() - since >= days * DAY;
    const [current] = this.versions(key);
    if (current?.file && isOver(current.modified, expirationDays)) this.remove(key, isVersioned);
    const versions = this.versions(key);
    // a version is no longer the current one since the next one came
    const old = versions.filter((_, index) => isOver(versions[index - 1]?.modified ?? Number.NaN, noncurrentDays));
    for (const { versionId } of old) this.removeVersion(key, versionId);
    const [marker, ...others] = this.versions(key);
    if (marker && !marker.file && others.length === 0) this.removeVersion(key, marker.versionId);
  }

  private stamp(isVersioned: boolean) {
    return { versionId: isVersioned ? randomBytes(24).toString('base64url') : NULL_VERSION, modified: this.now() };
  }

  private add(key: string, version: ObjectVersion): void {
    this.replace(key, (versions) => [version, ...versions.filter(({ versionId }) => versionId !== version.versionId)]);
  }

  private replace(key: string, change: (versions: readonly ObjectVersion[]) => readonly ObjectVersion[]): void {
    const before = this.versions(key);
    const versions = change(before);
    const folder = this.folderOf(key);
    if (versions.length === 0) {
      this.objects.delete(key);
      rmSync(folder, { recursive: true, force: true });
      return;
    }
    mkdirSync(folder, { recursive: true });
    const record: ObjectRecord = { key, versions };
    writeFileSync(join(folder, `${RECORD}.new`), JSON.stringify(record));
    renameSync(join(folder, `${RECORD}.new`), join(folder, RECORD));
    this.objects.set(key, versions);
    for (const { file } of before) {
      if (file && !versions.some((version) => version.file === file)) rmSync(join(folder, file), { force: true });
    }
  }

  private folderOf(key: string): string {
    return join(this.folder, createHash('sha256').update(key).digest('hex'));
  }
}

/** What has no record was not there yet when the process ended. */
function readRecord(folder: string): ObjectRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as ObjectRecord;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}

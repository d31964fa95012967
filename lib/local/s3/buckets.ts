import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError } from '../http';
import { LocalError } from '../local-error';
import { type Bucket, type BucketSettings, isBucketName } from './bucket';
import { bucketNotEmpty, noSuchBucket } from './errors';
import { ObjectStore } from './object-store';
import { Uploads } from './uploads';

export interface BucketsOptions {
  /** Where buckets are kept for the next start. @default a temporary folder, which goes when they are closed */
  readonly folder?: string;
  /** Milliseconds since 1970. @default the clock */
  readonly now?: () => number;
}

/** A bucket with what is in it. */
export interface OpenBucket {
  readonly settings: Bucket;
  readonly objects: ObjectStore;
  readonly uploads: Uploads;
  /** A name for a file that does not exist yet, on the disk of the bucket. */
  newFile(): string;
}

const SETTINGS = 'bucket.json';
const HOUR = 60 * 60 * 1000;

/** The buckets of an account. They are made and removed by deployment only. */
export class Buckets {
  private readonly opened = new Map<string, OpenBucket & { settings: Bucket; swept: number }>();
  private readonly folder: string;
  private readonly isKept: boolean;
  private readonly now: () => number;

  constructor({ folder, now = Date.now }: BucketsOptions = {}) {
    this.isKept = folder !== undefined;
    this.folder = folder ?? mkdtempSync(join(tmpdir(), 'buckets-'));
    this.now = now;
    mkdirSync(this.folder, { recursive: true });
    for (const name of readdirSync(this.folder)) this.open(readSettings(join(this.folder, name, SETTINGS)));
  }

  get all(): readonly Bucket[] {
    return [...this.opened.values()].map(({ settings }) => settings);
  }

  has(name: string): boolean {
    return this.opened.has(name);
  }

  create(name: string, settings: BucketSettings): void {
    if (!isBucketName(name)) {
      const why = 'it has 3 to 63 of a-z, 0-9, dots and hyphens, and begins and ends with a letter or digit';
      throw new ApiError('InvalidBucketName', `The specified bucket is not valid: "${name}": ${why}.`, 400);
    }
    if (this.has(name)) throw new ApiError('BucketAlreadyOwnedByYou', `${name} already exists`, 409);
    const bucket = { name, created: this.now(), ...settings };
    mkdirSync(join(this.folder, name), { recursive: true });
    this.write(bucket);
    this.open(bucket);
  }

  /** Changes settings; those that are undefined are removed. */
  change(name: string, changes: Partial<BucketSettings>): void {
    const bucket = this.openedBucket(name);
    const settings = { ...bucket.settings, ...changes };
    this.write(settings);
    bucket.settings = settings;
  }

  /** Throws if there is anything in it. */
  remove(name: string): void {
    if (!this.openedBucket(name).objects.isEmpty) throw bucketNotEmpty(name);
    this.opened.delete(name);
    rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  /** Throws if there is no such bucket. Once an hour, what is to expire goes first. */
  get(name: string): OpenBucket {
    const bucket = this.openedBucket(name);
    if (this.now() - bucket.swept >= HOUR) {
      bucket.swept = this.now();
      const { lifecycle = [], isVersioned } = bucket.settings;
      bucket.objects.expire(lifecycle, isVersioned);
    }
    return bucket;
  }

  close(): void {
    this.opened.clear();
    if (!this.isKept) rmSync(this.folder, { recursive: true, force: true });
  }

  private openedBucket(name: string) {
    const bucket = this.opened.get(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }

  private open(settings: Bucket): void {
    const folder = join(this.folder, settings.name);
    const incoming = join(folder, 'incoming');
    rmSync(incoming, { recursive: true, force: true });
    mkdirSync(incoming);
    this.opened.set(settings.name, {
      settings,
      objects: new ObjectStore(join(folder, 'objects'), this.now),
      uploads: new Uploads(),
      swept: 0,
      newFile: () => join(incoming, randomBytes(16).toString('hex')),
    });
  }

  private write(bucket: Bucket): void {
    const file = join(this.folder, bucket.name, SETTINGS);
    writeFileSync(`${file}.new`, `${JSON.stringify(bucket, undefined, 2)}\n`);
    renameSync(`${file}.new`, file);
  }
}

function readSettings(file: string): Bucket {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Bucket;
  } catch (error) {
    throw new LocalError(
      'STATE_FILE_UNREADABLE',
      `${file} cannot be read: ${(error as Error).message}. Repair it, or move its folder away.`,
    );
  }
}

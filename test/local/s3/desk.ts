import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { AccessControl, type Credentials, type PolicyDocument } from '../../../lib/local/access';
import { Buckets, LocalS3 } from '../../../lib/local/s3';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';
export const BUCKET = 'updated-messages';
export const FUNCTION = 'arn:aws:sts::123456789012:assumed-role/writer/function';

/** An S3 with one bucket, kept in a folder, and a client of its root. */
export interface Desk {
  readonly access: AccessControl;
  readonly buckets: Buckets;
  readonly s3: LocalS3;
  readonly client: S3Client;
  readonly folder: string;
  /** A client of a function whose role has these statements. */
  clientOf(...statements: PolicyDocument['Statement'][]): S3Client;
}

const running: (() => Promise<void>)[] = [];

export async function startDesk(options: { isVersioned?: boolean; now?: () => number } = {}): Promise<Desk> {
  const { isVersioned = false, now } = options;
  const folder = mkdtempSync(join(tmpdir(), 's3-'));
  const access = new AccessControl({ account: ACCOUNT });
  const buckets = new Buckets({ folder, now });
  buckets.create(BUCKET, { isVersioned });
  const s3 = await LocalS3.start({ access, region: REGION, buckets });
  const clients: S3Client[] = [];
  const clientWith = (credentials: Credentials) => {
    const client = new S3Client({ endpoint: s3.endpoint, region: REGION, credentials, maxAttempts: 1 });
    clients.push(client);
    return client;
  };
  running.push(async () => {
    for (const client of clients) client.destroy();
    await s3.stop();
    buckets.close();
    rmSync(folder, { recursive: true });
  });
  const clientOf = (...statements: PolicyDocument['Statement'][]) =>
    clientWith(access.issue(FUNCTION, () => statements.map((Statement) => ({ Statement }))));
  return { access, buckets, s3, client: clientWith(access.root), folder, clientOf };
}

/** To be called after each test, or after all. */
export async function stopDesks(): Promise<void> {
  for (const stop of running.splice(0)) await stop();
}

export function allow(Action: string | string[], Resource: string): PolicyDocument['Statement'] {
  return { Effect: 'Allow', Action, Resource };
}

/** The error that a request ends with. */
export async function errorOf(request: Promise<unknown>): Promise<Error> {
  return request.then(
    () => {
      throw new Error('The request was expected to fail, and did not.');
    },
    (error: Error) => error,
  );
}

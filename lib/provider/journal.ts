import { createHash } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Remembers that a request is about to write, across a crash of the process: CloudFormation's invocation is tried again
 * with the same RequestId, mostly in the same execution environment, whose temporary folder outlives the process.
 */
export interface Journal {
  /** Was this request about to write before, in an earlier delivery? */
  hasBegun(requestId: string): boolean;
  begin(requestId: string): void;
  /** The request is answered. */
  end(requestId: string): void;
}

export const fileJournal: Journal = {
  hasBegun: (requestId) => existsSync(fileFor(requestId)),
  begin: (requestId) => writeFileSync(fileFor(requestId), ''),
  end: (requestId) => rmSync(fileFor(requestId), { force: true }),
};

function fileFor(requestId: string): string {
  return join(tmpdir(), `workmail-flow-${createHash('sha256').update(requestId).digest('hex').slice(0, 32)}`);
}

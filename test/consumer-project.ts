import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty project that has this package installed, as far as its exports lead; gone after the tests of the file. */
export function makeConsumerProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'consumer-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(join(__dirname, '..'), join(project, 'node_modules/cdk-workmail-flow'), 'junction');
  afterAll(() => rmSync(project, { recursive: true, force: true }));
  return project;
}

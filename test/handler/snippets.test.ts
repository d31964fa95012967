/** What docs/writing-functions.md shows first does what it says. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { SynchronousHandler } from '../../lib/handler';
import { ROOT, shown } from '../shown/pages';
import { inShort, mailEvent, outboundEvent } from './support';

const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [SHOWN = ''] = shown('docs/writing-functions.md', 'js', 'In TypeScript or JavaScript');

test('it does what the page says', async () => {
  const outfile = join(folder, 'shown.cjs');
  buildSync({
    stdin: { contents: SHOWN, resolveDir: ROOT },
    alias: { 'cdk-workmail-flow/handler': join(ROOT, 'lib/handler/index.ts') },
    bundle: true,
    platform: 'node',
    outfile,
  });
  const { handler } = require(outfile) as { handler: SynchronousHandler };
  const answers = async (event: unknown) => inShort(await handler(event));
  expect(await answers(mailEvent())).toEqual(['DEFAULT *']);
  const to = ['one@corp.example', 'former@corp.example'];
  expect(await answers(mailEvent({ to, subject: '[urgent] Fire' }))).toEqual([
    'DEFAULT on-call@corp.example *',
    'BOUNCE This mailbox is closed. former@corp.example',
  ]);
  const mixed = ['one@corp.example', 'other@x.example'];
  expect(await answers(outboundEvent({ to: mixed, subject: '[internal] Plan' }))).toEqual([
    'DROP other@x.example',
    'DEFAULT *',
  ]);
  expect(await answers(outboundEvent({ to: mixed }))).toEqual(['DEFAULT *']);
});

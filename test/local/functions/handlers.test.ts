import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { answerOf, folder, make, notices, python, writeFolder } from './laboratory';

describe('handlers', () => {
  const echo = 'async (event) => ({ echo: event })';
  test.each([
    ['CommonJS', { 'index.js': `exports.handler = ${echo}` }, 'index.handler'],
    ['.cjs', { 'index.cjs': `exports.handler = ${echo}` }, 'index.handler'],
    ['.mjs with await at the top', { 'index.mjs': `await null; export const handler = ${echo}` }, 'index.handler'],
    [
      '"type": "module"',
      { 'package.json': '{"type":"module"}', 'index.js': `export const handler = ${echo}` },
      'index.handler',
    ],
    ['a folder', { 'src/app.js': `exports.handler = ${echo}` }, 'src/app.handler'],
    ['an export within an export', { 'index.js': `exports.handlers = { mail: ${echo} }` }, 'index.handlers.mail'],
  ])('Node.js: %s', async (_, files, handler) => {
    const arn = await make({ folder: writeFolder(files) }, { handler });
    expect(await answerOf(arn, { a: [1, 'ü'] })).toEqual({ echo: { a: [1, 'ü'] } });
  });

  test.each([
    ['a callback', 'exports.handler = (event, context, callback) => callback(null, event)', { a: 1 }],
    [
      'a callback that waits for what is still open',
      'exports.handler = (e, c, callback) => { let n = 1; setTimeout(() => n = 2, 30); callback(null, { get n() { return n } }) }',
      { n: 2 },
    ],
    [
      'context.succeed',
      'exports.handler = (event, context) => { setTimeout(() => context.succeed(event), 5) }',
      { a: 1 },
    ],
    ['nothing', 'exports.handler = () => {}', null],
    ['a promise of nothing', 'exports.handler = async () => {}', null],
  ])('Node.js answers by %s', async (_, source, expected) => {
    const arn = await make(source);
    expect(await answerOf(arn, { a: 1 })).toEqual(expected);
    expect(await answerOf(arn, { a: 1 })).toEqual(expected);
  });

  test('Python: a module, a module in a package, a .zip file', async () => {
    const source = 'def handler(event, context):\n  return {"echo": event}\n';
    const zip = join(folder, 'package.zip');
    writeFileSync(zip, zipSync({ 'index.py': strToU8(source) }));
    for (const [from, handler] of [
      [python(source), 'index.handler'],
      [{ folder: writeFolder({ 'pkg/mail.py': source }) }, 'pkg/mail.handler'],
      [{ zip }, 'index.handler'],
    ] as const) {
      const arn = await make(from, { runtime: 'python3.13', handler });
      expect(await answerOf(arn, { a: 'ü' })).toEqual({ echo: { a: 'ü' } });
    }
  });

  test('a .zip file for Node.js, and what is not one', async () => {
    const zip = join(folder, 'node.zip');
    writeFileSync(
      zip,
      zipSync({
        'index.js': strToU8('exports.handler = async () => require("./lib/x")'),
        'lib/x.js': strToU8('module.exports = 7'),
      }),
    );
    expect(await answerOf(await make({ zip }))).toBe(7);
    writeFileSync(zip, 'no zip');
    await expect(make({ zip })).rejects.toThrow(/node\.zip is not a \.zip file/);
    writeFileSync(zip, zipSync({ '../outside.js': strToU8('') }));
    await expect(make({ zip })).rejects.toThrow("an entry outside of itself: '../outside.js'");
  });

  test('a runtime that is not known is refused by name', async () => {
    await expect(make('', { runtime: 'java21' })).rejects.toThrow("The runtime 'java21' does not run on this machine");
  });

  test('a version that is not on this machine runs on the nearest one, with one notice', async () => {
    const arn = await make('exports.handler = async () => process.version', { runtime: 'nodejs99.x' });
    await make('exports.handler = async () => 2', { runtime: 'nodejs99.x' });
    expect(await answerOf(arn)).toBe(process.version);
    expect(notices.filter((notice) => notice.includes('nodejs99.x'))).toEqual([
      `nodejs99.x is not installed on this machine: its functions run on Node.js ${process.versions.node}.`,
    ]);
  });
});

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, succeed } from './command';
import { Consumer, nodeCommand } from './consumer';
import { exampleTemplate, readTemplate } from './screening';
import { ENTRIES, LOWEST, MANIFEST, pack } from './tarball';

jest.setTimeout(900_000);

const MAXIMUM_BYTES = 3_000_000;
const NODES = ['20.19.0', '22', '24'];
const KINDS = ['commonjs', 'module'] as const;
const NEWEST = { 'aws-cdk-lib': '^2', constructs: '^10' };

const folder = mkdtempSync(join(tmpdir(), 'package-npm-'));
let tarball: string;

beforeAll(async () => {
  tarball = await pack(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the tarball is under 3 MB', () => {
  expect(statSync(tarball).size).toBeLessThan(MAXIMUM_BYTES);
});

it('it installs no dependency, and not the CDK either', async () => {
  const project = mkdtempSync(join(folder, 'bare-'));
  await succeed(project, 'npm', ['init', '--yes']);
  await succeed(project, 'npm', ['install', '--no-audit', '--no-fund', tarball]);
  const installed = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
  expect(installed).toEqual([MANIFEST.name]);
});

it('publint has nothing to say but what is known', async () => {
  const { code, output } = await run(folder, 'npx', ['--yes', 'publint@0.3.25', '--strict', tarball]);
  const remarks = output.split('\n').filter((line) => /^\d+\. /.test(line));
  // PyPI, Maven and Go get this URL too, and git+https is none for them.
  expect(remarks).toEqual([expect.stringMatching(/^1\. pkg\.repository\.url is https/)]);
  expect(code).toBe(0);
});

it('attw has nothing to say but what is known', async () => {
  // .jsii is JSON for the jsii tools, and has no types.
  const attw = ['--yes', '@arethetypeswrong/cli@0.18.5', '--no-color', '--no-emoji', '--exclude-entrypoints', '.jsii'];
  const { code, output } = await run(folder, 'npx', [...attw, '--', tarball]);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('No problems found') });
});

describe.each([
  ['the lowest', LOWEST],
  ['the newest', NEWEST],
])('with %s aws-cdk-lib', (name, cdk) => {
  const consumer = new Consumer(join(folder, name.replaceAll(' ', '-')));

  beforeAll(() => consumer.install(tarball, cdk));

  it.each(KINDS)('%s: a TypeScript project compiles, every declaration checked', (kind) => consumer.compile(kind));

  it('a TypeScript project that finds modules as before exports (node10) compiles', () =>
    consumer.compile('commonjs', '--module', 'commonjs', '--moduleResolution', 'node10', '--noEmit'));

  describe.each(NODES)('on Node.js %s', (node) => {
    it.each(KINDS)('%s: the example synthesizes the template of the repository', async (kind) => {
      expect(readTemplate(await consumer.synthesize(node, kind))).toEqual(exampleTemplate());
    });

    it('every subpath exports the same to require and to import', async () => {
      const exported = await consumer.exports(node, 'commonjs');
      expect(exported.map(([entry]) => entry)).toEqual(ENTRIES);
      for (const [, names] of exported) expect(names.length).toBeGreaterThan(0);
      expect(await consumer.exports(node, 'module')).toEqual(exported);
    });

    it('the command explains the example', async () => {
      const question = ['explain', '--from', 'sales@partner.example', '--to', 'office@corp.example', '--json'];
      const bin = join('..', 'node_modules', '.bin', 'workmail-flow');
      const answer = await succeed(join(consumer.folder, 'commonjs'), ...nodeCommand(node, bin, ...question));
      expect(answer).toContain('watch-partner');
    });
  });

  it('npx finds the command', async () => {
    const answer = await succeed(consumer.folder, 'npx', ['workmail-flow', '--version']);
    expect(answer.trim()).toBe(MANIFEST.version);
  });
});

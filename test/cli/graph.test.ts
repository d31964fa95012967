import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, line, writeApp } from './support';

beforeAll(() => writeApp('cdk.out'));

test('Mermaid on standard output', async () => {
  const { status, stdout } = await line('graph');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^flowchart/);
  for (const name of ['junk', 'screen', 'out']) expect(stdout).toContain(name);
});

test.each([
  ['rules.svg', /^<svg[\s\S]*<\/svg>\n$/],
  ['rules.mmd', /^flowchart/],
  ['rules.md', /^```mermaid\nflowchart[\s\S]*```\n$/],
])('to a file, as its ending says: %s', async (name, expected) => {
  const { status, stdout, stderr } = await line(`graph -o ${name}`);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toBe(`note: 2 inbound and 1 outbound rules drawn to ${name}\n`);
  expect(readFileSync(join(folder, name), 'utf8')).toMatch(expected);
});

test('--format and --json', async () => {
  expect((await line('graph --format svg')).stdout).toMatch(/^<svg/);
  const { svg, mermaid } = JSON.parse((await line('graph --json')).stdout);
  expect([svg, mermaid]).toEqual([expect.stringMatching(/^<svg/), expect.stringMatching(/^flowchart/)]);
});

test('an ending that names no format, and a file that cannot be written', async () => {
  expect(await line('graph -o rules.png')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^error FORMAT_UNKNOWN: .*\.svg/),
  });
  expect(await line('graph -o nowhere/rules.svg')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^error NOT_WRITTEN: /),
  });
});

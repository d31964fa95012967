import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addBanner,
  addDisclaimer,
  type Operation,
  removeAttachments,
  rewriteMessage,
  tagSubject,
} from '../../lib/message';
import { scanMime } from '../../lib/mime';
import { CORPUS } from './corpus/messages';
import { missing } from './support';

/** Signatures, checked by the programs that people check them with. */

const OPERATIONS: readonly Operation[] = [
  tagSubject('[EXTERNAL]'),
  addBanner({ text: 'From outside' }),
  addDisclaimer({ text: 'The end' }),
  removeAttachments({ names: ['*.exe', '*.p7*', '*.asc'], types: ['application/*'] }),
];

const folder = mkdtempSync(join(tmpdir(), 'signed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sample(name: string): Buffer {
  return CORPUS.find((candidate) => candidate.name === name)!.content;
}

function store(name: string, content: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function rewrite(name: string): Promise<Buffer> {
  const { content, changed } = await rewriteMessage(sample(name), OPERATIONS);
  expect(changed).toBe(true);
  return content;
}

const noOpenssl = missing('openssl', 'version');
if (noOpenssl) console.warn(`S/MIME signatures are not verified: ${noOpenssl}`);

(noOpenssl ? describe.skip : describe).each(['S/MIME, signed', 'S/MIME, signed and opaque'])('%s', (name) => {
  const verify = (content: Buffer) =>
    spawnSync('openssl', [
      'cms',
      '-verify',
      '-noverify',
      '-in',
      store('smime.eml', content),
      '-out',
      join(folder, 'out'),
    ]);

  test('is still signed by its signer', async () => {
    expect(verify(await rewrite(name))).toMatchObject({ status: 0 });
  });

  test('would not be if anything in it were changed', () => {
    const broken = Buffer.from(sample(name));
    const place = broken.indexOf('contract is') < 0 ? broken.length - 700 : broken.indexOf('contract is');
    broken.write('xx', place);
    expect(verify(broken).status).not.toBe(0);
  });
});

const noGpg = missing('gpg', '--version');
if (noGpg) console.warn(`OpenPGP signatures are not verified: ${noGpg}`);

(noGpg ? describe.skip : describe)('OpenPGP', () => {
  const gpg = (...args: string[]) => spawnSync('gpg', ['--homedir', folder, '--batch', '--no-autostart', ...args]);

  beforeAll(() => {
    expect(gpg('--import', join(__dirname, 'corpus', 'pgp-public-key.asc'))).toMatchObject({ status: 0 });
  });

  test('MIME is still signed by its signer', async () => {
    const content = await rewrite('OpenPGP/MIME, signed');
    const [signed, signature] = scanMime(content).root.children;
    const text = store('text', content.subarray(signed?.start, signed?.end));
    const verified = gpg('--verify', store('signature', content.subarray(signature?.bodyStart, signature?.end)), text);
    expect(verified).toMatchObject({ status: 0 });
    expect(gpg('--verify', join(folder, 'signature'), store('text', Buffer.from('x'))).status).not.toBe(0);
  });

  test('text is still signed by its signer', async () => {
    const content = await rewrite('OpenPGP, signed text');
    expect(gpg('--verify', store('text.asc', content.subarray(scanMime(content).root.bodyStart)))).toMatchObject({
      status: 0,
    });
  });
});

describe('What nobody may change', () => {
  test.each([
    [
      'S/MIME, signed',
      [
        'addBanner message signed',
        'addDisclaimer message signed',
        'removeAttachments 1.3 signed',
        'removeAttachments 2 signed',
      ],
    ],
    [
      'S/MIME, signed and opaque',
      ['addBanner message signed', 'addDisclaimer message signed', 'removeAttachments message signed'],
    ],
    [
      'S/MIME, encrypted',
      ['addBanner message encrypted', 'addDisclaimer message encrypted', 'removeAttachments message encrypted'],
    ],
    [
      'OpenPGP/MIME, encrypted',
      ['addBanner message encrypted', 'addDisclaimer message encrypted', 'removeAttachments message encrypted'],
    ],
    ['OpenPGP, signed text', ['addBanner message signed', 'addDisclaimer message signed']],
    ['OpenPGP, encrypted text', ['addBanner message encrypted', 'addDisclaimer message encrypted']],
    ['a signed message with the footer of a list', ['addBanner 1 signed', 'addDisclaimer 1 signed']],
  ])('%s: only the header of the message changes, and the rest is said', async (name, expected) => {
    const before = sample(name);
    const { content, leftAlone } = await rewriteMessage(before, OPERATIONS);
    const bodyOf = (message: Buffer) => message.subarray(scanMime(message).root.bodyStart);
    expect(bodyOf(content).equals(bodyOf(before))).toBe(true);
    expect(leftAlone.map(({ operation, part, code }) => `${operation} ${part} ${code}`)).toEqual(
      expect.arrayContaining(expected),
    );
    for (const { why } of leftAlone) expect(why).toMatch(/signed|encrypted/);
  });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import {
  addBanner,
  addDisclaimer,
  parseMessage,
  removeAttachments,
  replaceAttachments,
  rewriteMessage,
  tagSubject,
} from '../../lib/message';
import { CORPUS, type Sample } from './corpus/messages';
import { missing } from './support';

/** What other parsers, of other makes, find in a message before and after it was rewritten. */

const BANNER = { text: 'Vorsicht — 注意', html: '<p id="banner">Vorsicht &mdash; 注意</p>' };
const DISCLAIMER = { text: 'Société Générale\nZeile 2', html: '<p id="end">Société &amp; Cie</p>' };
const OPERATIONS = [tagSubject('[EXTERN]'), addBanner(BANNER), addDisclaimer(DISCLAIMER)];

const whole = CORPUS.filter(({ broken }) => !broken);

/** What goes in is there, at its place, and nothing else is new. White space does not count. */
function expectAdded(before: string, after: string, top: string, bottom: string): void {
  const [was, is, first, last] = [before, after, top, bottom].map(squeeze) as [string, string, string, string];
  expect(is.split(first)).toHaveLength(2);
  expect(is.split(last)).toHaveLength(2);
  expect(is.replace(first, '').replace(last, '')).toBe(was);
  expect(is.indexOf(first)).toBeLessThan(is.indexOf(last));
}

function squeeze(text: string): string {
  return text.replace(/[\s\ufeff]+/g, '');
}

describe.each(whole)('mailparser: $name', ({ content, bodies = [] }) => {
  const parse = (message: Buffer): Promise<ParsedMail> =>
    simpleParser(message, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });

  test('finds the words where they belong, and everything else as it was', async () => {
    const before = await parse(content);
    const after = await parse((await rewriteMessage(content, OPERATIONS)).content);
    expect(after.subject).toContain('[EXTERN]');
    expect(squeeze(after.subject!.replace('[EXTERN]', ''))).toBe(squeeze(before.subject ?? ''));
    expect(after.from).toEqual(before.from);
    expect(after.messageId).toBe(before.messageId);
    expect(after.attachments.map(fileOf)).toEqual(before.attachments.map(fileOf));
    if (bodies.includes('text/plain')) {
      expectAdded(before.text ?? '', after.text ?? '', BANNER.text, DISCLAIMER.text);
    } else {
      expect(after.text).toBe(before.text);
    }
    if (bodies.includes('text/html')) {
      const html = numeric(BANNER.html);
      expectAdded(before.html || '', numeric(after.html || ''), html, numeric(DISCLAIMER.html));
    } else {
      expect(after.html).toBe(before.html);
    }
  });

  test('finds no removed file, and all others', async () => {
    const operations = [removeAttachments({ names: ['*.pdf', '*.exe'] })];
    const before = await parse(content);
    const { content: message, done } = await rewriteMessage(content, operations);
    const after = await parse(message);
    const removed = before.attachments.filter(({ filename }) => filename?.endsWith('.pdf'));
    expect(done).toHaveLength(removed.length);
    const kept = before.attachments.filter((file) => !removed.includes(file));
    expect(after.attachments.map(fileOf)).toEqual(kept.map(fileOf));
    for (const { filename } of removed) expect(after.text).toContain(`The attachment "${filename}"`);
  });

  test('finds the files that took the places of others', async () => {
    const by = { name: 'Grüße.txt', type: 'text/plain', content: 'Fragen Sie die Auskunft für Grüße' };
    const { content: message, done } = await rewriteMessage(content, [
      replaceAttachments({ names: ['*.pdf'] }, () => by),
    ]);
    const files = (await parse(message)).attachments.filter(({ filename }) => filename === by.name);
    expect(files).toHaveLength(done.length);
    for (const file of files) expect(file.content.toString()).toBe(by.content);
  });
});

/** Entities as characters, so that both ways of writing one are the same. */
function numeric(html: string): string {
  return html.replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)));
}

function fileOf({ filename, contentType, checksum, cid }: ParsedMail['attachments'][number]): unknown {
  return { filename, contentType, checksum, cid };
}

test('postal-mime finds the words in everything that can be changed', async () => {
  for (const { name, content, broken, bodies = [] } of CORPUS) {
    const { text, html } = await parseMessage(
      (await rewriteMessage(content, [addBanner({ text: 'CAUTION' })])).content,
    );
    // Of two Content-Types it takes the other one, and of HTML it makes a text.
    const found = bodies.filter((type) =>
      (type === 'text/html' || broken ? `${html}${text}` : text)?.includes('CAUTION'),
    );
    expect({ name, found }).toEqual({ name, found: bodies });
  }
});

const noPython = missing('python3', '-c', 'import email.policy');
if (noPython) console.warn(`Not compared with Python: ${noPython}`);

(noPython ? describe.skip : describe)("Python's email", () => {
  interface Seen {
    readonly subject: string | null;
    readonly parts: readonly (readonly [type: string, name: string | null, content: string])[];
    readonly defects: number;
  }

  function read(messages: readonly Buffer[]): Seen[] {
    const { stdout, stderr, status } = spawnSync('python3', [join(__dirname, 'read-with-email.py')], {
      input: messages.map((message) => message.toString('base64')).join('\n'),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(stderr);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  test('finds the words where they belong, and everything else as it was', async () => {
    const changed = await Promise.all(whole.map(({ content }) => rewriteMessage(content, OPERATIONS)));
    const before = read(whole.map(({ content }) => content));
    const after = read(changed.map(({ content }) => content));
    for (const [index, sample] of whole.entries())
      expectSame(sample, changed[index]!.done, before[index]!, after[index]!);
  });

  function expectSame(
    { name }: Sample,
    done: readonly { part: string; what: string }[],
    before: Seen,
    after: Seen,
  ): void {
    expect(after.defects).toBeLessThanOrEqual(before.defects);
    expect(after.subject).toContain('[EXTERN]');
    expect(after.parts.map(([type, file]) => [type, file])).toEqual(before.parts.map(([type, file]) => [type, file]));
    let changed = 0;
    for (const [index, [type, , content]] of after.parts.entries()) {
      const was = before.parts[index]![2];
      if (content === was) continue;
      changed++;
      const isHtml = type === 'text/html';
      const words = isHtml ? [numeric(BANNER.html), numeric(DISCLAIMER.html)] : [BANNER.text, DISCLAIMER.text];
      expectAdded(was, isHtml ? numeric(content) : content, words[0]!, words[1]!);
    }
    expect({ name, changed }).toEqual({
      name,
      changed: new Set(done.filter(({ what }) => what.includes('text/')).map(({ part }) => part)).size,
    });
  }
});

import {
  addBanner,
  addDisclaimer,
  addHeader,
  type Operation,
  removeAttachments,
  removeHeader,
  replaceAttachments,
  rewriteMessage,
  setHeader,
  tagSubject,
} from '../../lib/message';
import { findContentProblems, scanMime } from '../../lib/mime';
import { CORPUS, type Sample } from './corpus/messages';
import { rawParts, rewriteInChunks, skeleton } from './support';

const ASCII = { text: 'CAUTION: from outside' };
const ACCENTS = { text: 'Vorsicht: von außen\nDeuxième ligne', html: '<p style="color:red">Vorsicht: von außen</p>' };
const EVERY_SCRIPT = { text: 'CAUTION — προσοχή — 注意 — 🙂' };
const PDF_AND_EXE = { names: ['*.PDF', '*.exe', 'LOGO*'], types: ['image/*'] };

const REWRITINGS: Record<string, readonly Operation[]> = {
  'a banner in ASCII': [addBanner(ASCII)],
  'a banner with accents': [addBanner(ACCENTS)],
  'a banner in every script': [addBanner(EVERY_SCRIPT)],
  'a disclaimer with accents': [addDisclaimer(ACCENTS)],
  'a banner and a disclaimer': [addBanner(ASCII), addDisclaimer(EVERY_SCRIPT), addBanner(ACCENTS)],
  'header fields': [
    setHeader('X-Screened', 'yes: Grüße'),
    addHeader('X-A', '3'),
    removeHeader('X-Long'),
    tagSubject('[EXTERN ü]'),
    setHeader('Reply-To', 'Büro <office@corp.example>'),
  ],
  'attachments removed': [removeAttachments(PDF_AND_EXE)],
  'attachments replaced': [
    replaceAttachments(PDF_AND_EXE, ({ name }) => ({ name: `${name}.txt`, type: 'text/plain', content: 'Grüße' })),
  ],
  everything: [tagSubject('[X]'), addBanner(EVERY_SCRIPT), removeAttachments(PDF_AND_EXE), addDisclaimer(ASCII)],
};

const cases = CORPUS.flatMap((sample) =>
  Object.entries(REWRITINGS).map(([rewriting, operations]) => ({ ...sample, rewriting, operations })),
);

test('The corpus has what it should have', () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(50);
  expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
});

describe.each(cases)('$name, $rewriting', ({ content, operations }) => {
  test('no part is lost, and what no operation reports stays to the byte', async () => {
    const { content: after, done, changed } = await rewriteMessage(content, operations);
    expect(changed).toBe(done.length > 0);
    expect(changed).toBe(!after.equals(content));
    const touched = new Set(done.map(({ part }) => part));
    const [old, updated] = [rawParts(content), rawParts(after)];
    expect([...updated.keys()]).toEqual([...old.keys()]);
    for (const [number, raw] of old) if (!touched.has(number)) expect(updated.get(number)).toBe(raw);
    expect(skeleton(after)).toBe(skeleton(content));
    if (done.length === 0) expect(after.equals(content)).toBe(true);
  });

  test('its stream gives the same in every size of chunks', async () => {
    const { content: after, ...report } = await rewriteMessage(content, operations);
    for (const size of [1, 2, 3, 7, 64, 77, 1000]) {
      expect(await rewriteInChunks(content, size, operations)).toEqual({ ...report, content: after });
    }
  });

  test('done again, nothing changes', async () => {
    const once = await rewriteMessage(content, operations);
    const twice = await rewriteMessage(once.content, operations);
    expect(twice).toMatchObject({ changed: false, done: [] });
    expect(twice.content.equals(once.content)).toBe(true);
  });

  test('it has no problem that it did not have', async () => {
    const codes = (message: Buffer) => new Set(findContentProblems(message).map(({ code, path }) => `${code} ${path}`));
    const before = codes(content);
    const { content: after } = await rewriteMessage(content, operations);
    const added = [...codes(after)].filter((code) => !before.has(code) && !code.startsWith('lineTooLong'));
    expect(added).toEqual([]);
    expect(scanMime(after).longLines.length).toBeLessThanOrEqual(scanMime(content).longLines.length);
  });
});

describe.each(CORPUS)('$name', (sample: Sample) => {
  const { content, bodies = [], leftAlone = [] } = sample;

  test('a banner goes where it should, and what is left alone is said', async () => {
    const { done, leftAlone: left } = await rewriteMessage(content, [addBanner(ASCII)]);
    expect(done.map(({ what }) => /text\/\w+/.exec(what)?.[0])).toEqual(bodies);
    expect(left.map(({ code }) => code)).toEqual(leftAlone);
  });

  test('only the header changes if only fields do', async () => {
    const { content: after } = await rewriteMessage(content, REWRITINGS['header fields']!);
    expect(bodyOf(after)).toBe(bodyOf(content));
  });

  test('without operations nothing changes', async () => {
    const { content: after, ...report } = await rewriteMessage(content, []);
    expect(report).toEqual({ changed: false, done: [], leftAlone: [], size: content.length });
    expect(after.equals(content)).toBe(true);
  });
});

function bodyOf(content: Buffer): string {
  return content.toString('latin1', scanMime(content).root.bodyStart);
}

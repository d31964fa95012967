import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalogue, toMarkdown } from '../projenrc/errors';

const catalogue = readCatalogue();
const page = readFileSync('docs/errors.md', 'utf8');
const codes = catalogue.entries.map(({ code }) => code);
const unknown = (found: readonly string[]) => [...new Set(found)].filter((code) => !codes.includes(code));

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function matchesIn(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(pattern)].flatMap(([, code = '']) => code));
}

describe('docs/errors.md, which npm run docs:errors writes', () => {
  it('is as the sources have it', () => expect(toMarkdown(catalogue)).toBe(page));

  it('has one heading for each code, which no other shares as its anchor', () => {
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
    const anchors = headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
    expect(codes.filter((code) => !headings.includes(`\`${code}\``))).toEqual([]);
    expect(codes.length).toBeGreaterThan(250);
  });

  it('says of each what is said, and what to do; a notice needs nothing to be done', () => {
    const wanting = catalogue.entries.filter(
      ({ said }) =>
        said.length === 0 || said.some(({ kind, sentence, cure }) => !sentence || (kind !== 'notice' && !cure)),
    );
    expect(wanting.map(({ code }) => code)).toEqual([]);
  });

  it('leaves no trace of TypeScript', () => expect(page).not.toMatch(/\$\{|\?\?|===/));
});

describe('The catalogue, whatever its reader of sources overlooks', () => {
  it('has every code that the types name', () => {
    expect(catalogue.declared.length).toBeGreaterThan(80);
    expect(unknown(catalogue.declared)).toEqual([]);
  });

  /** What the doctor finds as it has to be. */
  const FINE = ['eventLogOn', 'gatewayReady', 'gatewayUnused', 'identityKnown', 'operationsAnswer'];
  const ALSO_FINE = ['organizationActive', 'rightsThere', 'writingProven'];

  it('has every code that is written down as one', () => {
    const written = matchesIn(filesIn('lib'), /\bcode: '([a-z]\w+|[A-Z_]+)'(?! \|)/g);
    expect(written.length).toBeGreaterThan(120);
    expect(unknown(written).sort()).toEqual([...FINE, ...ALSO_FINE]);
  });

  it('has every code that an error is made with, and every warning', () => {
    const made = matchesIn(
      filesIn('lib'),
      /\b(?:new (?!Service)\w*(?:Error|Refusal|Failure)|warnAt|fail|problem)\((?:\w+,)?\s*'([a-z]\w+|[A-Z_]+)'/g,
    );
    expect(made.length).toBeGreaterThan(120);
    expect(unknown(made)).toEqual([]);
  });

  it('has every code that a test of wrong input meets', () => {
    const met = [
      ...matchesIn(filesIn('test'), /cdk-workmail-flow:([a-z]\w*)(?:\\)?\]/g),
      ...matchesIn(filesIn('test/invalid-input'), /\bcode: '(\w+)'/g),
      ...matchesIn(filesIn('test/handler'), /'\[([A-Z_]+)\] /g),
    ];
    expect(met.length).toBeGreaterThan(100);
    expect(unknown(met)).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledFolders, readPackage, thirdPartyText } from '../projenrc/third-party';

/** Licenses that let us ship the code in a package under Apache-2.0 when their text goes with it. */
const ALLOWED = ['Apache-2.0', 'ISC', 'MIT', 'MIT-0', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', '(MIT OR EUPL-1.1+)'];

const metafile = (...outputs: Record<string, number>[]) => ({
  inputs: {},
  outputs: Object.fromEntries(
    outputs.map((inputs, index) => [
      `out${index}.js`,
      {
        bytes: 0,
        imports: [],
        exports: [],
        inputs: Object.fromEntries(Object.entries(inputs).map(([file, bytesInOutput]) => [file, { bytesInOutput }])),
      },
    ]),
  ),
});

describe('which packages are in a bundle', () => {
  it('those of whose files some bytes got in, each once, scoped and nested ones too', () => {
    const first = metafile({
      'lib/local/index.ts': 10,
      'node_modules/picocolors/picocolors.js': 5,
      'node_modules/@smithy/core/dist/index.js': 5,
      'node_modules/shaken/index.js': 0,
    });
    const second = metafile(
      { 'node_modules/picocolors/other.js': 1 },
      { 'node_modules/smtp-server/node_modules/nodemailer/lib/x.js': 1 },
    );
    expect(bundledFolders([first, second])).toEqual([
      'node_modules/@smithy/core',
      'node_modules/picocolors',
      'node_modules/smtp-server/node_modules/nodemailer',
    ]);
  });
});

describe('their licenses', () => {
  it('the text goes with the name, equal texts once', () => {
    const bundled = { version: '1.0.0', license: 'MIT', texts: ['Permission is granted'] };
    const text = thirdPartyText([
      { ...bundled, name: 'a' },
      { ...bundled, name: 'b' },
      { ...bundled, name: 'b' },
      { ...bundled, name: 'c', texts: ['Other'] },
    ]);
    expect(text).toContain('\na 1.0.0 (MIT)\nb 1.0.0 (MIT)\n');
    expect(text.split('Permission is granted')).toHaveLength(2);
    expect(text.split('b 1.0.0')).toHaveLength(2);
  });

  it('a package is read with its license and its notices', () => {
    const { name, license, texts } = readPackage('node_modules/picocolors');
    expect({ name, license }).toEqual({ name: 'picocolors', license: 'ISC' });
    expect(texts.join()).toContain('Permission to use, copy, modify');
  });
});

describe('THIRD-PARTY.txt, which npm run bundle writes', () => {
  const text = readFileSync('THIRD-PARTY.txt', 'utf8');
  const packages = [...text.matchAll(/^(\S+) (\d+\.\S+) \((.+)\)$/gm)].map(([, name = '', , license = '']) => ({
    name,
    license,
  }));

  const bundles = readdirSync('assets', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[cm]js$/.test(file))
    .map((file) => readFileSync(join('assets', file), 'utf8'));

  it('names every package that the bundles say they are made of', () => {
    const origins = bundles.flatMap((code) =>
      [...code.matchAll(/^ *\/\/ (?:\S*\/)?node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)].map(([, name]) => name),
    );
    expect(new Set(origins).size).toBeGreaterThan(10);
    const named = packages.map(({ name }) => name);
    expect([...new Set(origins)].filter((name) => !named.includes(name ?? ''))).toEqual([]);
    expect(named).toContain('@aws-sdk/client-workmail');
  });

  it('names no license that we may not ship', () => {
    expect(packages.filter(({ license }) => !ALLOWED.includes(license))).toEqual([]);
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package whose code is in what we ship. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As SPDX writes it. */
  readonly license: string;
  /** Texts of the license and of notices that must go with the code. */
  readonly texts: readonly string[];
}

/** The folders of packages from which some code got into a bundle, in order. */
export function bundledFolders(metafiles: readonly Metafile[]): string[] {
  const files = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    ),
  );
  // The last node_modules of a path is the one whose package holds the file.
  const folders = files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

const TEXT_FILE = /^(licen[cs]e|copying|notice)/i;

export function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => TEXT_FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return { name, version, license, texts: texts.length > 0 ? texts : [standardText(name, license)] };
}

/** For packages that name a license and forgot its text. */
function standardText(name: string, license: string): string {
  if (license === 'Apache-2.0' && existsSync('LICENSE')) return readFileSync('LICENSE', 'utf8').trim();
  throw new Error(`${name} is bundled and ships no text of its license ${license}: give the text, or do without it.`);
}

const LINE = '-'.repeat(100);
const HEAVY_LINE = '='.repeat(100);
const TITLE = `Third-party software in cdk-workmail-flow

What this package runs is bundled from the packages below. Each is followed by its license; packages with the same text
stand together.`;

/** The file that goes with the bundles. */
export function thirdPartyText(packages: readonly BundledPackage[]): string {
  const byText = new Map<string, string[]>();
  for (const { name, version, license, texts } of dedupe(packages)) {
    const text = texts.join('\n\n');
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const sections = [...byText].map(([text, names]) => [HEAVY_LINE, ...names, LINE, text].join('\n'));
  return `${[TITLE, ...sections].join('\n\n')}\n`;
}

/** npm installs one version in several places. */
function dedupe(packages: readonly BundledPackage[]): BundledPackage[] {
  return [...new Map(packages.map((bundled) => [`${bundled.name} ${bundled.version}`, bundled])).values()];
}

/** The pages that readers see, taken apart: what they show as code, as commands, and as output. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** Something shown in a page. */
export interface Fence {
  readonly page: string;
  /** The heading under which it stands. */
  readonly heading: string;
  /** `ts`, `js`, `sh`, `text`, … */
  readonly language: string;
  readonly code: string;
  /** The file that this is, if the line above ends with its name. */
  readonly file?: string;
}

/** README.md and the pages of docs, but not the decisions, and not what is generated. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'errors.md' && name !== 'benchmarks.md')
    .map((name) => `docs/${name}`),
];

const PIECE = /^#+ (?<heading>.+)$|(?:^.*`(?<file>[\w./-]+\.\w+)`\n\n)?^```(?<language>\w*)\n(?<code>[\s\S]*?)^```$/gm;

export function fencesOf(page: string): Fence[] {
  let heading = '';
  return [...readFileSync(join(ROOT, page), 'utf8').matchAll(PIECE)].flatMap(({ groups = {} }) => {
    if (groups.heading) {
      heading = groups.heading;
      return [];
    }
    const { language = '', code = '', file } = groups;
    return [{ page, heading, language, code, ...(file && { file }) }];
  });
}

/** What a page shows in a language, under a heading if one is given. */
export function shown(page: string, language: string, heading?: string): string[] {
  return fencesOf(page)
    .filter((fence) => fence.language === language && (heading === undefined || fence.heading === heading))
    .map(({ code }) => code);
}

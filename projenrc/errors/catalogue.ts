import { relative } from 'node:path';
import ts from 'typescript';
import { GROUPS, type Group } from './groups';
import { readSources, type Sources, visit } from './program';
import { commentBehind, findSaid, type Said } from './said';

/** All that is said under one code. */
export interface Entry {
  readonly code: string;
  /** When a person meets it, first to last. */
  readonly groups: readonly Group[];
  readonly said: readonly Said[];
  /** As the comments at the code say it, each for the groups of its room. */
  readonly causes: readonly Cause[];
}

export type Cause = Required<Pick<Said, 'cause' | 'file' | 'kind'>>;

export interface Catalogue {
  readonly entries: readonly Entry[];
  /** The codes that the types of errors name. */
  readonly declared: readonly string[];
}

export function readCatalogue(folder = 'lib'): Catalogue {
  const sources = readSources(folder);
  const declared = declaredCodes(sources);
  const byCode = new Map<string, Said[]>();
  for (const one of findSaid(sources)) byCode.set(one.code, [...(byCode.get(one.code) ?? []), one]);
  const entries = [...byCode].map(([code, all]): Entry => {
    const groups = GROUPS.filter(({ has }) => all.some(has));
    const said = groups.flatMap(({ has }) => withoutRepetition(all.filter(has)));
    const atCode = said.flatMap(({ cause, file, kind }) => (cause === undefined ? [] : [{ cause, file, kind }]));
    return { code, groups, said, causes: [...atCode, ...(declared.get(code) ?? [])] };
  });
  return { entries: entries.sort((a, b) => a.code.localeCompare(b.code, 'en')), declared: [...declared.keys()] };
}

function withoutRepetition(said: readonly Said[]): Said[] {
  return [...new Map(said.map((one) => [`${one.sentence}\n${one.cure}`, one])).values()];
}

/** The unions of the codes of errors and of conflicts, with the comments at their members. */
function declaredCodes({ files }: Sources): Map<string, Cause[]> {
  const codes = new Map<string, Cause[]>();
  for (const file of files) {
    visit(file, (node) => {
      const isNamed = ts.isTypeAliasDeclaration(node) && /(?:Error|Refusal|Conflict)Code$/.test(node.name.text);
      const isParameter =
        ts.isParameter(node) && ts.isConstructorDeclaration(node.parent) && node.name.getText() === 'code';
      if ((!isNamed && !isParameter) || !node.type || !ts.isUnionTypeNode(node.type)) return;
      const { types } = node.type;
      for (const [index, member] of types.entries()) {
        if (!ts.isLiteralTypeNode(member) || !ts.isStringLiteral(member.literal)) continue;
        // before the bar that is before the member
        const cause = commentBehind(file.text, types[index - 1]?.end ?? node.type.pos);
        const about = { file: relative('.', file.fileName), kind: 'error' } as const;
        const known = codes.get(member.literal.text) ?? [];
        codes.set(member.literal.text, cause === undefined ? known : [...known, { ...about, cause }]);
      }
    });
  }
  return codes;
}

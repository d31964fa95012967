import type { Catalogue, Entry } from './catalogue';
import { GROUPS, type Group } from './groups';
import { HOLE, hole } from './placeholders';
import type { Said } from './said';

const TITLE = `<!-- Made by \`npm run docs:errors\` from the sources in lib: mend the sentence there, and make it again. -->

# Errors and warnings

Every error and warning has a code that stays the same, and says what is wrong, behind the colon why, and at its end
what to do: the **cure**. Here they are by when you meet them, each with what it says; *words like these* stand for what
is put in. Where there is more to know of the cause, it stands first.
`;

/** Where a page explains more than a sentence can. */
const PAGES: readonly { readonly title: string; readonly page: string; readonly codes: readonly string[] }[] = [
  {
    title: 'How rules are chosen',
    page: 'how-rules-are-chosen.md',
    codes: ['ruleNeverApplies', 'rulesTie', 'runLambdaBeaten', 'expectationUnmet', 'patternStar', 'losesAllMail'],
  },
  {
    title: 'Expectations that are part of the stack',
    page: 'declaring-rules.md#expectations-that-are-part-of-the-stack',
    codes: ['mailFlowCheck', 'noExpectation', 'expectedAddress', 'expectedOutcome'],
  },
  {
    title: 'Adoption',
    page: 'deploying-and-adopting.md#adoption',
    codes: ['adoptDifferent', 'adoptNothing', 'ruleExists', 'gatewayExists', 'eventLoggingExists', 'adoptExisting'],
  },
  {
    title: 'Where WorkMail refuses the operations',
    page: 'deploying-and-adopting.md#where-workmail-refuses-the-operations',
    codes: ['unknownOperation', 'OPERATION_REFUSED', 'operationUnknown', 'removeInConsole', 'consoleRuleDifferent'],
  },
  {
    title: 'Rights',
    page: 'deploying-and-adopting.md#rights',
    codes: ['accessDenied', 'rightsMissing', 'rightsDenied'],
  },
  {
    title: 'Moving rules into code',
    page: 'moving-rules-into-code.md',
    codes: ['heldByAnotherResource', 'ruleRefusedHere'],
  },
  {
    title: 'Rolling out a function',
    page: 'rolling-out-a-function.md',
    codes: ['functionLatest', 'RULE_PAUSED', 'RULE_NOT_PAUSED', 'synchronousFunctionTimeout'],
  },
  {
    title: 'What a function may do with messages',
    page: 'declaring-rules.md#what-a-function-may-do-with-messages',
    codes: [
      'NO_BUCKET',
      'UPLOAD_FAILED',
      'updatedMessageBucket',
      'messageContentNotGranted',
      'INVALID_CONTENT_LOCATION',
    ],
  },
  {
    title: 'When a function fails',
    page: 'writing-functions.md#when-it-fails',
    codes: ['TIME_UP', 'RECIPIENTS_LEFT_OUT'],
  },
  {
    title: 'Functions in tests',
    page: 'testing.md#functions',
    codes: ['FUNCTION_NOT_HERE', 'FUNCTION_CANNOT_RUN', 'FUNCTION_NEEDS_MODULE', 'FUNCTION_NEEDS_SERVICE'],
  },
];

const PASSED_ON_AS = ['remedy', 'cure'].map(hole);
/** Of a finding that tells of a call which was refused. */
const PASSED_ON = 'what the refusal that it tells of asks for, such as [`ACCESS_DENIED`](#access_denied).';

export function toMarkdown({ entries }: Catalogue): string {
  const strange = PAGES.flatMap(({ codes }) => codes).filter((code) => !entries.some((entry) => entry.code === code));
  if (strange.length > 0) throw new Error(`A page is named for codes that there are not: ${strange.join(', ')}`);
  const used = GROUPS.filter((group) => entries.some(({ groups }) => groups[0] === group));
  const contents = used.map(({ title }) => `- [${title}](#${title.toLowerCase().replaceAll(' ', '-')})`);
  const sections = used.map((group) =>
    [
      `## ${group.title}\n\n${group.intro}`,
      ...entries.filter(({ groups }) => groups[0] === group).map((entry) => toBlock(entry, group)),
    ].join('\n\n'),
  );
  return `${[TITLE, contents.join('\n'), ...sections].join('\n\n').replaceAll(/\n{3,}/g, '\n\n')}\n`;
}

function toBlock({ code, groups, causes, said }: Entry, own: Group): string {
  const pages = PAGES.filter(({ codes }) => codes.includes(code));
  return [
    `### \`${code}\``,
    ...groups.flatMap((group) => [
      ...(group === own ? [] : [`${capitalize(group.also)}:`]),
      ...new Set(causes.filter(group.has).map(({ cause }) => `**Cause:** ${inSentence(cause)}`)),
      ...toQuotes(said.filter(group.has)),
    ]),
    ...(own.title.startsWith('Warnings') ? [`**Acknowledge:** \`cdk-workmail-flow:${code}\``] : []),
    ...pages.map(({ title, page }) => `More: [${title}](${page})`),
  ].join('\n\n');
}

/** Sentences that end alike stand together. */
function toQuotes(said: readonly Said[]): string[] {
  const byCure = new Map<string | undefined, Said[]>();
  for (const one of said) byCure.set(one.cure, [...(byCure.get(one.cure) ?? []), one]);
  return [...byCure].flatMap(([cure, all]) => [
    [...new Set(all.map(({ sentence }) => `> ${inSentence(sentence)}`))].join('\n>\n'),
    ...(cure === undefined ? [] : [`**Cure:** ${PASSED_ON_AS.includes(cure) ? PASSED_ON : inSentence(cure)}`]),
  ]);
}

function inSentence(text: string): string {
  return escaped(text.trim().replaceAll(/\s*\n\s*/g, ' ')).replace(/([^.:?!…])$/, '$1.');
}

/** What stands in backquotes is code already. */
function escaped(text: string): string {
  const pieces = text.split(/(`[^`]*`)/);
  const done = pieces.map((piece) => (piece.startsWith('`') ? piece : piece.replaceAll(/[\\*_<>[\]$|]/g, '\\$&')));
  return done.join('').replaceAll(HOLE.begin, '*').replaceAll(HOLE.end, '*').replaceAll('**', '* *');
}

function capitalize(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

/** What pages and doc comments show as code compiles. */
import { fencesOf, PAGES } from './shown/pages';
import { docExamples, problemsOf, type Snippet } from './snippets';

/** What runs in Lambda as it is: CommonJS, with an event that has no type. A test runs it. */
const isFunctionFile = (file: string | undefined) => file === 'screening/index.js';

/** Shown for a person to compare with: `mail.test.ts` imports what is shown under its own name. */
const OF_PAGES: Snippet[] = PAGES.flatMap(fencesOf).flatMap(({ page, heading, language, code, file }) =>
  (language === 'ts' || language === 'js') && !isFunctionFile(file)
    ? [{ from: `${page}, ${heading}`, code, language, ...(file && { file }) }]
    : [],
);

/** The rooms with a public entry, and the constructs. */
const OF_COMMENTS: Snippet[] = [
  ...docExamples('lib', { recursive: false }),
  ...['handler', 'message', 'testing', 'local'].flatMap((room) => docExamples(`lib/${room}`)),
];

test('there are some', () => {
  expect(OF_PAGES.length).toBeGreaterThan(15);
  expect(OF_COMMENTS.length).toBeGreaterThan(15);
});

test('they compile', () => expect(problemsOf([...OF_PAGES, ...OF_COMMENTS])).toEqual([]), 120_000);

test('what does not compile is found', () => {
  const from = 'a page';
  expect(problemsOf([{ from, code: 'await updateMessage(event.messageId, []);' }])).toEqual([
    "a page, line 1 of the snippet: Cannot find name 'updateMessage'.",
    expect.stringContaining("Cannot find name 'event'"),
  ]);
  const code =
    "import { synchronousHandler } from 'cdk-workmail-flow/handler';\nsynchronousHandler({ inbund: (mail) => mail });";
  expect(problemsOf([{ from, code, language: 'js' }])).toEqual([expect.stringContaining('inbund')]);
}, 60_000);

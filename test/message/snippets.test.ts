import { problemsOf, readmeSnippets } from '../snippets';

test('What the README shows of this entry compiles', () => {
  const snippets = readmeSnippets('Reading and changing a message');
  expect(snippets).toHaveLength(1);
  expect(problemsOf(snippets)).toEqual([]);
}, 60_000);

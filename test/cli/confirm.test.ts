import { createInterface } from 'node:readline/promises';
import { confirm } from '../../lib/cli/confirm';

jest.mock('node:readline/promises');
jest.mock('../../lib/cli/terminal', () => ({ colors: { bold: String }, printError: jest.fn() }));

const terminals = [process.stdin, process.stderr] as const;
const before = terminals.map(({ isTTY }) => isTTY);
beforeAll(() => {
  for (const terminal of terminals) Object.assign(terminal, { isTTY: true });
});
afterAll(() => {
  for (const [index, terminal] of terminals.entries()) Object.assign(terminal, { isTTY: before[index] });
});

// other tests of this process leave theirs
const exitCode = process.exitCode;
beforeEach(() => {
  process.exitCode = undefined;
});
afterAll(() => {
  process.exitCode = exitCode;
});

const typing = (question: () => Promise<string>) =>
  jest.mocked(createInterface).mockReturnValue({ question, close: () => undefined } as never);

test.each([
  ['y', true],
  [' YES ', true],
  ['n', false],
  ['', false],
])('%j: %s', async (answer, expected) => {
  typing(async () => answer);
  expect(await confirm('Go on?', {})).toBe(expected);
  expect(process.exitCode).toBeUndefined();
});

test('Ctrl-C and Ctrl-D are no, and no fault', async () => {
  typing(async () => {
    throw Object.assign(new Error('Aborted with Ctrl+C'), { name: 'AbortError' });
  });
  expect(await confirm('Go on?', {})).toBe(false);
  expect(process.exitCode).toBe(130);
});

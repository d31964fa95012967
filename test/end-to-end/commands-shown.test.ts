/**
 * The commands that the README and the pages of docs show are run, in the folder that the quick start makes, by the
 * files that it shows; where output is shown, it is compared. A command for an organization asks the local WorkMail.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fence, fencesOf, PAGES, ROOT } from '../shown/pages';
import { EXCEPTIONS } from './commands-shown/exceptions';
import { follow } from './commands-shown/follow';
import { installHere, writeFiles } from './commands-shown/library';
import { Shell } from './commands-shown/shell';

jest.setTimeout(300_000);

const QUICK_START = 'In TypeScript';
/** Needs the package for Python: test/packages/quick-start.test.ts. */
const IN_PYTHON = 'In Python';

let folder: string;
let shell: Shell;
let account: Shell;
const used = new Set<unknown>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'commands-shown-'));
  const project = join(folder, 'mail');
  mkdirSync(project);
  const environment = {
    PATH: `${join(project, 'node_modules', '.bin')}:${process.env.PATH}`,
    CDK_VALIDATION: 'false',
    CI: '',
    XDG_STATE_HOME: join(folder, 'state'),
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  shell = new Shell(project, environment);
  account = new Shell(project, environment);
});
afterAll(async () => {
  await shell.stop();
  await account.stop();
  rmSync(folder, { recursive: true, force: true });
});

const exceptionFor = (page: string, command: string) => {
  const exception = EXCEPTIONS.find((one) => one.page === page && one.command.test(command));
  used.add(exception);
  return exception;
};
const run = (fences: readonly Fence[]) => follow(fences, { shell, exceptionFor });

/** The organization, with the app of the quick start deployed, as if it were in an account. */
async function startAccount(): Promise<void> {
  const { output } = await account.run('npx workmail-flow local --app cdk.out --domain corp.example --quiet');
  for (const [, name = '', value = ''] of output.matchAll(/export (\w+)=(\S+)/g)) shell.environment[name] = value;
}

test('the quick start, from an empty folder', async () => {
  const fences = fencesOf('README.md').filter(({ heading }) => heading === QUICK_START);
  const isMade = (fence: Fence) => fence.language === 'sh' && fence.code.includes('mkdir screening');
  installHere(shell.folder);
  await run(fences.filter(isMade));
  writeFiles(shell.folder, fences);
  await run(fences.filter((fence) => !isMade(fence)));
  await shell.stop();
  expect(readFileSync(join(shell.folder, '__snapshots__/mail.test.ts.snap'), 'utf8')).toContain('[provider asset]');
});

describe('in its folder, beside an organization to which it is deployed', () => {
  beforeAll(async () => {
    mkdirSync(join(shell.folder, 'archive'));
    const message = readFileSync(join(shell.folder, 'message.eml'), 'utf8');
    writeFileSync(join(shell.folder, 'archive', '1.eml'), message);
    writeFileSync(join(shell.folder, 'archive', '2.eml'), message.replace('Advertisement', 'Hello'));
    await startAccount();
  });

  afterEach(() => shell.stop());

  test.each(PAGES)('%s', async (page) => {
    const sections = page === 'README.md' ? [QUICK_START, IN_PYTHON] : [];
    const fences = fencesOf(page).filter(({ heading }) => !sections.includes(heading));
    writeFiles(shell.folder, fences);
    await run(fences);
  });
});

describe('what is wrong is found:', () => {
  const fence = (language: string, code: string): Fence => ({ page: 'a page', heading: 'A heading', language, code });

  test('an option that there is not', () =>
    expect(run([fence('sh', 'npx workmail-flow graph --colour\n')])).rejects.toThrow(
      /^a page: npx workmail-flow graph --colour\nended with 2:\n.*unknown option/,
    ));

  test('another output', async () => {
    const shows = (text: string) =>
      follow([fence('sh', 'echo One; echo Two'), fence('text', text)], { shell, exceptionFor, momentMilliseconds: 0 });
    await shows('One\nTwo\n');
    await shows('O…\nT…o\n');
    await expect(shows('Two\nOne\n')).rejects.toThrow('a page shows\n\nTwo\nOne\n\nbut there was\n\nOne\nTwo\n');
  });
});

test('no exception is left over', () => {
  expect(EXCEPTIONS.filter((exception) => !used.has(exception))).toEqual([]);
});

test.each(PAGES)('%s names scripts and tests that are there', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  const files = [...text.matchAll(/`((?:lib|test|projenrc|integ|examples|docs|bench)\/[\w./-]+)`/g)].map(
    ([, file = '']) => file,
  );
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

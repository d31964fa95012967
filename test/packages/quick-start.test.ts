/** The quick start of the README, to the letter, from an empty folder: with the built packages, in both languages. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Exception, follow } from '../end-to-end/commands-shown/follow';
import { writeFiles } from '../end-to-end/commands-shown/library';
import { Shell } from '../end-to-end/commands-shown/shell';
import { type Fence, fencesOf } from '../shown/pages';
import { succeed } from './command';
import { PYTHON } from './languages';
import { ROOT } from './screening';

jest.setTimeout(1_800_000);

let folder: string;
let shell: Shell | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quick-start-'));
  const pacmak = join(ROOT, 'node_modules', 'jsii-pacmak', 'bin', 'jsii-pacmak');
  const targets = ['js', ...(PYTHON.missing ? [] : ['python'])].flatMap((target) => ['--target', target]);
  await succeed(ROOT, process.execPath, [pacmak, ...targets, '--outdir', join(folder, 'built')]);
  // The clone beside the folder of the reader.
  mkdirSync(join(folder, 'cdk-workmail-flow'));
  symlinkSync(join(folder, 'built'), join(folder, 'cdk-workmail-flow', 'dist'));
});
afterEach(() => shell?.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A virtual environment is active in the shell of the reader; here each command has its own. */
const ACTIVATION: Exception = {
  page: 'README.md',
  command: /^\. \.venv\/bin\/activate$/,
  why: 'PATH begins with the folder',
  isSkipped: true,
};

async function begin(name: string, heading: string): Promise<void> {
  const project = join(folder, name);
  mkdirSync(project);
  shell = new Shell(project, {
    PATH: `${join(project, '.venv', 'bin')}:${process.env.PATH}`,
    CI: '',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  });
  const fences = fencesOf('README.md').filter((fence) => fence.heading === heading);
  const exceptionFor = (_page: string, command: string) => (ACTIVATION.command.test(command) ? ACTIVATION : undefined);
  const isMade = ({ language, code }: Fence) => language === 'sh' && code.includes('mkdir screening');
  await follow(fences.filter(isMade), { shell, exceptionFor });
  writeFiles(project, fences);
  await follow(
    fences.filter((fence) => !isMade(fence)),
    { shell, exceptionFor },
  );
}

test('in TypeScript', () => begin('typescript', 'In TypeScript'));

(PYTHON.missing ? test.skip : test)(`in Python${PYTHON.missing ? ` (${PYTHON.missing})` : ''}`, () =>
  begin('python', 'In Python'),
);

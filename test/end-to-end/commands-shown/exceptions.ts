import { spawnSync } from 'node:child_process';
import { ROOT } from '../../shown/pages';
import type { Exception } from './follow';

const skip = (page: string, command: RegExp, why: string): Exception => ({ page, command, why, isSkipped: true });

const isAbsent = (program: string) => spawnSync(program, ['--version']).error !== undefined;

export const EXCEPTIONS: readonly Exception[] = [
  {
    page: 'README.md',
    command: /^npm ci && npm run demo$/,
    why: 'the modules and the bundles that tests use stay',
    instead: { command: 'npx tsx --tsconfig examples/tsconfig.json examples/screening/demo.ts', folder: ROOT },
  },
  skip('README.md', /^npm ci && npm test$/, 'it is what runs this'),
  skip('README.md', /^npm ci && npm run package:try$/, 'test/packages builds the packages'),
  skip(
    'README.md',
    /^npm install /,
    'the modules of this checkout are linked; test/packages installs from the registry',
  ),
  { page: 'README.md', command: /--compare-with/, why: 'the new function moves advertisements', status: 1 },
  {
    page: 'docs/rolling-out-a-function.md',
    command: /--compare-with/,
    why: 'the new function moves advertisements: the page says exit code 1',
    status: 1,
  },
  skip('docs/rolling-out-a-function.md', /\/aws\/lambda\/NAME/, 'NAME is a function in the reader’s account'),
  skip('docs/contract-tests.md', /./, 'against a real organization'),
  skip('docs/contributing.md', /^npm ci$/, 'the modules that tests use stay'),
  skip('docs/contributing.md', /^npm run bundle$/, 'the bundles that tests use stay'),
  skip('docs/contributing.md', /^npx jest test\/rules$/, 'these tests run anyway'),
  ...(isAbsent('aws') ? [skip('docs/local-workmail.md', /^aws /, 'AWS’s command line is not on this machine')] : []),
  ...(isAbsent('curl')
    ? ['README.md', 'docs/local-workmail.md'].map((page) => skip(page, /^(?:curl|ls) /, 'curl is not on this machine'))
    : []),
];

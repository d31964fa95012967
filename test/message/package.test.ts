/** The entry as a consumer gets it, by the package's exports: `npm run bundle` makes what they lead to. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import * as entry from '../../lib/message';
import { makeConsumerProject } from '../consumer-project';

const project = makeConsumerProject();

function run(file: string, source: string, env: NodeJS.ProcessEnv = {}): string {
  writeFileSync(join(project, file), source);
  return execFileSync(process.execPath, [join(project, file)], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
}

const REWRITE = `
  rewriteMessage(Buffer.from('From: a@x.example\\r\\n\\r\\nHello'), [addBanner({ text: 'Grüße' })])
    .then(({ content }) => console.log(content.toString().split('\\r\\n').slice(-3).join('|')));`;
const IMPORT = `import { addBanner, rewriteMessage } from 'cdk-workmail-flow/message';`;

test('require and import give the same, and what the sources export', () => {
  const required = run('names.cjs', `console.log(Object.keys(require('cdk-workmail-flow/message')).sort().join())`);
  const imported = run(
    'names.mjs',
    `import * as entry from 'cdk-workmail-flow/message'; console.log(Object.keys(entry).sort().join())`,
  );
  const names = Object.keys(entry).sort();
  expect(required.trim().split(',')).toEqual(names);
  expect(imported.trim().split(',')).toEqual(names);
});

test.each(['cjs', 'esm'] as const)('it works in what an author bundles, as %s', (format) => {
  const { outputFiles } = buildSync({
    stdin: { contents: IMPORT + REWRITE, resolveDir: project },
    ...{ bundle: true, minify: true, platform: 'node', target: 'node20', format, write: false },
    external: ['@aws-sdk/*'],
  });
  const file = format === 'esm' ? 'bundle.mjs' : 'bundle.cjs';
  expect(run(file, outputFiles[0]!.text)).toBe('Gr=C3=BC=C3=9Fe||Hello\n');
});

test.each([
  ['mjs', `import { awsMessages, readMessageBytes } from 'cdk-workmail-flow/message';`],
  ['cjs', `const { awsMessages, readMessageBytes } = require('cdk-workmail-flow/message');`],
])('it finds the AWS SDK as %s', (kind, beginning) => {
  const source = `${beginning}
    const messageFlow = { send: async ({ input }) => ({ messageContent: [Buffer.from(JSON.stringify(input))] }) };
    readMessageBytes('a', { messages: awsMessages({ messageFlow }) }).then((bytes) => console.log(bytes.toString()));`;
  expect(run(`sdk.${kind}`, source)).toBe('{"messageId":"a"}\n');
});

test('it needs no AWS SDK until a message of WorkMail is asked for, and says so then', () => {
  const source = `
    const { addBanner, rewriteMessage, updateMessage } = require('./message.cjs');
    ${REWRITE}
    updateMessage('a', []).catch((error) => console.log(error.code, error.message));`;
  writeFileSync(
    join(project, 'message.cjs'),
    require('node:fs').readFileSync(join(__dirname, '../../assets/message/message.cjs')),
  );
  expect(run('bare.cjs', source)).toMatch(/Gr=C3=BC=C3=9Fe\|\|Hello\n/);
  expect(run('bare.cjs', source)).toMatch(
    /SDK_MISSING @aws-sdk\/client-workmailmessageflow cannot be loaded\. Install it/,
  );
});

/** The entry as a consumer gets it, by the package's exports: `npm run bundle` makes what they lead to. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { makeConsumerProject } from '../consumer-project';

const project = makeConsumerProject();

/** What a function's project deploys. */
function bundle(source: string, format: 'esm' | 'cjs' = 'esm'): string {
  const { outputFiles } = buildSync({
    stdin: { contents: source, resolveDir: project },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format,
    write: false,
  });
  return outputFiles[0]!.text;
}

const WITH = `
  import { synchronousHandler } from 'cdk-workmail-flow/handler';
  export const handler = synchronousHandler({ inbound: (mail, answer) => answer.deliverRest() });`;
const WITHOUT = `
  export const handler = async () => ({ actions: [{ action: { type: 'DEFAULT' }, allRecipients: true }] });`;
const WATCHING = `
  import { asynchronousHandler } from 'cdk-workmail-flow/handler';
  export const handler = asynchronousHandler({ all: (mail) => console.log(mail.messageId) });`;

const KILOBYTE = 1024;

test.each<['esm' | 'cjs', string]>([
  ['esm', WITH],
  ['cjs', WITH],
  [
    'cjs',
    WITH.replace('import {', 'const {').replace(
      "} from 'cdk-workmail-flow/handler'",
      "} = require('cdk-workmail-flow/handler')",
    ),
  ],
])('It adds no more than 15 KB to a bundle: %s', (format, source) => {
  const bare = bundle(WITHOUT, format).length;
  const added = bundle(source, format).length - bare;
  expect(added).toBeGreaterThan(5 * KILOBYTE);
  expect(added).toBeLessThanOrEqual(15 * KILOBYTE);
});

test('The bundle of a function that only watches holds nothing of answers', () => {
  expect(bundle(WATCHING)).not.toMatch(/allRecipients|bounceMessage|deliverRest/);
});

test.each([
  ['import', 'index.mjs', "import { synchronousHandler } from 'cdk-workmail-flow/handler';"],
  ['require', 'index.cjs', "const { synchronousHandler } = require('cdk-workmail-flow/handler');"],
])('It is there for %s, without a bundler', (_, file, load) => {
  const event = { envelope: { recipients: [{ address: 'a@corp.example' }] }, messageId: '1' };
  const call = `synchronousHandler({ inbound: (mail, answer) => answer.drop(mail.recipients) })(${JSON.stringify(event)})`;
  writeFileSync(join(project, file), `${load} ${call}.then((answer) => console.log(JSON.stringify(answer)));`);
  const output = execFileSync(process.execPath, ['--preserve-symlinks', join(project, file)], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual({ actions: [{ action: { type: 'DROP' }, recipients: ['a@corp.example'] }] });
});

test('The JSON Schemas are there by name', () => {
  const names = ['event', 'inbound-answer', 'outbound-answer'];
  const script = `for (const name of ${JSON.stringify(names)}) console.log(require('cdk-workmail-flow/schemas/' + name + '.json').title);`;
  writeFileSync(join(project, 'schemas.cjs'), script);
  const output = execFileSync(process.execPath, [join(project, 'schemas.cjs')], { encoding: 'utf8' });
  expect(output.split('\n')).toEqual(['MailFlowEvent', 'InboundAnswer', 'OutboundAnswer', '']);
});

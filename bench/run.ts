/**
 * All benchmarks, one after the other, as they print them; with `--page`, docs/benchmarks.md too. Names of benchmarks
 * choose some: `npm run bench -- choice smtp`. Ends with an error if one of them misses its limit.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { arch, cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';

const PAGE = 'docs/benchmarks.md';

/** By the file's name: what a reader of the page sees over its figures. */
const BENCHMARKS: Readonly<Record<string, { title: string; about: string }>> = {
  synth: {
    title: 'Synth, per rule',
    about:
      'A Run Lambda rule beside a receipt rule of `aws-ses` with a Lambda action, and beside a bare resource. The limit is the cost of the receipt rule.',
  },
  'provider-start': {
    title: 'Start of the provider',
    about:
      'From a cold process to the first request of the custom resource, beside the handler of `AwsCustomResource`, and beside the framework of `cr.Provider` on its way to the function behind it, whose own start comes on top. The size of the code is what Lambda loads; the AWS SDK of Lambda’s runtime, which the two others load too, is not in theirs.',
  },
  choice: {
    title: 'Choice of a rule',
    about:
      'The index of the rules engine beside the obvious loop over all rules. The limits: 500,000 decisions a second, and 1,000 patterns at no more than 1.5 times the cost of 10.',
  },
  simulate: {
    title: 'Simulation',
    about: 'Messages through the whole engine, with a stand-in function. The limit: 2,000 messages a second.',
  },
  handler: {
    title: 'The handler around a function',
    about:
      'What `cdk-workmail-flow/handler` adds to a call, beside the same function with schemas of Zod. The limit: 50 µs for 20 recipients or fewer.',
  },
  message: {
    title: 'Rewriting a message',
    about: 'A banner and a tag, beside mailsplit alone, which changes nothing, and beside reading and composing anew.',
  },
  smtp: {
    title: 'Taking mail by SMTP',
    about: 'The local WorkMail beside a bare smtp-server that writes each message to a file with fsync.',
  },
};

async function run(name: string): Promise<{ output: string; failed: boolean }> {
  const child = spawn(process.execPath, [join('bench', 'out', `${name}.js`)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const code = await new Promise((done) => child.on('close', done));
  return { output: output.trim(), failed: code !== 0 };
}

function page(sections: readonly string[]): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `# Benchmarks

Measured on ${new Date().toISOString().slice(0, 10)} with Node.js ${process.version} on ${type()} (${arch()}): ${cpus().length} cores (${cpu?.model.trim()}),
${gigabytes} GB of memory. Each figure stands beside its peer, measured in turn in the same run: on another machine the milliseconds
differ, the ratios hardly. \`npm run bench\` prints all of it, \`npm run bench -- choice smtp\` some; \`npm run bench -- --page\`
writes this page.

${sections.join('\n\n')}
`;
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2).filter((word) => word !== '--page');
  const unknown = wanted.filter((name) => !(name in BENCHMARKS));
  if (unknown.length) {
    throw new Error(`no benchmark is named ${unknown.join(', ')}: there are ${Object.keys(BENCHMARKS).join(', ')}`);
  }
  const writesPage = process.argv.includes('--page');
  if (writesPage && wanted.length) throw new Error('the page shows all benchmarks: leave out the names');
  const sections: string[] = [];
  for (const [name, { title, about }] of Object.entries(BENCHMARKS)) {
    if (wanted.length && !wanted.includes(name)) continue;
    console.log(`\n== ${title}`);
    const { output, failed } = await run(name);
    if (failed) process.exitCode = 1;
    sections.push(`## ${title}\n\n${about}\n\n\`\`\`text\n${output}\n\`\`\``);
  }
  if (writesPage && !process.exitCode) writeFileSync(PAGE, page(sections));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

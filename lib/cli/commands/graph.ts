import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import type { RulesDrawing } from '../../graph';
import { CommandError } from '../exit';
import { writeOutput } from '../output-file';
import { rooms } from '../rooms';
import { addSourceOptions, openFlow, type SourceOptions } from '../source';
import { note, print } from '../terminal';

interface GraphOptions extends SourceOptions {
  readonly output?: string;
  readonly format?: Format;
  readonly json?: boolean;
}

/** The formats, by name. */
const FORMATS = {
  svg: ({ svg }: RulesDrawing) => withLineEnd(svg),
  mermaid: ({ mermaid }: RulesDrawing) => withLineEnd(mermaid),
  markdown: ({ mermaid }: RulesDrawing) => `\`\`\`mermaid\n${withLineEnd(mermaid)}\`\`\`\n`,
};
type Format = keyof typeof FORMATS;

/** By the ending of the file. */
const ENDINGS: Readonly<Record<string, Format>> = {
  '.svg': 'svg',
  '.mmd': 'mermaid',
  '.mermaid': 'mermaid',
  '.md': 'markdown',
};

const EXAMPLES = `
Examples:
  workmail-flow graph -o rules.svg
  workmail-flow graph --format markdown >> review.md
  workmail-flow graph --rules rules.json -o rules.mmd`;

export function addGraph(program: Command): void {
  const command = program
    .command('graph')
    .summary('a picture of the rules in order of precedence')
    .description('Draws the rules in order of precedence, by direction: SVG that needs nothing else, or Mermaid.');
  addSourceOptions(command, { areDomainsOfUse: false })
    .option('-o, --output <file>', `where to write it; the ending says how: ${Object.keys(ENDINGS).join(', ')}`)
    .addOption(new Option('--format <format>', 'on standard output (default: mermaid)').choices(Object.keys(FORMATS)))
    .addOption(new Option('--json', 'print a JSON document with both').conflicts(['output', 'format']))
    .addHelpText('after', EXAMPLES)
    .action(graph);
}

async function graph(options: GraphOptions): Promise<void> {
  const { output, json } = options;
  const format = options.format ?? (output === undefined ? 'mermaid' : formatOf(output));
  const { rules, functionNames } = await openFlow(options);
  const { drawRules } = await rooms.graph();
  const drawing = drawRules({ ...rules, functionNames });
  if (json) return print(`${JSON.stringify(drawing)}\n`);
  const text = FORMATS[format](drawing);
  if (output === undefined) return print(text);
  writeOutput(output, text);
  note(`${rules.inbound.length} inbound and ${rules.outbound.length} outbound rules drawn to ${output}`);
}

function formatOf(output: string): Format {
  const ending = extname(output).toLowerCase();
  const format = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  if (format) return format;
  throw new CommandError(
    'FORMAT_UNKNOWN',
    `The ending of ${output} names no format`,
    `Let it end in ${Object.keys(ENDINGS).join(', ')}, or say --format`,
  );
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

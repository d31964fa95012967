import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { InboundAction, MailFlowFunction, Organization } from '../lib';
import { type Direction, decide } from '../lib/rules';
import { shown } from './shown/pages';

const PAGES = [
  ...readdirSync('.').filter((file) => file.endsWith('.md') && file !== 'API.md'),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

it.each(PAGES)('%s links to what exists', (page) => {
  const text = readFileSync(page, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const missing = targets.filter((target) => !/^https?:|^#/.test(target) && !isThere(dirname(page), target));
  expect(missing).toEqual([]);
});

/** A file, and in it the heading that the link names. */
function isThere(folder: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = join(folder, file);
  if (!existsSync(path)) return false;
  if (!anchor) return true;
  const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.some((heading) => slug(heading) === anchor);
}

/** As GitHub makes it. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

describe('docs/how-rules-are-chosen.md', () => {
  const page = readFileSync('docs/how-rules-are-chosen.md', 'utf8');
  const rules = JSON.parse(readFileSync('docs/rules.json', 'utf8'));

  it('shows the picture that the command draws', () => {
    const drawing = execFileSync('node', ['bin/workmail-flow.js', 'graph', '--rules', 'docs/rules.json', '--json']);
    expect(readFileSync('docs/rules.svg', 'utf8').trim()).toBe(JSON.parse(drawing.toString()).svg.trim());
  });

  const rows = [...page.matchAll(/^\| (inbound|outbound) \| `(\S+)` \| `(\S+)` \| (.+?) \|/gm)].map((row) =>
    row.slice(1),
  );

  it('has its table', () => expect(rows).toHaveLength(10));

  it.each(rows)('%s mail from %s to %s: %s', (way, from = '', recipient = '', decidedBy) => {
    const direction = way?.toUpperCase() as Direction;
    const { winner } = decide(direction, rules[way as 'inbound'], { from, recipient });
    expect(winner ? `\`${winner.Name}\`` : 'no rule').toBe(decidedBy);
  });
});

describe('docs/troubleshooting.md', () => {
  const page = readFileSync('docs/troubleshooting.md', 'utf8');
  const sources = readdirSync('lib', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join('lib', file), 'utf8'))
    .join('\n');
  // In the first column, or at the beginning of a paragraph in bold.
  const named = [...page.matchAll(/^(?:\||\*\*)(.*?)(?: \||\*\*)/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, code = '']) => code),
  );

  it.each(named)('%s is a code of this library', (code) => expect(sources).toContain(`'${code}'`));

  it('names some', () => expect(named.length).toBeGreaterThan(15));
});

test('docs/declaring-rules.md shows a mistake as it looks', () => {
  const stack = new Stack(new App(), 'Mail');
  const mistake = () =>
    new MailFlowFunction(stack, 'Screening', {
      organization: Organization.fromOrganizationId(stack, 'Organization', 'm-0123456789abcdef0123456789abcdef'),
      code: Code.fromInline('exports.handler = async () => {};'),
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      inbound: {
        synchronous: true,
        recipients: ['sales@corp.example'],
        fallbackAction: InboundAction.deliver(),
        ruleTimeout: Duration.minutes(30),
      },
    });
  const [text = ''] = shown('docs/declaring-rules.md', 'text', 'What a mistake looks like');
  expect(mistake).toThrow(text.replace('Error: ', '').trim().replaceAll(/\s+/g, ' '));
});

import { actionMember, DIRECTIONS, type Direction } from '../rules';
import type { Step } from './steps';
import { LAYOUT, MONOSPACED_WIDTH, PROPORTIONAL_WIDTH, STYLE } from './svg-style';
import { cut, cutList, toXml } from './text';
import {
  actionDetails,
  actionName,
  DIRECTION_TITLES,
  type FunctionNames,
  levelTitle,
  type Note,
  notesOf,
  OTHERWISE,
  READING,
} from './words';

export type StepsByDirection = Readonly<Record<Direction, readonly Step[]>>;

/** A part of the picture, drawn from its own upper edge. */
interface Block {
  readonly height: number;
  readonly content: string;
}

/** The steps of both directions below each other. */
export function drawSvg(steps: StepsByDirection, functionNames: FunctionNames): string {
  const sections = DIRECTIONS.map((direction) => drawSection(direction, steps[direction], functionNames));
  const { height, content } = stack([space(LAYOUT.margin), ...sections, space(LAYOUT.margin / 2)]);
  const counts = DIRECTIONS.map((direction) => `${DIRECTION_TITLES[direction]}: ${countRules(steps[direction])}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${LAYOUT.width}" height="${height}" viewBox="0 0 ${LAYOUT.width} ${height}">`,
    `<title>Email flow rules in order of precedence. ${counts.join(', ')}.</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${LAYOUT.width}" height="${height}"/>`,
    content,
    '</svg>',
    '',
  ].join('\n');
}

function drawSection(direction: Direction, steps: readonly Step[], functionNames: FunctionNames): Block {
  const rows = steps.flatMap((step, index) => {
    const startsLevel = steps[index - 1]?.specificity !== step.specificity;
    return [...(startsLevel ? [drawLevel(step)] : []), drawStep(direction, step, functionNames)];
  });
  const path = stack([...rows, drawEnd(direction)]);
  const end = path.height - LAYOUT.lineHeight - 3;
  const spine = `<path class="spine" d="M${LAYOUT.spine} 0V${end}"/><path class="arrow" d="M${LAYOUT.spine - 6} ${end - 4}h12l-6 9z"/>`;
  return stack([
    drawHeading(direction, steps),
    { height: path.height, content: `${spine}\n${path.content}` },
    space(LAYOUT.margin),
  ]);
}

function drawHeading(direction: Direction, steps: readonly Step[]): Block {
  const { margin, lineHeight } = LAYOUT;
  const title = `${DIRECTION_TITLES[direction]}: ${countRules(steps)}`;
  return {
    height: 52 + lineHeight,
    content: [
      writeText(margin, 20, 'title', title),
      writeText(margin, 42, 'muted', READING[direction]),
      ...(['name', 'senders', 'recipients', 'action'] as const).map((column, index) =>
        writeText(LAYOUT[column], 64, 'muted', ['Rule', 'From', 'To', 'Action'][index]!),
      ),
    ].join('\n'),
  };
}

function countRules(steps: readonly Step[]): string {
  const count = new Set(steps.map(({ rule }) => rule)).size;
  return `${count} ${count === 1 ? 'rule' : 'rules'}`;
}

function drawLevel(step: Step): Block {
  const width = LAYOUT.width - LAYOUT.name - LAYOUT.margin + 12;
  return {
    height: 28,
    content: `<rect class="band" x="${LAYOUT.name - 12}" y="4" width="${width}" height="20" rx="4"/>${writeText(LAYOUT.name, 18, 'level muted', levelTitle(step))}`,
  };
}

function drawStep(direction: Direction, step: Step, functionNames: FunctionNames): Block {
  const { rule, senders, recipients, number } = step;
  const { lineHeight, rowPadding } = LAYOUT;
  const columns = [
    drawCell('name', 'mono name', [rule.Name], 2),
    drawCell('senders', 'mono', senders, 2),
    drawCell('recipients', 'mono', recipients, 2),
    drawAction(direction, step, functionNames),
  ];
  const notes = notesOf(step);
  const top = Math.max(...columns.map(({ height }) => height));
  const height = top + notes.length * lineHeight + 2 * rowPadding;
  const isNever = step.conflicts.some(({ applies }) => !applies);
  const middle = rowPadding + lineHeight / 2;
  return {
    height,
    content: [
      `<circle class="dot" cx="${LAYOUT.spine}" cy="${middle}" r="${String(number).length > 2 ? 15 : 12}"/>`,
      writeText(LAYOUT.spine, middle + 4, 'number', String(number)),
      `<g transform="translate(0 ${rowPadding})"${isNever ? ' class="never"' : ''}>`,
      ...columns.map(({ content }) => content),
      '</g>',
      ...notes.map((note, index) => drawNote(note, rowPadding + top + (index + 1) * lineHeight - 4)),
      `<path class="rule" d="M${LAYOUT.name} ${height - 0.5}H${LAYOUT.width - LAYOUT.margin}"/>`,
    ].join('\n'),
  };
}

const NOTE_CLASSES: Readonly<Record<Note['kind'], string>> = {
  exception: 'muted',
  tie: 'caution',
  beaten: 'caution',
  never: 'alarm',
};

function drawNote({ kind, text }: Note, y: number): string {
  return writeText(LAYOUT.name, y, NOTE_CLASSES[kind], text);
}

const COLUMN_ENDS = { name: LAYOUT.senders, senders: LAYOUT.recipients, recipients: LAYOUT.action } as const;

/** Items below each other as far as there is room; a tooltip has all of them. */
function drawCell(column: keyof typeof COLUMN_ENDS, className: string, items: readonly string[], lines: number): Block {
  const most = Math.floor((COLUMN_ENDS[column] - LAYOUT[column] - 16) / MONOSPACED_WIDTH);
  const shown = cutList(items, most, lines);
  const texts = shown.lines.map((line, index) =>
    writeText(LAYOUT[column], 13 + index * LAYOUT.lineHeight, className, line),
  );
  const tooltip = shown.isCut ? `<title>${toXml(items.join(', '))}</title>` : '';
  return { height: shown.lines.length * LAYOUT.lineHeight, content: `<g>${tooltip}${texts.join('')}</g>` };
}

function drawAction(direction: Direction, { rule }: Step, functionNames: FunctionNames): Block {
  const name = actionName(direction, rule);
  const details = actionDetails(direction, rule, functionNames);
  const width = Math.ceil(name.length * (PROPORTIONAL_WIDTH + 0.8)) + 16;
  const most = Math.floor((LAYOUT.width - LAYOUT.margin - LAYOUT.action) / PROPORTIONAL_WIDTH);
  const lines = details.map((detail, index) => {
    const shown = cut(detail, most);
    const tooltip = shown.isCut ? `<title>${toXml(detail)}</title>` : '';
    return `<g>${tooltip}${writeText(LAYOUT.action, 31 + index * LAYOUT.lineHeight, 'muted', shown.text)}</g>`;
  });
  return {
    height: (1 + lines.length) * LAYOUT.lineHeight,
    content: [
      `<g class="${actionMember(rule.Action)}"><rect x="${LAYOUT.action - 8}" y="-1" width="${width}" height="18" rx="9"/>`,
      `${writeText(LAYOUT.action, 12, 'action', name)}</g>`,
      ...lines,
    ].join(''),
  };
}

function drawEnd(direction: Direction): Block {
  return { height: 34, content: writeText(LAYOUT.name, 24, 'muted', OTHERWISE[direction]) };
}

// ---- parts --------------------------------------------------------------------------------------

function stack(blocks: readonly Block[]): Block {
  let height = 0;
  const contents: string[] = [];
  for (const block of blocks) {
    if (block.content) contents.push(`<g transform="translate(0 ${height})">\n${block.content}\n</g>`);
    height += block.height;
  }
  return { height, content: contents.join('\n') };
}

function space(height: number): Block {
  return { height, content: '' };
}

function writeText(x: number, y: number, className: string, text: string): string {
  return `<text x="${x}" y="${y}" class="${className}">${toXml(text)}</text>`;
}

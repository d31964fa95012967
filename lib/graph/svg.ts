import { ACTIONS, actionMember, DIRECTIONS, type Direction, type Rule } from '../rules';
import type { Step, StepsByDirection } from './steps';
import { BADGE_LETTER_WIDTH, LAYOUT, MONOSPACED_WIDTH, PROPORTIONAL_WIDTH, STYLE } from './svg-style';
import { type CutLines, cut, cutLines, cutList, toXml } from './text';
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
  const title = writeText(margin, 20, 'title', `${DIRECTION_TITLES[direction]}: ${countRules(steps)}`);
  if (steps.length === 0) return { height: 32, content: title };
  const columns = Object.entries({ name: 'Rule', senders: 'From', recipients: 'To', action: 'Action' } as const);
  return {
    height: 52 + lineHeight,
    content: [
      title,
      writeText(margin, 42, 'muted', READING[direction]),
      ...columns.map(([column, text]) => writeText(LAYOUT[column as keyof typeof LAYOUT], 64, 'muted', text)),
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
  const { rule, senders, recipients, number, applies } = step;
  const { lineHeight, rowPadding } = LAYOUT;
  const columns = [
    drawCell('name', 'mono name', cutLines(rule.Name, widthOf('name'), 2), rule.Name),
    drawCell('senders', 'mono', cutList(senders, widthOf('senders'), 2), senders.join(', ')),
    drawCell('recipients', 'mono', cutList(recipients, widthOf('recipients'), 2), recipients.join(', ')),
  ];
  const action = drawAction(direction, step, functionNames);
  const notes = notesOf(step);
  const notesTop = Math.max(...columns.map(({ height }) => height));
  const height = Math.max(notesTop + notes.length * lineHeight, action.height) + 2 * rowPadding;
  const middle = rowPadding + lineHeight / 2;
  return {
    height,
    content: [
      `<circle class="dot" cx="${LAYOUT.spine}" cy="${middle}" r="${String(number).length > 2 ? 15 : 12}"/>`,
      writeText(LAYOUT.spine, middle + 4, 'number', String(number)),
      `<g transform="translate(0 ${rowPadding})"${applies ? '' : ' class="never"'}>`,
      ...columns.map(({ content }) => content),
      action.content,
      '</g>',
      ...notes.map(({ kind, text }, index) =>
        writeText(LAYOUT.name, rowPadding + notesTop + index * lineHeight + 13, NOTE_CLASSES[kind], text),
      ),
      `<path class="rule" d="M${LAYOUT.name} ${height - 0.5}H${LAYOUT.width - LAYOUT.margin}"/>`,
    ].join('\n'),
  };
}

const NOTE_CLASSES: Readonly<Record<Note['kind'], string>> = { relation: 'muted', doubt: 'caution', never: 'alarm' };

const COLUMN_ENDS = { name: LAYOUT.senders, senders: LAYOUT.recipients, recipients: LAYOUT.action } as const;

type Column = keyof typeof COLUMN_ENDS;

/** In characters. */
function widthOf(column: Column): number {
  return Math.floor((COLUMN_ENDS[column] - LAYOUT[column] - 16) / MONOSPACED_WIDTH);
}

/** A tooltip has what is cut off. */
function drawCell(column: Column, className: string, { lines, isCut }: CutLines, whole: string): Block {
  const texts = lines.map((line, index) => writeText(LAYOUT[column], 13 + index * LAYOUT.lineHeight, className, line));
  return { height: lines.length * LAYOUT.lineHeight, content: withTooltip(texts.join(''), isCut ? whole : undefined) };
}

function drawAction(direction: Direction, { rule }: Step, functionNames: FunctionNames): Block {
  const { action: left, lineHeight } = LAYOUT;
  const name = actionName(direction, rule);
  // The name stands in the middle, so that an error in its width is half as wide on each side.
  const width = Math.ceil(name.length * BADGE_LETTER_WIDTH) + 16;
  const badge = `<rect x="${left - 8}" y="-1" width="${width}" height="18" rx="9"/>`;
  const title = writeText(left - 8 + width / 2, 12, 'action', name);
  const [beside, ...below] = actionDetails(direction, rule, functionNames);
  const details = [
    ...(beside === undefined ? [] : [drawDetail(beside, left + width, 12, '')]),
    ...below.map((detail, index) => drawDetail(detail, left, 12 + (index + 1) * lineHeight, 'muted')),
  ];
  return {
    height: (1 + below.length) * lineHeight,
    content: `<g class="${actionClass(direction, rule)}">${badge}${title}</g>${details.join('')}`,
  };
}

function drawDetail(detail: string, x: number, y: number, className: string): string {
  const most = Math.floor((LAYOUT.width - LAYOUT.margin - x) / PROPORTIONAL_WIDTH);
  const { text, isCut } = cut(detail, most);
  return withTooltip(writeText(x, y, className, text), isCut ? detail : undefined);
}

/** Only actions that the direction knows have colours of their own. */
function actionClass(direction: Direction, { Action }: Rule): string {
  const member = actionMember(Action);
  return ACTIONS[direction].some((action) => action.member === member) ? member : 'band';
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

function withTooltip(content: string, text: string | undefined): string {
  return text === undefined ? content : `<g><title>${toXml(text)}</title>${content}</g>`;
}

function writeText(x: number, y: number, className: string, text: string): string {
  return `<text x="${x}" y="${y}" class="${className}">${toXml(text)}</text>`;
}

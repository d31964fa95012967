import { ACTIONS, actionMember, DIRECTIONS, type Direction } from '../rules';
import { LIGHT } from './palette';
import type { Step, StepsByDirection } from './steps';
import { cut, cutList, toMermaid } from './text';
import { actionDetails, actionName, DIRECTION_TITLES, type FunctionNames, notesOf, OTHERWISE } from './words';

/** Above these, Mermaid shows an error in place of the chart unless it is configured otherwise; some room is left. */
const MOST_CHARACTERS = 50_000 - 2_000;
const MOST_EDGES = 500 - 10;

/** Widths of what a box shows, in characters. */
const NAME_WIDTH = 48;
const PATTERNS_WIDTH = 40;

/** A flowchart of the steps of both directions. Of more steps than Mermaid takes it says how many it leaves out. */
export function drawMermaid(steps: StepsByDirection, functionNames: FunctionNames): string {
  const all = DIRECTIONS.reduce((sum, direction) => sum + steps[direction].length, 0);
  const lines = DIRECTIONS.flatMap((direction) => {
    const share = steps[direction].length / Math.max(all, 1);
    return drawSection(direction, steps[direction], functionNames, share);
  });
  return ['flowchart TB', ...lines, ...CLASSES, ''].join('\n');
}

/** On a light page and on a dark one: a box brings its own background. */
const CLASSES = [
  ...Object.entries(LIGHT.actions).map(
    ([member, [fill, ink]]) => `  classDef ${member} fill:${fill},stroke:${ink},color:${ink}`,
  ),
  '  classDef never opacity:0.6,stroke-dasharray:4 3',
];

function drawSection(
  direction: Direction,
  steps: readonly Step[],
  functionNames: FunctionNames,
  share: number,
): string[] {
  const prefix = direction === 'INBOUND' ? 'i' : 'o';
  const id = (number: number) => `${prefix}${number}`;
  let characters = MOST_CHARACTERS * share;
  let edges = Math.floor(MOST_EDGES * share);
  const boxes: string[] = [];
  for (const step of steps) {
    const box = `    ${id(step.number)}["${labelOf(direction, step, functionNames)}"]${classOf(direction, step)}`;
    // Each box has its place in the chain too.
    characters -= box.length + ` --> ${id(step.number)}`.length + 1;
    if (characters < 0 || boxes.length >= edges) break;
    boxes.push(box);
  }
  const left = steps.length - boxes.length;
  const chain = [0, ...steps.slice(0, boxes.length).map(({ number }) => number)].map(id);
  edges -= chain.length;
  const never = steps
    .slice(0, boxes.length)
    .filter(({ applies }) => !applies)
    .map(({ number }) => id(number));
  characters -= never.join(',').length;
  const exceptions: string[] = [];
  for (const { number, exceptionTo } of steps.slice(0, boxes.length)) {
    for (const other of exceptionTo.filter((wider) => wider <= boxes.length)) {
      const edge = `    ${id(number)} -. exception .-> ${id(other)}`;
      characters -= edge.length + 1;
      if (characters >= 0 && --edges >= 0) exceptions.push(edge);
    }
  }
  return [
    `  subgraph ${direction}["${DIRECTION_TITLES[direction]}: the first that matches decides"]`,
    '    direction TB',
    `    ${id(0)}(["a message, for each recipient"])`,
    ...boxes,
    ...(left > 0 ? [`    ${prefix}Left["and ${left} more"]`] : []),
    `    ${prefix}None(["${toMermaid(OTHERWISE[direction])}"])`,
    `    ${[...chain, ...(left > 0 ? [`${prefix}Left`] : []), `${prefix}None`].join(' --> ')}`,
    ...exceptions,
    ...(never.length > 0 ? [`    class ${never.join(',')} never`] : []),
    '  end',
  ];
}

function labelOf(direction: Direction, step: Step, functionNames: FunctionNames): string {
  const { number, rule, senders, recipients } = step;
  const patterns = (list: readonly string[]) => cutList(list, PATTERNS_WIDTH, 1).lines.join(' ');
  const lines = [
    `${number} · ${cut(rule.Name, NAME_WIDTH).text}`,
    `from ${patterns(senders)} to ${patterns(recipients)}`,
    cut([actionName(direction, rule), ...actionDetails(direction, rule, functionNames)].join(' · '), 2 * NAME_WIDTH)
      .text,
    ...notesOf(step)
      .filter(({ kind }) => kind !== 'relation')
      .map(({ text }) => text),
  ];
  return lines.map(toMermaid).join('<br/>');
}

/** Only actions that the direction knows have colours. */
function classOf(direction: Direction, { rule }: Step): string {
  const member = actionMember(rule.Action);
  return ACTIONS[direction].some((action) => action.member === member) ? `:::${member}` : '';
}

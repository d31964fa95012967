import type { LeftOut } from './inexpressible';
import { commentText } from './literal';
import type { CodePlan } from './plan';

/** Widest line before a list is written with an item on each line. */
const MOST_COLUMNS = 110;

/** `['a', 'b']`, or with an item on each line where that is too wide at its place. */
export function listOf(items: readonly string[], indent: number, prefix: string): string {
  const line = `[${items.join(', ')}]`;
  if (indent + prefix.length + line.length + 1 <= MOST_COLUMNS) return line;
  const inner = ' '.repeat(indent + INDENT);
  return `[\n${items.map((item) => `${inner}${item},\n`).join('')}${' '.repeat(indent)}]`;
}

export const INDENT = 4;

/** What stands at the beginning of the code, without the signs of a comment. */
export function headLines({ organization, stacks }: CodePlan, leftOut: readonly LeftOut[], run: string): string[] {
  const { alias, organizationId, region } = organization;
  const count = stacks.reduce((sum, { rules }) => sum + rules.length, 0);
  return [
    `The email flow rules of the WorkMail organization ${commentText(alias)} (${organizationId}) in ${region}, as they are: ${count === 1 ? '1 rule' : `${count} rules`}.`,
    '',
    'Each is adopted (adoptExisting): a deployment takes it over only if it is still as it is here, changes nothing of it,',
    'and keeps it when it leaves the stack. Change a rule in the deployment after that. Deploy with:',
    '',
    `  ${run}`,
    ...(leftOut.length === 0
      ? []
      : ['', 'Not here, because the constructs would refuse them:', ...leftOutLines(leftOut)]),
  ];
}

function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  return leftOut.flatMap(({ directed: { direction, rule }, reasons }) => [
    '',
    `  ${direction.toLowerCase()} rule ${commentText(JSON.stringify(rule.Name))}`,
    ...reasons.map((reason) => `    ${commentText(reason)}`),
    `    ${commentText(JSON.stringify(rule))}`,
  ]);
}

import { type Action, actionMember, type Direction, type LambdaAction, lambdaAction, shellWord } from '../../rules';
import type { LeftOut } from './inexpressible';
import { commentText } from './literal';
import type { CodePlan } from './plan';
import { FACTORY, METHODS, RULE_CLASS } from './vocabulary';

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

/** The command that deploys the file, for a shell: the CDK gives its `--app` to another one. */
export function deployCommand(interpreter: string, file: string): string {
  // what begins with a dash is no option
  const app = `${interpreter} ${shellWord(file.startsWith('-') ? `./${file}` : file)}`;
  return `npx cdk deploy --all --app ${shellWord(app)}`;
}

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
    `  ${commentText(run)}`,
    ...(leftOut.length === 0
      ? []
      : ['', 'Not here, because the constructs cannot express them:', ...leftOutLines(leftOut)]),
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

/** What of this library the code names. */
export function importedNames({ stacks }: CodePlan): string[] {
  const directions = (['INBOUND', 'OUTBOUND'] as const).filter((direction) =>
    stacks.some(({ rules }) => rules.some((rule) => rule.direction === direction)),
  );
  return [
    ...directions.flatMap((direction) => [FACTORY[direction], RULE_CLASS[direction]]),
    'Organization',
    ...(stacks.some(({ gateways }) => gateways.length > 0) ? ['SmtpGateway'] : []),
  ];
}

/** The variables of the code: of functions by their ARN, of gateways by their name. */
export interface Variables {
  readonly functions: ReadonlyMap<string, string>;
  readonly gateways: ReadonlyMap<string, string>;
}

interface FactoryCall {
  /** As TypeScript has it. */
  readonly method: string;
  /** The variable of the function or the gateway; empty where the action is about neither. */
  readonly about: string;
  readonly synchronous?: LambdaAction<Action>['SynchronousLambdaParameters'];
}

export function factoryCall(direction: Direction, action: Action, { functions, gateways }: Variables): FactoryCall {
  const lambda = lambdaAction(action);
  if (lambda) {
    const synchronous = lambda.SynchronousLambdaParameters;
    const method = synchronous ? 'runLambdaSynchronously' : 'runLambda';
    return { method, about: functions.get(lambda.Arn) ?? '', ...(synchronous && { synchronous }) };
  }
  const gateway = 'SmtpRoutingAction' in action ? gateways.get(action.SmtpRoutingAction.SmtpGatewayName) : undefined;
  return { method: METHODS[direction][actionMember(action)] ?? '', about: gateway ?? '' };
}

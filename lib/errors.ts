import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { describeProblem, type Problem, withLink } from './rules';

const PREFIX = 'cdk-workmail-flow';

/** An error of this library: `[cdk-workmail-flow:CODE] at CONSTRUCT: PROPERTY is VALUE: reason. Remedy.` */
function sentence(scope: IConstruct, problem: Problem): string {
  return `[${PREFIX}:${problem.code}] at ${scope.node.path || 'the app'}: ${describeProblem(problem)}`;
}

/** Such an error alone, as CDK shows what a construct's own validation finds. */
export function linkedSentence(scope: IConstruct, problem: Problem): string {
  return withLink(sentence(scope, problem), problem.code);
}

/** Most problems that one error tells of: a list of patterns can hold hundreds. */
const MOST_TOLD = 20;

/** Ends synth. Several problems of one construct come in one error, a line each, with the page that explains them. */
export function failAt(scope: IConstruct, ...problems: Problem[]): never {
  const lines = problems.slice(0, MOST_TOLD).map((problem) => sentence(scope, problem));
  const untold = problems.length - lines.length;
  const message = [...lines, ...(untold > 0 ? [`… and ${untold} more of this kind`] : [])].join('\n');
  throw new Error(withLink(message, problems[0]!.code));
}

/** A warning that an author can acknowledge by its id. */
export function warnAt(scope: IConstruct, code: string, message: string): void {
  Annotations.of(scope).addWarningV2(`${PREFIX}:${code}`, withLink(`${message}.`, code));
}

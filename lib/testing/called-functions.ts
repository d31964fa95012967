import { type PreviewedFunction, previewFunctions, type StackPreview } from '../local/cloudformation';
import { lambdaAction } from '../rules';
import type { OrganizationRules } from '../simulator';
import { isFunctionConstruct, previewId } from './constructs';
import { MailFlowError } from './errors';
import type { FunctionReference } from './stand-in';

/** The functions that rules call, and how people call them. */
export class CalledFunctions {
  /** As the rules name them. */
  readonly arns: readonly string[];
  private readonly defined: readonly PreviewedFunction[];

  constructor(
    rules: OrganizationRules,
    private readonly stacks: readonly StackPreview[],
  ) {
    const arns = [...rules.inbound, ...rules.outbound].flatMap(({ Action }) => lambdaAction(Action)?.Arn ?? []);
    this.arns = [...new Set(arns)];
    this.defined = previewFunctions(stacks);
  }

  /** What to call them when people read it: paths of constructs, or logical ids. By ARN, as far as stacks have them. */
  get names(): Record<string, string> {
    const entries = this.arns.flatMap((arn) => {
      const found = this.defined.find((candidate) => candidate.arn === unqualified(arn));
      if (!found) return [];
      const { stack, logicalId } = found.resource;
      const qualifier = arn.slice(found.arn.length);
      return [[arn, (stack.constructPath(logicalId) ?? logicalId) + qualifier]];
    });
    return Object.fromEntries(entries);
  }

  /** Whether a stack has the function. */
  isDefined(arn: string): boolean {
    return this.defined.some((found) => found.arn === unqualified(arn));
  }

  /** The ARNs by which rules call what is meant: those with its qualifier, or else all of the function's. */
  find(reference: FunctionReference): string[] {
    if (reference === '*') return [...this.arns];
    const meant = this.meaningOf(reference);
    const exact = this.arns.filter((arn) => arn === meant);
    const found = exact.length > 0 ? exact : this.arns.filter((arn) => this.namesOf(unqualified(arn)).includes(meant));
    if (found.length > 0) return found;
    throw new MailFlowError(
      'FUNCTION_NOT_CALLED',
      `No rule calls the function ${meant}`,
      this.arns.length > 0
        ? `The rules call ${this.arns.join(', ')}`
        : 'Declare a rule that runs it: so far no rule runs a function',
    );
  }

  /** How exactly a reference says what it means: 0 for all functions, 2 for one with its qualifier. */
  exactness(reference: FunctionReference): number {
    if (reference === '*') return 0;
    return this.arns.includes(this.meaningOf(reference)) ? 2 : 1;
  }

  private meaningOf(reference: FunctionReference): string {
    return isFunctionConstruct(reference) ? this.arnOf(reference) : reference;
  }

  private namesOf(arn: string): string[] {
    const logicalIds = this.defined.flatMap((found) => (found.arn === arn ? found.resource.logicalId : []));
    return [arn, functionName(arn), ...logicalIds];
  }

  private arnOf({ stack, functionArn }: Exclude<FunctionReference, string>): string {
    const id = previewId(stack);
    const preview = this.stacks
      .flatMap((candidate) => candidate.family())
      .find(({ artifact }) => artifact.id === id || artifact.id.endsWith(`/${id}`));
    const home = preview ?? this.stacks[0];
    const arn = home ? home.resolve(stack.resolve(functionArn), 'the ARN of the function').value : functionArn;
    return String(arn);
  }
}

export function unqualified(arn: string): string {
  return arn.split(':').slice(0, 7).join(':');
}

/** `screening`, or `screening:live` for an alias. */
export function functionName(arn: string): string {
  return arn.split(':').slice(6).join(':');
}

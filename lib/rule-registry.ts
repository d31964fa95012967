import { Aspects, type CfnResource, type IAspect, Stack, Token } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { addConsoleOutputs } from './console-output';
import { linkedSentence } from './errors';
import { warnOfIgnoredAnswers } from './ignored-answers';
import { Provider } from './provider';
import { isKept } from './removal-policy';
import { warnOfConflicts } from './rule-conflicts';
import { orderRules } from './rule-order';
import { warnOfLostFunction } from './rule-risks';
import { type DirectedRule, STAYS_METADATA, validateRuleSet } from './rules';

/** A rule construct, as its neighbours in stack and app see it. */
export type RegisteredRule = DirectedRule & {
  readonly scope: Construct;
  readonly resource: CfnResource;
  readonly organizationId: string;
  /** The same for the same organization within the stack. */
  readonly organizationKey: string;
  /** The same for the same organization within the app. */
  readonly organizationIdentity: string;
  readonly handler?: IFunction;
  /** The bucket that was given to the function; one of its own is kept with it. */
  readonly updatedMessageBucket?: IBucket;
  readonly inConsole: boolean;
};

const rulesOfStack = new WeakMap<Stack, RegisteredRule[]>();
const rulesOfApp = new WeakMap<IConstruct, RegisteredRule[]>();
const waitingForRules = new WeakMap<Stack, ((rules: readonly RegisteredRule[]) => void)[]>();

export function registerRule(rule: RegisteredRule): void {
  rulesIn(Stack.of(rule.scope)).push(rule);
  const inApp = rulesOfApp.get(rule.scope.node.root) ?? [];
  rulesOfApp.set(rule.scope.node.root, inApp);
  inApp.push(rule);
  rule.scope.node.addValidation({
    validate: () => {
      // Not earlier: what is retained can still be changed by an Aspect.
      warnOfLostFunction(rule.resource, rule.handler, rule.updatedMessageBucket);
      tellWhetherItStays(rule);
      return problemsOfApp(inApp).get(rule) ?? [];
    },
  });
}

/** For a check that runs while the rule is about to leave the stack. */
function tellWhetherItStays({ resource, inConsole }: RegisteredRule): void {
  if (inConsole || isKept(resource)) resource.addMetadata(STAYS_METADATA, 'yes');
}

/** The rules of a stack so far. */
export function rulesIn(stack: Stack): RegisteredRule[] {
  const known = rulesOfStack.get(stack);
  if (known) return known;
  const rules: RegisteredRule[] = [];
  rulesOfStack.set(stack, rules);
  // Not of the stack: CDK spends time on every construct below an Aspect.
  Aspects.of(Provider.of(stack)).add(new WhenRulesAreKnown(stack));
  return rules;
}

/** The rule that a construct is; undefined for anything else. */
export function registeredRule(construct: unknown): RegisteredRule | undefined {
  if (!Construct.isConstruct(construct)) return undefined;
  return rulesOfApp.get(construct.node.root)?.find(({ scope }) => scope === construct);
}

/** Calls back at synth with all rules of the stack, when it is settled which of them waits for which. */
export function whenRulesAreKnown(stack: Stack, act: (rules: readonly RegisteredRule[]) => void): void {
  rulesIn(stack);
  waitingForRules.set(stack, [...(waitingForRules.get(stack) ?? []), act]);
}

/** What can be done only when all rules of the stack are known. */
class WhenRulesAreKnown implements IAspect {
  constructor(private readonly stack: Stack) {}

  visit(node: IConstruct): void {
    if (node !== Provider.of(this.stack)) return;
    const rules = rulesIn(this.stack);
    const inApp = rulesOfApp.get(this.stack.node.root) ?? [];
    orderRules(rules);
    warnOfConflicts(rules, inApp);
    warnOfIgnoredAnswers(rules, inApp);
    addConsoleOutputs(
      this.stack,
      rules.filter(({ inConsole }) => inConsole),
    );
    for (const act of waitingForRules.get(this.stack) ?? []) act(rules);
  }
}

/** All rules of the app that a construct is in, as far as they are declared by now. */
export function rulesInApp(scope: IConstruct): readonly RegisteredRule[] {
  return rulesOfApp.get(scope.node.root) ?? [];
}

/** Computed once for the rules of an app as they are; more rules make it anew. */
const problemsByApp = new WeakMap<
  readonly RegisteredRule[],
  { count: number; problems: Map<RegisteredRule, string[]> }
>();

/** What is wrong with each rule among all rules of its organization in the app. */
function problemsOfApp(inApp: readonly RegisteredRule[]): Map<RegisteredRule, string[]> {
  const known = problemsByApp.get(inApp);
  if (known?.count === inApp.length) return known.problems;
  const problems = new Map<RegisteredRule, string[]>();
  for (const group of groupByOrganization(inApp)) {
    for (const { index, ...problem } of validateRuleSet(group, { isUnknown: Token.isUnresolved })) {
      const rule = group[index]!;
      const path = problem.path === 'Name' ? 'ruleName' : 'senders';
      problems.set(rule, [...(problems.get(rule) ?? []), linkedSentence(rule.scope, { ...problem, path })]);
    }
  }
  problemsByApp.set(inApp, { count: inApp.length, problems });
  return problems;
}

function groupByOrganization(rules: readonly RegisteredRule[]): RegisteredRule[][] {
  const groups = new Map<string, RegisteredRule[]>();
  for (const rule of rules) {
    const group = groups.get(rule.organizationIdentity) ?? [];
    groups.set(rule.organizationIdentity, group);
    group.push(rule);
  }
  return [...groups.values()];
}

import { Aspects, type CfnResource, type IAspect, Stack, Token } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { addConsoleOutputs } from './console-output';
import { sentence } from './errors';
import { warnOfIgnoredAnswers } from './ignored-answers';
import { Provider } from './provider';
import { warnOfConflicts } from './rule-conflicts';
import { orderRules } from './rule-order';
import { warnOfLostFunction } from './rule-risks';
import { type DirectedRule, validateRuleSet } from './rules';

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

export function registerRule(rule: RegisteredRule): void {
  const stack = Stack.of(rule.scope);
  const inStack = rulesOfStack.get(stack);
  if (inStack) {
    inStack.push(rule);
  } else {
    rulesOfStack.set(stack, [rule]);
    // Not of the stack: CDK spends time on every construct below an Aspect.
    Aspects.of(Provider.of(rule.scope)).add(new WhenRulesAreKnown(stack));
  }
  const inApp = rulesOfApp.get(rule.scope.node.root) ?? [];
  rulesOfApp.set(rule.scope.node.root, inApp);
  inApp.push(rule);
  rule.scope.node.addValidation({
    validate: () => {
      // Not earlier: what is retained can still be changed by an Aspect.
      warnOfLostFunction(rule.resource, rule.handler, rule.updatedMessageBucket);
      return problemsOfApp(inApp).get(rule) ?? [];
    },
  });
}

/** What can be done only when all rules of the stack are known. */
class WhenRulesAreKnown implements IAspect {
  constructor(private readonly stack: Stack) {}

  visit(node: IConstruct): void {
    if (node !== Provider.of(this.stack)) return;
    const rules = rulesOfStack.get(this.stack) ?? [];
    const inApp = rulesOfApp.get(this.stack.node.root) ?? [];
    orderRules(rules);
    warnOfConflicts(rules, inApp);
    warnOfIgnoredAnswers(rules, inApp);
    addConsoleOutputs(
      this.stack,
      rules.filter(({ inConsole }) => inConsole),
    );
  }
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
      problems.set(rule, [...(problems.get(rule) ?? []), sentence(rule.scope, { ...problem, path })]);
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

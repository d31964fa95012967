import { Aspects, type CfnResource, type IAspect, type RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { sentence } from './errors';
import { warnOfLostFunction } from './rule-risks';
import {
  type DirectedRule,
  deploymentOrder,
  type Rule,
  recipientPatterns,
  senderPatterns,
  validateRuleSet,
} from './rules';

/** A rule construct, as its neighbours in stack and app see it. */
export type RegisteredRule = DirectedRule & {
  readonly scope: Construct;
  readonly resource: CfnResource;
  readonly organizationKey: string;
  readonly handler?: IFunction;
  readonly removalPolicy: RemovalPolicy;
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
    Aspects.of(stack).add(new WhenRulesAreKnown(stack));
  }
  const inApp = rulesOfApp.get(rule.scope.node.root) ?? [];
  rulesOfApp.set(rule.scope.node.root, inApp);
  inApp.push(rule);
  rule.scope.node.addValidation({ validate: () => problemsAmongRules(rule, inApp) });
}

/** What can be done only when all rules of the stack are known. */
class WhenRulesAreKnown implements IAspect {
  constructor(private readonly stack: Stack) {}

  visit(node: IConstruct): void {
    if (node !== this.stack) return;
    const rules = rulesOfStack.get(this.stack) ?? [];
    orderRules(rules);
    for (const { scope, handler, removalPolicy } of rules) warnOfLostFunction(scope, handler, removalPolicy);
  }
}

/** Exceptions arrive before the rules that they are exceptions to, and leave after them. */
function orderRules(rules: readonly RegisteredRule[]): void {
  for (const group of groupsOf(rules, ({ organizationKey, direction }) => `${organizationKey} ${direction}`)) {
    const known = group.filter(({ rule }) => !hasUnknownPatterns(rule));
    const dependencies = deploymentOrder(known.map(({ rule }) => rule));
    known.forEach(({ resource }, index) => {
      for (const before of dependencies[index] ?? []) resource.addDependency(known[before]!.resource);
    });
  }
}

function hasUnknownPatterns(rule: Rule): boolean {
  return [senderPatterns(rule), recipientPatterns(rule)].some(
    (patterns) => Token.isUnresolved(patterns) || patterns.some((pattern) => Token.isUnresolved(pattern)),
  );
}

/** What is wrong with a rule among all rules of its organization in the app. */
function problemsAmongRules(rule: RegisteredRule, inApp: readonly RegisteredRule[]): string[] {
  return problemsOfApp(inApp).get(rule)?.slice() ?? [];
}

/** Computed once for the rules of an app as they are; more rules make it anew. */
const problemsByApp = new WeakMap<
  readonly RegisteredRule[],
  { count: number; problems: Map<RegisteredRule, string[]> }
>();

function problemsOfApp(inApp: readonly RegisteredRule[]): Map<RegisteredRule, string[]> {
  const known = problemsByApp.get(inApp);
  if (known?.count === inApp.length) return known.problems;
  const problems = new Map<RegisteredRule, string[]>();
  for (const group of groupsOf(inApp, ({ organizationKey }) => organizationKey)) {
    for (const { index, ...problem } of validateRuleSet(group, { isUnknown: Token.isUnresolved })) {
      const rule = group[index]!;
      const path = problem.path === 'Name' ? 'ruleName' : 'senders';
      problems.set(rule, [...(problems.get(rule) ?? []), sentence(rule.scope, { ...problem, path })]);
    }
  }
  problemsByApp.set(inApp, { count: inApp.length, problems });
  return problems;
}

function groupsOf(rules: readonly RegisteredRule[], keyOf: (rule: RegisteredRule) => string): RegisteredRule[][] {
  const groups = new Map<string, RegisteredRule[]>();
  for (const rule of rules) {
    const group = groups.get(keyOf(rule)) ?? [];
    groups.set(keyOf(rule), group);
    group.push(rule);
  }
  return [...groups.values()];
}

import type { IConstruct } from 'constructs';
import { ownedFunction } from './owned-function';
import { dependOn } from './resource-dependency';
import type { RegisteredRule } from './rule-registry';
import { deploymentOrder } from './rules';

/**
 * Exceptions arrive before the rules that they are exceptions to, and leave after them. A pattern that is a token is
 * ordered by its text, as a domain: whatever it turns out to be, it is not less specific than `*`.
 */
export function orderRules(rules: readonly RegisteredRule[]): void {
  const after = givenOrder(rules);
  const dependencies = deploymentOrder(
    rules.map(({ rule, organizationKey, direction }, index) => ({
      rule,
      group: `${organizationKey} ${direction}`,
      after: after[index]!,
    })),
  );
  rules.forEach(({ resource }, index) => {
    for (const before of dependencies[index]!) dependOn(resource, rules[before]!.resource);
  });
}

/**
 * For each rule, those for which it waits anyway, because the app makes constructs depend on each other. An order of
 * ours that contradicts it would be a circle.
 */
function givenOrder(rules: readonly RegisteredRule[]): number[][] {
  const positions = new Map<IConstruct, number>(rules.map(({ resource }, index) => [resource, index]));
  const awaitedByFunction = new Map<IConstruct | undefined, ReadonlySet<IConstruct>>();
  return rules.map(({ resource, handler }, own) => {
    const functionResource = ownedFunction(handler)?.node.defaultChild;
    const byFunction = awaitedByFunction.get(functionResource) ?? awaited(functionResource);
    awaitedByFunction.set(functionResource, byFunction);
    return [...byFunction, ...awaited(resource)].flatMap((construct) => {
      const position = positions.get(construct);
      return position === undefined || position === own ? [] : [position];
    });
  });
}

/** Everything that is deployed before a construct by `node.addDependency`, its own or that of what it is part of. */
function awaited(construct: IConstruct | undefined): ReadonlySet<IConstruct> {
  const found = new Set<IConstruct>();
  const queue = construct ? [construct] : [];
  for (const current of queue) {
    const targets = current.node.scopes.flatMap((scope) => scope.node.dependencies);
    for (const part of targets.flatMap((target) => target.node.findAll())) {
      if (found.has(part)) continue;
      found.add(part);
      queue.push(part);
    }
  }
  return found;
}

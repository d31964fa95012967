import {
  ACTIONS,
  type DeclaredGateway,
  type DeclaredRule,
  type DeclaredStack,
  STACK_NAMES,
  type Stacks,
} from './model';
import type { Random } from './random';

/** What the people of a lifecycle do next: one deployment of one stack, or its destruction. */
export interface Step {
  readonly what: string;
  readonly stackName: string;
  /** Absent: the stack is destroyed. */
  readonly declared?: DeclaredStack;
}

const SENDERS = ['a.example', '*.a.example', 'sub.a.example', 'x@a.example', 'y@sub.a.example', 'b.example', '*'];
const NAMES = ['alpha', 'beta', 'gamma', 'delta'];

function randomRule(random: Random): DeclaredRule {
  return {
    constructId: random.newId('Rule'),
    direction: random.pick(['INBOUND', 'OUTBOUND'] as const),
    ...(random.chance(0.7) && { ruleName: random.pick(NAMES) }),
    senders: [random.pick(SENDERS)],
    action: random.pick(ACTIONS),
  };
}

/** A stack whose rules have different names; names that another stack holds are allowed: the deployment must fail. */
function withUniqueNames(rules: readonly DeclaredRule[]): DeclaredRule[] {
  const seen = new Set<string>();
  return rules.filter(({ direction, ruleName }) => {
    if (ruleName === undefined) return true;
    const key = `${direction} ${ruleName}`;
    return !seen.has(key) && seen.add(key);
  });
}

type Change = (random: Random, stack: DeclaredStack) => DeclaredStack;

function changeOne(random: Random, stack: DeclaredStack, change: (rule: DeclaredRule) => DeclaredRule): DeclaredStack {
  if (stack.rules.length === 0) return stack;
  const chosen = random.below(stack.rules.length);
  return { ...stack, rules: stack.rules.map((rule, index) => (index === chosen ? change(rule) : rule)) };
}

function changeGateway(stack: DeclaredStack, change: Partial<DeclaredGateway>): DeclaredStack {
  return stack.gateway ? { ...stack, gateway: { ...stack.gateway, ...change } } : stack;
}

const GATEWAY_NAMES = ['relay', 'hub'];
const PORTS = [25, 465, 587];

const GATEWAY_CHANGES: Readonly<Record<string, Change>> = {
  'make a gateway': (random, stack) => ({
    ...stack,
    gateway: stack.gateway ?? {
      constructId: random.newId('Gateway'),
      name: random.pick(GATEWAY_NAMES),
      port: random.pick(PORTS),
      rotates: random.chance(0.5),
    },
  }),
  'remove the gateway': (_random, { gateway: _, ...stack }) => stack,
  'rename the gateway': (random, stack) => changeGateway(stack, { name: random.pick(GATEWAY_NAMES) }),
  "rename the gateway's construct": (random, stack) => changeGateway(stack, { constructId: random.newId('Gateway') }),
  "change the gateway's port": (random, stack) => changeGateway(stack, { port: random.pick(PORTS) }),
  'rotate otherwise': (random, stack) => changeGateway(stack, { rotates: random.chance(0.5) }),
  'route through the gateway': (random, stack) =>
    changeOne(random, stack, (rule) => (rule.direction === 'OUTBOUND' ? { ...rule, action: 'route' } : rule)),
};

/** Only outbound rules of a stack with a gateway route. */
function withRoutes(stack: DeclaredStack): DeclaredStack {
  const canRoute = ({ direction }: DeclaredRule) => direction === 'OUTBOUND' && stack.gateway !== undefined;
  const rules = stack.rules.map((rule) =>
    rule.action === 'route' && !canRoute(rule) ? { ...rule, action: 'drop' as const } : rule,
  );
  return { ...stack, rules };
}

const CHANGES: Readonly<Record<string, Change>> = {
  repeat: (_random, stack) => stack,
  'change an action': (random, stack) =>
    changeOne(random, stack, (rule) => ({ ...rule, action: random.pick(ACTIONS) })),
  'change senders': (random, stack) =>
    changeOne(random, stack, (rule) => ({ ...rule, senders: [random.pick(SENDERS), `z${random.below(9)}.example`] })),
  'rename a rule': (random, stack) => changeOne(random, stack, (rule) => ({ ...rule, ruleName: random.pick(NAMES) })),
  'rename a construct': (random, stack) =>
    changeOne(random, stack, (rule) => ({ ...rule, constructId: random.newId('Rule') })),
  'replace the function': (random, stack) => ({ ...stack, functionId: random.newId('Function') }),
  'add a rule': (random, stack) => ({ ...stack, rules: [...stack.rules, randomRule(random)] }),
  'remove a rule': (random, stack) => {
    const chosen = random.below(stack.rules.length);
    return { ...stack, rules: stack.rules.filter((_rule, index) => index !== chosen) };
  },
};

/** The next steps of a lifecycle; several where only together they make sense. */
export function nextSteps(random: Random, stacks: Stacks, { gateways = false } = {}): Step[] {
  const stackName = random.pick(STACK_NAMES);
  const stack = stacks[stackName];
  if (!stack) {
    const rules = withUniqueNames(Array.from({ length: 1 + random.below(4) }, () => randomRule(random)));
    return [{ what: 'create', stackName, declared: breaking(random, { rules, functionId: 'Function' }) }];
  }
  if (random.chance(0.1)) return [{ what: 'destroy', stackName }];
  if (random.chance(0.1)) return moveRule(random, stacks, stackName);
  let declared = stack;
  const what: string[] = [];
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const changes = gateways ? { ...CHANGES, ...GATEWAY_CHANGES } : CHANGES;
    const name = random.pick(Object.keys(changes));
    what.push(name);
    declared = changes[name]!(random, declared);
  }
  declared = withRoutes({ ...declared, rules: withUniqueNames(declared.rules) });
  return [{ what: what.join(', '), stackName, declared: breaking(random, declared) }];
}

function breaking(random: Random, { breaks: _, ...declared }: DeclaredStack): DeclaredStack {
  return random.chance(0.3) ? { ...declared, breaks: random.pick(['after', 'beside'] as const) } : declared;
}

/** RETAIN there, remove there, adopt here: what the provider's own error says. */
function moveRule(random: Random, stacks: Stacks, from: string): Step[] {
  const to = STACK_NAMES.find((name) => name !== from)!;
  const source = stacks[from]!;
  const target = stacks[to];
  // A rule that needs the source's function or gateway would leave with what goes.
  const movable = source.rules.filter(
    ({ ruleName, action }) => ruleName && !['watch', 'screen', 'route'].includes(action),
  );
  const rule = movable.length > 0 ? random.pick(movable) : undefined;
  const taken = target?.rules.some((other) => other.direction === rule?.direction && other.ruleName === rule?.ruleName);
  if (!rule || !target || taken) return [{ what: 'repeat', stackName: from, declared: source }];
  const others = source.rules.filter((other) => other !== rule);
  const moved = { ...rule, constructId: random.newId('Rule') };
  const settled = { ...target, breaks: undefined };
  return [
    {
      what: `retain ${rule.ruleName}`,
      stackName: from,
      declared: { ...source, rules: [...others, { ...rule, retain: true }] },
    },
    { what: `let go of ${rule.ruleName}`, stackName: from, declared: { ...source, rules: others } },
    {
      what: `adopt ${rule.ruleName}`,
      stackName: to,
      declared: { ...settled, rules: [...settled.rules, { ...moved, adopt: true, retain: true }] },
    },
    { what: `own ${rule.ruleName}`, stackName: to, declared: { ...settled, rules: [...settled.rules, moved] } },
  ];
}

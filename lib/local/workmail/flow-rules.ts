import {
  DIRECTIONS,
  type DirectedRule,
  type Direction,
  decide,
  describeProblem,
  isAddress,
  type Problem,
  type Rule,
  validateRule,
  validateRuleSet,
} from '../../rules';
import { type Context, type Operations, onOrganization } from './operation';
import { PAGE, type PageInput, page } from './pages';
import { checkFunctions, checkGateways } from './rule-references';
import { type ErrorKind, ServiceError } from './service-error';
import { RULE, type Structure } from './shapes';
import { type Organization, rulesOf, withRules } from './state';

// ---- write --------------------------------------------------------------------------------------

interface RuleInput {
  readonly Rule: Rule;
}

function createRule(direction: Direction) {
  return (organization: Organization, { Rule: rule }: RuleInput, context: Context) => {
    checkRule(direction, rule, context);
    if (find(organization, direction, rule.Name)) {
      throw new ServiceError('alreadyExists', `${label(direction, rule.Name)} exists already.`);
    }
    const rules = [...rulesOf(organization, direction), rule];
    checkInOrganization(direction, organization, rule);
    return { output: {}, organization: withRules(organization, direction, rules) };
  };
}

function updateRule(direction: Direction) {
  return (organization: Organization, { Rule: rule }: RuleInput, context: Context) => {
    checkRule(direction, rule, context);
    findOrThrow(organization, direction, rule.Name);
    const rules = rulesOf(organization, direction).map((other) => (other.Name === rule.Name ? rule : other));
    checkInOrganization(direction, organization, rule);
    return { output: {}, organization: withRules(organization, direction, rules) };
  };
}

function deleteRule(direction: Direction) {
  return (organization: Organization, { RuleName: name }: RuleNameInput) => {
    const rule = findOrThrow(organization, direction, name);
    const rules = rulesOf(organization, direction).filter((other) => other !== rule);
    return { output: {}, organization: withRules(organization, direction, rules) };
  };
}

function checkRule(direction: Direction, rule: Rule, context: Context): void {
  refuseProblems(validateRule({ direction, rule } as DirectedRule));
  checkFunctions(rule, context);
}

/** What can only be said of a rule together with what its organization has. */
function checkInOrganization(direction: Direction, organization: Organization, rule: Rule): void {
  const others = DIRECTIONS.flatMap((other) =>
    rulesOf(organization, other)
      .filter(({ Name }) => other !== direction || Name !== rule.Name)
      .map((otherRule) => ({ direction: other, rule: otherRule }) as DirectedRule),
  );
  refuseProblems(validateRuleSet([...others, { direction, rule } as DirectedRule]));
  checkGateways(rule, organization);
}

/** The problems that are refused as a quota and not as wrong input. */
const QUOTAS = ['senderPatternsPerRule', 'senderPatternsPerOrganization'];

function refuseProblems(problems: readonly Problem[]): void {
  const [first] = problems;
  if (!first) return;
  const kind: ErrorKind = problems.every(({ code }) => QUOTAS.includes(code)) ? 'limitExceeded' : 'invalidInput';
  throw new ServiceError(kind, problems.map(describeProblem).join(' '));
}

// ---- read ---------------------------------------------------------------------------------------

interface RuleNameInput {
  readonly RuleName: string;
}

function describeRule(direction: Direction) {
  return (organization: Organization, { RuleName: name }: RuleNameInput) => ({
    output: { Rule: findOrThrow(organization, direction, name) },
  });
}

function listRules(direction: Direction, word: string) {
  const list = `${word}MailFlowRuleSummaries`;
  return (organization: Organization, input: PageInput) => {
    const { items, ...next } = page(list, rulesOf(organization, direction), ({ Name }) => Name, input);
    return { output: { [list]: items.map(({ Name }) => ({ RuleName: Name })), ...next } };
  };
}

function find(organization: Organization, direction: Direction, name: string): Rule | undefined {
  return rulesOf(organization, direction).find((rule) => rule.Name === name);
}

function findOrThrow(organization: Organization, direction: Direction, name: string): Rule {
  const rule = find(organization, direction, name);
  if (rule) return rule;
  throw new ServiceError('notFound', `${label(direction, name)} does not exist in ${organization.organizationId}.`);
}

function label(direction: Direction, name: string): string {
  return `The ${direction.toLowerCase()} rule "${name}"`;
}

// ---- test ---------------------------------------------------------------------------------------

const TEST: Structure = {
  Origin: { FromEmailAddress: 'string', SenderEmailAddress: 'string' },
  Destination: { DestinationEmailAddress: 'string' },
};

interface TestInput {
  readonly Origin: { readonly FromEmailAddress?: string; readonly SenderEmailAddress?: string };
  readonly Destination: { readonly DestinationEmailAddress?: string };
}

function testRules(direction: Direction) {
  return (organization: Organization, { Origin, Destination }: TestInput) => {
    const from = address('Origin.FromEmailAddress', Origin.FromEmailAddress);
    const recipient = address('Destination.DestinationEmailAddress', Destination.DestinationEmailAddress);
    const sender =
      Origin.SenderEmailAddress === undefined
        ? undefined
        : address('Origin.SenderEmailAddress', Origin.SenderEmailAddress);
    // Open reading: testedRules.
    const { winner } = decide(direction, rulesOf(organization, direction), { from, sender, recipient });
    return { output: { MatchedRules: winner ? [{ MatchedRuleName: winner.Name, Action: winner.Action }] : [] } };
  };
}

function address(path: string, value: string | undefined): string {
  if (isAddress(value)) return value;
  throw new ServiceError(
    'invalidInput',
    `${path} is ${JSON.stringify(value) ?? 'missing'}, and must be an email address.`,
  );
}

// ---- all ----------------------------------------------------------------------------------------

/** The operations on rules of one direction. `Inbound` and `Outbound` are parts of their names and of some members'. */
function operationsOf(direction: Direction): Operations {
  const word = direction === 'INBOUND' ? 'Inbound' : 'Outbound';
  return {
    [`Create${word}MailFlowRule`]: onOrganization({ Rule: RULE[direction] }, [], createRule(direction)),
    [`Update${word}MailFlowRule`]: onOrganization({ Rule: RULE[direction] }, [], updateRule(direction)),
    [`Describe${word}MailFlowRule`]: onOrganization({ RuleName: 'string' }, [], describeRule(direction)),
    [`Delete${word}MailFlowRule`]: onOrganization({ RuleName: 'string' }, [], deleteRule(direction)),
    [`List${word}MailFlowRules`]: onOrganization(PAGE, Object.keys(PAGE), listRules(direction, word)),
    [`Test${word}MailFlowRules`]: onOrganization(TEST, [], testRules(direction)),
  };
}

export const FLOW_RULE_OPERATIONS: Operations = { ...operationsOf('INBOUND'), ...operationsOf('OUTBOUND') };

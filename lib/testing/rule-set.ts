import type { PreviewedResource, StackPreview } from '../local/cloudformation';
import {
  type DirectedRule,
  type Direction,
  describeProblem,
  type InboundRule,
  lambdaAction,
  type OutboundRule,
  type Problem,
  type Rule,
  ruleDirection,
  validateRule,
  validateRuleSet,
} from '../rules';
import type { OrganizationRules } from '../simulator';
import { MailFlowError } from './errors';
import {
  chooseOrganization,
  type LookedUpOrganization,
  lookedUpOrganizations,
  type OfOrganization,
  ofOrganization,
  unsureOrganizations,
} from './organizations';

/** The rules of one organization. */
export interface RuleSet {
  readonly organizationId: string;
  readonly rules: OrganizationRules;
  /** Sentences about what only a deployment could tell. */
  readonly notices: readonly string[];
}

/** A rule, and where it comes from. */
export interface FoundRule extends OfOrganization {
  readonly direction: Direction;
  readonly rule: Rule;
  /** `Screening.Blocked8AF4E216`, `inbound[0]` */
  readonly place: string;
  /** Sentences about what only a deployment could tell. */
  readonly notices: readonly string[];
}

/** The rules that some of the stacks declare, of all organizations. */
export function findRules(stacks: readonly StackPreview[], all: readonly StackPreview[]): FoundRule[] {
  const lookedUp = lookedUpOrganizations(all);
  return stacks
    .flatMap((stack) => stack.resources((type) => ruleDirection(type) !== undefined))
    .map((resource) => readRule(resource, lookedUp));
}

/** The same, or an error that says which of them WorkMail would not take. */
export function findValidRules(stacks: readonly StackPreview[], all: readonly StackPreview[]): FoundRule[] {
  const found = findRules(stacks, all);
  const problems = found.flatMap(({ direction, rule, place }) =>
    validateRule({ direction, rule } as DirectedRule).map((problem) => `${place}: ${describeProblem(problem)}`),
  );
  if (problems.length > 0) throw invalid(problems);
  return found;
}

/** The rules that stacks will have, of the one organization that they are for, or of the one that is wanted. */
export function readStackRules(
  stacks: readonly StackPreview[],
  all: readonly StackPreview[],
  wanted: { organizationId?: string },
): RuleSet {
  const found = findRules(stacks, all);
  if (found.length === 0) {
    const names = stacks.map(({ stackName }) => stackName).join(', ');
    throw new MailFlowError(
      'NO_RULES',
      `There are no email flow rules in ${names || 'the cloud assembly'}`,
      'Give the stack that defines an InboundMailFlowRule, an OutboundMailFlowRule, RunLambdaRules or a MailFlowFunction',
    );
  }
  const organizationId = chooseOrganization(found, wanted.organizationId);
  const { notices, ...ruleSet } = toRuleSet(organizationId, ofOrganization(found, organizationId));
  return { ...ruleSet, notices: [...unsureOrganizations(found, organizationId), ...notices] };
}

/** Takes anything that may stand in the place of rules: they may come from a file. */
export function readRuleDocuments(
  documents: { readonly inbound?: unknown; readonly outbound?: unknown },
  organizationId: string,
  options: { readonly isLive?: boolean } = {},
): RuleSet {
  const list = (direction: Direction, name: 'inbound' | 'outbound'): FoundRule[] => {
    const rules = documents[name] ?? [];
    if (!Array.isArray(rules)) {
      throw invalid([`${name} is ${JSON.stringify(rules)}: it has to be a list of rules.`]);
    }
    return rules.map((rule, index) => ({
      organizationId,
      direction,
      rule,
      place: `${name}[${index}]`,
      notices: [],
    }));
  };
  return toRuleSet(organizationId, [...list('INBOUND', 'inbound'), ...list('OUTBOUND', 'outbound')], options);
}

function readRule(
  { stack, logicalId, type }: PreviewedResource,
  lookedUp: ReadonlyMap<string, LookedUpOrganization>,
): FoundRule {
  // what else it has, such as its provider's ARN, is nothing that a rule rests on
  const organization = stack.property(logicalId, 'OrganizationId');
  const document = stack.property(logicalId, 'Rule');
  const rule = withNumber(document.value as Rule);
  const place = `${stack.stackName}.${logicalId}`;
  const organizationId = String(organization.value);
  const lookup = lookedUp.get(organizationId);
  return {
    organizationId,
    ...(lookup && { lookedUp: lookup }),
    direction: ruleDirection(type) as Direction,
    rule,
    place,
    notices: [...new Set([...organization.madeUp, ...document.madeUp])].map(
      (name) =>
        `Rule "${rule?.Name}" rests on ${name}, which only a deployment can tell: something made up stands in for it.`,
    ),
  };
}

/** The value of a parameter is text, also where a number is wanted. */
function withNumber(rule: Rule): Rule {
  const parameters = rule?.Action && lambdaAction(rule.Action)?.SynchronousLambdaParameters;
  const minutes: unknown = parameters?.RetryPeriodMinutes;
  if (typeof minutes !== 'string' || !/^\d+$/.test(minutes)) return rule;
  const copy = structuredClone(rule);
  Object.assign(lambdaAction(copy.Action)?.SynchronousLambdaParameters ?? {}, { RetryPeriodMinutes: Number(minutes) });
  return copy;
}

/** What nobody can tell about: rules without patterns, or with an action that is none. */
const UNREADABLE = ['actionNotOne', 'actionUnknown', 'patternsMissing', 'ruleNameEmpty'];

/** Live rules were taken by WorkMail, whatever is said of them here: only what cannot be read is an error. */
function toRuleSet(organizationId: string, found: readonly FoundRule[], { isLive = false } = {}): RuleSet {
  const directed = found.map(({ direction, rule }) => ({ direction, rule }) as DirectedRule);
  const isRefused = ({ code }: Problem) => !isLive || UNREADABLE.includes(code);
  const each = directed.map((rule) => validateRule(rule));
  const describe = ({ place, rule }: FoundRule, problem: Problem) =>
    isLive ? `"${rule?.Name}": ${describeProblem(problem)}` : `${place}: ${describeProblem(problem)}`;
  const problems = found.flatMap((rule, index) =>
    each[index]!.filter(isRefused).map((problem) => describe(rule, problem)),
  );
  if (problems.length > 0) throw invalid(problems);
  const all = validateRuleSet(directed);
  if (all.length > 0 && !isLive) throw invalid(all.map((problem) => describe(found[problem.index]!, problem)));
  const taken = found.flatMap((rule, index) =>
    each[index]!.map((problem) => `WorkMail took a rule that this library would refuse. ${describe(rule, problem)}`),
  );
  const rulesOf = (direction: Direction) => found.filter((rule) => rule.direction === direction);
  return {
    organizationId,
    rules: {
      inbound: rulesOf('INBOUND').map(({ rule }) => rule as InboundRule),
      outbound: rulesOf('OUTBOUND').map(({ rule }) => rule as OutboundRule),
    },
    notices: [...found.flatMap(({ notices }) => notices), ...taken],
  };
}

/** Most problems that one error tells of. */
const MOST_TOLD = 20;

function invalid(problems: readonly string[]): MailFlowError {
  const untold = problems.length - MOST_TOLD;
  const lines = [...problems.slice(0, MOST_TOLD), ...(untold > 0 ? [`and ${untold} more`] : [])];
  return new MailFlowError(
    'RULES_INVALID',
    `WorkMail would not take these rules:\n${lines.join('\n').replace(/\.$/, '')}`,
    'Mend them: what WorkMail does with mail is known for rules that it takes',
  );
}

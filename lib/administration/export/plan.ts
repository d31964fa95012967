import {
  type Action,
  type DirectedRule,
  type Direction,
  gatewaysOf,
  lambdaAction,
  recipientPatterns,
  senderPatterns,
} from '../../rules';
import { Names, pascal, wordsOf } from './names';

/** What the code will have, in whatever language it is written. */
export interface CodePlan {
  readonly organization: ExportedOrganization;
  readonly stacks: readonly StackPlan[];
}

export interface ExportedOrganization {
  readonly organizationId: string;
  readonly alias: string;
  readonly account: string;
  readonly region: string;
}

export interface StackPlan {
  /** Also the name of its class. */
  readonly name: string;
  readonly functions: readonly ImportPlan[];
  readonly gateways: readonly ImportPlan[];
  readonly rules: readonly RulePlan[];
}

/** Something that exists, by what identifies it: a function by its ARN, a gateway by its name. */
export interface ImportPlan {
  readonly constructId: string;
  readonly identity: string;
  /** The name of the variable, as it is written. */
  readonly variable: string;
}

/** How a language names variables. */
export interface Naming {
  /** `fromTheShell`, `from_the_shell` */
  readonly write: (words: readonly string[]) => string;
  /** What a variable cannot be called, of `function` and `gateway`: with one of them each variable ends. */
  readonly keywords: readonly string[];
}

export interface RulePlan {
  readonly constructId: string;
  readonly direction: Direction;
  readonly ruleName: string;
  readonly senders: readonly string[];
  readonly recipients: readonly string[];
  readonly action: Action;
}

/**
 * CloudFormation takes 500 resources and 1 MB in a template. A rule is one resource, a function one more (WorkMail's
 * permission), and the provider has a few of its own.
 */
const MOST_RESOURCES = 450;
const MOST_BYTES = 600_000;

export function planCode(organization: ExportedOrganization, rules: readonly DirectedRule[], naming: Naming): CodePlan {
  const shares = intoShares(rules);
  const readable = pascal(wordsOf(organization.alias));
  // no class has a name that begins with a digit
  const base = `${/^[A-Z]/.test(readable) ? readable : `WorkMail${readable}`}MailFlow`;
  const stacks = shares.map((share, index) =>
    planStack(shares.length > 1 ? `${base}${index + 1}` : base, share, naming),
  );
  return { organization, stacks };
}

function intoShares(rules: readonly DirectedRule[]): DirectedRule[][] {
  const shares: DirectedRule[][] = [[]];
  let functions = new Set<string>();
  let bytes = 0;
  for (const directed of rules) {
    const arn = lambdaAction(directed.rule.Action)?.Arn;
    const size = JSON.stringify(directed.rule).length;
    const share = shares.at(-1)!;
    const resources = share.length + functions.size + (arn === undefined || functions.has(arn) ? 1 : 2);
    if (share.length > 0 && (resources > MOST_RESOURCES || bytes + size > MOST_BYTES)) {
      shares.push([]);
      functions = new Set();
      bytes = 0;
    }
    shares.at(-1)!.push(directed);
    if (arn !== undefined) functions.add(arn);
    bytes += size;
  }
  return shares;
}

function planStack(name: string, rules: readonly DirectedRule[], naming: Naming): StackPlan {
  const constructIds = new Names(['Organization']);
  const variables = new Names(['organization', 'adopted', ...naming.keywords]);
  const arns = new Set(rules.flatMap(({ rule }) => lambdaAction(rule.Action)?.Arn ?? []));
  const gateways = new Set(rules.flatMap(({ rule }) => gatewaysOf(rule)));
  const planImport = (kind: string, identity: string, readable: string): ImportPlan => {
    const words = [...wordsOf(readable), kind];
    // a variable cannot begin with a digit
    const safe = /^\d/.test(words[0]!) ? [kind, ...words] : words;
    const variable = variables.take(naming.write(safe), identity);
    return { constructId: constructIds.take(pascal(words), identity), identity, variable };
  };
  return {
    name,
    functions: [...arns].map((arn) => planImport('function', arn, arn.split(':').slice(6).join(' '))),
    gateways: [...gateways].map((gateway) => planImport('gateway', gateway, gateway)),
    rules: rules.map(({ direction, rule }) => ({
      constructId: constructIds.take(
        pascal([direction === 'INBOUND' ? 'Inbound' : 'Outbound', ...wordsOf(rule.Name)]),
        `${direction} ${rule.Name}`,
      ),
      direction,
      ruleName: rule.Name,
      senders: senderPatterns(rule),
      recipients: recipientPatterns(rule),
      action: rule.Action,
    })),
  };
}

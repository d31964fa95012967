import {
  type Action,
  type DirectedRule,
  type Direction,
  describeProblem,
  isAddress,
  ORGANIZATION_ID,
} from '../../rules';
import { Failure } from '../failure';
import { withNumbers } from '../properties';

/** What an expectation is in the properties of a `Custom::WorkMailMailFlowCheck`. */
export interface ExpectationDocument {
  readonly Direction: Direction;
  readonly FromAddress: string;
  readonly SenderAddress?: string;
  readonly Recipient: string;
  readonly Outcome: OutcomeDocument;
}

/** Who decides, or what becomes of the message; `NONE`: no rule applies, and WorkMail delivers or sends by default. */
export type OutcomeDocument =
  | { readonly Kind: 'RULE'; readonly RuleName: string }
  | { readonly Kind: 'ACTION'; readonly Action: Action }
  | { readonly Kind: 'NONE' };

/** Of the rules in the stack's new template. */
export interface CheckProperties {
  readonly OrganizationId: string;
  readonly Expectations: readonly ExpectationDocument[];
  /** The logical ids of all rules. A rule that CloudFormation lists under another one is about to go. */
  readonly Rules: readonly string[];
  /** Of these, the ones whose rule stays where it is when they get another name. */
  readonly KeepReplaced: readonly string[];
  /** Those that a person enters in the console, and that may not be there yet. */
  readonly InConsole: readonly DirectedRule[];
}

type Written = Readonly<Record<string, unknown>>;

/** Reads what CloudFormation made of the properties, and refuses what synth could not see. */
export function readCheckProperties(properties: Written): CheckProperties {
  const read: CheckProperties = {
    OrganizationId: String(properties.OrganizationId ?? ''),
    Expectations: listOf<ExpectationDocument>(properties.Expectations).map(readExpectation),
    Rules: listOf(properties.Rules),
    KeepReplaced: listOf(properties.KeepReplaced),
    InConsole: listOf<Written>(properties.InConsole).map(({ Direction, Rule }) => {
      const direction = Direction as Direction;
      return { direction, rule: withNumbers(direction, Rule as never) } as DirectedRule;
    }),
  };
  if (!ORGANIZATION_ID.test(read.OrganizationId)) refuse('organizationId', 'OrganizationId', read.OrganizationId);
  for (const [index, { FromAddress, SenderAddress, Recipient }] of read.Expectations.entries()) {
    for (const [name, value] of Object.entries({ FromAddress, SenderAddress, Recipient })) {
      if (value !== undefined && !isAddress(value)) refuse('expectedAddress', `Expectations[${index}].${name}`, value);
    }
  }
  return read;
}

function readExpectation(expectation: ExpectationDocument): ExpectationDocument {
  const { Direction, Outcome } = expectation;
  if (Outcome.Kind !== 'ACTION') return expectation;
  const { Action } = withNumbers(Direction, { Action: Outcome.Action } as never);
  return { ...expectation, Outcome: { ...Outcome, Action } };
}

function listOf<Item = string>(value: unknown): readonly Item[] {
  return Array.isArray(value) ? value : [];
}

const FORMS = {
  organizationId: ['an organization id is m- and 32 hexadecimal digits', 'Copy it from the WorkMail console'],
  expectedAddress: ['an expectation is about mail from one address to one', 'Write it as name@domain'],
} as const;

function refuse(code: keyof typeof FORMS, path: string, value: unknown): never {
  const [reason, remedy] = FORMS[code];
  throw new Failure(code, describeProblem({ code, path, value, reason, remedy }));
}

import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { bindAction } from './action-check';
import { failAt } from './errors';
import { type ExpectedOutcome, expectedOutcome, type MailFlowOutcome } from './mail-flow-outcome';
import { type IOrganization, organizationIdentity } from './organization';
import { checkProps } from './props-check';
import type { ExpectationDocument, OutcomeDocument } from './provider';
import { type RegisteredRule, registeredRule } from './rule-registry';
import { type Direction, isAddress, type Problem } from './rules';

/** What is expected to happen to mail from one address to another. */
export interface MailFlowExpectation {
  /** The address in the message's `From` header. It may hold a `+`, unlike a rule's pattern. */
  readonly fromAddress: string;

  /**
   * The address in the message's `Sender` header, which there is when somebody sends on behalf of another.
   *
   * @default - no such header
   */
  readonly senderAddress?: string;

  /** The address of the recipient. */
  readonly recipient: string;

  /** What becomes of the message. */
  readonly outcome: MailFlowOutcome;
}

/** An expectation as the check keeps it. */
export interface BoundExpectation {
  readonly document: ExpectationDocument;
  /** The rule that is expected to decide, if it is one of this app. */
  readonly rule?: RegisteredRule;
}

/** Reads an expectation, and refuses what is wrong with it. */
export function bindExpectation(
  scope: IConstruct,
  direction: Direction,
  organization: IOrganization,
  expectation: MailFlowExpectation,
): BoundExpectation {
  checkProps(scope, 'expectation', expectation, 'expectation');
  const { fromAddress, senderAddress, recipient, outcome } = expectation;
  const problems = Object.entries({ fromAddress, senderAddress, recipient }).flatMap(([name, value]) =>
    addressProblems(name, value, name === 'senderAddress'),
  );
  if (problems.length > 0) failAt(scope, ...problems);
  const expected = expectedOutcome(outcome) ?? failAt(scope, notAnOutcome(outcome));
  const rule = expected.kind === 'rule' ? requireRule(scope, direction, organization, expected.rule) : undefined;
  return {
    document: {
      Direction: direction,
      FromAddress: fromAddress,
      ...(senderAddress !== undefined && { SenderAddress: senderAddress }),
      Recipient: recipient,
      Outcome: outcomeDocument(scope, direction, expected),
    },
    rule,
  };
}

function addressProblems(name: string, value: unknown, isOptional: boolean): Problem[] {
  if (isAddress(value) || Token.isUnresolved(value) || (isOptional && (value ?? undefined) === undefined)) return [];
  const reason = 'an expectation is about mail from one address to one';
  return [{ code: 'expectedAddress', path: name, value, reason, remedy: 'Write it as name@domain' }];
}

function notAnOutcome(value: unknown): Problem {
  return {
    code: 'expectedOutcome',
    path: 'outcome',
    value,
    reason: 'the outcome of an expectation is made by MailFlowOutcome',
    remedy: 'Use MailFlowOutcome.rule(…), ruleNamed(…), action(…) or noRule()',
  };
}

function outcomeDocument(scope: IConstruct, direction: Direction, expected: ExpectedOutcome): OutcomeDocument {
  switch (expected.kind) {
    case 'rule':
      return { Kind: 'RULE', RuleName: expected.rule.ruleName };
    case 'ruleNamed':
      return { Kind: 'RULE', RuleName: requireName(scope, expected.ruleName) };
    case 'action': {
      const bind = direction === 'INBOUND' ? 'bindInbound' : 'bindOutbound';
      return { Kind: 'ACTION', Action: bindAction(scope, bind, expected.action).document as never };
    }
    case 'noRule':
      return { Kind: 'NONE' };
  }
}

function requireName(scope: IConstruct, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  return failAt(scope, {
    code: 'ruleNameEmpty',
    path: 'outcome',
    value,
    reason: 'a rule is known by its name',
    remedy: 'Give the name, or use MailFlowOutcome.noRule()',
  });
}

/** A rule that could decide on the mail: of this library, of the direction and of the organization. */
function requireRule(
  scope: IConstruct,
  direction: Direction,
  organization: IOrganization,
  construct: unknown,
): RegisteredRule {
  const rule = registeredRule(construct);
  if (!rule) {
    return failAt(scope, {
      code: 'expectedRule',
      path: 'outcome',
      value: construct,
      reason: 'the expected rule is an InboundMailFlowRule or an OutboundMailFlowRule of this app',
      remedy: 'Give one, or use MailFlowOutcome.ruleNamed(…)',
    });
  }
  const about = { path: 'outcome', value: rule.scope.node.path };
  if (rule.direction !== direction) {
    failAt(scope, {
      code: 'expectedRuleDirection',
      ...about,
      reason: `an ${rule.direction.toLowerCase()} rule never decides on ${direction.toLowerCase()} mail`,
      remedy: `Use ${direction === 'INBOUND' ? 'expectOutbound' : 'expectInbound'}`,
    });
  }
  if (rule.organizationIdentity !== organizationIdentity(organization)) {
    failAt(scope, {
      code: 'expectedRuleOrganization',
      ...about,
      reason: `the rule belongs to organization ${rule.organizationId} and decides on its mail only`,
      remedy: 'Make a check for that organization',
    });
  }
  return rule;
}

/** What is wrong with an expectation beside those that there are: it says the same again, or the contrary. */
export function repetitionProblem(
  { document }: BoundExpectation,
  others: readonly BoundExpectation[],
): Problem | undefined {
  const mail = mailOf(document);
  const same = others.filter((other) => mailOf(other.document) === mail).map((other) => other.document.Outcome);
  const text = JSON.stringify(document.Outcome);
  const about = { path: 'expectation', value: mail };
  if (same.some((outcome) => JSON.stringify(outcome) === text)) {
    const reason = 'the check has this expectation already';
    return { code: 'expectationTwice', ...about, reason, remedy: 'Remove one of the two' };
  }
  const contrary = same.find(
    ({ Kind }) => Kind === document.Outcome.Kind || [Kind, document.Outcome.Kind].includes('NONE'),
  );
  if (!contrary) return undefined;
  const reason = `the check expects ${JSON.stringify(contrary)} of the same mail, and one rule at most applies`;
  return { code: 'expectationContradiction', ...about, reason, remedy: 'Remove one of the two' };
}

/** Text that is the same for the same mail; letter case does not count. */
function mailOf({ Direction, FromAddress, SenderAddress, Recipient }: ExpectationDocument): string {
  const onBehalf = SenderAddress ? ` (Sender ${SenderAddress})` : '';
  const text = `${FromAddress}${onBehalf} to ${Recipient}`;
  return `${Direction.toLowerCase()} ${Token.isUnresolved(text) ? text : text.toLowerCase()}`;
}

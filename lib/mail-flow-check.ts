import { Aws, CfnResource, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DocumentToken } from './document-token';
import { failAt, linkedSentence } from './errors';
import { warnOfUnmetExpectations } from './expectation-forecast';
import {
  type BoundExpectation,
  bindExpectation,
  type MailFlowExpectation,
  repetitionProblem,
} from './mail-flow-expectation';
import { type IOrganization, organizationKey, organizationProblems } from './organization';
import { checkPlace } from './place';
import { checkProps } from './props-check';
import { type CheckProperties, Provider } from './provider';
import { isKept, isReplacedKept } from './removal-policy';
import { renderOnce } from './rendered-reference';
import { dependOn } from './resource-dependency';
import { type RegisteredRule, rulesIn, whenRulesAreKnown } from './rule-registry';
import { CHECK_RESOURCE_TYPE, type Direction } from './rules';
import { shortHash } from './short-hash';

/** Properties of a {@link MailFlowCheck}. */
export interface MailFlowCheckProps {
  /** The organization whose mail the expectations are about. */
  readonly organization: IOrganization;
}

/** CloudFormation's limit for a logical id. */
const LONGEST_LOGICAL_ID = 255;

/**
 * Expectations of an organization's mail that are part of a stack: the CloudFormation resource
 * `Custom::WorkMailMailFlowCheck`.
 *
 * When all rules that the stack declares for the organization are in place, WorkMail is asked which rule applies
 * (`TestInboundMailFlowRules`, `TestOutboundMailFlowRules`). Another answer than the expected one fails the deployment
 * with a table of both, and CloudFormation rolls back. A check runs again whenever an expectation or one of these rules
 * changes in the template, and never in a roll-back; it does not see a change that only the value of a parameter makes.
 *
 * A rule that the deployment is about to remove is still live at that time. On mail that it decides, this library
 * decides with the rules that will remain, and says so; likewise where a rule with `Provisioning.CONSOLE` will decide
 * that nobody has entered yet.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { InboundMailFlowRule, IOrganization, MailFlowCheck, MailFlowOutcome } from 'cdk-workmail-flow';
 *
 * declare const stack: Stack;
 * declare const organization: IOrganization;
 * declare const blocked: InboundMailFlowRule;
 *
 * new MailFlowCheck(stack, 'Check', { organization }).expectInbound({
 *   fromAddress: 'win@junk.example',
 *   recipient: 'office@corp.example',
 *   outcome: MailFlowOutcome.rule(blocked),
 * });
 */
export class MailFlowCheck extends Construct {
  private readonly organization: IOrganization;
  private readonly resource: CfnResource;
  private readonly expectations: BoundExpectation[] = [];

  constructor(scope: Construct, id: string, props: MailFlowCheckProps) {
    super(scope, id);
    // A subclass may pass on properties of its own.
    if (new.target === MailFlowCheck) checkProps(this, 'mailFlowCheck', props);
    this.organization = props.organization;
    const problems = organizationProblems(this.organization);
    if (problems.length > 0) failAt(this, ...problems);
    checkPlace(this, this.organization);

    const stack = Stack.of(this);
    const provider = Provider.of(this);
    this.resource = new CfnResource(this, 'Resource', {
      type: CHECK_RESOURCE_TYPE,
      properties: {
        ServiceToken: renderOnce(stack, provider.serviceToken),
        ServiceTimeout: provider.serviceTimeout.toSeconds(),
        ...this.properties(stack),
      },
    });
    dependOn(this.resource, provider.grantStackReading());
    const logicalId = String(stack.resolve(this.resource.logicalId));
    const produce = () => `${logicalId.slice(0, LONGEST_LOGICAL_ID - 8)}${this.hash(stack)}`;
    this.resource.overrideLogicalId(Lazy.uncachedString({ produce }));
    whenRulesAreKnown(stack, (rules) => {
      this.comeAfter(rules.filter(this.concerns));
      warnOfUnmetExpectations(this.resource, this.expectations, rules.filter(this.concerns));
    });
    this.node.addValidation({ validate: () => this.emptinessProblems() });
  }

  /** Adds an expectation of mail that comes in. Returns the check, for the next one. */
  public expectInbound(expectation: MailFlowExpectation): MailFlowCheck {
    return this.expect('INBOUND', expectation);
  }

  /** Adds an expectation of mail that goes out. Returns the check, for the next one. */
  public expectOutbound(expectation: MailFlowExpectation): MailFlowCheck {
    return this.expect('OUTBOUND', expectation);
  }

  private expect(direction: Direction, expectation: MailFlowExpectation): MailFlowCheck {
    const { organization } = this;
    const bound = bindExpectation(this, direction, organization, expectation);
    const problem = repetitionProblem(bound, this.expectations);
    if (problem) failAt(this, problem);
    this.expectations.push(bound);
    const right = { key: organizationKey(organization), arn: organization.organizationArn };
    dependOn(this.resource, Provider.of(this).grantCheck(direction, right));
    // One of the same stack is awaited anyway.
    if (bound.rule && Stack.of(bound.rule.scope) !== Stack.of(this)) this.node.addDependency(bound.rule.scope);
    return this;
  }

  private properties(stack: Stack): Record<keyof CheckProperties, unknown> {
    const documents = (rules: readonly RegisteredRule[]) =>
      rules.map(({ direction, rule }) => ({ Direction: direction, Rule: rule }));
    const ofRules = (produce: (rules: readonly RegisteredRule[]) => unknown[]) =>
      Lazy.any({ produce: () => produce(rulesIn(stack)) }, { omitEmptyArray: true });
    return {
      OrganizationId: this.organization.organizationId,
      Expectations: Lazy.any({ produce: () => this.expectations.map(({ document }) => document) }),
      Rules: ofRules((rules) => rules.map(idOf)),
      KeepReplaced: ofRules((rules) => rules.filter(({ resource }) => isReplacedKept(resource)).map(idOf)),
      InConsole: ofRules((rules) => documents(rules.filter((rule) => rule.inConsole && this.concerns(rule)))),
    };
  }

  private readonly concerns = ({ organizationKey: key }: RegisteredRule): boolean =>
    key === organizationKey(this.organization);

  /** Eight digits that change with the expectations and with everything that the template says of the rules. */
  private hash(stack: Stack): string {
    const elsewhere = this.expectations.flatMap(({ rule }) => (rule && Stack.of(rule.scope) !== stack ? [rule] : []));
    const rules = [...rulesIn(stack).filter(this.concerns), ...elsewhere].map((registered) => ({
      id: registered.resource.logicalId,
      rule: registered.rule,
      inConsole: registered.inConsole,
      isKept: isKept(registered.resource),
    }));
    const expectations = this.expectations.map(({ document }) => document);
    return shortHash(JSON.stringify(stack.resolve(new DocumentToken({ expectations, rules }))));
  }

  /** After the rules that come last: those that no other rule waits for. */
  private comeAfter(rules: readonly RegisteredRule[]): void {
    const awaited = new Set(rules.flatMap(({ resource }) => resource.obtainDependencies()));
    for (const { resource } of rules) if (!awaited.has(resource)) dependOn(this.resource, resource);
  }

  private emptinessProblems(): string[] {
    if (this.expectations.length > 0) return [];
    const reason = 'a check without expectations checks nothing';
    const remedy = 'Call expectInbound or expectOutbound';
    return [linkedSentence(this, { code: 'noExpectation', path: 'expectations', value: [], reason, remedy })];
  }
}

/** The logical id of a rule that the template has, under its condition if there is one. */
function idOf({ resource }: RegisteredRule): unknown {
  const { condition } = resource.cfnOptions;
  return condition ? Fn.conditionIf(condition.logicalId, resource.logicalId, Aws.NO_VALUE) : resource.logicalId;
}

import { CfnResource, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addConsoleOutput } from './console-output';
import { failAt } from './errors';
import { permitInvocation } from './invoke-permission';
import type { MailFlowActionConfig } from './mail-flow-action-config';
import type { MailFlowRuleProps } from './mail-flow-rule-options';
import { organizationKey } from './organization';
import { checkPlace } from './place';
import { Provider } from './provider';
import { Provisioning } from './provisioning';
import { generateRuleName } from './rule-name';
import { registerRule } from './rule-registry';
import { warnOfRisks } from './rule-risks';
import {
  type DirectedRule,
  type Direction,
  type InboundRule,
  type OutboundRule,
  type Problem,
  validateRule,
} from './rules';

const RESOURCE_TYPES = {
  INBOUND: 'Custom::WorkMailInboundMailFlowRule',
  OUTBOUND: 'Custom::WorkMailOutboundMailFlowRule',
} as const;

/** Everything that both directions of rule have in common. Returns the rule's name. */
export function defineRule(
  scope: Construct,
  direction: Direction,
  props: MailFlowRuleProps,
  action: MailFlowActionConfig,
): string {
  const { organization } = props;
  if (!organization?.organizationId) failAt(scope, missingOrganization(organization));
  const directed = ruleDocument(scope, direction, props, action);
  const problems = validateRule(directed, { isUnknown: Token.isUnresolved }).map(inWordsOfProps);
  if (problems.length > 0) failAt(scope, ...problems);
  checkPlace(scope, organization, action.handler);

  const stack = Stack.of(scope);
  const provider = Provider.of(scope);
  const resource = new CfnResource(scope, 'Resource', {
    type: RESOURCE_TYPES[direction],
    properties: {
      ServiceToken: provider.serviceToken,
      ServiceTimeout: provider.serviceTimeout.toSeconds(),
      OrganizationId: organization.organizationId,
      Rule: directed.rule,
      ...(props.adoptExisting && { AdoptExisting: true }),
      ...(props.provisioning === Provisioning.CONSOLE && { Provisioning: Provisioning.CONSOLE }),
    },
  });
  const removalPolicy = props.removalPolicy ?? (props.adoptExisting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
  resource.applyRemovalPolicy(removalPolicy);
  const right = { key: organizationKey(organization), arn: organization.organizationArn };
  resource.addDependency(provider.grantRules(direction, right));
  if (action.handler) {
    resource.addDependency(permitInvocation(stack, action.handler, organization, removalPolicy));
  }
  registerRule({ ...directed, scope, resource, organizationKey: right.key, handler: action.handler, removalPolicy });
  warnOfRisks(scope, directed, action);
  if (props.provisioning === Provisioning.CONSOLE) addConsoleOutput(scope, organization.organizationId, directed);
  return directed.rule.Name;
}

function ruleDocument(
  scope: Construct,
  direction: Direction,
  props: MailFlowRuleProps,
  action: MailFlowActionConfig,
): DirectedRule {
  const Name = props.ruleName ?? generateRuleName(scope);
  const senders = { Patterns: props.senders ?? ['*'] };
  const DestinationRuleCondition = { Patterns: props.recipients ?? ['*'] };
  const Action = action.document as never;
  return direction === 'INBOUND'
    ? {
        direction,
        rule: { Name, Condition: { OriginRuleCondition: senders, DestinationRuleCondition }, Action } satisfies InboundRule,
      }
    : {
        direction,
        rule: { Name, Condition: { SenderRuleCondition: senders, DestinationRuleCondition }, Action } satisfies OutboundRule,
      };
}

/** The path of a problem as the author knows it: by property, not by member of the document. */
function inWordsOfProps(problem: Problem): Problem {
  const path = problem.path
    .replace(/^Name$/, 'ruleName')
    .replace(/^Condition\.(OriginRuleCondition|SenderRuleCondition)\.Patterns/, 'senders')
    .replace(/^Condition\.DestinationRuleCondition\.Patterns/, 'recipients')
    .replace(/^Action\b/, 'action');
  return { ...problem, path };
}

function missingOrganization(value: unknown): Problem {
  return {
    code: 'organization',
    path: 'organization',
    value,
    reason: 'a rule belongs to an organization',
    remedy: 'Give Organization.fromOrganizationId(…)',
  };
}

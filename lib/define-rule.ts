import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DocumentToken } from './document-token';
import { failAt } from './errors';
import { useGateway } from './gateway-registry';
import { generateName } from './generated-name';
import { permitInvocation } from './invoke-permission';
import type { MailFlowActionConfig } from './mail-flow-action-config';
import type { MailFlowRuleProps } from './mail-flow-rule-options';
import { organizationIdentity, organizationKey, organizationProblems } from './organization';
import { permitMessageContent } from './permit-message-content';
import { checkPlace } from './place';
import { optionProblems } from './props-check';
import { Provider } from './provider';
import { Provisioning } from './provisioning';
import { removalPolicyOf } from './removal-policy';
import { renderOnce } from './rendered-reference';
import { dependOn } from './resource-dependency';
import { registerRule } from './rule-registry';
import { warnOfRisks } from './rule-risks';
import {
  type DirectedRule,
  type Direction,
  type InboundRule,
  LAMBDA_ACTION,
  lambdaAction,
  type OutboundRule,
  type Problem,
  RULE_RESOURCE_TYPES,
  validateRule,
} from './rules';
import { requireFunction } from './run-lambda-action';

/** Everything that both directions of rule have in common. Returns the rule's name. */
export function defineRule(
  scope: Construct,
  direction: Direction,
  props: MailFlowRuleProps,
  action: MailFlowActionConfig,
): string {
  const { organization } = props;
  const directed = ruleDocument(scope, direction, props, action);
  const problems = [
    ...organizationProblems(organization),
    ...validateRule(directed, { isUnknown: Token.isUnresolved }).map(inWordsOfProps),
    ...optionProblems(props),
  ];
  if (problems.length > 0) failAt(scope, ...problems);
  if (lambdaAction(directed.rule.Action)) requireFunction(scope, 'action', action.handler);
  checkPlace(scope, organization, action.handler);

  const stack = Stack.of(scope);
  const key = organizationKey(organization);
  const inConsole = props.provisioning === Provisioning.CONSOLE;
  const provider = Provider.of(scope);
  const resource = new CfnResource(scope, 'Resource', {
    type: RULE_RESOURCE_TYPES[direction],
    properties: {
      ServiceToken: renderOnce(stack, provider.serviceToken),
      ServiceTimeout: provider.serviceTimeout.toSeconds(),
      OrganizationId: organization.organizationId,
      Rule: new DocumentToken(inTemplate(stack, directed)),
      ...(props.adoptExisting && { AdoptExisting: true }),
      ...(inConsole && { Provisioning: Provisioning.CONSOLE }),
    },
  });
  const removalPolicy = removalPolicyOf(props);
  if (removalPolicy) resource.applyRemovalPolicy(removalPolicy);
  dependOn(resource, provider.grantRules(direction, { key, arn: organization.organizationArn }));
  if (action.handler) {
    dependOn(resource, permitInvocation(stack, action.handler, organization, key, removalPolicy));
  }
  if (action.smtpGateway) useGateway(scope, resource, organizationIdentity(organization), action.smtpGateway);
  const rule = { scope, direction, organization, organizationKey: key, removalPolicy };
  for (const right of permitMessageContent(rule, action)) dependOn(resource, right);
  registerRule({
    ...directed,
    scope,
    resource,
    organizationId: organization.organizationId,
    organizationKey: key,
    organizationIdentity: organizationIdentity(organization),
    handler: action.handler,
    updatedMessageBucket: action.updatedMessageBucket,
    inConsole,
  });
  warnOfRisks(scope, directed, action);
  return directed.rule.Name;
}

function ruleDocument(
  scope: Construct,
  direction: Direction,
  props: MailFlowRuleProps,
  action: MailFlowActionConfig,
): DirectedRule {
  const Name = props.ruleName ?? generateName(scope);
  const senders = { Patterns: copy(props.senders) ?? ['*'] };
  const DestinationRuleCondition = { Patterns: copy(props.recipients) ?? ['*'] };
  const Action = action.document as never;
  return direction === 'INBOUND'
    ? {
        direction,
        rule: {
          Name,
          Condition: { OriginRuleCondition: senders, DestinationRuleCondition },
          Action,
        } satisfies InboundRule,
      }
    : {
        direction,
        rule: {
          Name,
          Condition: { SenderRuleCondition: senders, DestinationRuleCondition },
          Action,
        } satisfies OutboundRule,
      };
}

/** The document, with a function of the stack's own as the template has it. */
function inTemplate(stack: Stack, { direction, rule }: DirectedRule): object {
  const lambda = lambdaAction(rule.Action);
  if (!lambda) return rule;
  return { ...rule, Action: { [LAMBDA_ACTION[direction]]: { ...lambda, Arn: renderOnce(stack, lambda.Arn) } } };
}

/** What the author does to the list later must not reach the template unchecked. */
function copy(patterns: string[] | undefined): string[] | undefined {
  return Array.isArray(patterns) ? Array.from(patterns) : patterns;
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

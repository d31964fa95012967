import type { Direction } from './documents';

/** What CloudFormation calls a rule of each direction. Changes only with a major version: a template holds it. */
export const RULE_RESOURCE_TYPES: Readonly<Record<Direction, string>> = {
  INBOUND: 'Custom::WorkMailInboundMailFlowRule',
  OUTBOUND: 'Custom::WorkMailOutboundMailFlowRule',
};

/** A resource that looks up an organization by its alias. */
export const ORGANIZATION_RESOURCE_TYPE = 'Custom::WorkMailOrganization';

/** A mail server to which outbound mail can be routed. */
export const GATEWAY_RESOURCE_TYPE = 'Custom::WorkMailSmtpGateway';

/** Expectations that are part of a stack. */
export const CHECK_RESOURCE_TYPE = 'Custom::WorkMailMailFlowCheck';

/**
 * Metadata of a rule that stays in WorkMail when it leaves its stack: CloudFormation's list of a stack's resources does
 * not tell their deletion policies.
 */
export const STAYS_METADATA = 'cdk-workmail-flow:stays';

/** An organization's email event log, switched on. */
export const EVENT_LOGGING_RESOURCE_TYPE = 'Custom::WorkMailEmailEventLogging';

/** The direction of a resource that is a rule; undefined for every other resource. */
export function ruleDirection(resourceType: string): Direction | undefined {
  if (resourceType === RULE_RESOURCE_TYPES.INBOUND) return 'INBOUND';
  return resourceType === RULE_RESOURCE_TYPES.OUTBOUND ? 'OUTBOUND' : undefined;
}

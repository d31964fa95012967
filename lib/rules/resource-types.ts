import type { Direction } from './documents';

/** What CloudFormation calls a rule of each direction. Changes only with a major version: a template holds it. */
export const RULE_RESOURCE_TYPES: Readonly<Record<Direction, string>> = {
  INBOUND: 'Custom::WorkMailInboundMailFlowRule',
  OUTBOUND: 'Custom::WorkMailOutboundMailFlowRule',
};

/** The direction of a resource that is a rule; undefined for every other resource. */
export function ruleDirection(resourceType: string): Direction | undefined {
  if (resourceType === RULE_RESOURCE_TYPES.INBOUND) return 'INBOUND';
  return resourceType === RULE_RESOURCE_TYPES.OUTBOUND ? 'OUTBOUND' : undefined;
}

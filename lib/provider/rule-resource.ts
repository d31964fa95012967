import type { Direction } from '../rules';
import { liveRules } from './live-rules';
import { documentHash, formatPhysicalId, parsePhysicalId, type RuleState } from './physical-id';
import { checkRuleProperties, readRuleProperties } from './properties';
import type { CustomResourceEvent } from './protocol';
import type { ResourceKind } from './resource-kind';
import { createRule } from './rule-creation';
import { deleteRule } from './rule-deletion';
import { identityOf, type RuleRequest } from './rule-request';
import { updateRule } from './rule-update';

/** Email flow rules of one direction. */
export function ruleKind(direction: Direction): ResourceKind {
  return {
    async settle(event, session) {
      const request = ruleRequest(direction, event);
      const world = { ...session, live: liveRules(session.client, session.sender) };
      if (event.RequestType === 'Delete') {
        await deleteRule(world, request);
        return { PhysicalResourceId: event.PhysicalResourceId ?? '' };
      }
      checkRuleProperties(request.properties, session.home);
      const change = event.RequestType === 'Create' ? createRule : updateRule;
      return { PhysicalResourceId: formatPhysicalId(await change(world, request)) };
    },
    failedPhysicalId(event, mayHaveWritten) {
      const { properties } = ruleRequest(direction, event);
      const state: RuleState = mayHaveWritten
        ? { kind: 'unknown', documentHash: documentHash(properties.rule) }
        : { kind: 'notWritten' };
      return formatPhysicalId({ identity: identityOf(properties), state });
    },
    logged({ OrganizationId, Rule }) {
      return { organizationId: OrganizationId, ruleName: (Rule as { Name?: unknown } | undefined)?.Name };
    },
  };
}

function ruleRequest(direction: Direction, event: CustomResourceEvent): RuleRequest {
  return {
    requestId: event.RequestId,
    logicalId: event.LogicalResourceId,
    physicalId: parsePhysicalId(event.PhysicalResourceId),
    properties: readRuleProperties(direction, event.ResourceProperties),
    oldProperties: event.OldResourceProperties && readRuleProperties(direction, event.OldResourceProperties),
  };
}

import {
  CHECK_RESOURCE_TYPE,
  EVENT_LOGGING_RESOURCE_TYPE,
  GATEWAY_RESOURCE_TYPE,
  ORGANIZATION_RESOURCE_TYPE,
  RULE_RESOURCE_TYPES,
} from '../rules';
import { checkKind } from './check/check-resource';
import { eventLoggingKind } from './event-logging-resource';
import { gatewayKind } from './gateway/gateway-resource';
import { organizationKind } from './organization-resource';
import type { ResourceKind } from './resource-kind';
import { ruleKind } from './rule-resource';

/** Every type of resource that the provider answers for. */
export const RESOURCE_KINDS: ReadonlyMap<string, ResourceKind> = new Map([
  [RULE_RESOURCE_TYPES.INBOUND, ruleKind('INBOUND')],
  [RULE_RESOURCE_TYPES.OUTBOUND, ruleKind('OUTBOUND')],
  [ORGANIZATION_RESOURCE_TYPE, organizationKind],
  [CHECK_RESOURCE_TYPE, checkKind],
  [EVENT_LOGGING_RESOURCE_TYPE, eventLoggingKind],
  [GATEWAY_RESOURCE_TYPE, gatewayKind],
]);

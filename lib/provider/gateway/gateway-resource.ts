import { entityKind } from '../entity-kind';
import { GATEWAY_NATURE, type GatewayDocument, readGatewayProperties } from './document';
import { liveGateways } from './live-gateways';

/** SMTP gateways. */
export const gatewayKind = entityKind<GatewayDocument>({
  nature: GATEWAY_NATURE,
  read: readGatewayProperties,
  live: ({ client, sender }) => liveGateways(client, sender),
  logged: ({ OrganizationId, SmtpGateway }) => ({
    organizationId: OrganizationId,
    gatewayName: (SmtpGateway as { SmtpGatewayName?: unknown } | undefined)?.SmtpGatewayName,
  }),
});

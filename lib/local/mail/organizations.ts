import { domainOf } from '../../rules';
import type { LocalWorkMail, Organization } from '../workmail';
import type { MailOrganization, Organizations } from './processing/surroundings';

/** The organizations of the local WorkMail, as they are whenever they are asked for. */
export function organizationsOf(workmail: LocalWorkMail): Organizations {
  const active = () => workmail.organizations.filter(({ state }) => state === 'Active');
  return {
    find: (id) =>
      active()
        .filter(({ organizationId }) => organizationId === id)
        .map(asMailOrganization)[0],
    ownerOf: (address) => {
      const domain = domainOf(address);
      const owner = active().find(({ mailDomains }) => mailDomains.includes(domain));
      return owner && asMailOrganization(owner);
    },
    domains: () => active().flatMap(({ mailDomains }) => mailDomains),
  };
}

function asMailOrganization(organization: Organization): MailOrganization {
  const { organizationId: id, alias, mailDomains: domains, defaultMailDomain: defaultDomain } = organization;
  return {
    id,
    alias,
    domains,
    defaultDomain,
    rules: { inbound: organization.inboundRules, outbound: organization.outboundRules },
    gateways: organization.smtpGateways.map(({ SmtpGatewayName: name, Enabled: isEnabled }) => ({ name, isEnabled })),
  };
}

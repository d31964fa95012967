import { entitiesOf } from './entities';
import { type Context, type Operations, onOrganization } from './operation';
import { readNewDomain } from './organizations';
import { PAGE, type PageInput, page } from './pages';
import { ServiceError } from './service-error';
import type { Organization } from './state';

interface DomainInput {
  readonly DomainName: string;
}

const DOMAIN_NAME = { DomainName: 'string' } as const;

/** The domains for which an organization receives mail. Here they need no DNS records: they are verified at once. */
export const MAIL_DOMAIN_OPERATIONS: Operations = {
  RegisterMailDomain: onOrganization(DOMAIN_NAME, [], registerDomain),
  DeregisterMailDomain: onOrganization(DOMAIN_NAME, [], deregisterDomain),
  UpdateDefaultMailDomain: onOrganization(DOMAIN_NAME, [], updateDefaultDomain),
  GetMailDomain: onOrganization(DOMAIN_NAME, [], getDomain),
  ListMailDomains: onOrganization(PAGE, Object.keys(PAGE), listDomains),
};

function registerDomain(organization: Organization, { DomainName }: DomainInput, { state }: Context) {
  if (organization.mailDomains.includes(DomainName.toLowerCase())) return { output: {} };
  const mailDomains = [...organization.mailDomains, readNewDomain(DomainName, state)];
  return { output: {}, organization: { ...organization, mailDomains } };
}

function deregisterDomain(organization: Organization, { DomainName }: DomainInput) {
  const domain = DomainName.toLowerCase();
  if (domain === organization.defaultMailDomain) {
    throw new ServiceError('mailDomainInUse', `${domain} is the default mail domain. Make another the default first.`);
  }
  const user = entitiesOf(organization).find(({ email, aliases }) =>
    [email, ...aliases].some((address) => address?.endsWith(`@${domain}`)),
  );
  if (user) throw new ServiceError('mailDomainInUse', `${user.name} has an address in ${domain}.`);
  const mailDomains = organization.mailDomains.filter((other) => other !== domain);
  return { output: {}, organization: { ...organization, mailDomains } };
}

function updateDefaultDomain(organization: Organization, { DomainName }: DomainInput) {
  return { output: {}, organization: { ...organization, defaultMailDomain: findDomain(organization, DomainName) } };
}

function getDomain(organization: Organization, { DomainName }: DomainInput) {
  const domain = findDomain(organization, DomainName);
  return {
    output: {
      Records: [],
      IsTestDomain: domain.endsWith('.awsapps.com'),
      IsDefault: domain === organization.defaultMailDomain,
      OwnershipVerificationStatus: 'VERIFIED',
      DkimVerificationStatus: 'VERIFIED',
    },
  };
}

function listDomains(organization: Organization, input: PageInput) {
  const { items, ...next } = page('MailDomains', organization.mailDomains, (domain) => domain, input);
  const domains = items.map((domain) => ({
    DomainName: domain,
    DefaultDomain: domain === organization.defaultMailDomain,
  }));
  return { output: { MailDomains: domains, ...next } };
}

function findDomain({ mailDomains, organizationId }: Organization, name: string): string {
  const domain = name.toLowerCase();
  if (mailDomains.includes(domain)) return domain;
  throw new ServiceError('mailDomainNotFound', `Organization ${organizationId} has no mail domain ${domain}.`);
}

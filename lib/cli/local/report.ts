import type { LocalAccount } from '../../local';
import { formatTable } from '../table';
import { colors, width } from '../terminal';

/** What a shell needs so that commands and programs talk to the local WorkMail. */
export function environmentOf({ workmail, endpoints }: LocalAccount): Record<string, string> {
  const { accessKeyId, secretAccessKey } = workmail.access.root;
  return {
    ...Object.fromEntries(Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url])),
    AWS_REGION: workmail.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

export function accountDocument(account: LocalAccount): object {
  const { workmail, cloudFormation } = account;
  return {
    workmailEndpoint: workmail.endpoint,
    cloudFormationEndpoint: cloudFormation.endpoint,
    region: workmail.region,
    account: workmail.account,
    organizations: workmail.organizations.map(
      ({ organizationId, alias, mailDomains, inboundRules, outboundRules }) => ({
        organizationId,
        alias,
        mailDomains,
        inboundRules: inboundRules.map(({ Name }) => Name),
        outboundRules: outboundRules.map(({ Name }) => Name),
      }),
    ),
    environment: environmentOf(account),
  };
}

export function accountLines(account: LocalAccount): string[] {
  const { workmail, cloudFormation } = account;
  const organizations = workmail.organizations.map(
    ({ organizationId, alias, mailDomains, inboundRules, outboundRules }) => [
      organizationId,
      alias,
      mailDomains.join(' '),
      String(inboundRules.length),
      String(outboundRules.length),
    ],
  );
  const columns = ['organization', 'alias', 'mail domains', 'inbound rules', 'outbound rules'];
  const exports = Object.entries(environmentOf(account)).map(([name, value]) => `  export ${name}=${value}`);
  return [
    colors.bold(`A WorkMail on this machine, as if in ${workmail.region}, account ${workmail.account}`),
    '',
    `  WorkMail        ${colors.cyan(workmail.endpoint)}`,
    `  CloudFormation  ${colors.cyan(cloudFormation.endpoint)}  (tells about the stacks)`,
    '',
    ...formatTable(
      columns.map((title, column) => ({ title, isCut: column === 2 })),
      organizations,
      { width, indent: 2, header: colors.underline },
    ),
    '',
    'For a shell:',
    '',
    ...exports,
    '',
    'Then, for example: aws workmail list-organizations',
    'Ctrl-C stops it.',
  ];
}

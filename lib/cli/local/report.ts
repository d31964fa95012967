import type { LocalAccount } from '../../local';
import { formatTable } from '../table';
import { colors, width } from '../terminal';

/** What a shell needs so that commands and programs talk to the local WorkMail. */
export function environmentOf({ workmail, endpoints }: LocalAccount): Record<string, string> {
  const { accessKeyId, secretAccessKey } = workmail.access.root;
  return {
    ...Object.fromEntries(Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url])),
    AWS_REGION: workmail.region,
    // for version 1 of AWS's command line
    AWS_DEFAULT_REGION: workmail.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

export function accountDocument(account: LocalAccount): object {
  const { workmail, cloudFormation, mail } = account;
  return {
    workmailEndpoint: workmail.endpoint,
    cloudFormationEndpoint: cloudFormation.endpoint,
    region: workmail.region,
    account: workmail.account,
    ...(mail && {
      mail: { submissionPort: mail.submissionPort, inboundPort: mail.inboundPort, folder: mail.folder },
    }),
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

export function accountLines(account: LocalAccount, options: { readonly folder?: string }): string[] {
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
    ...mailLines(account, options),
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
    ...mailExample(account),
    'Ctrl-C stops it.',
  ];
}

function mailLines({ mail }: LocalAccount, { folder }: { readonly folder?: string }): string[] {
  if (!mail) return [];
  const lifetime = folder === undefined ? 'gone when this stops: --folder keeps them' : 'kept for the next start';
  return [
    `  SMTP            ${colors.cyan(`127.0.0.1:${mail.submissionPort}`)}  (submission: mail of users, to anybody)`,
    `  SMTP            ${colors.cyan(`127.0.0.1:${mail.inboundPort}`)}  (inbound: mail of the world, to users)`,
    `  Mailboxes       ${colors.cyan(mail.folder)}  (Maildirs, ${lifetime})`,
  ];
}

function mailExample({ mail, workmail }: LocalAccount): string[] {
  const domain = workmail.organizations.find(({ state }) => state === 'Active')?.mailDomains.at(-1);
  if (!mail || domain === undefined) return [];
  return [`or: swaks --server 127.0.0.1:${mail.inboundPort} --from you@world.example --to somebody@${domain}`];
}

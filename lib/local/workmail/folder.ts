import * as fs from 'node:fs';
import * as path from 'node:path';
import { type DirectedRule, describeProblem, validateRule, validateRuleSet, withLink } from '../../rules';
import { lockFolder } from '../folder-lock';
import { checkEmailMonitoring, EMAIL_MONITORING } from './email-monitoring';
import { GROUP, USER } from './entities';
import { deserialize, RULE, type Structure } from './shapes';
import { readGateway, SMTP_GATEWAY } from './smtp-gateways';
import type { Organization } from './state';

/** The state on disk: one readable file per organization, replaced as a whole. */
export interface Folder {
  /** As they were when it was opened. */
  readonly organizations: readonly Organization[];
  save(organization: Organization): void;
  /** Lets another process have it. */
  release(): void;
}

/** The state belongs to one account and Region: ARNs in it name them. */
interface Owner {
  readonly account: string;
  readonly region: string;
}

/** A file that cannot be what this program wrote. It is left as it is. */
export class StateFileError extends Error {
  readonly code = 'STATE_FILE_UNREADABLE';
  /** What is wrong, and what to do. */
  readonly problem: string;

  constructor(
    readonly file: string,
    reason: string,
  ) {
    const problem = `${file} cannot be read: ${reason.replace(/\.$/, '')}. Nothing was changed. Repair the file, or move it away.`;
    super(withLink(problem, 'STATE_FILE_UNREADABLE'));
    this.problem = problem;
    this.name = 'StateFileError';
  }
}

export function openFolder(folder: string, owner: Owner): Folder {
  fs.mkdirSync(folder, { recursive: true });
  const release = lockFolder(folder);
  try {
    const names = fs.readdirSync(folder).filter((name) => FILE_NAME.test(name));
    return {
      organizations: names.map((name) => read(path.join(folder, name), owner)),
      save: (organization) => write(folder, { ...owner, organization }),
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}

// ---- write --------------------------------------------------------------------------------------

/** Whoever reads the file finds either the old state or the new one, also after a power failure. */
function write(folder: string, content: Owner & { organization: Organization }): void {
  const file = path.join(folder, `${content.organization.organizationId}.json`);
  const temporary = `${file}.new`;
  fs.writeFileSync(temporary, `${JSON.stringify(content, undefined, 2)}\n`, { flush: true });
  fs.renameSync(temporary, file);
  const directory = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(directory);
  } finally {
    fs.closeSync(directory);
  }
}

// ---- read ---------------------------------------------------------------------------------------

const FILE_NAME = /^m-[0-9a-f]{32}\.json$/;

const FILE: Structure = {
  account: 'string',
  region: 'string',
  organization: {
    organizationId: 'string',
    alias: 'string',
    state: 'string',
    created: 'string',
    clientToken: 'string',
    defaultMailDomain: 'string',
    mailDomains: ['string'],
    inboundRules: [RULE.INBOUND],
    outboundRules: [RULE.OUTBOUND],
    smtpGateways: [SMTP_GATEWAY],
    emailMonitoring: EMAIL_MONITORING,
    users: [USER],
    groups: [GROUP],
  },
};
/** A file of an earlier version has neither users nor groups. */
const OPTIONAL = ['clientToken', 'emailMonitoring', 'users', 'groups'];

function read(file: string, owner: Owner): Organization {
  let content: Owner & { organization: Organization };
  try {
    content = deserialize(FILE, JSON.parse(fs.readFileSync(file, 'utf8'))) as typeof content;
  } catch (error) {
    throw new StateFileError(file, (error as Error).message);
  }
  const { account, region, organization } = content;
  const missing = Object.keys(FILE.organization as Structure)
    .filter((member) => !OPTIONAL.includes(member))
    .find((member) => organization?.[member as keyof Organization] === undefined);
  if (missing) throw new StateFileError(file, `it has no organization.${missing}`);
  if (account !== owner.account || region !== owner.region) {
    throw new StateFileError(
      file,
      `it is of account ${account} in ${region}, and this WorkMail of account ${owner.account} in ${owner.region}`,
    );
  }
  if (path.basename(file) !== `${organization.organizationId}.json`) {
    throw new StateFileError(file, `it holds the organization ${organization.organizationId}`);
  }
  checkContent(file, organization);
  return { ...organization, users: organization.users ?? [], groups: organization.groups ?? [] };
}

function checkContent(file: string, organization: Organization): void {
  const { state, inboundRules, outboundRules, smtpGateways, emailMonitoring } = organization;
  if (state !== 'Active' && state !== 'Deleted') throw new StateFileError(file, `organization.state is "${state}"`);
  const rules: DirectedRule[] = [
    ...inboundRules.map((rule) => ({ direction: 'INBOUND' as const, rule })),
    ...outboundRules.map((rule) => ({ direction: 'OUTBOUND' as const, rule })),
  ];
  const problem = rules.flatMap((rule) => validateRule(rule))[0] ?? validateRuleSet(rules)[0];
  if (problem) throw new StateFileError(file, `a rule in it is none: ${describeProblem(problem)}`);
  try {
    smtpGateways.forEach(readGateway);
    if (emailMonitoring) checkEmailMonitoring(emailMonitoring);
  } catch (error) {
    throw new StateFileError(file, (error as Error).message);
  }
}

import { randomBytes } from 'node:crypto';
import type { PolicyDocument, Statement } from '../../access';
import { ResourceFailure } from '../errors';
import { lastPart } from '../names';
import type { AccountState, Role, TimedPolicy } from './account-state';

const LOGS: Statement = {
  Effect: 'Allow',
  Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: '*',
};

/** Policies of AWS itself whose content is known here, as far as it matters on this machine, by the last part of their ARN. */
const AWS_POLICIES: Readonly<Record<string, PolicyDocument>> = {
  AWSLambdaBasicExecutionRole: { Statement: LOGS },
  AmazonWorkMailFullAccess: allow('workmail:*'),
  AmazonWorkMailReadOnlyAccess: allow('workmail:Describe*', 'workmail:Get*', 'workmail:List*', 'workmail:Search*'),
  AmazonWorkMailMessageFlowFullAccess: allow('workmailmessageflow:*'),
  AmazonWorkMailMessageFlowReadOnlyAccess: allow('workmailmessageflow:Get*'),
  AmazonS3FullAccess: allow('s3:*'),
  AmazonS3ReadOnlyAccess: allow('s3:Get*', 's3:List*', 's3:Describe*'),
};

function allow(...Action: string[]): PolicyDocument {
  return { Statement: { Effect: 'Allow', Action, Resource: '*' } };
}

/** The roles of the account and what they may do. */
export class Roles {
  constructor(
    private readonly state: AccountState,
    private readonly account: string,
    /** IAM is eventually consistent: how long a new or changed policy takes until it counts. */
    private readonly rightsArriveAfterMilliseconds: number,
  ) {}

  create(name: string, path: string, trust: PolicyDocument): Role {
    if (this.state.roles[name]) throw new ResourceFailure(`Role with name ${name} already exists.`);
    const arn = `arn:aws:iam::${this.account}:role${path}${name}`;
    const id = `AROA${randomBytes(9).toString('hex').slice(0, 17).toUpperCase()}`;
    const role = { arn, id, trust, inline: {}, attached: {} };
    this.state.roles[name] = role;
    return role;
  }

  remove(name: string): void {
    delete this.state.roles[name];
  }

  get(name: string): Role {
    const role = this.state.roles[name];
    if (!role) throw new ResourceFailure(`The role with name ${name} cannot be found.`);
    return role;
  }

  byArn(arn: string): Role | undefined {
    const role = this.state.roles[lastPart(arn, '/')];
    return role?.arn === arn ? role : undefined;
  }

  setTrust(name: string, trust: PolicyDocument): void {
    this.state.roles[name] = { ...this.get(name), trust };
  }

  putInline(name: string, policyName: string, document: PolicyDocument): void {
    const role = this.get(name);
    const policy = this.timed(document, role.inline[policyName]);
    this.state.roles[name] = { ...role, inline: { ...role.inline, [policyName]: policy } };
  }

  removeInline(name: string, policyName: string): void {
    const role = this.state.roles[name];
    if (!role) return;
    const { [policyName]: _, ...inline } = role.inline;
    this.state.roles[name] = { ...role, inline };
  }

  attach(name: string, policyArn: string): void {
    const role = this.get(name);
    const countsFrom = role.attached[policyArn] ?? Date.now() + this.rightsArriveAfterMilliseconds;
    this.state.roles[name] = { ...role, attached: { ...role.attached, [policyArn]: countsFrom } };
  }

  detach(name: string, policyArn: string): void {
    const role = this.state.roles[name];
    if (!role) return;
    const { [policyArn]: _, ...attached } = role.attached;
    this.state.roles[name] = { ...role, attached };
  }

  putManaged(arn: string, document: PolicyDocument): void {
    this.state.managedPolicies[arn] = this.timed(document, this.state.managedPolicies[arn]);
  }

  removeManaged(arn: string): void {
    delete this.state.managedPolicies[arn];
  }

  /** Is it known what a policy of that ARN allows? */
  knowsPolicy(arn: string): boolean {
    return Boolean(this.state.managedPolicies[arn] ?? AWS_POLICIES[lastPart(arn, '/')]);
  }

  /** The policies that count at this moment; none for a role that is gone. */
  policiesOf(roleArn: string): PolicyDocument[] {
    const role = this.byArn(roleArn);
    if (!role) return [];
    const inline = Object.values(role.inline).flatMap(counting);
    const attached = Object.entries(role.attached).filter(([, countsFrom]) => countsFrom <= Date.now());
    return [...inline, ...attached.flatMap(([arn]) => this.managed(arn))];
  }

  private managed(arn: string): PolicyDocument[] {
    const own = this.state.managedPolicies[arn];
    if (own) return counting(own);
    const known = AWS_POLICIES[lastPart(arn, '/')];
    return known ? [known] : [];
  }

  private timed(document: PolicyDocument, previous: TimedPolicy | undefined): TimedPolicy {
    const [before] = previous ? counting(previous) : [];
    return { document, before, countsFrom: Date.now() + this.rightsArriveAfterMilliseconds };
  }
}

function counting(policy: TimedPolicy): PolicyDocument[] {
  if (policy.countsFrom <= Date.now()) return [policy.document];
  return policy.before ? [policy.before] : [];
}

/** May the service take on a role with this trust policy? */
export function trusts(trust: PolicyDocument, service: string): boolean {
  return [trust.Statement].flat().some((statement) => {
    const { Effect, Principal } = statement as { Effect?: string; Principal?: { Service?: string | string[] } };
    return Effect === 'Allow' && [Principal?.Service ?? []].flat().includes(service);
  });
}

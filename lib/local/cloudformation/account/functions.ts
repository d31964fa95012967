import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AccessControl, Credentials } from '../../access';
import type { FunctionRunner, Invocation } from '../../functions';
import { DeploymentError, ResourceFailure } from '../errors';
import { lastPart } from '../names';
import type { AccountState, FunctionConfiguration, LambdaFunction, Permission } from './account-state';
import { describeMissing, permits, type ServiceCall } from './permissions';
import { type Roles, trusts } from './roles';

export interface FunctionsOptions {
  readonly access: AccessControl;
  readonly region: string;
  readonly runner: FunctionRunner;
  readonly roles: Roles;
  readonly serviceEndpoints: Readonly<Record<string, string>>;
  /**
   * How long an asynchronous call that failed waits for its first and its second retry. Lambda waits one minute and two.
   */
  readonly retryMilliseconds: readonly [number, number];
}

/** What a name or an ARN, with or without an alias or a version, leads to. */
interface Target {
  readonly function: LambdaFunction;
  readonly qualifier?: string;
  /** The ARN that the runner knows: of a version, or of the function. */
  readonly arn: string;
}

/** Lambda, as far as stacks and WorkMail see it. */
export class Functions {
  /** By function name and role. */
  private readonly credentials = new Map<string, Credentials>();

  constructor(
    private readonly state: AccountState,
    private readonly options: FunctionsOptions,
  ) {}

  /** Makes the functions of an earlier process callable again, also one whose role is gone meanwhile. */
  async restore(onTrouble: (notice: string) => void): Promise<void> {
    for (const { name, configuration, versions } of Object.values(this.state.functions)) {
      try {
        await this.run(name, configuration);
        for (const [version, published] of Object.entries(versions)) await this.run(name, published, version);
      } catch (error) {
        onTrouble(`The function ${name} can no longer be called: ${(error as Error).message}`);
      }
    }
  }

  async create(name: string, configuration: FunctionConfiguration): Promise<LambdaFunction> {
    if (this.state.functions[name]) throw new ResourceFailure(`Function already exist: ${name}`);
    this.checkRole(configuration);
    const nothing = { versions: {}, lastVersion: 0, aliases: {}, permissions: {}, asynchronous: {} };
    const created = { name, arn: this.arnOf(name), configuration, ...nothing };
    await this.run(name, configuration);
    this.state.functions[name] = created;
    return created;
  }

  async update(name: string, configuration: FunctionConfiguration): Promise<LambdaFunction> {
    const present = this.get(name);
    if (isDeepStrictEqual(present.configuration, configuration)) return present;
    this.checkRole(configuration);
    await this.run(name, configuration);
    return this.change(name, { configuration });
  }

  remove(name: string): void {
    const present = this.state.functions[name];
    if (!present) return;
    delete this.state.functions[name];
    this.options.runner.remove(present.arn);
    for (const version of Object.keys(present.versions)) this.options.runner.remove(`${present.arn}:${version}`);
    for (const [key, credentials] of this.credentials) {
      if (!key.startsWith(`${name} `)) continue;
      this.options.access.revoke(credentials);
      this.credentials.delete(key);
    }
  }

  /** Changes what belongs to a function but not to its code: aliases, permissions, settings. */
  change(name: string, changes: Partial<LambdaFunction>): LambdaFunction {
    const changed = { ...this.get(name), ...changes };
    this.state.functions[name] = changed;
    return changed;
  }

  async publish(name: string): Promise<string> {
    const { configuration, lastVersion, versions } = this.get(name);
    if (isDeepStrictEqual(versions[String(lastVersion)], configuration)) {
      throw new ResourceFailure(
        `A version for this Lambda function exists ( ${lastVersion} ). Modify the function to create a new version.`,
      );
    }
    const version = String(lastVersion + 1);
    await this.run(name, configuration, version);
    this.change(name, { lastVersion: lastVersion + 1, versions: { ...versions, [version]: configuration } });
    return version;
  }

  unpublish(name: string, version: string): void {
    const present = this.state.functions[name];
    if (!present) return;
    const alias = Object.keys(present.aliases).find((candidate) => present.aliases[candidate] === version);
    if (alias) throw new ResourceFailure(`Unable to delete version ${version}: the alias ${alias} stands for it.`);
    const { [version]: _, ...versions } = present.versions;
    this.change(name, { versions });
    this.options.runner.remove(`${present.arn}:${version}`);
  }

  get(name: string): LambdaFunction {
    const found = this.state.functions[name];
    if (!found) throw new ResourceFailure(`Function not found: ${this.arnOf(name)}`);
    return found;
  }

  /** Finds what `name`, `name:alias` or an ARN with or without an alias or a version stands for. */
  find(reference: string): Target {
    const local = reference.startsWith('arn:') ? reference.split(':').slice(6) : reference.split(':');
    const [name = '', qualifier] = local;
    if (reference.startsWith('arn:') && !`${reference}:`.startsWith(`${this.arnOf(name)}:`)) {
      throw new ResourceFailure(
        `Function not found: ${reference}. Only those of ${this.arnOf('…')} are on this machine.`,
      );
    }
    const found = this.get(name);
    const version = qualifier === undefined ? '$LATEST' : (found.aliases[qualifier] ?? qualifier);
    if (version === '$LATEST') return { function: found, qualifier, arn: found.arn };
    if (!found.versions[version]) throw new ResourceFailure(`Function not found: ${found.arn}:${qualifier}`);
    return { function: found, qualifier, arn: `${found.arn}:${version}` };
  }

  addPermission(name: string, statementId: string, permission: Permission): void {
    this.change(name, { permissions: { ...this.get(name).permissions, [statementId]: permission } });
  }

  removePermission(name: string, statementId: string): void {
    const present = this.state.functions[name];
    if (!present) return;
    const { [statementId]: _, ...permissions } = present.permissions;
    this.change(name, { permissions });
  }

  /** Calls a function for a service of AWS, if its resource policy permits that. */
  async invokeAsService(call: ServiceCall & { functionArn: string; payload: string }): Promise<Invocation> {
    const target = this.find(call.functionArn);
    demandPermission(target, call.functionArn, call);
    return this.options.runner.invoke(target.arn, call.payload, {
      requestId: randomUUID(),
      invokedArn: call.functionArn,
    });
  }

  /**
   * Calls a function as an event does: where it fails it is called again, at most twice, with the same payload and
   * request id. Resolves to the error of the last try, or to nothing. Rejects for a function that is not there, and for
   * a service that may not call it; without a service it is the account's own user who calls.
   */
  async invokeAsynchronously(reference: string, payload: string, service?: ServiceCall): Promise<string | undefined> {
    const target = this.find(reference);
    if (service) demandPermission(target, reference, service);
    const settings = target.function.asynchronous[target.qualifier ?? '$LATEST'] ?? {};
    const { maximumRetries = 2, maximumAgeSeconds = 6 * 60 * 60 } = settings;
    const pauses = this.options.retryMilliseconds.slice(0, maximumRetries);
    return this.tryRepeatedly(target, payload, pauses, Date.now() + maximumAgeSeconds * 1000);
  }

  private async tryRepeatedly(target: Target, payload: string, pauses: readonly number[], until: number) {
    const requestId = randomUUID();
    const invokedArn = target.qualifier ? `${target.function.arn}:${target.qualifier}` : target.function.arn;
    for (const pause of [...pauses, undefined]) {
      const invocation = await this.options.runner.invoke(target.arn, payload, { requestId, invokedArn });
      if (invocation.kind === 'answer') return undefined;
      if (pause === undefined || Date.now() + pause > until) return `${invocation.errorType}: ${invocation.message}`;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return undefined;
  }

  private checkRole({ roleArn }: FunctionConfiguration): void {
    const role = this.options.roles.byArn(roleArn);
    if (role && trusts(role.trust, 'lambda.amazonaws.com')) return;
    throw new ResourceFailure(`The role defined for the function cannot be assumed by Lambda: ${roleArn}`);
  }

  private async run(name: string, configuration: FunctionConfiguration, version?: string): Promise<void> {
    const { roleArn, ...settings } = configuration;
    const arn = version ? `${this.arnOf(name)}:${version}` : this.arnOf(name);
    const { serviceEndpoints } = this.options;
    const credentials = this.credentialsFor(name, roleArn);
    await this.options.runner.create({ arn, name, version, credentials, serviceEndpoints, ...settings });
  }

  private credentialsFor(name: string, roleArn: string): Credentials {
    const { access, roles } = this.options;
    const key = `${name} ${roleArn}`;
    const principalArn = `arn:aws:sts::${access.account}:assumed-role/${lastPart(roleArn, '/')}/${name}`;
    const credentials = this.credentials.get(key) ?? access.issue(principalArn, () => roles.policiesOf(roleArn));
    this.credentials.set(key, credentials);
    return credentials;
  }

  private arnOf(name: string): string {
    return `arn:aws:lambda:${this.options.region}:${this.options.access.account}:function:${name}`;
  }
}

function demandPermission(
  { function: { permissions }, qualifier }: Target,
  reference: string,
  call: ServiceCall,
): void {
  const candidates = Object.values(permissions).filter((permission) => permission.qualifier === qualifier);
  if (candidates.some((permission) => permits(permission, call))) return;
  throw new DeploymentError('ACCESS_DENIED', describeMissing(reference, candidates, call));
}

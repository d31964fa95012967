import { randomBytes, randomUUID } from 'node:crypto';
import { ResourceFailure } from '../errors';
import type { AccountState, Secret, SecretValue, SecretVersion } from './account-state';

/** A staging label moved to another version of a secret: what Secrets Manager tells EventBridge by itself. */
export interface LabelUpdate {
  readonly secret: Secret;
  readonly label: string;
  readonly versionId: string;
}

export interface NewVersion {
  readonly value: SecretValue;
  /** @default AWSCURRENT */
  readonly labels?: readonly string[];
  /** @default a random one */
  readonly versionId?: string;
}

/** Of these labels Secrets Manager does not tell. */
const UNTOLD = ['AWSPENDING', 'AWSPREVIOUS'];

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export interface SecretsOptions {
  readonly id: string;
  readonly region: string;
  /** Called after every change. */
  readonly onChange: () => void;
  readonly onLabelUpdate: (update: LabelUpdate) => void;
}

/** Secrets Manager, as far as functions and stacks see it. Values are kept as they are: in memory, or in the folder. */
export class Secrets {
  constructor(
    private readonly state: AccountState,
    private readonly options: SecretsOptions,
  ) {}

  create(name: string, description: string | undefined, version: NewVersion | undefined): Secret {
    if (this.find(name)) throw new ResourceFailure(`The operation failed because the secret ${name} already exists.`);
    const suffix = Array.from(randomBytes(6), (byte) => LETTERS[byte % LETTERS.length]).join('');
    const arn = `arn:aws:secretsmanager:${this.options.region}:${this.options.id}:secret:${name}-${suffix}`;
    const secret = { arn, name, description, created: new Date().toISOString(), versions: {} };
    this.state.secrets[arn] = secret;
    this.options.onChange();
    return version ? this.put(arn, version).secret : secret;
  }

  /** By name, by ARN, or by ARN without its random end. */
  find(id: string): Secret | undefined {
    return Object.values(this.state.secrets).find(
      ({ arn, name }) => id === arn || id === name || id === arn.replace(/-\w{6}$/, ''),
    );
  }

  /** The version with an id, or else with a label. */
  version(
    secret: Secret,
    { versionId, label = 'AWSCURRENT' }: { versionId?: string; label?: string },
  ): [versionId: string, version: SecretVersion] | undefined {
    return Object.entries(secret.versions).find(([id, { labels }]) =>
      versionId === undefined ? labels.includes(label) : id === versionId,
    );
  }

  /** A new version; its labels move to it, and what was current becomes the previous one. */
  put(
    arn: string,
    { value, labels = ['AWSCURRENT'], versionId = randomUUID() }: NewVersion,
  ): {
    secret: Secret;
    versionId: string;
  } {
    const secret = this.state.secrets[arn]!;
    const current = this.version(secret, {})?.[0];
    const becomesPrevious = labels.includes('AWSCURRENT');
    const older = Object.entries(secret.versions).map(([id, version]) => {
      const kept = version.labels.filter(
        (label) => !labels.includes(label) && !(becomesPrevious && label === 'AWSPREVIOUS'),
      );
      return [id, { ...version, labels: becomesPrevious && id === current ? [...kept, 'AWSPREVIOUS'] : kept }] as const;
    });
    const version = { value, labels, created: new Date().toISOString() };
    // A version without a label is one that Secrets Manager may forget at any time.
    const labelled = older.filter(([, { labels: left }]) => left.length > 0);
    const changed = { ...secret, versions: { ...Object.fromEntries(labelled), [versionId]: version } };
    this.state.secrets[arn] = changed;
    this.options.onChange();
    for (const label of labels) {
      if (!UNTOLD.includes(label)) this.options.onLabelUpdate({ secret: changed, label, versionId });
    }
    return { secret: changed, versionId };
  }

  remove(arn: string): void {
    delete this.state.secrets[arn];
    this.options.onChange();
  }
}

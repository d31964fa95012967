import type { PolicyDocument } from '../../access';
import type { FunctionDefinition } from '../../functions';

/** What exists in the local account outside of any stack: also what stacks left behind. Plain data, kept as JSON. */
export interface AccountState {
  readonly roles: Record<string, Role>;
  /** By ARN. */
  readonly managedPolicies: Record<string, TimedPolicy>;
  /** By name. */
  readonly functions: Record<string, LambdaFunction>;
  readonly logGroups: Record<string, { readonly retentionInDays?: number }>;
  /** Of the Systems Manager. */
  readonly parameters: Record<string, { readonly type: string; readonly value: string }>;
  /** Of Secrets Manager, by ARN. */
  readonly secrets: Record<string, Secret>;
  /** Of EventBridge's default bus, by name. */
  readonly eventRules: Record<string, EventRule>;
  /** The folders with the unpacked code of functions, by their keys in the bucket of assets. */
  readonly assets: Record<string, string>;
}

export function emptyAccount(): AccountState {
  const kept = { logGroups: {}, parameters: {}, secrets: {}, eventRules: {}, assets: {} };
  return { roles: {}, managedPolicies: {}, functions: {}, ...kept };
}

// ---- IAM ----------------------------------------------------------------------------------------

/** A policy that counts some time after it was written; until then the one before it does. */
export interface TimedPolicy {
  readonly document: PolicyDocument;
  /** Milliseconds since 1970. */
  readonly countsFrom: number;
  readonly before?: PolicyDocument;
}

export interface Role {
  readonly arn: string;
  readonly id: string;
  readonly trust: PolicyDocument;
  /** By policy name. */
  readonly inline: Readonly<Record<string, TimedPolicy>>;
  /** When each attached policy begins to count, by its ARN. */
  readonly attached: Readonly<Record<string, number>>;
}

// ---- Lambda -------------------------------------------------------------------------------------

export interface FunctionConfiguration
  extends Pick<
    FunctionDefinition,
    | 'runtime'
    | 'handler'
    | 'codeFolder'
    | 'environment'
    | 'timeoutSeconds'
    | 'memoryMegabytes'
    | 'logGroup'
    | 'concurrency'
  > {
  readonly roleArn: string;
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly configuration: FunctionConfiguration;
  /** Published versions by their number. */
  readonly versions: Readonly<Record<string, FunctionConfiguration>>;
  readonly lastVersion: number;
  /** The version that each alias stands for. */
  readonly aliases: Readonly<Record<string, string>>;
  /** By statement id. */
  readonly permissions: Readonly<Record<string, Permission>>;
  /** By qualifier; `$LATEST` for the function itself. */
  readonly asynchronous: Readonly<Record<string, AsynchronousSettings>>;
}

export interface AsynchronousSettings {
  readonly maximumRetries?: number;
  readonly maximumAgeSeconds?: number;
}

/** A statement of a function's resource policy. */
export interface Permission {
  /** The alias or version that it is for; absent: the function itself. */
  readonly qualifier?: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

// ---- Secrets Manager ----------------------------------------------------------------------------

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  /** ISO time. */
  readonly created: string;
  /** By version id. */
  readonly versions: Readonly<Record<string, SecretVersion>>;
}

export interface SecretVersion {
  readonly value: SecretValue;
  /** Staging labels: AWSCURRENT … */
  readonly labels: readonly string[];
  readonly created: string;
}

/** As it goes over the wire: a text, or bytes in Base64. */
export type SecretValue = { readonly SecretString: string } | { readonly SecretBinary: string };

// ---- EventBridge --------------------------------------------------------------------------------

export interface EventRule {
  readonly arn: string;
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly isEnabled: boolean;
  readonly targets: readonly { readonly arn: string; readonly input?: string }[];
}

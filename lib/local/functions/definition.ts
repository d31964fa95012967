import { DESK_VARIABLE } from '../../run-lambda';
import type { Credentials } from '../access';
import { FunctionError } from './errors';

/** A function, or a published version of one. */
export interface FunctionDefinition {
  /** Its own ARN; that of a version ends in `:VERSION`. Functions are called by it. */
  readonly arn: string;
  readonly name: string;
  /** Default: `$LATEST`. */
  readonly version?: string;
  /** `nodejs22.x`, `python3.13` */
  readonly runtime: string;
  readonly handler: string;
  /** A folder with the unpacked code, away from any node_modules folder: see CodeStore. */
  readonly codeFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly credentials: Credentials;
  /** Local services by the suffix of their variable, `AWS_ENDPOINT_URL_WORKMAIL`: { WORKMAIL: 'http://127.0.0.1:…' }. */
  readonly serviceEndpoints: Readonly<Record<string, string>>;
  /** Default: `/aws/lambda/NAME`. */
  readonly logGroup?: string;
  /** How many calls may run at a time; default: as many as the runner allows. */
  readonly concurrency?: number;
}

/** Where one execution environment of a function keeps its things. */
export interface EnvironmentPlace {
  readonly temporaryFolder: string;
  readonly logStream: string;
}

/** Variables that Lambda sets and lets nobody else set. */
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION|LOG|INITIALIZATION|RUNTIME)_\w+|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

export function checkVariables(definition: FunctionDefinition): void {
  const reserved = Object.keys(definition.environment).filter((name) => RESERVED.test(name));
  if (reserved.length === 0) return;
  throw new FunctionError(
    'RESERVED_VARIABLE',
    `The function ${definition.name} sets environment variables that are Lambda's own: ${reserved.join(', ')}. Use other names.`,
  );
}

/** The whole environment of a function's process. Nothing of this process's own environment is in it. */
export function lambdaEnvironment(definition: FunctionDefinition, place: EnvironmentPlace): Record<string, string> {
  const region = definition.arn.split(':')[3] ?? '';
  return {
    ...baseEnvironment,
    HOME: place.temporaryFolder,
    TMPDIR: place.temporaryFolder,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: definition.version ?? '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(definition),
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    LAMBDA_TASK_ROOT: definition.codeFolder,
    _HANDLER: definition.handler,
    AWS_ACCESS_KEY_ID: definition.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: definition.credentials.secretAccessKey,
    [DESK_VARIABLE]: 'true',
    ...(definition.credentials.sessionToken ? { AWS_SESSION_TOKEN: definition.credentials.sessionToken } : {}),
    ...Object.fromEntries(
      Object.entries(definition.serviceEndpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url]),
    ),
    ...definition.environment,
  };
}

/**
 * The environment with which a process starts: what an interpreter reads once, before the rest of the function's
 * environment arrives. Functions for which it is equal can be given the same kind of started process.
 */
export function startEnvironment(definition: FunctionDefinition): Record<string, string> {
  const readAtStart = /^(NODE_|PYTHON|LD_|SSL_|OPENSSL_|MALLOC_|LC_)/;
  return {
    ...baseEnvironment,
    ...Object.fromEntries(Object.entries(definition.environment).filter(([name]) => readAtStart.test(name))),
  };
}

const baseEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'en_US.UTF-8', TZ: ':UTC' };

export function logGroupOf(definition: FunctionDefinition): string {
  return definition.logGroup ?? `/aws/lambda/${definition.name}`;
}

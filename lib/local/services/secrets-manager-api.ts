import { isDeepStrictEqual } from 'node:util';
import { type Account, ResourceFailure, type Secret, type SecretValue } from '../cloudformation';
import { ApiError, handleJson, type JsonCall, LoopbackServer } from '../http';
import type { StartService } from './service';

/** As much of Secrets Manager as makes, reads, changes and removes a secret's value. */
export const startSecretsManagerApi: StartService = (desk) =>
  LoopbackServer.start((request, response) => {
    const { access, region, cloudFormation } = desk();
    return handleJson(request, response, {
      access,
      scope: { service: 'secretsmanager', region },
      contentType: 'application/x-amz-json-1.1',
      answer: (call) => answer(call, cloudFormation.account),
    });
  });

type Input = JsonCall['input'];

const TARGET = /^secretsmanager\.(\w+)$/;

/** Operations on a secret that exists. */
const OPERATIONS: Readonly<Record<string, (secret: Secret, input: Input, account: Account) => object>> = {
  DescribeSecret: describeSecret,
  GetSecretValue: getSecretValue,
  PutSecretValue: putSecretValue,
  DeleteSecret: deleteSecret,
};

function answer({ target, input, principal }: JsonCall, account: Account): object {
  const name = TARGET.exec(target)?.[1] ?? '';
  if (name === 'CreateSecret') {
    const arn = `arn:aws:secretsmanager:${account.region}:${account.id}:secret:${text(input, 'Name')}`;
    principal.demand(`secretsmanager:${name}`, arn);
    return createSecret(input, account);
  }
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (!operation) {
    const known = ['CreateSecret', ...Object.keys(OPERATIONS)].join(', ');
    throw new ApiError('UnknownOperationException', `Only ${known} are answered on this machine.`);
  }
  const id = text(input, 'SecretId');
  const secret = account.secrets.find(id);
  // Who may not see a secret is not told whether it is there.
  principal.demand(`secretsmanager:${name}`, secret?.arn ?? id);
  if (!secret) throw new ApiError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  return operation(secret, input, account);
}

function createSecret(input: Input, account: Account): object {
  const value = secretValueIn(input);
  const versionId = optionalText(input, 'ClientRequestToken');
  try {
    const secret = account.secrets.create(
      text(input, 'Name'),
      optionalText(input, 'Description'),
      value && { value, versionId },
    );
    const [VersionId] = account.secrets.version(secret, {}) ?? [];
    return { ARN: secret.arn, Name: secret.name, VersionId };
  } catch (error) {
    if (error instanceof ResourceFailure) throw new ApiError('ResourceExistsException', error.message);
    throw error;
  }
}

function describeSecret({ arn, name, description, created, versions }: Secret): object {
  const VersionIdsToStages = Object.fromEntries(Object.entries(versions).map(([id, { labels }]) => [id, labels]));
  return { ARN: arn, Name: name, Description: description, CreatedDate: seconds(created), VersionIdsToStages };
}

function getSecretValue(secret: Secret, input: Input, { secrets }: Account): object {
  const versionId = optionalText(input, 'VersionId');
  const label = optionalText(input, 'VersionStage') ?? 'AWSCURRENT';
  const found = secrets.version(secret, { versionId, label });
  if (!found) {
    const which = versionId === undefined ? `staging label: ${label}` : `VersionId: ${versionId}`;
    throw new ApiError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${which}`,
    );
  }
  const [VersionId, { value, labels, created }] = found;
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId,
    ...value,
    VersionStages: labels,
    CreatedDate: seconds(created),
  };
}

function putSecretValue(secret: Secret, input: Input, { secrets }: Account): object {
  const value = secretValueIn(input);
  if (!value) throw new ApiError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
  const labels = input.VersionStages === undefined ? ['AWSCURRENT'] : [input.VersionStages].flat().map(String);
  const token = optionalText(input, 'ClientRequestToken');
  const known = token === undefined ? undefined : secrets.version(secret, { versionId: token })?.[1];
  if (known && !isDeepStrictEqual(known.value, value)) {
    throw new ApiError(
      'ResourceExistsException',
      "You can't use ClientRequestToken of a version that exists, with another value.",
    );
  }
  const versionId = known ? token : secrets.put(secret.arn, { value, labels, versionId: token }).versionId;
  return { ARN: secret.arn, Name: secret.name, VersionId: versionId, VersionStages: labels };
}

/** At once: there is no recovery window on this machine. */
function deleteSecret({ arn, name }: Secret, _input: Input, { secrets }: Account): object {
  secrets.remove(arn);
  return { ARN: arn, Name: name, DeletionDate: seconds(new Date().toISOString()) };
}

// ---- reading ------------------------------------------------------------------------------------

function secretValueIn(input: Input): SecretValue | undefined {
  const SecretString = optionalText(input, 'SecretString');
  if (SecretString !== undefined) return { SecretString };
  const SecretBinary = optionalText(input, 'SecretBinary');
  return SecretBinary === undefined ? undefined : { SecretBinary };
}

function text(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value) return value;
  throw new ApiError('InvalidParameterException', `You must provide a value for the ${name} parameter.`);
}

/** An error tells the type and not the value, which may be secret. */
function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new ApiError('InvalidParameterException', `${name} must be a text, not a value of type ${typeof value}.`);
}

/** As the JSON protocol writes a time. */
function seconds(time: string): number {
  return Date.parse(time) / 1000;
}

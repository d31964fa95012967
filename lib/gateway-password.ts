import { type CfnResource, type Stack, Token } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { Provider } from './provider';
import { RotateWith } from './rotate-with';
import type { Problem } from './rules';
import { shortHash } from './short-hash';

/** Where the password of a gateway stands. */
export interface PasswordSource {
  readonly secret: ISecret;
  readonly jsonField?: string;
  readonly versionId?: string;
}

/** What is wrong with it. */
export function passwordProblems({ secret, jsonField, versionId }: PasswordSource, rotateWith?: RotateWith): Problem[] {
  const problems = [
    ...secretProblems(secret),
    ...textProblems('passwordJsonField', jsonField, 'a member of a JSON document has a name'),
    ...textProblems('secretVersionId', versionId, 'a version of a secret has an id'),
  ];
  if (rotateWith !== RotateWith.SECRET || versionId === undefined) return problems;
  return [
    ...problems,
    {
      code: 'rotateWithFixedVersion',
      path: 'rotateWith',
      value: rotateWith,
      reason:
        'with secretVersionId the gateway keeps the password of that version, whatever the secret’s current one is',
      remedy: 'Leave one of the two out',
    },
  ];
}

function secretProblems(secret: unknown): Problem[] {
  const arn = Construct.isConstruct(secret) ? (secret as Partial<ISecret>).secretArn : undefined;
  if (typeof arn === 'string' && (Token.isUnresolved(arn) || /^arn:[^:]+:secretsmanager:/.test(arn))) return [];
  return [
    {
      code: 'gatewaySecret',
      path: 'passwordSecret',
      // Whoever gives the password itself shall not read it in the error.
      value: arn ?? typeof secret,
      reason: 'the password of a gateway stands in a secret of Secrets Manager, known by its ARN',
      remedy: 'Give a Secret, or Secret.fromSecretNameV2(…) or fromSecretCompleteArn(…)',
    },
  ];
}

function textProblems(path: string, value: unknown, reason: string): Problem[] {
  if (value === undefined || value === null || Token.isUnresolved(value)) return [];
  if (typeof value === 'string' && value.trim() !== '') return [];
  return [{ code: path, path, value, reason, remedy: 'Give it, or leave the property out' }];
}

/** The provider's right to read a secret, and to decrypt with the key that it has, if any: a policy of its own. */
export function permitReading(stack: Stack, secret: ISecret): CfnResource {
  const { encryptionKey } = secret;
  const read = allow('secretsmanager:GetSecretValue', fullArnPattern(secret));
  const statements = [read];
  if (encryptionKey) {
    const decrypt = allow('kms:Decrypt', encryptionKey.keyArn);
    // For this secret only, and by way of Secrets Manager.
    const { region, urlSuffix } = stack;
    decrypt.addCondition('StringEquals', { 'kms:ViaService': `secretsmanager.${region}.${urlSuffix}` });
    decrypt.addCondition('StringLike', { 'kms:EncryptionContext:SecretARN': fullArnPattern(secret) });
    statements.push(decrypt);
  }
  const key = shortHash(JSON.stringify(stack.resolve([secret.secretArn, encryptionKey?.keyArn])));
  return Provider.of(stack).grantSecret(key, statements);
}

/** A secret that is imported by its name has an ARN without the six characters that Secrets Manager adds. */
function fullArnPattern({ secretArn, secretFullArn }: ISecret): string {
  return secretFullArn ?? `${secretArn}-??????`;
}

function allow(action: string, resource: string): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, actions: [action], resources: [resource] });
}

import { showValue } from '../../rules';
import { Failure } from '../failure';
import { loadSecretsManager } from '../lazy-clients';
import { CallError, type Sender } from '../sender';
import type { SecretReference } from './secret-reference';

/** Reads a password from its secret. No error tells anything of the secret's value, not even where it is no JSON. */
export async function readPassword(sender: Sender, secret: SecretReference): Promise<string> {
  const text = await readSecret(sender, secret);
  const password = secret.JsonField === undefined ? text : readField(text, secret.JsonField, secret.SecretId);
  if (password !== '') return password;
  throw new Failure('secretEmpty', `The password in the secret ${secret.SecretId} is empty. Give the secret a value.`);
}

async function readSecret(sender: Sender, { SecretId, VersionId }: SecretReference): Promise<string> {
  const { GetSecretValueCommand, SecretsManagerClient } = await loadSecretsManager();
  const [, , , region] = SecretId.split(':');
  const client = new SecretsManagerClient({ ...(region && { region }), retryMode: 'adaptive', maxAttempts: 8 });
  const output = await sender.send(client, new GetSecretValueCommand({ SecretId, VersionId })).catch((error) => {
    throw error instanceof CallError ? refusal(error, SecretId) : error;
  });
  if (output.SecretString !== undefined) return output.SecretString;
  throw new Failure(
    'secretBinary',
    `The secret ${SecretId} holds bytes, and a password is a text. Store it as a text.`,
  );
}

function readField(text: string, field: string, secretId: string): string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // The parser's own message repeats the text.
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new Failure(
      'secretNotJson',
      `The value of the secret ${secretId} is no JSON object, of which ${showValue(field)} could be a member. Leave passwordJsonField out, or store a JSON object.`,
    );
  }
  const value = Object.hasOwn(document, field) ? (document as Record<string, unknown>)[field] : undefined;
  if (typeof value === 'string') return value;
  throw new Failure(
    'secretField',
    `The JSON object in the secret ${secretId} has no text ${showValue(field)}. Correct passwordJsonField, or the secret.`,
  );
}

function refusal(error: CallError, secretId: string): Failure {
  const about = `${error.message}. This concerns the secret ${secretId}.`;
  switch (error.meaning) {
    case 'accessDenied':
      return new Failure(
        'secretAccessDenied',
        `${about} The provider's role has secretsmanager:GetSecretValue on it, and kms:Decrypt on its key if that is given to the CDK; the policy of the secret or of the key, or a service control policy, refuses it. Allow it there.`,
      );
    case 'notFound':
      return new Failure('secretNotFound', `${about} Check its ARN, and that the version has a value.`);
    default:
      return new Failure('secretUnreadable', `${about} Deploy again when that is mended.`);
  }
}

/** The error without its message, if that repeats the password: AWS's services quote what they find invalid. */
export function withoutPassword(error: unknown, password: string): unknown {
  if (!(error instanceof CallError) || !holds(error.message, password)) return error;
  const cause = Object.assign(new Error('its message is withheld, for it holds the password'), {
    name: error.cause.name,
  });
  return new CallError(error.operation, error.meaning, error.unclear, cause);
}

function holds(text: string, password: string): boolean {
  const json = JSON.stringify(password).slice(1, -1);
  const html = password.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  const base64 = Buffer.from(password).toString('base64');
  return [password, json, html, base64, encodeURIComponent(password)].some((form) => text.includes(form));
}

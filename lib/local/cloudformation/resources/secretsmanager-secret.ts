import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ResourceFailure } from '../errors';
import type { Properties } from '../template/document';
import {
  makeName,
  optionalNumber,
  optionalRecord,
  optionalText,
  type ResourceType,
  requiredText,
} from './resource-type';

export const secretsManagerSecret: ResourceType = {
  properties: ['Description', 'GenerateSecretString', 'Name', 'SecretString'],
  withoutEffect: ['KmsKeyId', 'ReplicaRegions', 'Tags'],
  replaceOn: ['Name'],
  create(request) {
    const { properties, account } = request;
    const name = optionalText(properties, 'Name') ?? makeName(request, 512);
    const text = textOf(properties);
    const version = text === undefined ? undefined : { value: { SecretString: text } };
    const { arn } = account.secrets.create(name, optionalText(properties, 'Description'), version);
    return outcome(arn);
  },
  update({ account, physicalId, properties, present }) {
    const values = ({ SecretString, GenerateSecretString }: Properties) => [SecretString, GenerateSecretString];
    const text = isDeepStrictEqual(values(properties), values(present)) ? undefined : textOf(properties);
    if (text !== undefined) account.secrets.put(physicalId, { value: { SecretString: text } });
    return outcome(physicalId);
  },
  delete({ account, physicalId }) {
    account.secrets.remove(physicalId);
  },
};

function outcome(arn: string) {
  return { physicalId: arn, attributes: { Id: arn } };
}

function textOf(properties: Properties): string | undefined {
  const given = optionalText(properties, 'SecretString');
  const generate = optionalRecord(properties, 'GenerateSecretString');
  if (given !== undefined && generate) {
    throw new ResourceFailure('You can specify either SecretString or GenerateSecretString, not both');
  }
  return generate ? generated(generate) : given;
}

/** A random text, alone or as one more member of a JSON document. */
function generated(options: Properties): string {
  const text = randomText(options);
  const template = optionalText(options, 'SecretStringTemplate');
  if (template === undefined) return text;
  return JSON.stringify({ ...readObject(template), [requiredText(options, 'GenerateStringKey')]: text });
}

function readObject(template: string): object {
  try {
    return Object(JSON.parse(template));
  } catch {
    throw new ResourceFailure('SecretStringTemplate must be a JSON object');
  }
}

const CHARACTERS = {
  ExcludeLowercase: 'abcdefghijklmnopqrstuvwxyz',
  ExcludeUppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;

function randomText(options: Properties): string {
  const length = optionalNumber(options, 'PasswordLength') ?? 32;
  const excluded = optionalText(options, 'ExcludeCharacters') ?? '';
  const isSet = (name: string) => String(options[name]) === 'true';
  const kinds = Object.entries(CHARACTERS)
    .filter(([name]) => !isSet(name))
    .map(([, characters]) => [...characters].filter((character) => !excluded.includes(character)))
    .filter((characters) => characters.length > 0);
  const all = [...kinds.flat(), ...(isSet('IncludeSpace') ? [' '] : [])];
  if (all.length === 0) throw new ResourceFailure('GenerateSecretString excludes every character');
  const pick = (characters: readonly string[]) => characters[randomInt(characters.length)]!;
  const needsEach = String(options.RequireEachIncludedType ?? true) === 'true';
  const text = needsEach ? kinds.slice(0, length).map(pick) : [];
  while (text.length < length) text.splice(randomInt(text.length + 1), 0, pick(all));
  return text.join('');
}

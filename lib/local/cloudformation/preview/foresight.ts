import { createHash } from 'node:crypto';
import { ORGANIZATION_RESOURCE_TYPE } from '../../../rules';
import { functionNameIn, lastPart } from '../names';
import { bucketAttributes } from '../resources/s3-bucket';

/** A resource of which something is to be known before it is made. */
export interface Unmade {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly account: string;
  readonly region: string;
  /** What a deployment has made of it, where somebody knows. */
  readonly physicalId?: string;
  /** The id of the organization with an alias, where somebody knows it. */
  organizationIdOf(alias: string): string | undefined;
  /** A property as text, if it is given. */
  text(property: string): string | undefined;
}

/** What a resource will be known by. */
export interface Foresight {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** A name that CloudFormation will make, in a form like this one. @default false */
  readonly isGuess?: boolean;
}

/** The types whose names, ARNs and ids have a meaning here: rules name functions by them. */
const TYPES: Readonly<Record<string, (resource: Unmade) => Foresight>> = {
  'AWS::Lambda::Function': (resource) => {
    const known = resource.physicalId ?? resource.text('FunctionName');
    const name = known ?? madeUpName(resource).slice(0, 64);
    return { physicalId: name, attributes: { Arn: functionArn(resource, name) }, isGuess: known === undefined };
  },
  'AWS::Lambda::Version': (resource) => {
    const arn = resource.physicalId ?? `${functionArn(resource, resource.text('FunctionName') ?? '')}:1`;
    const attributes = { FunctionArn: arn, Version: lastPart(arn, ':') };
    return { physicalId: arn, attributes, isGuess: resource.physicalId === undefined };
  },
  'AWS::Lambda::Alias': (resource) => {
    const alias = `${functionArn(resource, resource.text('FunctionName') ?? '')}:${resource.text('Name')}`;
    const arn = resource.physicalId ?? alias;
    return { physicalId: arn, attributes: { AliasArn: arn } };
  },
  'AWS::IAM::Role': (resource) => {
    const name = resource.physicalId ?? resource.text('RoleName') ?? madeUpName(resource);
    return { physicalId: name, attributes: { Arn: `arn:aws:iam::${resource.account}:role/${name}` } };
  },
  'AWS::S3::Bucket': (resource) => {
    const name = resource.physicalId ?? resource.text('BucketName') ?? madeUpBucketName(resource);
    return { physicalId: name, attributes: bucketAttributes(name, resource.region) };
  },
  [ORGANIZATION_RESOURCE_TYPE]: (resource) => {
    const alias = resource.text('Alias') ?? '';
    const id = resource.physicalId ?? resource.organizationIdOf(alias) ?? standInOrganizationId(alias);
    return { physicalId: resource.physicalId ?? madeUpName(resource), attributes: { OrganizationId: id } };
  },
};

/** Nothing for a type of which nobody can know. */
export function foresee(resource: Unmade): Foresight | undefined {
  if (Object.hasOwn(TYPES, resource.type)) return TYPES[resource.type]?.(resource);
  return resource.physicalId === undefined ? undefined : { physicalId: resource.physicalId, attributes: {} };
}

/** The same for the same alias: that is the same organization, in whatever stack it is looked up. */
export function standInOrganizationId(alias: string): string {
  return `m-${createHash('sha256').update(alias.toLowerCase()).digest('hex').slice(0, 32)}`;
}

/** Text in the place of an attribute that nobody can foresee. */
export function madeUpAttribute(resource: Unmade, attribute: string): string {
  if (!attribute.endsWith('Arn')) return `${attribute}-of-${madeUpName(resource)}`;
  const service = resource.type.split('::')[1]?.toLowerCase() ?? '';
  return `arn:aws:${service}:${resource.region}:${resource.account}:${madeUpName(resource)}`;
}

/** Text in the place of a physical id that nobody can foresee. */
export function madeUpName({ stackName, logicalId }: Unmade): string {
  return `${stackName}-${logicalId}`;
}

/** A bucket's name has 63 of few characters, and is that of no other. */
function madeUpBucketName(resource: Unmade): string {
  const name = madeUpName(resource)
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-');
  const hash = createHash('sha256').update(madeUpName(resource)).digest('hex').slice(0, 12);
  return `${name.slice(0, 50).replace(/^-+/, '')}-${hash}`;
}

/** The ARN of a function, without a qualifier, by its name or any ARN of it. */
export function functionArn({ account, region }: { account: string; region: string }, reference: string): string {
  if (reference.startsWith('arn:')) return reference.split(':').slice(0, 7).join(':');
  return `arn:aws:lambda:${region}:${account}:function:${functionNameIn(reference)}`;
}

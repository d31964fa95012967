import type { BucketSettings } from '../../s3';
import { ResourceFailure } from '../errors';
import type { Properties } from '../template/document';
import {
  listOf,
  makeName,
  optionalRecord,
  optionalText,
  type ResourceOutcome,
  type ResourceRequest,
  type ResourceType,
} from './resource-type';
import { readLifecycle } from './s3-lifecycle';

/** The longest name of a bucket, in characters. */
const LONGEST_NAME = 63;

export const s3Bucket: ResourceType = {
  properties: ['BucketEncryption', 'BucketName', 'LifecycleConfiguration', 'Tags', 'VersioningConfiguration'],
  // nobody from outside comes here, and who may what is for policies to say
  withoutEffect: ['AccessControl', 'LoggingConfiguration', 'OwnershipControls', 'PublicAccessBlockConfiguration'],
  replaceOn: ['BucketName'],
  create(request) {
    const name = optionalText(request.properties, 'BucketName') ?? makeName(request, LONGEST_NAME).toLowerCase();
    refuseAsFailure(() => request.account.buckets.create(name, readBucketSettings(request.properties, tell(request))));
    return outcome(request, name);
  },
  update(request) {
    refuseAsFailure(() => {
      const settings = readBucketSettings(request.properties, tell(request));
      request.account.buckets.change(request.physicalId, settings);
    });
    return outcome(request, request.physicalId);
  },
  delete({ account, physicalId }) {
    if (account.buckets.has(physicalId)) refuseAsFailure(() => account.buckets.remove(physicalId));
  },
};

/** What S3 refuses is a failure of the resource. */
export function refuseAsFailure(act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new ResourceFailure((error as Error).message);
  }
}

function tell({ logicalId, notice }: ResourceRequest): (about: string) => void {
  return (about) => notice(`${logicalId}: ${about}`);
}

/** What the properties of a bucket say; a sentence for what is not followed on this machine. */
export function readBucketSettings(
  properties: Properties,
  notice: (about: string) => void = () => {},
): Omit<BucketSettings, 'policy'> {
  const versioning = optionalRecord(properties, 'VersioningConfiguration');
  return {
    isVersioned: versioning?.Status === 'Enabled',
    isEncryptedWithKms: isEncryptedWithKms(properties),
    tags: listOf<{ Key: string; Value: string }>(properties, 'Tags').map(({ Key, Value }) => ({ Key, Value })),
    lifecycle: readLifecycle(properties, notice),
  };
}

function isEncryptedWithKms(properties: Properties): boolean {
  const encryption = optionalRecord(properties, 'BucketEncryption') ?? {};
  return listOf<Properties>(encryption, 'ServerSideEncryptionConfiguration').some((rule) =>
    String(optionalRecord(rule, 'ServerSideEncryptionByDefault')?.SSEAlgorithm).startsWith('aws:kms'),
  );
}

function outcome({ account: { region } }: ResourceRequest, name: string): ResourceOutcome {
  return { physicalId: name, attributes: bucketAttributes(name, region) };
}

export function bucketAttributes(name: string, region: string): Record<string, string> {
  return {
    Arn: `arn:aws:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
  };
}

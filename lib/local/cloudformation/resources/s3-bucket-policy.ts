import type { PolicyDocument } from '../../access';
import { ResourceFailure } from '../errors';
import { optionalRecord, type ResourceRequest, type ResourceType, requiredText } from './resource-type';
import { refuseAsFailure } from './s3-bucket';

export const s3BucketPolicy: ResourceType = {
  properties: ['Bucket', 'PolicyDocument'],
  replaceOn: ['Bucket'],
  create(request) {
    const { account } = request;
    const bucket = requiredText(request.properties, 'Bucket');
    const policy = policyOf(request, bucket);
    if (account.buckets.all.some(({ name, policy: present }) => name === bucket && present)) {
      throw new ResourceFailure(`The bucket policy already exists on bucket ${bucket}.`);
    }
    refuseAsFailure(() => account.buckets.change(bucket, { policy }));
    return { physicalId: bucket };
  },
  update(request) {
    const policy = policyOf(request, request.physicalId);
    refuseAsFailure(() => request.account.buckets.change(request.physicalId, { policy }));
    return { physicalId: request.physicalId };
  },
  delete({ account, physicalId }) {
    if (account.buckets.has(physicalId)) account.buckets.change(physicalId, { policy: undefined });
  },
};

/** A statement of a bucket's policy is about this bucket or objects in it. */
function policyOf({ properties }: ResourceRequest, bucket: string): PolicyDocument {
  const policy = optionalRecord(properties, 'PolicyDocument');
  if (!policy?.Statement) throw new ResourceFailure("Property validation failure: 'PolicyDocument' needs a Statement");
  const arn = `arn:aws:s3:::${bucket}`;
  const resources = [policy.Statement].flat().flatMap((statement) => {
    const { Resource, NotResource } = Object(statement) as { Resource?: unknown; NotResource?: unknown };
    return [Resource ?? NotResource].flat();
  });
  const other = resources.find((resource) => resource !== arn && !String(resource).startsWith(`${arn}/`));
  if (other !== undefined) {
    throw new ResourceFailure(`Policy has invalid resource: ${JSON.stringify(other)} is neither ${arn} nor in it.`);
  }
  return policy as unknown as PolicyDocument;
}

import type { PolicyDocument } from '../../access';
import type { Buckets } from '../../s3';
import { readBucketSettings } from '../resources/s3-bucket';
import type { PreviewedResource, StackPreview } from './stack-preview';

/** Makes the buckets that stacks will have, with their policies; those whose names only a deployment can tell are left out. */
export function makePreviewedBuckets(stacks: readonly StackPreview[], buckets: Buckets): void {
  for (const { stack, logicalId } of resourcesOf(stacks, 'AWS::S3::Bucket')) {
    const name = String(stack.resolve({ Ref: logicalId }, `the name of ${logicalId}`).value);
    ifPossible(() => buckets.create(name, readBucketSettings(stack.properties(logicalId).value)));
  }
  for (const { stack, logicalId } of resourcesOf(stacks, 'AWS::S3::BucketPolicy')) {
    const { Bucket, PolicyDocument } = stack.properties(logicalId).value;
    ifPossible(() => buckets.change(String(Bucket), { policy: PolicyDocument as PolicyDocument }));
  }
}

function resourcesOf(stacks: readonly StackPreview[], type: string): PreviewedResource[] {
  return stacks.flatMap((stack) => stack.resources((candidate) => candidate === type));
}

/** What a deployment would refuse, such as a name that another bucket has, is for the deployment to say. */
function ifPossible(act: () => void): void {
  try {
    act();
  } catch {
    // a function that needs the bucket will say that it is not there
  }
}

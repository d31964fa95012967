import { type AddToResourcePolicyResult, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { messagesArn } from './message-content';
import type { IOrganization } from './organization';
import { workmailPrincipal } from './rules';

/** What putting an object takes, in one part or in several: an upload that fails is taken back. */
export const PUT_ACTIONS = ['s3:PutObject', 's3:AbortMultipartUpload'];

/** Lets WorkMail read changed messages of an organization from a bucket; a bucket that has it already is left as it is. */
export function permitWorkMail(bucket: IBucket, organization: IOrganization): AddToResourcePolicyResult {
  return bucket.addToResourcePolicy(workmailStatement(bucket, organization));
}

/** The statement that the administrator guide wants in the bucket's policy. */
export function workmailStatement(bucket: IBucket, organization: IOrganization): PolicyStatement {
  const { region, account } = organization.env;
  return new PolicyStatement({
    effect: Effect.ALLOW,
    principals: [new ServicePrincipal(workmailPrincipal(region))],
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resources: [bucket.arnForObjects('*')],
    conditions: {
      StringEquals: { 'aws:SourceAccount': account },
      Bool: { 'aws:SecureTransport': 'true' },
      ArnLike: { 'aws:SourceArn': messagesArn(organization) },
    },
  });
}

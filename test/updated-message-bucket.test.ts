import { App, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { UpdatedMessageBucket, type UpdatedMessageBucketProps } from '../lib';
import { ENV, ORGANIZATION_ID, organizationIn, resourcesOf, testStack } from './constructs';

function bucketWith(
  props: Partial<UpdatedMessageBucketProps> = {},
  then: (bucket: UpdatedMessageBucket, stack: Stack) => void = () => undefined,
) {
  const stack = testStack();
  then(new UpdatedMessageBucket(stack, 'Updated', { organization: organizationIn(stack), ...props }), stack);
  const [resource] = resourcesOf(stack, 'AWS::S3::Bucket').slice(-1);
  const [policy] = resourcesOf(stack, 'AWS::S3::BucketPolicy').slice(-1);
  return { stack, resource: resource!, policy: policy! };
}

function workerIn(stack: Stack): Role {
  return new Role(stack, 'Worker', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
}

test('private, encrypted with keys of Amazon S3, versioned, and nothing stays longer than a day', () => {
  expect(bucketWith().resource.Properties).toEqual({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    VersioningConfiguration: { Status: 'Enabled' },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    LifecycleConfiguration: {
      Rules: [
        {
          Status: 'Enabled',
          ExpirationInDays: 1,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
        { Status: 'Enabled', ExpiredObjectDeleteMarker: true },
      ],
    },
  });
});

test('WorkMail of this Region may read, for messages of this organization of this account, over TLS', () => {
  const { resource, policy } = bucketWith();
  const arn = { 'Fn::GetAtt': [resource.logicalId, 'Arn'] };
  const objects = { 'Fn::Join': ['', [arn, '/*']] };
  const messages = `:workmailmessageflow:eu-west-1:111122223333:message/${ORGANIZATION_ID}/*`;
  expect(policy.Properties.PolicyDocument.Statement).toEqual([
    {
      Effect: 'Deny',
      Action: 's3:*',
      Principal: { AWS: '*' },
      Resource: [arn, objects],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Principal: { Service: 'workmail.eu-west-1.amazonaws.com' },
      Resource: objects,
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        Bool: { 'aws:SecureTransport': 'true' },
        ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, messages]] } },
      },
    },
  ]);
});

test('where Region and account are not known, they are those of the deployment', () => {
  const stack = new Stack(new App(), 'Mail');
  new UpdatedMessageBucket(stack, 'Updated', { organization: organizationIn(stack) });
  const [policy] = resourcesOf(stack, 'AWS::S3::BucketPolicy');
  expect(policy?.Properties.PolicyDocument.Statement[1]).toMatchObject({
    Principal: { Service: { 'Fn::Join': ['', ['workmail.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
    Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
  });
});

test.each([
  ['kept with its policy, unless its creation is rolled back', undefined, 'RetainExceptOnCreate'],
  ['kept', RemovalPolicy.RETAIN, 'Retain'],
  ['destroyed with its policy', RemovalPolicy.DESTROY, 'Delete'],
])('%s', (_what, removalPolicy, expected) => {
  const { resource, policy } = bucketWith({ removalPolicy });
  expect([resource.DeletionPolicy, policy.DeletionPolicy]).toEqual([expected, expected]);
});

test('a removal policy that comes later is that of the bucket’s policy too', () => {
  const { stack } = bucketWith({}, (bucket) => bucket.applyRemovalPolicy(RemovalPolicy.DESTROY));
  expect(resourcesOf(stack).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete', 'Delete']);
});

test('no custom resource empties it, unless it is asked for', () => {
  expect(resourcesOf(bucketWith().stack, 'Custom::S3AutoDeleteObjects')).toEqual([]);
  const { stack } = bucketWith({ removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
  expect(resourcesOf(stack, 'Custom::S3AutoDeleteObjects')).toHaveLength(1);
});

test('a name, and a bucket for access logs', () => {
  const stack = testStack();
  const serverAccessLogsBucket = new Bucket(stack, 'Logs');
  new UpdatedMessageBucket(stack, 'Updated', {
    organization: organizationIn(stack),
    bucketName: 'updated-mail',
    serverAccessLogsBucket,
    serverAccessLogsPrefix: 'updated/',
  });
  Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
    BucketName: 'updated-mail',
    LoggingConfiguration: { DestinationBucketName: stack.resolve(serverAccessLogsBucket.bucketName) },
  });
});

test('a name that is a token passes', () => {
  const { resource } = bucketWith({ bucketName: Fn.importValue('name') });
  expect(resource.Properties.BucketName).toEqual({ 'Fn::ImportValue': 'name' });
});

test('somebody else may put messages into it, and nothing more', () => {
  const { stack, resource } = bucketWith({}, (bucket, scope) => {
    bucket.grantPutUpdatedMessages(workerIn(scope));
  });
  expect(resourcesOf(stack, 'AWS::IAM::Policy')[0]?.Properties.PolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:AbortMultipartUpload'],
      Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [resource.logicalId, 'Arn'] }, '/*']] },
    },
  ]);
});

test('a bucket of another stack is let in by its own stack', () => {
  const buckets = testStack(undefined, undefined, 'Buckets');
  const stack = new Stack(buckets.node.root as never, 'Mail', { env: ENV });
  const bucket = new UpdatedMessageBucket(buckets, 'Updated', { organization: organizationIn(stack) });
  bucket.grantPutUpdatedMessages(workerIn(stack));
  expect(resourcesOf(buckets, 'AWS::S3::BucketPolicy')).toHaveLength(1);
  expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'))).toContain('"Fn::ImportValue":"Buckets');
});

test('the name of the environment variable', () => {
  expect(UpdatedMessageBucket.ENVIRONMENT_VARIABLE).toBe('WORKMAIL_UPDATED_MESSAGE_BUCKET');
});

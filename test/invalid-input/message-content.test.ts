import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import {
  InboundAction,
  InboundMailFlowRule,
  MailFlowFunction,
  MessageContentAccess,
  RunLambdaRules,
  UpdatedMessageBucket,
} from '../../lib';
import { CODE, errorOf, functionIn, organizationIn, testStack } from '../constructs';
import { expectRefused, type Invalid, type Untyped } from './refusal';

const IMPORTED_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:screening';
const SYNCHRONOUS = {
  synchronous: true,
  fallbackAction: InboundAction.deliver(),
  ruleTimeout: Duration.minutes(30),
  messageContentAccess: MessageContentAccess.READ_WRITE,
};

const rules = (change: Untyped) => (stack: Stack) => ({
  organization: organizationIn(stack),
  function: functionIn(stack),
  ...change,
});
const withBucket = (bucketIn: (stack: Stack) => Untyped) => (stack: Stack) =>
  rules({ inbound: SYNCHRONOUS, updatedMessageBucket: bucketIn(stack) })(stack);

const RULES: Invalid[] = [
  ...['read', 'Read', 'WRITE', '', true, 1, {}].map((messageContentAccess) => ({
    what: `messageContentAccess: ${JSON.stringify(messageContentAccess)}`,
    props: rules({ inbound: { synchronous: false, messageContentAccess } }),
    code: 'messageContentAccess',
    shows: `messageContentAccess is ${JSON.stringify(messageContentAccess)}`,
    at: 'Mail/It/InboundRule',
  })),
  ...Object.entries({ messageContent: 'READ', messageContentAcces: 'READ' }).map(([name, value]) => ({
    what: `a misspelt option: ${name}`,
    props: rules({ inbound: { synchronous: false, [name]: value } }),
    code: 'propertyUnknown',
    shows: `inbound.${name} is "READ": there is no such property. Write messageContentAccess`,
  })),
  ...[undefined, MessageContentAccess.READ, MessageContentAccess.NONE].map((messageContentAccess) => ({
    what: `a bucket that nobody writes to: ${messageContentAccess}`,
    props: (stack: Stack) =>
      rules({
        inbound: { synchronous: false, messageContentAccess },
        updatedMessageBucket: new Bucket(stack, 'Bucket'),
      })(stack),
    code: 'updatedMessageBucketUnused',
    shows: 'updatedMessageBucket is an instance of Bucket',
  })),
  ...['bucket', 5, true, { bucketArn: 'arn:aws:s3:::bucket' }].map((bucket) => ({
    what: `the bucket ${JSON.stringify(bucket)}`,
    props: withBucket(() => bucket),
    code: 'updatedMessageBucket',
    shows: `updatedMessageBucket is ${JSON.stringify(bucket)}`,
    at: 'Mail/It/InboundRule',
  })),
  {
    what: 'another construct for the bucket',
    props: withBucket((stack) => functionIn(stack, 'Other')),
    code: 'updatedMessageBucket',
    shows: 'updatedMessageBucket is an instance of Function',
    at: 'Mail/It/InboundRule',
  },
  ...[
    (stack: Stack) => new Bucket(stack, 'Bucket', { bucketName: 'mail.corp.example' }),
    (stack: Stack) => Bucket.fromBucketName(stack, 'Bucket', 'mail.corp.example'),
  ].map((bucketIn) => ({
    what: 'a bucket whose name has dots',
    props: withBucket(bucketIn),
    code: 'updatedMessageBucketName',
    shows: 'updatedMessageBucket is "mail.corp.example": WorkMail takes changed messages only from buckets',
    at: 'Mail/It/InboundRule',
  })),
  ...Object.entries({ region: 'us-east-1', account: '444455556666' }).map(([member, value]) => ({
    what: `a bucket in another ${member}`,
    props: withBucket((stack) => Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'mail', [member]: value })),
    code: 'updatedMessageBucketElsewhere',
    shows: `updatedMessageBucket.env.${member} is "${value}"`,
    at: 'Mail/It/InboundRule',
  })),
  {
    what: 'an imported function without a bucket',
    props: (stack) =>
      rules({
        function: LambdaFunction.fromFunctionArn(stack, 'Imported', IMPORTED_ARN),
        inbound: SYNCHRONOUS,
      })(stack),
    code: 'updatedMessageBucketMissing',
    shows: 'updatedMessageBucket is undefined',
    at: 'Mail/It/InboundRule',
  },
  {
    what: 'a function whose environment says another bucket',
    props: (stack) =>
      rules({
        function: functionIn(stack, 'Other', { environment: { WORKMAIL_UPDATED_MESSAGE_BUCKET: 'another' } }),
        inbound: SYNCHRONOUS,
      })(stack),
    code: 'updatedMessageBucketVariable',
    shows: 'environment.WORKMAIL_UPDATED_MESSAGE_BUCKET is "another"',
    at: 'Mail/It/InboundRule',
  },
];

test.each(RULES)('Run Lambda rules with $what', (invalid) => expectRefused(RunLambdaRules, invalid));

test('a function with the access beside its rules', () => {
  expectRefused(MailFlowFunction, {
    what: '',
    props: (stack) => ({
      ...CODE,
      organization: organizationIn(stack),
      inbound: { synchronous: false },
      messageContentAccess: MessageContentAccess.READ,
    }),
    code: 'propertyUnknown',
    shows: 'It.messageContentAccess is "READ": a function has no such property. Say what concerns a rule in inbound',
    at: 'Mail',
  });
});

test('a function that is given two buckets', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  const handler = functionIn(stack);
  const declare = (id: string, updatedMessageBucket?: Bucket) =>
    new RunLambdaRules(stack, id, { organization, function: handler, inbound: SYNCHRONOUS, updatedMessageBucket });
  declare('One', new UpdatedMessageBucket(stack, 'A', { organization }));
  expect(() => declare('Two')).not.toThrow();
  expect(errorOf(() => declare('Three', new UpdatedMessageBucket(stack, 'B', { organization })))).toContain(
    '[cdk-workmail-flow:updatedMessageBucketTwice] at Mail/Three/InboundRule: updatedMessageBucket is "Mail/B": the function has one environment variable for the bucket, and it names Mail/A.',
  );
});

test('a bucket that was imported twice is one', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  const handler = functionIn(stack);
  for (const id of ['One', 'Two']) {
    const updatedMessageBucket = Bucket.fromBucketName(stack, `Bucket${id}`, 'updated-mail');
    new RunLambdaRules(stack, id, { organization, function: handler, inbound: SYNCHRONOUS, updatedMessageBucket });
  }
  Annotations.fromStack(stack).hasWarning(
    '/Mail/One/InboundRule',
    Match.stringLikeRegexp('policy of Mail/BucketOne cannot be changed here.*s3:GetObjectVersion.*message/m-'),
  );
});

test.each([BucketEncryption.KMS, BucketEncryption.KMS_MANAGED, BucketEncryption.DSSE])(
  'a bucket with %s is warned of, with the open question',
  (encryption) => {
    const stack = testStack();
    new RunLambdaRules(stack, 'It', withBucket((scope) => new Bucket(scope, 'Bucket', { encryption }))(stack));
    Annotations.fromStack(stack).hasWarning(
      '/Mail/It/InboundRule',
      Match.stringLikeRegexp('encryptedUpdatedMessage.*updatedMessageBucketEncryption'),
    );
  },
);

test.each([
  ['runLambda', { messageContentAcess: 'READ' }, 'action.messageContentAcess is "READ"'],
  ['runLambda', { fallbackAction: InboundAction.deliver() }, 'action.fallbackAction is '],
  ['runLambdaSynchronously', { ...SYNCHRONOUS, synchronous: true }, 'action.synchronous is true'],
])('%s(…, %j)', (factory, options, shows) => {
  expectRefused(InboundMailFlowRule, {
    what: '',
    props: (stack) => ({
      organization: organizationIn(stack),
      action: (InboundAction as Untyped)[factory](functionIn(stack), options),
    }),
    code: 'propertyUnknown',
    shows,
  });
});

const BUCKETS: Invalid[] = [
  { what: 'no properties', props: () => undefined, code: 'propsMissing', shows: 'It is undefined', at: 'Mail' },
  {
    what: 'no organization',
    props: () => ({}),
    code: 'organization',
    shows: 'It.organization is undefined',
    at: 'Mail',
  },
  ...['mail.corp.example', 5, {}].map((bucketName) => ({
    what: `the name ${JSON.stringify(bucketName)}`,
    props: (stack: Stack) => ({ organization: organizationIn(stack), bucketName }),
    code: 'updatedMessageBucketName',
    shows: `It.bucketName is ${JSON.stringify(bucketName)}`,
    at: 'Mail',
  })),
  {
    what: 'a property of other buckets',
    props: (stack: Stack) => ({ organization: organizationIn(stack), versioned: false }),
    code: 'propertyUnknown',
    shows: 'It.versioned is false',
    at: 'Mail',
  },
];

test.each(BUCKETS)('a bucket with $what', (invalid) => expectRefused(UpdatedMessageBucket, invalid));

test('what else a name must be, the CDK says', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  expect(() => new UpdatedMessageBucket(stack, 'It', { organization, bucketName: 'No' })).toThrow(/bucket name/i);
});

describe('grants', () => {
  const granted = (method: string, grantee: Untyped, options?: Untyped) => {
    const stack = testStack();
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    return errorOf(() => (organizationIn(stack) as Untyped)[method](grantee ?? role, options));
  };

  test.each([[[]], ['INBOUND'], [['incoming']], [[undefined]], [5], [{}]])('directions: %j', (directions) => {
    for (const method of ['grantReadMessageContent', 'grantReadWriteMessageContent']) {
      expect(granted(method, undefined, { directions })).toContain(
        '[cdk-workmail-flow:messageContentDirections] at Mail/Organization01: directions is ',
      );
    }
  });

  test('an option that there is not', () => {
    expect(granted('grantReadMessageContent', undefined, { direction: ['INBOUND'] })).toContain(
      'direction is ["INBOUND"]: there is no such property. Write directions.',
    );
  });

  test.each([['role'], [5], [{}]])('to %j', (grantee) => {
    expect(granted('grantReadMessageContent', grantee)).toContain('[cdk-workmail-flow:messageContentGrantee]');
  });
});

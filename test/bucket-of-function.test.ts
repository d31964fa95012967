import { NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { MailFlowFunction, MessageContentAccess, Organization, RunLambdaRules, UpdatedMessageBucket } from '../lib';
import { CODE, ENV, errorOf, functionIn, organizationIn, resourcesOf, testStack } from './constructs';
import {
  contentPolicies,
  IMPORTED_ARN,
  screening,
  synchronous,
  synchronousOutbound,
  warningsOf,
} from './content-rights';

const { READ, READ_WRITE } = MessageContentAccess;

test('both directions share the bucket', () => {
  const { stack } = screening({ inbound: synchronous(READ_WRITE), outbound: synchronousOutbound(READ_WRITE) });
  expect(resourcesOf(stack, 'AWS::S3::Bucket')).toHaveLength(1);
  expect(resourcesOf(stack, 'AWS::S3::BucketPolicy')[0]?.Properties.PolicyDocument.Statement).toHaveLength(2);
});

test('imported functions give changed messages back through a bucket that they must be told of', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  const updatedMessageBucket = new UpdatedMessageBucket(stack, 'Bucket', {
    organization,
    bucketName: 'updated-mail',
  });
  new RunLambdaRules(stack, 'Rules', {
    organization,
    function: LambdaFunction.fromFunctionArn(stack, 'Imported', IMPORTED_ARN),
    inbound: synchronous(READ_WRITE),
    updatedMessageBucket,
  });
  expect(warningsOf(stack, 'updatedMessageBucketVariable')[0]).toMatch(
    /Set its environment variable WORKMAIL_UPDATED_MESSAGE_BUCKET to the bucket's name/,
  );
  expect(warningsOf(stack, 'messageContentNotGranted')[0]).toContain('s3:PutObject');
});

describe('what is retained', () => {
  test.each([
    [RemovalPolicy.RETAIN, 'Retain'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
  ])('%s of a rule keeps the right, and the bucket with its policy', (removalPolicy, kept) => {
    const { stack } = screening({ inbound: { ...synchronous(READ_WRITE), removalPolicy } });
    const policies = [
      ...contentPolicies(stack),
      ...resourcesOf(stack, 'AWS::S3::Bucket'),
      ...resourcesOf(stack, 'AWS::S3::BucketPolicy'),
      ...resourcesOf(stack, 'AWS::Lambda::Function').filter(({ Properties }) => Properties.Environment),
    ].map(({ DeletionPolicy }) => DeletionPolicy);
    expect(policies).toEqual([kept, kept, kept, kept]);
  });

  test('a right that goes with its rule does not keep it', () => {
    const { stack } = screening({ inbound: { ...synchronous(READ), removalPolicy: RemovalPolicy.DESTROY } });
    expect(contentPolicies(stack)[0]?.DeletionPolicy).toBeUndefined();
  });

  test('a bucket that was given and goes is warned of', () => {
    const stack = testStack();
    const organization = organizationIn(stack);
    const goes = new UpdatedMessageBucket(stack, 'Bucket', { organization, removalPolicy: RemovalPolicy.DESTROY });
    new MailFlowFunction(stack, 'Screening', {
      ...CODE,
      organization,
      inbound: { ...synchronous(READ_WRITE), removalPolicy: RemovalPolicy.RETAIN },
      updatedMessageBucket: goes,
    });
    expect(warningsOf(stack, 'retainedRuleLosesFunction')[0]).toContain('Mail/Bucket, which it needs');
  });
});

describe('stacks', () => {
  function twoStacks() {
    const functions = testStack(undefined, undefined, 'Functions');
    const rules = new Stack(functions.node.root as never, 'Rules', { env: ENV });
    return { functions, rules, handler: functionIn(functions) };
  }
  const CIRCLE = '[cdk-workmail-flow:updatedMessageBucketCircle] at Rules/Screen/InboundRule: updatedMessageBucket is ';

  test('function, rule and bucket each in its own', () => {
    const { functions, rules, handler } = twoStacks();
    const buckets = new Stack(functions.node.root as never, 'Buckets', { env: ENV });
    const organization = organizationIn(rules);
    const updatedMessageBucket = new UpdatedMessageBucket(buckets, 'Updated', { organization });
    const inbound = synchronous(READ_WRITE);
    new RunLambdaRules(rules, 'Screen', { organization, function: handler, inbound, updatedMessageBucket });
    expect(JSON.stringify(resourcesOf(functions, 'AWS::Lambda::Function'))).toContain('"Fn::ImportValue":"Buckets');
    expect(JSON.stringify(contentPolicies(rules))).toContain('"Fn::ImportValue":"Buckets');
    expect(rules.dependencies).toContain(buckets);
  });

  test('a bucket in the stack of the rule, with a function that is not, is a circle', () => {
    const { rules, handler } = twoStacks();
    const organization = organizationIn(rules);
    const updatedMessageBucket = new UpdatedMessageBucket(rules, 'Updated', { organization });
    const inbound = synchronous(READ_WRITE);
    const declare = () =>
      new RunLambdaRules(rules, 'Screen', { organization, function: handler, inbound, updatedMessageBucket });
    expect(errorOf(declare)).toContain(`${CIRCLE}"Rules/Updated": Functions/Screening would need it`);
  });

  test('so is an organization that is looked up there', () => {
    const { rules, handler } = twoStacks();
    const organization = Organization.fromOrganizationAlias(rules, 'Organization', 'corp');
    const inbound = synchronous(READ_WRITE);
    const declare = () => new RunLambdaRules(rules, 'Screen', { organization, function: handler, inbound });
    expect(errorOf(declare)).toContain(`${CIRCLE}"Rules/Organization": Functions/Screening would need it`);
  });

  test('a function in a nested stack may need what the stack around it has', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    const organization = Organization.fromOrganizationAlias(stack, 'Organization', 'corp');
    const inbound = synchronous(READ_WRITE);
    new RunLambdaRules(stack, 'Screen', { organization, function: functionIn(nested), inbound });
    expect(resourcesOf(nested, 'AWS::S3::Bucket')).toHaveLength(1);
    expect(contentPolicies(stack)).toHaveLength(1);
  });
});

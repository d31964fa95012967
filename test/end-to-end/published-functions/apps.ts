import { join } from 'node:path';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { InboundAction, type IOrganization, MailFlowFunction, OutboundAction } from '../../../lib';

/** Apps that define AWS's published functions for WorkMail with their rules, as their templates and READMEs say. */

/** A clone of aws-samples/amazon-workmail-lambda-templates. */
export const FOLDER = process.env.WORKMAIL_PUBLISHED_FUNCTIONS;

export type Build = (stack: Stack, organization: IOrganization) => void;

interface Published {
  /** The folder in the clone. */
  readonly name: string;
  readonly handler: string;
  readonly runtime?: Runtime;
  readonly environment?: Record<string, string>;
  /** AWS's own policies, by name. */
  readonly policies?: readonly string[];
  readonly statements?: readonly PolicyStatement[];
}

/** The function behind synchronous rules for all mail, as it stands in the clone. */
function define(stack: Stack, organization: IOrganization, published: Published): void {
  const { name, handler, runtime = Runtime.PYTHON_3_13, environment, policies = [], statements = [] } = published;
  const role = new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: ['service-role/AWSLambdaBasicExecutionRole', ...policies].map((policy) =>
      ManagedPolicy.fromAwsManagedPolicyName(policy),
    ),
  });
  for (const statement of statements) role.addToPolicy(statement);
  const ruleTimeout = Duration.minutes(0);
  new MailFlowFunction(stack, 'Function', {
    organization,
    code: Code.fromAsset(join(FOLDER ?? '', name, 'src')),
    runtime,
    handler,
    environment,
    role,
    timeout: Duration.seconds(10),
    inbound: { synchronous: true, fallbackAction: InboundAction.drop(), ruleTimeout },
    outbound: { synchronous: true, fallbackAction: OutboundAction.drop(), ruleTimeout },
  });
}

/** The bucket of AWS's templates, with the policy that they give it. */
function bucketOf(stack: Stack, id: string): IBucket {
  const bucket = new Bucket(stack, id, {
    encryption: BucketEncryption.S3_MANAGED,
    versioned: true,
    lifecycleRules: [{ expiration: Duration.days(1) }, { noncurrentVersionExpiration: Duration.days(1) }],
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  });
  bucket.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`workmail.${stack.region}.amazonaws.com`)],
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [bucket.arnForObjects('*')],
      conditions: {
        Bool: { 'aws:SecureTransport': 'true' },
        ArnLike: { 'aws:SourceArn': `arn:aws:workmailmessageflow:${stack.region}:${stack.account}:message/*` },
      },
    }),
  );
  return bucket;
}

function mayPut(...buckets: IBucket[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:PutObject'],
    resources: buckets.map((bucket) => bucket.arnForObjects('*')),
  });
}

export const helloWorld: Build = (stack, organization) => {
  const bucket = bucketOf(stack, 'Updated');
  define(stack, organization, {
    name: 'workmail-hello-world-python',
    handler: 'app.lambda_handler',
    environment: { UPDATED_EMAIL_S3_BUCKET: bucket.bucketName },
    policies: ['AmazonWorkMailMessageFlowFullAccess'],
    statements: [mayPut(bucket)],
  });
};

export const upstreamGatewayFilter: Build = (stack, organization) =>
  define(stack, organization, {
    name: 'workmail-upstream-gateway-filter',
    handler: 'app.upstream_gateway_handler',
    environment: { FILTER_HEADER_NAME: 'X-Gateway-Verdict', FILTER_HEADER_REGEX: '^(spam|bulk)$' },
    policies: ['AmazonWorkMailMessageFlowReadOnlyAccess'],
  });

export const restrictedMailboxes: Build = (stack, organization) =>
  define(stack, organization, {
    name: 'workmail-restricted-mailboxes-python',
    handler: 'app.restricted_mailboxes_handler',
    environment: {
      WORKMAIL_ORGANIZATION_ID: organization.organizationId,
      RESTRICTED_GROUP_NAME: 'restricted',
      REPORT_MAILBOX_ADDRESS: 'report@corp.example',
    },
    policies: ['AmazonWorkMailReadOnlyAccess'],
  });

export const updateEmail: Build = (stack, organization) => {
  const bucket = bucketOf(stack, 'Updated');
  define(stack, organization, {
    name: 'workmail-update-email',
    handler: 'app.update_handler',
    environment: {
      DISCLAIMER: 'Sent from outside.',
      FOOTER: 'Do not forward.',
      SUBJECT_TAG: '[External Email]',
      UPDATED_EMAIL_BUCKET: bucket.bucketName,
    },
    policies: ['AmazonWorkMailMessageFlowFullAccess'],
    statements: [mayPut(bucket)],
  });
};

export const saveAndUpdateEmail: Build = (stack, organization) => {
  const [updated, saved] = [bucketOf(stack, 'Updated'), bucketOf(stack, 'Saved')];
  define(stack, organization, {
    name: 'workmail-save-and-update-email',
    handler: 'app.update_handler',
    environment: {
      DISCLAIMER: 'Sent from outside.',
      FOOTER: 'Unmodified message saved: {key}',
      SUBJECT_TAG: '[External]',
      UPDATED_EMAIL_BUCKET: updated.bucketName,
      SAVED_EMAIL_BUCKET: saved.bucketName,
      SAVE_EXTERNAL_MESSAGES: 'True',
      UPDATE_EXTERNAL_MESSAGES: 'True',
      SAVE_INTERNAL_MESSAGES: 'False',
      UPDATE_INTERNAL_MESSAGES: 'False',
    },
    policies: ['AmazonWorkMailMessageFlowFullAccess'],
    statements: [mayPut(updated, saved)],
  });
};

export const stopMailStorm: Build = (stack, organization) =>
  define(stack, organization, {
    name: 'workmail-stop-mail-storm',
    handler: 'app.lambdaHandler',
    runtime: Runtime.NODEJS_22_X,
    environment: { PROTECTED_ADDRESSES: 'everybody@corp.example, sales@corp.example', THRESHOLD: '2' },
    statements: [
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData', 'cloudwatch:PutMetricAlarm', 'cloudwatch:DescribeAlarms'],
        resources: ['*'],
      }),
    ],
  });

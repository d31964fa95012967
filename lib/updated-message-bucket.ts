import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { failAt } from './errors';
import { type IOrganization, organizationProblems } from './organization';
import { checkProps } from './props-check';
import type { Problem } from './rules';
import { UPDATED_MESSAGE_BUCKET_VARIABLE } from './run-lambda';
import { PUT_ACTIONS, permitWorkMail } from './updated-message';

/** Properties of an {@link UpdatedMessageBucket}. */
export interface UpdatedMessageBucketProps {
  /** The organization whose mail is changed. Rules of other organizations that use the bucket are let in as well. */
  readonly organization: IOrganization;

  /**
   * The bucket's name, without dots: WorkMail takes no other.
   *
   * @default - a name that CloudFormation makes
   */
  readonly bucketName?: string;

  /**
   * Where Amazon S3 logs who used the bucket.
   *
   * @default - nowhere
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * What the names of these logs begin with.
   *
   * @default - nothing
   */
  readonly serverAccessLogsPrefix?: string;

  /**
   * What becomes of the bucket, with its policy, when it leaves the stack. DESTROY fails while there are messages in it.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, which costs nothing: what is in the bucket expires by itself
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether what is in the bucket is removed before the bucket is. Needs `removalPolicy: RemovalPolicy.DESTROY`, and adds
   * the CDK's custom resource for it to the stack.
   *
   * @default false
   */
  readonly autoDeleteObjects?: boolean;
}

/** A day is the shortest that Amazon S3 counts. WorkMail takes a changed message while its function is waited for. */
const KEPT = Duration.days(1);

/**
 * The bucket through which functions give changed messages back to WorkMail, as the administrator guide wants it: WorkMail
 * in the bucket's Region may read objects for messages of the organization, over TLS. It is private, encrypted with keys
 * of Amazon S3 and versioned; objects, old versions and uploads that were not finished go after a day.
 *
 * @example
 * import { Duration, Stack } from 'aws-cdk-lib';
 * import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
 * import {
 *   IOrganization, MailFlowFunction, MessageContentAccess, OutboundAction, UpdatedMessageBucket,
 * } from 'cdk-workmail-flow';
 *
 * declare const stack: Stack;
 * declare const organization: IOrganization;
 *
 * new MailFlowFunction(stack, 'Disclaimer', {
 *   organization,
 *   code: Code.fromAsset('disclaimer'),
 *   runtime: Runtime.NODEJS_22_X,
 *   handler: 'index.handler',
 *   outbound: {
 *     synchronous: true,
 *     fallbackAction: OutboundAction.send(),
 *     ruleTimeout: Duration.minutes(5),
 *     messageContentAccess: MessageContentAccess.READ_WRITE,
 *   },
 *   updatedMessageBucket: new UpdatedMessageBucket(stack, 'UpdatedMessages', { organization }),
 * });
 */
export class UpdatedMessageBucket extends Bucket {
  /**
   * The environment variable by which a function learns the bucket's name. Functions behind `READ_WRITE` rules have it
   * already; it is for workers that are no rule's function.
   */
  public static readonly ENVIRONMENT_VARIABLE: string = UPDATED_MESSAGE_BUCKET_VARIABLE;

  constructor(scope: Construct, id: string, props: UpdatedMessageBucketProps) {
    checkProps(scope, 'updatedMessageBucket', props, id);
    const problems = [
      ...organizationProblems(props.organization),
      ...bucketNameProblems('bucketName', props.bucketName),
    ];
    if (problems.length > 0)
      failAt(scope, ...problems.map((problem) => ({ ...problem, path: `${id}.${problem.path}` })));
    const { organization, removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, ...settings } = props;
    super(scope, id, {
      ...settings,
      removalPolicy,
      encryption: BucketEncryption.S3_MANAGED,
      versioned: true,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        { expiration: KEPT, noncurrentVersionExpiration: KEPT, abortIncompleteMultipartUploadAfter: KEPT },
        // What is left of an expired object, so that the bucket can be deleted.
        { expiredObjectDeleteMarker: true },
      ],
    });
    permitWorkMail(this, organization);
    this.policy?.applyRemovalPolicy(removalPolicy);
  }

  /** Lets somebody put changed messages into the bucket, in one part or in several, and nothing else. */
  public grantPutUpdatedMessages(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: PUT_ACTIONS, resourceArns: [this.arnForObjects('*')] });
  }

  /** The bucket and its policy stay or go together. */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    super.applyRemovalPolicy(policy);
    this.policy?.applyRemovalPolicy(policy);
  }
}

/** What WorkMail takes no message from; what else a name must be, the CDK checks. */
export function bucketNameProblems(path: string, name: string | undefined): Problem[] {
  const isName = typeof name === 'string' && !name.includes('.');
  if (name === undefined || name === null || Token.isUnresolved(name) || isName) return [];
  return [
    {
      code: 'updatedMessageBucketName',
      path,
      value: name,
      reason: 'WorkMail takes changed messages only from buckets whose names have no dots',
      remedy: 'Give a name without dots, or none',
    },
  ];
}

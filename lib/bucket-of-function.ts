import { Reference, type RemovalPolicy, Stack, Tokenization } from 'aws-cdk-lib';
import type { CfnFunction, IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { failAt, warnAt } from './errors';
import { ownedFunction } from './owned-function';
import type { RuleWithContent } from './permit-message-content';
import { requireSamePlace } from './place';
import { UPDATED_MESSAGE_BUCKET_VARIABLE } from './run-lambda';
import { permitWorkMail, workmailStatement } from './updated-message';
import { bucketNameProblems, UpdatedMessageBucket } from './updated-message-bucket';

const CHILD_ID = 'UpdatedMessageBucket';

/** One bucket for a function: it learns of it by one environment variable. */
const knownBuckets = new WeakMap<LambdaFunction, IBucket>();

/** The bucket through which the function behind a rule gives changed messages back: the given one, or one of its own. */
export function bucketOfFunction(
  rule: RuleWithContent,
  handler: IFunction,
  given: IBucket | undefined,
  keptAs: RemovalPolicy | undefined,
): IBucket {
  const { scope, organization } = rule;
  const owned = ownedFunction(handler);
  if (given) checkBucket(scope, given);
  if (owned && given) refuseCircle(scope, owned, given, given.bucketName);
  const home = given ?? owned;
  if (home) refuseCircle(scope, home, organization, organization.organizationId);
  const bucket = given ?? ownBucket(rule, owned);
  if (!given && keptAs) bucket.applyRemovalPolicy(keptAs);
  if (!permitWorkMail(bucket, organization).statementAdded) {
    warnAt(
      scope,
      'updatedMessageBucketPolicy',
      `the policy of ${bucket.node.path} cannot be changed here. WorkMail takes changed messages only if it holds: ${show(scope, workmailStatement(bucket, organization).toStatementJson())}`,
    );
  }
  if (owned) tellFunction(scope, owned, bucket);
  else {
    warnAt(
      scope,
      'updatedMessageBucketVariable',
      `${handler.node.path} is imported, so its environment cannot be changed here. Set its environment variable ${UPDATED_MESSAGE_BUCKET_VARIABLE} to the bucket's name, ${show(scope, bucket.bucketName)}`,
    );
  }
  return bucket;
}

/** Beside its function, whichever stack the rule is in. */
function ownBucket({ scope, organization }: RuleWithContent, owned: LambdaFunction | undefined): IBucket {
  if (owned) {
    const existing = owned.node.tryFindChild(CHILD_ID) as UpdatedMessageBucket | undefined;
    return knownBuckets.get(owned) ?? existing ?? new UpdatedMessageBucket(owned, CHILD_ID, { organization });
  }
  return failAt(scope, {
    code: 'updatedMessageBucketMissing',
    path: 'updatedMessageBucket',
    value: undefined,
    reason: 'the environment of this function cannot be set here, so it must know its bucket already',
    remedy: 'Give that bucket, such as an UpdatedMessageBucket, or use READ',
  });
}

/** What the rule's stack needs, such as the function or the bucket, must not need anything of that stack in turn. */
function refuseCircle(scope: Construct, needing: IConstruct, needed: IConstruct, text: string): void {
  const [ofRule, ofNeeding] = [Stack.of(scope), Stack.of(needing)];
  if (ofNeeding.node.scopes.includes(ofRule)) return;
  const isOfRule = Tokenization.reverseString(text).tokens.some(
    (token) => Reference.isReference(token) && Stack.of(token.target) === ofRule,
  );
  if (!isOfRule) return;
  failAt(scope, {
    code: 'updatedMessageBucketCircle',
    path: 'updatedMessageBucket',
    value: needed.node.path,
    reason: `${needing.node.path} would need it, and is needed by the rule's stack, in which it is declared`,
    remedy: 'Declare bucket and organization in the stack of the function',
  });
}

function tellFunction(scope: Construct, owned: LambdaFunction, bucket: IBucket): void {
  const known = knownBuckets.get(owned);
  if (known && known !== bucket && show(owned, known.bucketName) !== show(owned, bucket.bucketName)) {
    failAt(scope, {
      code: 'updatedMessageBucketTwice',
      path: 'updatedMessageBucket',
      value: bucket.node.path,
      reason: `the function has one environment variable for the bucket, and it names ${known.node.path}`,
      remedy: 'Give all rules of the function the same bucket',
    });
  }
  if (!known) refuseOtherVariable(scope, owned, bucket);
  knownBuckets.set(owned, bucket);
  owned.addEnvironment(UPDATED_MESSAGE_BUCKET_VARIABLE, bucket.bucketName);
}

/** The CDK would overwrite what the author says of the variable, unseen. */
function refuseOtherVariable(scope: Construct, owned: LambdaFunction, { bucketName }: IBucket): void {
  const { environment } = owned.node.defaultChild as CfnFunction;
  const value = Stack.of(owned).resolve(environment)?.variables?.[UPDATED_MESSAGE_BUCKET_VARIABLE];
  if (value === undefined || JSON.stringify(value) === show(owned, bucketName)) return;
  failAt(scope, {
    code: 'updatedMessageBucketVariable',
    path: `environment.${UPDATED_MESSAGE_BUCKET_VARIABLE}`,
    value,
    reason: 'a rule with READ_WRITE sets this variable to the name of the bucket for changed messages',
    remedy: 'Leave the variable out, and give the bucket as updatedMessageBucket',
  });
}

/** WorkMail answers InvalidContentLocation, message by message, where a bucket is not as it must be. */
function checkBucket(scope: Construct, given: IBucket): void {
  if (!Construct.isConstruct(given) || !(given as Partial<IBucket>).bucketArn) {
    failAt(scope, {
      code: 'updatedMessageBucket',
      path: 'updatedMessageBucket',
      value: given,
      reason: 'changed messages go through a bucket',
      remedy: 'Give an UpdatedMessageBucket, or leave it out',
    });
  }
  const resource = given.node.defaultChild instanceof CfnBucket ? given.node.defaultChild : undefined;
  const problems = bucketNameProblems('updatedMessageBucket', resource?.bucketName ?? given.bucketName);
  if (problems.length > 0) failAt(scope, ...problems);
  const { region, account } = Stack.of(scope);
  const reason = 'WorkMail takes changed messages from buckets of its own Region and account only';
  requireSamePlace(scope, 'updatedMessageBucket', given.env, { region, account }, reason);
  if (given.encryptionKey || show(scope, resource?.bucketEncryption)?.includes('aws:kms')) {
    warnAt(
      scope,
      'updatedMessageBucketEncryption',
      `${given.node.path} is encrypted with a key of AWS KMS. WorkMail's documentation leaves open whether it can read from such a bucket (encryptedUpdatedMessage), and this library takes it that it cannot. Encrypt it with keys of Amazon S3`,
    );
  }
}

function show(scope: Construct, value: unknown): string {
  return JSON.stringify(Stack.of(scope).resolve(value));
}

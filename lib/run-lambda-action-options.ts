import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { MessageContentAccess } from './message-content-access';

/** What can be said of a Run Lambda action, of either direction, synchronous or not. */
export interface RunLambdaActionOptions {
  /**
   * What the function may do with the content of the messages that the rule runs it for: of the rule's organization and
   * direction only. READ_WRITE needs a synchronous rule to have effect.
   *
   * @default MessageContentAccess.NONE
   */
  readonly messageContentAccess?: MessageContentAccess;

  /**
   * The bucket through which the function gives changed messages back, for READ_WRITE only. The function learns its name
   * by the environment variable {@link UpdatedMessageBucket.ENVIRONMENT_VARIABLE}; an imported function must have that
   * variable already. One bucket for all rules of a function.
   *
   * @default - for a function of this app, an {@link UpdatedMessageBucket} of its own; an imported function needs one
   */
  readonly updatedMessageBucket?: IBucket;
}

import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { MessageContentAccess } from './message-content-access';
import type { ISmtpGateway } from './smtp-gateway';

/** What a rule needs to know of its action. */
export interface MailFlowActionConfig {
  /** The `Action` member of the rule's document, in the shape of the WorkMail API. */
  // biome-ignore lint/suspicious/noExplicitAny: jsii has no unknown
  readonly document: { [member: string]: any };

  /**
   * The function that the action runs.
   *
   * @default - the action runs no function
   */
  readonly handler?: IFunction;

  /**
   * The SMTP gateway to which the action, or its fallback action, routes.
   *
   * @default - the action routes to no gateway
   */
  readonly smtpGateway?: ISmtpGateway;

  /**
   * Whether WorkMail waits for the function's answer.
   *
   * @default false
   */
  readonly synchronous?: boolean;

  /**
   * What the function may do with the content of the rule's messages.
   *
   * @default MessageContentAccess.NONE
   */
  readonly messageContentAccess?: MessageContentAccess;

  /**
   * The bucket through which the function gives changed messages back.
   *
   * @default - with READ_WRITE, one that is made for the function
   */
  readonly updatedMessageBucket?: IBucket;
}

import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { actionName } from './action-check';
import { failAt } from './errors';
import type { IMailFlowAction } from './mail-flow-action';
import type { MailFlowActionConfig } from './mail-flow-action-config';
import { MailFlowDirection } from './mail-flow-direction';
import { checkProps } from './props-check';
import type { InboundDisposition } from './rules';
import { runLambdaConfig } from './run-lambda-action';
import type { RunLambdaActionOptions } from './run-lambda-action-options';

/** What an inbound rule does with a message. Made by the methods of {@link InboundAction}. */
export interface IInboundAction extends IMailFlowAction {
  /** Called by the rule that uses the action. */
  bindInbound(scope: IConstruct): MailFlowActionConfig;
}

/** What WorkMail itself does with an inbound message: an action that can also be a fallback. */
export interface IInboundDisposition extends IInboundAction {
  /** Called by the synchronous Run Lambda rule that falls back to it. */
  bindInboundFallback(scope: IConstruct): MailFlowActionConfig;
}

/** Settings of a synchronous inbound Run Lambda action. */
export interface InboundSynchronousLambdaOptions extends RunLambdaActionOptions {
  /** What WorkMail does with the message for all recipients if the function fails, and for those its answer leaves out. */
  readonly fallbackAction: IInboundDisposition;

  /**
   * How long WorkMail tries a failing function again before it applies the fallback action: whole minutes, 0 to 240. At
   * 0 there is no second try.
   */
  readonly ruleTimeout: Duration;
}

/** The actions of inbound email flow rules. */
export class InboundAction {
  /** The message is dropped: the recipient does not get it, the sender is not told. */
  public static drop(): IInboundDisposition {
    return new Disposition({ DropAction: {} });
  }

  /** The message is bounced: its sender is told. */
  public static bounce(): IInboundDisposition {
    return new Disposition({ BounceAction: {} });
  }

  /** The message goes into the recipient's junk folder, whatever WorkMail's spam detection says of it. */
  public static deliverToJunk(): IInboundDisposition {
    return new Disposition({ MoveToJunkAction: {} });
  }

  /** WorkMail's default delivery, after its spam detection: the guide's *Default*. With a more specific sender pattern it makes an exception to another rule. */
  public static deliver(): IInboundDisposition {
    return new Disposition({ NormalDeliveryAction: {} });
  }

  /** The message goes to the inbox, whatever WorkMail's spam detection says of it. */
  public static neverDeliverToJunk(): IInboundDisposition {
    return new Disposition({ BypassSpamCheckAction: {} });
  }

  /** *Run Lambda*, asynchronous: the function sees the message while it is delivered; what it answers is ignored. */
  public static runLambda(handler: IFunction, options?: RunLambdaActionOptions): IInboundAction {
    return new RunLambda(handler, false, options ?? {});
  }

  /**
   * *Run Lambda*, synchronous: the function's answer decides. It must come within 15 seconds. The rule must have the
   * recipient pattern `*`.
   */
  public static runLambdaSynchronously(handler: IFunction, options: InboundSynchronousLambdaOptions): IInboundAction {
    // The copy is an object also where the options are missing, so that no rule turns asynchronous by mistake.
    return new RunLambda(handler, true, { ...options });
  }

  private constructor() {}
}

class Disposition implements IInboundDisposition {
  readonly direction = MailFlowDirection.INBOUND;

  constructor(private readonly document: InboundDisposition) {}

  bindInbound(): MailFlowActionConfig {
    return { document: this.document };
  }

  bindInboundFallback(): MailFlowActionConfig {
    return this.bindInbound();
  }
}

class RunLambda implements IInboundAction {
  readonly direction = MailFlowDirection.INBOUND;

  constructor(
    private readonly handler: IFunction,
    private readonly synchronous: boolean,
    private readonly options: RunLambdaActionOptions & Partial<InboundSynchronousLambdaOptions>,
  ) {}

  bindInbound(scope: IConstruct): MailFlowActionConfig {
    const { ruleTimeout, fallbackAction, ...content } = this.options;
    checkProps(scope, this.synchronous ? 'synchronousAction' : 'runLambdaAction', this.options, 'action');
    if (!this.synchronous) return runLambdaConfig(scope, 'INBOUND', this.handler, content);
    if (typeof fallbackAction?.bindInboundFallback !== 'function') {
      failAt(scope, {
        code: 'fallbackAction',
        path: 'fallbackAction',
        value: actionName(fallbackAction),
        reason:
          'the fallback action is what WorkMail itself does with inbound mail; it cannot be another Lambda action',
        remedy: 'Use a method of InboundAction that does not run a function',
      });
    }
    const fallback = fallbackAction.bindInboundFallback(scope);
    return runLambdaConfig(scope, 'INBOUND', this.handler, content, { ruleTimeout, fallback });
  }
}

import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { actionName } from './action-check';
import { failAt } from './errors';
import type { IMailFlowAction } from './mail-flow-action';
import type { MailFlowActionConfig } from './mail-flow-action-config';
import { MailFlowDirection } from './mail-flow-direction';
import { checkProps } from './props-check';
import type { OutboundDisposition } from './rules';
import { runLambdaConfig } from './run-lambda-action';
import type { RunLambdaActionOptions } from './run-lambda-action-options';
import type { ISmtpGateway } from './smtp-gateway';

/** What an outbound rule does with a message. Made by the methods of {@link OutboundAction}. */
export interface IOutboundAction extends IMailFlowAction {
  /** Called by the rule that uses the action. */
  bindOutbound(scope: IConstruct): MailFlowActionConfig;
}

/** What WorkMail itself does with an outbound message: an action that can also be a fallback. */
export interface IOutboundDisposition extends IOutboundAction {
  /** Called by the synchronous Run Lambda rule that falls back to it. */
  bindOutboundFallback(scope: IConstruct): MailFlowActionConfig;
}

/** Settings of a synchronous outbound Run Lambda action. */
export interface OutboundSynchronousLambdaOptions extends RunLambdaActionOptions {
  /** What WorkMail does with the message for all recipients if the function fails, and for those its answer leaves out. */
  readonly fallbackAction: IOutboundDisposition;

  /**
   * How long WorkMail tries a failing function again before it applies the fallback action: whole minutes, 0 to 240. At
   * 0 there is no second try.
   */
  readonly ruleTimeout: Duration;
}

/** The actions of outbound email flow rules. */
export class OutboundAction {
  /** The message is sent by WorkMail: the guide's *Default*. With a more specific sender pattern it makes an exception to another rule. */
  public static send(): IOutboundDisposition {
    return new Disposition({ DefaultAction: {} });
  }

  /** The message is dropped: the recipient does not get it, the sender is not told. */
  public static drop(): IOutboundDisposition {
    return new Disposition({ DropAction: {} });
  }

  /** The message is bounced: its sender is told. */
  public static bounce(): IOutboundDisposition {
    return new Disposition({ BounceAction: {} });
  }

  /** The message is handed to an SMTP gateway. If the gateway cannot be reached, the message bounces to its sender. */
  public static routeToSmtpGateway(gateway: ISmtpGateway): IOutboundDisposition {
    return new Disposition({ SmtpRoutingAction: { SmtpGatewayName: gateway?.smtpGatewayName } }, gateway);
  }

  /** *Run Lambda*, asynchronous: the function sees the message while it is sent; what it answers is ignored. */
  public static runLambda(handler: IFunction, options?: RunLambdaActionOptions): IOutboundAction {
    return new RunLambda(handler, false, options ?? {});
  }

  /**
   * *Run Lambda*, synchronous: the function's answer decides. It must come within 15 seconds. The rule must have the
   * recipient pattern `*`.
   */
  public static runLambdaSynchronously(handler: IFunction, options: OutboundSynchronousLambdaOptions): IOutboundAction {
    // The copy is an object also where the options are missing, so that no rule turns asynchronous by mistake.
    return new RunLambda(handler, true, { ...options });
  }

  private constructor() {}
}

class Disposition implements IOutboundDisposition {
  readonly direction = MailFlowDirection.OUTBOUND;

  constructor(
    private readonly document: OutboundDisposition,
    private readonly smtpGateway?: ISmtpGateway,
  ) {}

  bindOutbound(): MailFlowActionConfig {
    return { document: this.document, smtpGateway: this.smtpGateway };
  }

  bindOutboundFallback(): MailFlowActionConfig {
    return this.bindOutbound();
  }
}

class RunLambda implements IOutboundAction {
  readonly direction = MailFlowDirection.OUTBOUND;

  constructor(
    private readonly handler: IFunction,
    private readonly synchronous: boolean,
    private readonly options: RunLambdaActionOptions & Partial<OutboundSynchronousLambdaOptions>,
  ) {}

  bindOutbound(scope: IConstruct): MailFlowActionConfig {
    const { ruleTimeout, fallbackAction, ...content } = this.options;
    checkProps(scope, this.synchronous ? 'synchronousAction' : 'runLambdaAction', this.options, 'action');
    if (!this.synchronous) return runLambdaConfig(scope, 'OUTBOUND', this.handler, content);
    if (typeof fallbackAction?.bindOutboundFallback !== 'function') {
      failAt(scope, {
        code: 'fallbackAction',
        path: 'fallbackAction',
        value: actionName(fallbackAction),
        reason:
          'the fallback action is what WorkMail itself does with outbound mail; it cannot be another Lambda action',
        remedy: 'Use a method of OutboundAction that does not run a function',
      });
    }
    const fallback = fallbackAction.bindOutboundFallback(scope);
    return runLambdaConfig(scope, 'OUTBOUND', this.handler, content, { ruleTimeout, fallback });
  }
}

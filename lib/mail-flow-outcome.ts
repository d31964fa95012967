import type { IMailFlowAction } from './mail-flow-action';
import type { IMailFlowRule } from './mail-flow-rule';

/** What is expected of the rule that applies to a message. */
export type ExpectedOutcome =
  | { readonly kind: 'rule'; readonly rule: IMailFlowRule }
  | { readonly kind: 'ruleNamed'; readonly ruleName: string }
  | { readonly kind: 'action'; readonly action: IMailFlowAction }
  | { readonly kind: 'noRule' };

const OUTCOMES = new WeakMap<MailFlowOutcome, ExpectedOutcome>();

/** What an expectation of a {@link MailFlowCheck} says of a message. */
export class MailFlowOutcome {
  /** A rule of this app decides. One of another stack is deployed before the check. */
  public static rule(rule: IMailFlowRule): MailFlowOutcome {
    return new MailFlowOutcome({ kind: 'rule', rule });
  }

  /** The rule with a name decides, whoever made it. */
  public static ruleNamed(ruleName: string): MailFlowOutcome {
    return new MailFlowOutcome({ kind: 'ruleNamed', ruleName });
  }

  /**
   * Whichever rule decides, this is its action: for *Run Lambda* with the same function, the same rule timeout and the
   * same fallback action. That no rule applies is another outcome than the action *Default*: see {@link noRule}.
   */
  public static action(action: IMailFlowAction): MailFlowOutcome {
    return new MailFlowOutcome({ kind: 'action', action });
  }

  /** No rule applies: WorkMail delivers the message, or sends it, by default. */
  public static noRule(): MailFlowOutcome {
    return new MailFlowOutcome({ kind: 'noRule' });
  }

  private constructor(outcome: ExpectedOutcome) {
    OUTCOMES.set(this, outcome);
  }
}

/** What a method of the class above said; undefined for anything else. */
export function expectedOutcome(outcome: unknown): ExpectedOutcome | undefined {
  return OUTCOMES.get(outcome as MailFlowOutcome);
}

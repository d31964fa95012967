import type { IConstruct } from 'constructs';

/** An email flow rule of either direction. */
export interface IMailFlowRule extends IConstruct {
  /** The rule's name: its identity in the organization, together with its direction. */
  readonly ruleName: string;
}

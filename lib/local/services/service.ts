import type { AccessControl } from '../access';
import type { LocalCloudFormation } from '../cloudformation';
import type { LoopbackServer } from '../http';
import type { LocalMail } from '../mail';
import type { MessageStore } from '../message-flow';
import type { LocalWorkMail } from '../workmail';
import type { FunctionLogs } from './function-logs';

/** What services know of the account. */
export interface Desk {
  readonly access: AccessControl;
  readonly region: string;
  readonly workmail: LocalWorkMail;
  readonly cloudFormation: LocalCloudFormation;
  /** The messages whose content functions can get and change. */
  readonly messages: MessageStore;
  readonly functionLogs: FunctionLogs;
  /** Mail in and out, with the email event log, once it was started. */
  mail(): LocalMail | undefined;
}

/** Starts a service of AWS. The desk is whole only when all of them are started: it is asked for at each request. */
export type StartService = (desk: () => Desk) => Promise<LoopbackServer>;

import type { AccessControl } from '../access';
import type { LocalCloudFormation } from '../cloudformation';
import type { LoopbackServer } from '../http';
import type { LocalWorkMail } from '../workmail';

/** What services know of the account. */
export interface Desk {
  readonly access: AccessControl;
  readonly region: string;
  readonly workmail: LocalWorkMail;
  readonly cloudFormation: LocalCloudFormation;
}

/** Starts a service of AWS. The desk is whole only when all of them are started: it is asked for at each request. */
export type StartService = (desk: () => Desk) => Promise<LoopbackServer>;

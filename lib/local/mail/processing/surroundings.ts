import type { OrganizationRules } from '../../../simulator';
import type { Maildirs } from '../delivery/maildir';
import type { Destination } from '../delivery/relay';
import type { EventLog } from '../event-log';
import type { MailProgress, MailStage } from '../progress';
import type { Journal } from '../spool/journal';
import type { QueuedMessage } from '../spool/queued-message';
import type { Spool } from '../spool/spool';
import type { MessageFacts } from './mail-events';
import type { Waits } from './waits';

/** What mail has to know of an organization, as it is at this moment. */
export interface MailOrganization {
  readonly id: string;
  readonly alias: string;
  readonly domains: readonly string[];
  /** Bounces come from it. */
  readonly defaultDomain: string;
  readonly rules: OrganizationRules;
  readonly gateways: readonly { readonly name: string; readonly isEnabled: boolean }[];
}

/** Finds organizations: by id, and by a mail domain. */
export interface Organizations {
  find(organizationId: string): MailOrganization | undefined;
  /** The one whose user an address would be. */
  ownerOf(address: string): MailOrganization | undefined;
  /** All mail domains, for people who took another. */
  domains(): readonly string[];
}

/** Where outbound mail goes. */
export interface Routes {
  /** @default a folder */
  readonly relay?: Destination;
  /** By the name of the SMTP gateway; mail for others is kept in a folder. */
  readonly gateways: ReadonlyMap<string, Destination>;
  /** How long a server that does not take a message now is asked again. */
  readonly patienceMilliseconds: number;
}

/** What everybody needs who works on a message. */
export interface Surroundings {
  /** Mailboxes are in it. */
  readonly folder: string;
  readonly spool: Spool;
  readonly maildirs: Maildirs;
  readonly events: EventLog;
  readonly organizations: Organizations;
  readonly routes: Routes;
  readonly waits: Waits;
  readonly onProgress: (progress: MailProgress) => void;
}

/** A message that is worked on. */
export interface Work {
  readonly journal: Journal;
  readonly facts: MessageFacts;
  readonly headerBlock: Buffer;
  /** A process before this one may have done some of it. */
  readonly isRepeated: boolean;
}

export function progressOf(
  message: QueuedMessage,
  what: MailStage,
  recipients: readonly string[],
  more: Pick<MailProgress, 'detail' | 'openReadings'> = {},
): MailProgress {
  const { messageId, organizationId, direction, from } = message;
  return { what, at: Date.now(), messageId, organizationId, direction, from, recipients, ...more };
}

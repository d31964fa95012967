import { join } from 'node:path';
import { folderName } from './folder-name';
import { JUNK_FOLDER } from './maildir';

/** The Maildir of an address. */
export function mailboxFolder(folder: string, address: string, part: 'inbox' | 'junk'): string {
  const mailbox = join(folder, folderName(address));
  return part === 'junk' ? join(mailbox, JUNK_FOLDER) : mailbox;
}

/** The Maildir of mail to the world, or of mail that is routed to an SMTP gateway. */
export function outgoingFolder(folder: string, gateway: string | undefined): string {
  return gateway === undefined ? join(folder, 'outgoing') : join(folder, 'gateways', folderName(gateway));
}

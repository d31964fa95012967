import type { Outcome, Simulation } from '../simulator';
import { MailFlowError } from './errors';

/** What happens to a message for one recipient. */
export function findOutcome({ outcomes }: Simulation, recipient: string): Outcome {
  const found = outcomes.find((outcome) => outcome.recipient.toLowerCase() === recipient.trim().toLowerCase());
  if (found) return found;
  const others = outcomes.map((outcome) => outcome.recipient).join(', ');
  throw new MailFlowError(
    'RECIPIENT_UNKNOWN',
    `${recipient} is no recipient of the message, and no function added it`,
    `It has the recipients: ${others || 'none'}`,
  );
}

/** What happens, in words. */
export function outcomeTitle({ kind, text, gateway, folder }: Outcome): string {
  switch (kind) {
    case 'deliveredToInbox':
      return 'delivered to the inbox';
    case 'deliveredToJunk':
      return 'delivered to the junk folder';
    case 'bounced':
      return text === undefined ? 'bounced' : `bounced with ${JSON.stringify(text)}`;
    case 'dropped':
      return 'dropped';
    case 'sent':
      return 'sent';
    case 'routed':
      return `routed through the gateway ${gateway}`;
    case 'addedAsBlindCopy':
      return `added as blind copy${folder === 'junk' ? ', to the junk folder' : ''}`;
    case 'outsideOrganization':
      return 'not of the organization';
  }
}

import type { Direction } from '../../../rules';
import type { Outcome } from '../../../simulator';
import type { Decision, Fate } from '../spool/queued-message';
import { actionName } from './mail-events';

/** Says to which organization of this desk an address belongs, if to any. */
export type OrganizationOf = (address: string) => string | undefined;

const FATES: Readonly<Partial<Record<Outcome['kind'], Fate>>> = {
  deliveredToInbox: 'inbox',
  deliveredToJunk: 'junk',
  bounced: 'bounced',
  dropped: 'dropped',
  routed: 'routed',
};

/** What an outcome means here, where mail that WorkMail would send may be for somebody on this desk. */
export function decisionOf(direction: Direction, outcome: Outcome, organizationOf: OrganizationOf): Decision {
  const { recipient, rule, disposition, why, openReadings } = outcome;
  const base = {
    recipient,
    ...(disposition && { action: actionName(direction, disposition) }),
    ...(rule && { rule: rule.Name }),
    why,
    openReadings,
  };
  const known = FATES[outcome.kind];
  if (known) return { ...base, fate: known, ...textOf(outcome), ...(outcome.gateway && { gateway: outcome.gateway }) };
  if (outcome.kind === 'outsideOrganization') {
    // It was of the organization when the message came.
    return { ...base, fate: 'bounced', text: 'The address is not of the organization any more.' };
  }
  if (outcome.kind === 'addedAsBlindCopy') {
    if (outcome.folder) return { ...base, fate: outcome.folder };
    if (!disposition || !('DefaultAction' in disposition)) return { ...base, fate: 'ignored' };
  }
  const organizationId = organizationOf(recipient);
  if (organizationId === undefined) return { ...base, fate: 'sent' };
  return { ...base, fate: 'internal', organizationId, openReadings: [...openReadings, 'internalMail'] };
}

function textOf({ text }: Outcome): { text?: string } {
  return text === undefined ? {} : { text };
}

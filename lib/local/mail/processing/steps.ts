import type { DecidedGroup, Decision } from '../spool/queued-message';

/** One thing to be done for recipients of a message. Its key, the same after a restart, says whether it is done. */
export type Step = { readonly key: string } & (
  | { readonly kind: 'mailbox'; readonly recipient: Decision; readonly folder: 'inbox' | 'junk' }
  | { readonly kind: 'send'; readonly recipients: readonly Decision[]; readonly gateway?: string }
  | { readonly kind: 'internal'; readonly recipients: readonly Decision[]; readonly organizationId: string }
  | { readonly kind: 'bounce'; readonly recipients: readonly Decision[]; readonly text?: string }
  | { readonly kind: 'nothing'; readonly recipients: readonly Decision[] }
);

/** What a group of decisions comes to. The number of the group in the journal makes its keys its own. */
export function stepsOf({ decisions }: DecidedGroup, group: number): Step[] {
  const mailboxes = decisions.flatMap((recipient): Step[] => {
    if (recipient.fate !== 'inbox' && recipient.fate !== 'junk') return [];
    return [{ key: `mailbox ${recipient.recipient}`, kind: 'mailbox', recipient, folder: recipient.fate }];
  });
  const of = (...fates: Decision['fate'][]) => decisions.filter(({ fate }) => fates.includes(fate));
  const together: Step[] = [
    ...by(of('sent'), () => '').map(([, recipients]): Step => ({ key: `send ${group}`, kind: 'send', recipients })),
    ...by(of('routed'), ({ gateway = '' }) => gateway).map(
      ([gateway, recipients]): Step => ({ key: `route ${group} ${gateway}`, kind: 'send', recipients, gateway }),
    ),
    ...by(of('internal'), ({ organizationId = '' }) => organizationId).map(
      ([organizationId, recipients]): Step => ({
        key: `internal ${group} ${organizationId}`,
        kind: 'internal',
        recipients,
        organizationId,
      }),
    ),
    ...by(of('bounced'), ({ text }) => text).map(
      ([text, recipients], index): Step => ({ key: `bounce ${group} ${index}`, kind: 'bounce', recipients, text }),
    ),
    ...by(of('dropped', 'ignored'), () => '').map(
      ([, recipients]): Step => ({ key: `nothing ${group}`, kind: 'nothing', recipients }),
    ),
  ];
  return [...mailboxes, ...together];
}

function by<Key>(decisions: readonly Decision[], keyOf: (decision: Decision) => Key): [Key, Decision[]][] {
  const groups = new Map<Key, Decision[]>();
  for (const decision of decisions) {
    const key = keyOf(decision);
    const group = groups.get(key);
    if (group) group.push(decision);
    else groups.set(key, [decision]);
  }
  return [...groups];
}

import type { MailProgress, MailStage, MailStatus } from '../../local';
import { colors, harmless } from '../terminal';

const COLORS: Readonly<Partial<Record<MailStage, (text: string) => string>>> = {
  accepted: colors.dim,
  'function failed': colors.red,
  postponed: colors.yellow,
  bounced: colors.yellow,
  dropped: colors.yellow,
  hindered: colors.red,
};

/** Of one message at one moment: `14:03:07  inbound   a@x.example -> b@corp.example  delivered to inbox: No rule matches.` */
export function progressLine({ what, at, direction, from, recipients, detail }: MailProgress): string {
  const route = `${harmless(from) || '<>'} -> ${namesOf(recipients)}`;
  const color = COLORS[what] ?? colors.green;
  return `${timeOf(at)}  ${direction.toLowerCase().padEnd(8)}  ${route}  ${color(what)}${detail ? `: ${harmless(detail)}` : ''}`;
}

/** The same for programs. */
export function progressDocument({ at, ...progress }: MailProgress): object {
  return { mail: { ...progress, at: new Date(at).toISOString() } };
}

export function statusLines({ queued, accepted, done }: MailStatus): string[] {
  const lines = queued.map(({ from, recipients, accepted: since, waitsFor, waitsUntil }) => {
    const wait = waitsFor === undefined ? 'is worked on' : `waits for ${waitsFor} until ${timeOf(waitsUntil ?? 0)}`;
    return `  ${timeOf(since)}  ${harmless(from) || '<>'} -> ${namesOf(recipients)}  ${harmless(wait)}`;
  });
  return [`${accepted} messages accepted, ${done} done, ${queued.length} queued`, ...lines];
}

/** Of many recipients only the first are shown. */
const SHOWN = 3;

function namesOf(recipients: readonly string[]): string {
  const shown = recipients.slice(0, SHOWN).map(harmless).join(', ');
  return recipients.length > SHOWN ? `${shown} and ${recipients.length - SHOWN} more` : shown;
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toTimeString().slice(0, 8);
}

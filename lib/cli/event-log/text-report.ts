import type { RuleDecision } from '../../administration';
import { colors, harmless } from '../terminal';

/** A line for each decision. Widths do not change while it is followed. */
export function decisionLine(decision: RuleDecision): string {
  const { timestamp, direction = '', rule, action, recipients, from, sender, subject } = decision;
  const time = new Date(timestamp).toISOString().replace(/\.\d+Z$/, 'Z');
  const behalf = sender === undefined ? '' : ` (sent by ${sender})`;
  const letter = subject === undefined ? '' : `  ${JSON.stringify(subject)}`;
  const parts = [
    colors.dim(time),
    direction.toLowerCase().padEnd(8),
    colors.bold(harmless(rule).padEnd(24)),
    harmless(action).padEnd(17),
    harmless(`${from ?? 'unknown'}${behalf} -> ${recipients.join(', ')}${letter}`),
  ];
  return parts.join('  ');
}

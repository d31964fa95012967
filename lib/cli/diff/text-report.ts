import type { FieldDifference, RuleDifference } from '../../administration';
import { actionTitle, ruleCommand, showValue } from '../../rules';
import { colors, harmless } from '../terminal';

/** A rule, what is with it, and below it the fields that differ. */
export function differenceLines(difference: RuleDifference): string[] {
  const { direction, name } = difference;
  const { sign, says, fields = [] } = describe(difference);
  const title = harmless(`${direction.toLowerCase()} ${JSON.stringify(name)}  ${says}`);
  return [`${sign} ${title}`, ...fields.flatMap(fieldLines), ''];
}

export function summaryLine(differences: readonly RuleDifference[]): string {
  if (differences.length === 0) return 'No difference: the live rules are as declared.';
  const counts = new Map<string, number>();
  for (const { kind } of differences) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${count} ${kind === 'leftover' ? 'left over' : kind}`);
  return `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}: ${parts.join(', ')}`;
}

interface Described {
  readonly sign: string;
  readonly says: string;
  readonly fields?: readonly FieldDifference[];
}

function describe(difference: RuleDifference): Described {
  const { direction } = difference;
  switch (difference.kind) {
    case 'missing':
      return { sign: colors.red('-'), says: `missing: WorkMail does not have it, ${difference.place} declares it` };
    case 'extra': {
      const action = actionTitle(direction, difference.live.Action);
      return { sign: colors.green('+'), says: `extra: no stack declares it. ${action}` };
    }
    case 'different':
      return { sign: colors.yellow('~'), says: `different from ${difference.place}`, fields: difference.fields };
    case 'paused': {
      const { live, original, fields, place = 'no stack' } = difference;
      const action = `${actionTitle(direction, live.Action)} instead of ${actionTitle(direction, original.Action)}`;
      const says = `paused: ${action}, until ${ruleCommand('resume', difference.name)}. Declared by ${place}`;
      return { sign: colors.yellow('!'), says, fields };
    }
    case 'leftover':
      return {
        sign: colors.dim('?'),
        says: `left over from a pause: ${difference.because}, and this one never applies. ${difference.cure}`,
      };
  }
}

/** Of patterns, those that are too many and those that are missing. */
function fieldLines({ path, live, declared }: FieldDifference): string[] {
  if (!isTexts(live) || !isTexts(declared)) {
    return [`    ${path}: live ${showValue(live)}, declared ${showValue(declared)}`].map(harmless);
  }
  const only = (these: readonly string[], those: readonly string[]) => these.filter((item) => !those.includes(item));
  const more = only(live, declared).map((pattern) => `      live, not declared  ${pattern}`);
  const less = only(declared, live).map((pattern) => `      declared, not live  ${pattern}`);
  // the same patterns, one of them more often
  const rest = more.length + less.length === 0 ? [`      live ${live.length}, declared ${declared.length}`] : [];
  return [`    ${path}:`, ...more, ...less, ...rest].map(harmless);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

import { OPEN_READINGS, type OpenReading } from '../../lib/rules';
import type { Findings } from './open-questions';

/** What a real WorkMail showed, as it can be pasted into lib/rules/open-readings.ts, and the names of its refusals. */
export function findingsReport({ observations, refusals }: Findings, where: string): string {
  const entries = Object.entries(observations).map(([name, { isAsRead, seen }]) => {
    const { question, reading } = OPEN_READINGS[name as OpenReading];
    const observed = `${where}: ${isAsRead ? 'so it is' : 'NOT SO'}; ${seen}.`;
    return [
      `  ${name}: {`,
      `    question: ${quote(question)},`,
      `    reading: ${quote(reading)},`,
      `    observed: ${quote(observed)},`,
      '  },',
    ].join('\n');
  });
  const names = Object.entries(refusals).map(([what, name]) => `  ${what}: ${name}`);
  return [
    'For lib/rules/open-readings.ts:',
    ...entries,
    'Names of refusals, for lib/workmail-api/error-meaning.ts:',
    ...names,
  ].join('\n');
}

/** As the formatter of this project would have it. */
function quote(text: string): string {
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
}

/** What no shell takes for anything but itself. Letters and digits of all scripts are among it. */
const PLAIN = /^[\p{L}\p{N}_./:@%+,-][\p{L}\p{N}_./:@%+,=-]*$/u;

/** A word of a command that somebody will paste into a shell: as it is, or between single quotes, where nothing is run. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A command of `workmail-flow` about a rule, to be pasted into a shell. Rules may have any name: what begins with a dash
 * stands behind `--`, so that it is not taken for an option.
 */
export function ruleCommand(command: string, ruleName: string, options: readonly string[] = []): string {
  const words = ruleName.startsWith('-') ? [...options, '--', ruleName] : [ruleName, ...options];
  const ruleAndOptions = words.map(shellWord).join(' ');
  return `workmail-flow ${command} ${ruleAndOptions}`;
}

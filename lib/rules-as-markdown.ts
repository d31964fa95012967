import { Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { RegisteredRule } from './rule-registry';
import { actionTitle, lambdaAction, recipientPatterns, senderPatterns } from './rules';

const HEAD = ['Rule', 'Mail', 'From', 'To', 'The function', 'If it fails'];

/** Most patterns that a cell shows. */
const MOST_SHOWN = 3;

/** Rules as a table for a dashboard of a stack. */
export function rulesAsMarkdown(rules: readonly RegisteredRule[], stack: Stack): string {
  if (rules.length === 0) return 'No rule of this app runs these functions.';
  const rows = rules.map((rule) => {
    const show = shownIn(stack, rule);
    const { Name, Action } = rule.rule;
    const synchronous = lambdaAction(Action)?.SynchronousLambdaParameters;
    const minutes = synchronous && show(Tokenization.stringifyNumber(synchronous.RetryPeriodMinutes));
    const [decides, otherwise] = synchronous
      ? ['decides', `${actionTitle(rule.direction, synchronous.FallbackAction)}, after ${minutes} minutes`]
      : ['watches', ''];
    const patterns = [senderPatterns(rule.rule), recipientPatterns(rule.rule)].map((list) => showPatterns(list, show));
    return [show(Name), rule.direction.toLowerCase(), ...patterns, decides, otherwise];
  });
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** As a cell holds it. What another stack knows only when it is deployed is no reason to depend on that stack. */
function shownIn(stack: Stack, { scope }: RegisteredRule): (text: string) => string {
  const isForeign = Stack.of(scope) !== stack;
  return (text) => {
    // A star or a bar would be Markdown's own.
    if (!Token.isUnresolved(text)) return text.replace(/[|*_`\\]/g, '\\$&');
    return isForeign ? 'known when deployed' : text;
  };
}

function showPatterns(patterns: readonly string[], show: (text: string) => string): string {
  if (Token.isUnresolved(patterns)) return 'known when deployed';
  const untold = patterns.length - MOST_SHOWN;
  return [...patterns.slice(0, MOST_SHOWN).map(show), ...(untold > 0 ? [`${untold} more`] : [])].join(', ');
}

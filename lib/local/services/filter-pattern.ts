import { ApiError } from '../http';

/**
 * Filter patterns of CloudWatch Logs for JSON, as far as text is compared: `{ ($.event.eventName = "RULE_APPLIED") &&
 * ($.event.ruleName != "x*") }`. What is not understood is refused, so that no filter lets through what it should not.
 */
export type Filter = (document: unknown) => boolean;

const TOKEN = /\s*(?:(\|\||&&|[(){}]|!=|=)|("(?:[^"\\]|\\.)*")|(\$(?:\.\w+|\[\d+\])+))/y;

export function parseFilterPattern(pattern: string): Filter {
  const tokens = tokenize(pattern);
  if (tokens.length === 0) return () => true;
  let position = 0;
  const take = (wanted?: string): string => {
    const token = tokens[position++];
    if (token === undefined || (wanted !== undefined && token !== wanted)) throw refuse(pattern);
    return token;
  };
  const comparison = (): Filter => {
    if (tokens[position] === '(') {
      take('(');
      const inner = any();
      take(')');
      return inner;
    }
    const selector = take();
    const operator = take();
    const literal = take();
    if (!selector.startsWith('$') || !['=', '!='].includes(operator) || !literal.startsWith('"')) throw refuse(pattern);
    const isLike = matcher(JSON.parse(literal));
    return (document) => {
      const value = select(document, selector);
      return value !== undefined && isLike(String(value)) === (operator === '=');
    };
  };
  const chain = (operand: () => Filter, operator: string, combine: (filters: Filter[]) => Filter) => (): Filter => {
    const filters = [operand()];
    while (tokens[position] === operator) {
      take(operator);
      filters.push(operand());
    }
    return combine(filters);
  };
  const all = chain(comparison, '&&', (filters) => (document) => filters.every((filter) => filter(document)));
  const any = chain(all, '||', (filters) => (document) => filters.some((filter) => filter(document)));
  take('{');
  const filter = any();
  take('}');
  if (position < tokens.length) throw refuse(pattern);
  return filter;
}

function tokenize(pattern: string): string[] {
  const tokens: string[] = [];
  const text = pattern.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) throw refuse(pattern);
    tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  return tokens;
}

function select(document: unknown, selector: string): unknown {
  const path = selector.match(/\w+/g) ?? [];
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined | null)?.[key], document);
}

/** A star at the beginning or the end stands for anything. */
function matcher(wanted: string): (text: string) => boolean {
  const expression = wanted.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/^\*|\*$/g, '.*');
  const regular = new RegExp(`^${expression.replace(/(?<!^|\.)\*(?!$)/g, '\\*')}$`, 's');
  return (text) => regular.test(text);
}

function refuse(pattern: string): ApiError {
  return new ApiError(
    'InvalidParameterException',
    `Invalid filter pattern ${JSON.stringify(pattern)}: on this machine only text in JSON is compared, as in { $.event.eventName = "RULE_APPLIED" }`,
  );
}

import type { Problem, Rule } from '../../rules';

/** What the CDK puts in the place of a value that it learns later, in text, in lists and as a number. */
const TOKEN = /[$#]\{Token\[[\w:.-]+\]\}|-1\.\d{10,16}e\+289/;

const DYNAMIC_REFERENCE = '{{resolve:';

/** The texts of a rule that would not arrive as they are: a construct cannot tell them from what they look like. */
export function reservedTexts(rule: Rule): Problem[] {
  return textsIn(rule, '').flatMap((found) => {
    if (TOKEN.test(found.text)) return reserved(found, 'the CDK takes such text for a token of its own');
    if (!found.text.includes(DYNAMIC_REFERENCE)) return [];
    return reserved(found, 'CloudFormation puts the value that such text refers to in its place');
  });
}

function reserved({ path, text }: TextAt, reason: string): Problem {
  return { code: 'textReserved', path, value: text, reason, remedy: 'Change it in WorkMail, and export again' };
}

interface TextAt {
  /** In the rule's document: `Condition.OriginRuleCondition.Patterns[0]`. */
  readonly path: string;
  readonly text: string;
}

function textsIn(value: unknown, path: string): TextAt[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => textsIn(member, path === '' ? key : `${path}.${key}`));
}

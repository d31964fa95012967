import { readFileSync } from 'node:fs';

/** The page as it is published, whose headings are what links lead to. */
const ANCHORS = new Set(
  [...readFileSync('docs/errors.md', 'utf8').matchAll(/^### `(\w+)`$/gm)].map(([, code = '']) => code.toLowerCase()),
);

const LINK = /\sSee https:\/\/github\.com\/cdk-workmail-flow\/cdk-workmail-flow\/blob\/main\/docs\/errors\.md#(\w+)$/;

/** The heading that the link at the end of a message leads to; fails if there is no such link, or no such heading. */
export function linkedHeading(message: string): string {
  const anchor = LINK.exec(message)?.[1];
  if (anchor === undefined) throw new Error(`This does not end with a link to docs/errors.md: ${message}`);
  if (!ANCHORS.has(anchor)) throw new Error(`docs/errors.md has no heading #${anchor}`);
  return anchor;
}

/** A message without that link. */
export function withoutLink(message: string): string {
  linkedHeading(message);
  return message.replace(LINK, '');
}

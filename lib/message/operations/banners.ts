import type { Addition } from '../body/addition';
import { textToHtml } from '../body/html';
import { toLines } from '../body/plain-text';
import { MessageError } from '../errors';
import type { Operation } from './operation';

/** Words to put into a message. */
export interface Words {
  /** For parts of plain text; lines end as you like. */
  readonly text: string;
  /** For parts of HTML: whole elements, such as `<p style="…">…</p>`. @default the text, as HTML */
  readonly html?: string;
}

/**
 * Puts words at the top of what a mail program shows first: into the text and into its HTML twin, in the charset and
 * the transfer encoding of each. Signed and encrypted texts, attachments and messages within the message stay as they
 * are; the result says so. A text in a charset that lacks a character of the words becomes UTF-8.
 *
 * @throws MessageError OPERATION_INVALID
 * @example
 * import { addBanner, updateMessage } from 'cdk-workmail-flow/message';
 *
 * export const handler = (event: { messageId: string }) =>
 *   updateMessage(event.messageId, [addBanner({ text: 'This message comes from outside.' })]);
 */
export function addBanner(words: Words): Operation {
  return wordsOperation('addBanner', 'top', words);
}

/**
 * Puts words at the bottom of what a mail program shows first. Everything else is as with `addBanner`.
 *
 * @throws MessageError OPERATION_INVALID
 * @example
 * import { addDisclaimer, updateMessage } from 'cdk-workmail-flow/message';
 *
 * export const handler = (event: { messageId: string }) =>
 *   updateMessage(event.messageId, [addDisclaimer({ text: 'Corp Ltd, 1 Main Street, Springfield' })]);
 */
export function addDisclaimer(words: Words): Operation {
  return wordsOperation('addDisclaimer', 'bottom', words);
}

function wordsOperation(name: Addition['operation'], place: Addition['place'], words: Words): Operation {
  const { text, html } = words ?? {};
  for (const [member, value] of Object.entries({ text, html: html ?? text })) {
    if (typeof value === 'string' && value.trim() !== '') continue;
    throw new MessageError(
      'OPERATION_INVALID',
      `${name}: ${member} is ${JSON.stringify(value) ?? value}`,
      'Give some words',
    );
  }
  const lines = toLines(text);
  const addition: Addition = {
    operation: name,
    place,
    text: lines,
    html: html === undefined ? textToHtml(lines) : toLines(html),
  };
  return { name, apply: (draft) => draft.addToBodies(addition) };
}

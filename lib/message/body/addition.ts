import type { PartHeader } from '../../mime';
import type { OperationName } from '../report';
import { escapeNonAscii } from './html';
import { toForm } from './plain-text';

/** What goes into the text of a message that is shown first: its text form and its HTML form, CRLF in both. */
export interface Addition {
  readonly operation: OperationName;
  readonly place: 'top' | 'bottom';
  readonly text: string;
  readonly html: string;
}

/** What goes to the two places of one part, as characters of it. */
export interface PartAddition {
  readonly top: string;
  readonly bottom: string;
}

/** All additions to one part, in its form: the last one put at the top stands first. */
export function additionTo(header: PartHeader, additions: readonly Addition[]): PartAddition {
  const top = additions.filter(({ place }) => place === 'top').reverse();
  const bottom = additions.filter(({ place }) => place === 'bottom');
  if (header.type === 'text/html') {
    const write = ({ html }: Addition) => `\r\n${escapeNonAscii(html)}\r\n`;
    return { top: top.map(write).join(''), bottom: bottom.map(write).join('') };
  }
  return {
    top: top.map(({ text }) => `${toForm(text, header)}\r\n\r\n`).join(''),
    bottom: bottom.map(({ text }) => `\r\n${toForm(text, header)}\r\n`).join(''),
  };
}

import libmime from 'libmime';
import type { PartHeader } from '../mime';
import type { HeaderEditor } from './header-editor';
import { formatField } from './header-field';

/** Fields that say how a part is built. */
const STRUCTURE = [
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-id',
  'content-description',
  'content-location',
  'content-md5',
  'content-language',
  'content-duration',
];

/** Says in the header of a text that its charset or its transfer encoding is another now. */
export function setTextForm(
  editor: HeaderEditor,
  { type, parameters }: PartHeader,
  { charset, encoding }: { readonly charset?: string; readonly encoding?: string },
): void {
  if (charset !== undefined) {
    const value = libmime.buildHeaderValue({ value: type, params: { ...parameters, charset } });
    editor.set('Content-Type', formatField('Content-Type', value));
  }
  if (encoding !== undefined) {
    editor.set('Content-Transfer-Encoding', formatField('Content-Transfer-Encoding', encoding));
  }
}

/** A part to put in the place of another. */
export interface NewPart {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly disposition: 'inline' | 'attachment';
  readonly fileName?: string;
  readonly encoding: 'quoted-printable' | 'base64';
}

/** A text in the place of a file. It has no name, so that it is none: done again, nothing is left to do. */
export const NOTE: NewPart = {
  type: 'text/plain',
  parameters: { charset: 'utf-8' },
  disposition: 'inline',
  encoding: 'quoted-printable',
};

/** Makes a header say what a new part is, and no more what an old one was. */
export function setStructure(editor: HeaderEditor, part: NewPart): void {
  for (const name of STRUCTURE) editor.remove(name);
  const disposition = libmime.buildHeaderValue({
    value: part.disposition,
    params: part.fileName === undefined ? {} : { filename: part.fileName },
  });
  editor.add('Content-Disposition', formatField('Content-Disposition', disposition));
  editor.add('Content-Transfer-Encoding', formatField('Content-Transfer-Encoding', part.encoding));
  const type = libmime.buildHeaderValue({ value: part.type, params: { ...part.parameters } });
  editor.add('Content-Type', formatField('Content-Type', type));
}

/** What has fields of MIME is a MIME message (RFC 2045, 4). */
export function ensureMimeVersion(editor: HeaderEditor): void {
  if (!editor.has('MIME-Version')) editor.add('MIME-Version', formatField('MIME-Version', '1.0'));
}

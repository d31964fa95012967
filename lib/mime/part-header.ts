import { MimeNode } from '@zone-eu/mailsplit';
import libmime, { type ParsedHeaderValue } from 'libmime';

/** What the header of a part says of its content. */
export interface PartHeader {
  /** In lower case. What says nothing is `text/plain`, unless its file name says more (RFC 2045, 5.2). */
  readonly type: string;
  /** Of Content-Type, by their names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
  /** In lower case; absent where none is given. */
  readonly charset?: string;
  /** Content-Transfer-Encoding in lower case; empty where none is given. */
  readonly encoding: string;
  /** In lower case. */
  readonly disposition?: string;
  /** Every name that the part gives its file, decoded; the one that mail programs show is the first. */
  readonly fileNames: readonly string[];
  /** Without angle brackets. */
  readonly contentId?: string;
  /** Of a multipart. */
  readonly boundary?: Buffer;
  /** `format=flowed` of RFC 3676. */
  readonly flowed: boolean;
  /** `delsp=yes` of RFC 3676. */
  readonly delSp: boolean;
}

/** Reads a header block; never throws, whatever the bytes. */
export function readPartHeader(block: Buffer): PartHeader {
  const node = new MimeNode();
  node.addHeaderChunk(block);
  node.parseHeaders();
  const headers = node.headers || undefined;
  const contentType = libmime.parseHeaderValue(headers?.getFirst('Content-Type') ?? '', { stripComments: true });
  const contentId = /<([^<>\s]+)>/.exec(headers?.getFirst('Content-ID') ?? '')?.[1];
  return {
    type: node.contentType || 'text/plain',
    parameters: contentType.params,
    ...(node.charset && { charset: node.charset.trim().toLowerCase() }),
    encoding: node.encoding || '',
    ...(node.disposition && { disposition: node.disposition }),
    fileNames: fileNames(node, contentType),
    ...(contentId && { contentId }),
    ...(node.multipart && node._boundary && { boundary: node._boundary }),
    flowed: node.flowed,
    delSp: node.delSp,
  };
}

/** Content-Disposition's name, and Content-Type's where it differs: mail programs do not agree which to show. */
function fileNames({ filename }: MimeNode, { params, decodedParams }: ParsedHeaderValue): string[] {
  const name = params.name && !decodedParams.includes('name') ? decodeWords(params.name) : params.name;
  return [...new Set([filename || '', name ?? ''])].filter((given) => given !== '');
}

function decodeWords(text: string): string {
  try {
    return libmime.decodeWords(text);
  } catch {
    return text;
  }
}

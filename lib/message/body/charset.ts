import { isAscii, isUtf8 } from 'node:buffer';
import japanese from 'encoding-japanese';
import iconv from 'iconv-lite';

/** A charset as a part names it: both ways are strict, so what does not come back as it was is not taken. */
export interface Charset {
  /**
   * Where text may be looked for among the bytes: `ascii` if ASCII is ASCII there and stands for nothing else; `escapes`
   * if the same holds but between escape sequences; `other` if the bytes must be decoded first.
   */
  readonly layout: 'ascii' | 'escapes' | 'other';
  /** Undefined if the bytes are no text in this charset. */
  decode(bytes: Buffer): string | undefined;
  /** Undefined if a character of the text is not in this charset. */
  encode(text: string): Buffer | undefined;
}

export const UTF_8 = 'utf-8';

/** What markup is made of, and the shift in and out of charsets with escape sequences. */
const ASCII_SAMPLE = '<body CLASS="a-z09">&\'!;/';

/** The charset of a name. One that nobody knows is taken to contain ASCII, as most do, and nothing else is known of it. */
export function charsetOf(name: string | undefined): Charset {
  if (name === undefined || /^(?:us-ascii|ascii|ansi_x3\.4-1968)$/.test(name)) return US_ASCII;
  if (/^(?:utf-?16|ucs-?2|iso-10646-ucs-2|csunicode|unicode)$/.test(name)) return UTF_16;
  const decode = decoderOf(name);
  return {
    layout: layoutOf(name, decode),
    decode,
    encode: (text) => {
      const bytes = encodeRaw(name, text);
      return decode(bytes) === text ? bytes : encodeAscii(text);
    },
  };
}

type Decode = (bytes: Buffer) => string | undefined;

function decoderOf(name: string): Decode {
  const decoder = textDecoder(name);
  if (decoder) {
    return (bytes) => {
      try {
        return decoder.decode(bytes);
      } catch {
        return undefined;
      }
    };
  }
  if (!iconv.encodingExists(name)) return (bytes) => (isAscii(bytes) ? bytes.toString('latin1') : undefined);
  return (bytes) => {
    const text = iconv.decode(bytes, name, { stripBOM: false });
    return text.includes('\ufffd') ? undefined : text;
  };
}

function textDecoder(name: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(name, { fatal: true, ignoreBOM: true });
  } catch {
    return undefined;
  }
}

function layoutOf(name: string, decode: Decode): Charset['layout'] {
  if (/^(?:cs)?iso-?2022/.test(name)) return 'escapes';
  return decode(Buffer.from(ASCII_SAMPLE)) === ASCII_SAMPLE ? 'ascii' : 'other';
}

function encodeRaw(name: string, text: string): Buffer {
  if (/^(?:cs)?iso-?2022-?jp/.test(name)) {
    return Buffer.from(japanese.convert(japanese.stringToCode(text), { to: 'JIS', from: 'UNICODE' }));
  }
  return iconv.encodingExists(name) ? iconv.encode(text, name, { addBOM: false }) : Buffer.alloc(0);
}

function encodeAscii(text: string): Buffer | undefined {
  const bytes = Buffer.from(text);
  return isAscii(bytes) ? bytes : undefined;
}

const US_ASCII: Charset = {
  layout: 'ascii',
  /** What is not ASCII is UTF-8 by far the most often, and hardly anything else is UTF-8 by accident. */
  decode: (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined),
  encode: encodeAscii,
};

/** Which byte comes first is told by the text itself, or it is anyone's guess. */
const UTF_16: Charset = {
  layout: 'other',
  decode: (bytes) => {
    const order = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-16be';
    const marked = order === 'utf-16le' || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return marked ? decoderOf(order)(bytes) : undefined;
  },
  encode: () => undefined,
};

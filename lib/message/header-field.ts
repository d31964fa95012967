import { domainToASCII } from 'node:url';
import { type Address, addressParser } from 'postal-mime';
import { LONGEST_LINE } from '../mime';
import { MessageError } from './errors';

/** RFC 5322, 2.1.1: what a line should not exceed. */
export const USUAL_LINE = 76;
/** So many bytes become an encoded word of at most 75 characters (RFC 2047, 2). */
const WORD_BYTES = 45;
/** `=?UTF-8?B?` and `?=` */
const WORD_FRAME = 12;

/** Fields whose value is a list of addresses: only the names in it are encoded (RFC 2047, 5). */
const ADDRESS_FIELDS = ['to', 'cc', 'bcc', 'reply-to', 'errors-to', 'return-receipt-to', 'disposition-notification-to'];

/** A header field as it stands in a message: encoded where it is not ASCII, folded, with its line end. */
export function formatField(name: string, value: string): Buffer {
  const encoded = isPlain(value) ? value : encodeValue(name, value);
  const folded = fold(`${name}: ${encoded}`);
  const longest = Math.max(...folded.split('\r\n').map((line) => line.length));
  // A word without a blank cannot be folded, but encoded words can.
  const lines = longest > LONGEST_LINE ? fold(`${name}: ${encodeWords(value, name.length + 2)}`) : folded;
  return Buffer.from(`${lines}\r\n`);
}

function encodeValue(name: string, value: string): string {
  return ADDRESS_FIELDS.includes(name.toLowerCase()) ? encodeAddresses(value) : encodeWords(value, name.length + 2);
}

export function isPlain(value: string): boolean {
  return /^[\x20-\x7e\t]*$/.test(value);
}

/** RFC 2047: UTF-8 as base64, in words that end between characters. `used` is what stands before in the line. */
export function encodeWords(value: string, used = 0): string {
  const words: string[] = [];
  let word = '';
  let room = roomBehind(used);
  for (const character of value) {
    if (Buffer.byteLength(word + character) > room) {
      words.push(word);
      word = '';
      room = WORD_BYTES;
    }
    word += character;
  }
  return [...words, word].map((text) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`).join(' ');
}

/** In bytes of text: the line with the first word is no longer than others. */
function roomBehind(used: number): number {
  const bytes = Math.floor((USUAL_LINE - used - WORD_FRAME) / 4) * 3;
  return bytes < 4 ? WORD_BYTES : Math.min(bytes, WORD_BYTES);
}

function encodeAddresses(value: string): string {
  return addressParser(value).map(encodeAddress).join(', ');
}

function encodeAddress({ name, address, group }: Address): string {
  if (group) return `${encodePhrase(name)}: ${group.map(encodeAddress).join(', ')};`;
  const at = address.lastIndexOf('@');
  const ascii = `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1)) || address.slice(at + 1)}`;
  if (at <= 0 || !/^[\x21-\x7e]+$/.test(ascii)) {
    throw new MessageError(
      'HEADER_VALUE_INVALID',
      `The address ${JSON.stringify(address || name)} cannot stand in a header`,
      'Give addresses as local@domain, the local part in ASCII',
    );
  }
  return name === '' ? ascii : `${encodePhrase(name)} <${ascii}>`;
}

/** The name in front of an address: as it is, quoted, or as encoded words. */
function encodePhrase(name: string): string {
  if (!isPlain(name)) return encodeWords(name);
  return /^[\w !#$%&'*+/=?^`{|}~-]*$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/** Breaks before blanks, so that unfolding gives back what was there; no line is nothing but blanks. */
function fold(field: string): string {
  const [first = '', ...words] = field.match(/[ \t]*[^ \t]+|[ \t]+$/g) ?? [];
  const lines = [first];
  for (const [index, word] of words.entries()) {
    const last = lines.length - 1;
    const isLong = lines[last]!.length + word.length > USUAL_LINE;
    // The first word stays with the name.
    if (isLong && index > 0 && word.trim() !== '') lines.push(word);
    else lines[last] += word;
  }
  return lines.join('\r\n');
}

import fc from 'fast-check';
import libqp from 'libqp';
import { decodeTransfer, encodeTransfer, putIn, transferEncodingOf } from '../../../lib/message/body/transfer-encoding';

const bytes = fc
  .oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: fc.constantFrom('a', ' ', '\t', '=', '\r\n', 'ü', '.', '\0', 'long word '), maxLength: 200 }),
  )
  .map((content) => Buffer.from(content as Uint8Array));

test('Names as messages have them', () => {
  expect(
    ['', '7bit', '8bit', 'binary', 'quoted-printable', 'base64', 'x-uuencode', '7-bit'].map(transferEncodingOf),
  ).toEqual(['identity', 'identity', 'identity', 'identity', 'quoted-printable', 'base64', undefined, undefined]);
});

test('What is encoded is 7 bits in lines of 76, and decodes to what it was', () => {
  fc.assert(
    fc.property(bytes, fc.constantFrom('quoted-printable' as const, 'base64' as const), (content, encoding) => {
      const encoded = encodeTransfer(content, encoding);
      expect(encoded.every((byte) => byte < 127)).toBe(true);
      for (const line of encoded.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
      const decoded = decodeTransfer(encoded, encoding)!.toString('latin1');
      // In quoted-printable a line end is a line end.
      const lines = (text: string) => (encoding === 'base64' ? text : text.replace(/\r?\n/g, '\r\n'));
      expect(decoded).toBe(lines(content.toString('latin1')));
    }),
    { numRuns: 1000 },
  );
});

test('A place in quoted-printable is the place in what it says', () => {
  const piece = fc.constantFrom(
    'a',
    '=',
    '=3D',
    '=c3=BC',
    ' ',
    '\t',
    '\r\n',
    '\n',
    '=\r\n',
    '= \r\n',
    '=\n',
    '=ZZ',
    '=4z',
    '  \r\n',
    '\r',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join(''))),
      fc.nat({ max: 40 }),
      (body, at) => {
        const whole = libqp.decode(body);
        const target = Math.min(at, whole.length);
        const { place, bytes: put } = putIn(body, 'quoted-printable', target, Buffer.from('\r\n[in]'));
        expect(place).toBeLessThanOrEqual(body.length);
        // What goes in there begins a line of its own, and stands where it should.
        const joined = Buffer.concat([body.subarray(0, place), put, body.subarray(place)]);
        const expected = `${whole.toString('latin1', 0, target)}\r\n[in]${whole.toString('latin1', target)}`;
        const blanks = (text: string) => text.replace(/[ \t]+(?=[\r\n]|$)/g, '');
        expect(blanks(libqp.decode(joined).toString('latin1'))).toBe(blanks(expected));
      },
    ),
    { numRuns: 3000 },
  );
});

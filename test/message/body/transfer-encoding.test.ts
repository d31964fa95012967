import fc from 'fast-check';
import libqp from 'libqp';
import { addBanner, addDisclaimer, rewriteMessage } from '../../../lib/message';
import { decodeTransfer, encodeTransfer, transferEncodingOf } from '../../../lib/message/body/transfer-encoding';
import { scanMime } from '../../../lib/mime';
import { message } from '../corpus/messages';

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

test('What is put into quoted-printable stands where it should, whatever is around it', async () => {
  const piece = fc.constantFrom(
    ...['a', 'A', '=', '=3D', '=c3=BC', ' ', '\t', '\r\n', '\n', '=\r\n', '= \r\n', '=\n', '=ZZ', '=4', '  \r\n', '\r'],
  );
  const pieces = fc.array(piece, { maxLength: 12 }).map((list) => list.join(''));
  await fc.assert(
    fc.asyncProperty(pieces, pieces, pieces, async (before, within, after) => {
      const body = Buffer.from(`${before}<body>${within}</body>${after}`);
      const mail = message(['Content-Type: text/html', 'Content-Transfer-Encoding: quoted-printable'], body);
      const words = { text: 'x', html: '<b>=</b>' };
      const { content } = await rewriteMessage(mail, [addBanner(words), addDisclaimer(words)]);
      const was = libqp.decode(body).toString('latin1');
      const is = libqp.decode(content.subarray(scanMime(content).root.bodyStart)).toString('latin1');
      const put = '\r\n<b>=</b>\r\n';
      const [top, bottom] = [was.indexOf('<body>') + 6, was.indexOf('</body>')];
      const expected = was.slice(0, top) + put + was.slice(top, bottom) + put + was.slice(bottom);
      // A line end is one, however it is written, and blanks before it are none of the content.
      const same = (text: string) => text.replace(/\r?\n/g, '\n').replace(/[ \t]+(?=[\r\n]|$)/g, '');
      expect(same(is)).toBe(same(expected));
    }),
    { numRuns: 1500 },
  );
});

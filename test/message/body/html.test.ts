import fc from 'fast-check';
import { escapeNonAscii, findHtmlPlaces, textToHtml } from '../../../lib/message/body/html';
import { processorTime } from '../../processor-time';

/** The text with marks at the two places. */
function marked(html: string): string {
  const { top, bottom } = findHtmlPlaces(html);
  return `${html.slice(0, top)}«${html.slice(top, bottom)}»${html.slice(bottom)}`;
}

test.each([
  ['<html><body>«x»</body></html>'],
  ['<html><BODY class="a" bgcolor=#fff>«x»</Body ></HTML>\r\n'],
  ['<body\n\ttitle="a > b" data-x=\'</body>\'>«x»</body>'],
  ['<body title = "a>b">«x»</body>'],
  ['<body title=a"b>«x"»</body>'],
  ['«<p>x</p>»'],
  ['«»'],
  ['«x < y </ z <3»'],
  ['<!DOCTYPE html>«<p>x»'],
  ['<!DOCTYPE html><html>«<p>x»</html>'],
  ['<html><head><title><body></title></head>«<p>x»'],
  ['<!-- <body> --><body>«x<!-- </body> -->y»</body>'],
  ['<!--[if mso]><body><![endif]--><body>«x»</body>'],
  ['<!--><body>«x»</body>'],
  ['<!---><body>«x»</body>'],
  ['<script>"<body>"</script><style><body></style><body>«<textarea></body></textarea>»</body>'],
  ['<body>«a</body>b<body>c»</body>d'],
  ['<body>«x»<!-- never closed </body>'],
  ['<body>«x»<script>never closed </body>'],
  ['<body>«x»<a href="never closed </body>'],
  ['<body>«x»<p'],
  ['</body><body>«»'],
  ['«<bodyguard>»'],
  ['«<frameset><frame></frameset>»'],
])('%s', (expected) => {
  expect(marked(expected.replace(/[«»]/g, ''))).toBe(expected);
});

test('Places lie within any text, in their order, and take linear time', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '<body',
    '</body>',
    '<!--',
    '-->',
    '"',
    "'",
    '=',
    ' ',
    '<script>',
    '</script>',
    '<a href="',
    '/',
    '!',
    'x',
    '<html>',
    '</html>',
    '<?',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
      (html) => {
        const { top, bottom } = findHtmlPlaces(html);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(bottom).toBeGreaterThanOrEqual(top);
        expect(bottom).toBeLessThanOrEqual(html.length);
      },
    ),
    { numRuns: 2000 },
  );
  const spent = processorTime();
  for (const hostile of [
    '<',
    '<a ',
    '<a =',
    '<a ="',
    '<!--',
    '<script>',
    "<b x='>",
    '= "',
    '</body>',
    '<body>',
    '<style></style',
  ]) {
    findHtmlPlaces(hostile.repeat(1_000_000 / hostile.length));
    findHtmlPlaces(`<a${' ='.repeat(300_000)}${' '.repeat(300_000)}`);
  }
  expect(spent()).toBeLessThan(10_000);
});

test('Other characters become entities, and a text HTML', () => {
  expect(escapeNonAscii('aüß🙂<b>&amp;')).toBe('a&#xFC;&#xDF;&#x1F642;<b>&amp;');
  expect(textToHtml('a < b\r\n"c" & d')).toBe('<div>a &#60; b<br>\r\n&#34;c&#34; &#38; d</div>');
});

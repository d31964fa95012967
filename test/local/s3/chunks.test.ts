import { createHash, createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { ChunkSignatures } from '../../../lib/local/access/chunk-signatures';
import { readChunks } from '../../../lib/local/s3/aws-chunked';
import { sign } from '../access/requests';
import { BUCKET, type Desk, REGION, startDesk, stopDesks } from './desk';

const CLAIM = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  sessionToken: undefined,
  time: '20130524T000000Z',
  scope: '20130524/us-east-1/s3/aws4_request',
  signedHeaders: [],
  signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
};
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

/** The example in AWS's documentation of signed chunks. */
const EXAMPLE: [content: string, signature: string][] = [
  ['a'.repeat(65_536), 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
  ['a'.repeat(1024), '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
  ['', 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
];

function encode(chunks: [content: string, signature?: string][], trailer = ''): Buffer {
  const parts = chunks.map(([content, signature]) => {
    const extension = signature === undefined ? '' : `;chunk-signature=${signature}`;
    return `${content.length.toString(16)}${extension}\r\n${content}${content === '' ? '' : '\r\n'}`;
  });
  return Buffer.from(`${parts.join('')}${trailer}\r\n`, 'latin1');
}

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, { size = 1000, signatures = undefined as ChunkSignatures | undefined } = {}) {
  const pieces: Buffer[] = [];
  let fields: Record<string, string> = {};
  for await (const piece of readChunks(inPieces(bytes, size), signatures, (trailer) => {
    fields = Object.fromEntries(trailer);
  })) {
    pieces.push(piece);
  }
  return { content: Buffer.concat(pieces).toString('latin1'), fields };
}

describe('a body in chunks', () => {
  test('is its content, however it is cut', async () => {
    const chunk = fc.string({ unit: fc.constantFrom(...'ab\r\n;0'), minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 5 }), fc.integer({ min: 1, max: 60 }), async (chunks, size) => {
        const bytes = encode([...chunks.map((content): [string] => [content]), ['']], 'x-amz-checksum-crc32:abc=\r\n');
        const { content, fields } = await read(bytes, { size });
        expect(content).toBe(chunks.join(''));
        expect(fields).toEqual({ 'x-amz-checksum-crc32': 'abc=' });
      }),
    );
  });

  test('has the signatures of AWS’s own example', async () => {
    const signatures = new ChunkSignatures(SECRET, CLAIM);
    expect((await read(encode(EXAMPLE), { signatures })).content).toHaveLength(66_560);
  });

  test.each([
    ['a chunk changed', [[`b${EXAMPLE[0]![0].slice(1)}`, EXAMPLE[0]![1]], EXAMPLE[1], EXAMPLE[2]]],
    ['a chunk left out', [EXAMPLE[0], EXAMPLE[2]]],
    ['two chunks exchanged', [EXAMPLE[1], EXAMPLE[0], EXAMPLE[2]]],
    ['a signature missing', [[EXAMPLE[0]![0]], EXAMPLE[1], EXAMPLE[2]]],
  ])('is refused with %s', async (_, chunks) => {
    const signatures = new ChunkSignatures(SECRET, CLAIM);
    await expect(read(encode(chunks as never), { signatures })).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  test.each(['', 'x\r\n', '5\r\nab', '5\r\nabcdeXX\r\n', '3\r\nabc\r\n', '-1\r\n', `${'0'.repeat(9000)}`])(
    'is incomplete: %j',
    async (text) => {
      await expect(read(Buffer.from(text))).rejects.toMatchObject({ code: 'IncompleteBody' });
    },
  );
});

describe('over the wire', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(stopDesks);

  async function put(payload: string, body: Buffer, others: Record<string, string> = {}) {
    const headers = {
      host: new URL(desk.s3.endpoint).host,
      'content-length': String(body.length),
      'x-amz-content-sha256': payload,
      ...others,
    };
    const path = `/${BUCKET}/key`;
    const scope = { service: 's3', region: REGION };
    const signed = await sign({ method: 'PUT', path, headers }, desk.access.root, { scope });
    const seed = String(signed.headers.authorization).split('Signature=')[1] as string;
    const time = String(signed.headers['x-amz-date']);
    const send = (content: Buffer) =>
      fetch(desk.s3.endpoint + path, {
        method: 'PUT',
        headers: signed.headers as Record<string, string>,
        body: new Uint8Array(content),
      });
    return { seed, time, send };
  }

  const hash = (data: string) => createHash('sha256').update(data).digest('hex');

  test('chunks and the fields behind them are signed one after the other', async () => {
    const chunks = ['first chunk', 'second', ''];
    const trailer = `x-amz-checksum-sha256:${createHash('sha256').update(chunks.join('')).digest('base64')}`;
    const length = encode(
      chunks.map((chunk) => [chunk, hash('')]),
      `${trailer}\r\nx-amz-trailer-signature:${hash('')}\r\n`,
    );
    const { seed, time, send } = await put('STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', length, {
      'x-amz-decoded-content-length': '17',
      'x-amz-trailer': 'x-amz-checksum-sha256',
    });
    const scope = `${time.slice(0, 8)}/${REGION}/s3/aws4_request`;
    const key = scope
      .split('/')
      .reduce<string | Buffer>((k, part) => createHmac('sha256', k).update(part).digest(), 'AWS4local');
    const signature = (...lines: string[]) => createHmac('sha256', key).update(lines.join('\n')).digest('hex');
    let previous = seed;
    const signed = chunks.map((chunk): [string, string] => {
      previous = signature('AWS4-HMAC-SHA256-PAYLOAD', time, scope, previous, hash(''), hash(chunk));
      return [chunk, previous];
    });
    const ofTrailer = signature('AWS4-HMAC-SHA256-TRAILER', time, scope, previous, hash(`${trailer}\n`));
    const good = encode(signed, `${trailer}\r\nx-amz-trailer-signature:${ofTrailer}\r\n`);
    expect((await send(good)).status).toBe(200);
    expect(desk.buckets.get(BUCKET).objects.find('key')?.bytes).toBe(17);
    const forged = encode(signed, `${trailer}\r\nx-amz-trailer-signature:${hash('forged')}\r\n`);
    const answer = await send(forged);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  test.each([
    ['a checksum that is not the content’s', 'x-amz-checksum-crc32:AAAAAA==', '3', 'BadDigest'],
    ['a length that is not the content’s', '', '4', 'IncompleteBody'],
  ])('is refused with %s', async (_, trailer, length, code) => {
    const body = encode([['abc'], ['']], trailer === '' ? '' : `${trailer}\r\n`);
    const { send } = await put('STREAMING-UNSIGNED-PAYLOAD-TRAILER', body, {
      'x-amz-decoded-content-length': length,
      ...(trailer && { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
    });
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
  });

  test.each([
    ['the hash of another body', hash('other'), {}, 'BadDigest'],
    ['another Content-MD5', 'UNSIGNED-PAYLOAD', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
    ['an unknown word in place of the hash', 'STREAMING-SOMETHING', {}, 'InvalidArgument'],
  ])('a whole body is refused with %s', async (_, payload, headers, code) => {
    const { send } = await put(payload, Buffer.from('content'), headers);
    const answer = await send(Buffer.from('content'));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
  });
});

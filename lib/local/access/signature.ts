import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { AccessError } from './access-error';

/** Signature Version 4 in the Authorization header, from the server's side. */

export interface SignedRequest {
  readonly method: string;
  /** As it stands in the request line, still encoded, without the query. */
  readonly path: string;
  /** What follows the question mark, still encoded. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** What the signature says about the body: its SHA-256 as hexadecimal digits, or a word in its place. */
  readonly payloadHash: string;
}

/** The service and Region for which a request must be signed. */
export interface Scope {
  readonly service: string;
  readonly region: string;
}

/** What a request says about its own signature. */
export interface Claim {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  /** `20261124T081500Z` */
  readonly time: string;
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** How far the clocks may be apart, in milliseconds. */
const MAXIMUM_SKEW = 15 * 60 * 1000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;
const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

export function signedRequest(message: IncomingMessage, body: Buffer): SignedRequest {
  return { ...head(message), payloadHash: sha256(body) };
}

/** A request to S3, which says in a header what its body is: nothing has been read of that yet. */
export function signedHead(message: IncomingMessage): SignedRequest {
  const payloadHash = message.headers['x-amz-content-sha256'];
  if (typeof payloadHash === 'string') return { ...head(message), payloadHash };
  throw new AccessError(
    'IncompleteSignatureException',
    'The request needs a header x-amz-content-sha256 with the hash of the body, or with UNSIGNED-PAYLOAD.',
  );
}

function head(message: IncomingMessage): Omit<SignedRequest, 'payloadHash'> {
  const [path = '/', ...query] = (message.url ?? '/').split('?');
  return { method: message.method ?? '', path, query: query.join('?'), headers: message.headers };
}

/** Reads what the request claims, and refuses what is wrong with it whatever the secret is. */
export function readClaim(request: SignedRequest, expected: Scope): Claim {
  const { authorization } = request.headers;
  if (!authorization) {
    throw new AccessError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  const [, credential = '', signedHeaders = '', signature = ''] = AUTHORIZATION.exec(authorization) ?? [];
  const [accessKeyId = '', ...scope] = credential.split('/');
  const time = headerValue(request, 'x-amz-date');
  if (!signature || scope.length !== 4 || !TIME.test(time)) {
    throw new AccessError(
      'IncompleteSignatureException',
      "The Authorization header needs 'AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=…, Signature=…', and the request a header X-Amz-Date such as 20261124T081500Z.",
    );
  }
  const claim: Claim = {
    accessKeyId,
    sessionToken: headerValue(request, 'x-amz-security-token') || undefined,
    time,
    scope: scope.join('/'),
    signedHeaders: signedHeaders.split(';'),
    signature,
  };
  checkScope(claim, expected);
  checkTime(time);
  checkSignedHeaders(request, claim);
  return claim;
}

function checkScope({ scope, time }: Claim, expected: Scope): void {
  const [date, region, service, terminator] = scope.split('/');
  const wrong =
    region !== expected.region
      ? `Credential should be scoped to a valid region: '${expected.region}', not '${region}'.`
      : service !== expected.service
        ? `Credential should be scoped to correct service: '${expected.service}'.`
        : terminator !== 'aws4_request'
          ? "Credential should be scoped with a valid terminator: 'aws4_request'."
          : date !== time.slice(0, 8)
            ? `Date in Credential scope does not match YYYYMMDD of the X-Amz-Date ${time}.`
            : undefined;
  if (wrong) throw new AccessError('InvalidSignatureException', wrong);
}

function checkTime(time: string): void {
  const age = Date.now() - Date.parse(time.replace(TIME, '$1-$2-$3T$4:$5:$6Z'));
  if (Math.abs(age) <= MAXIMUM_SKEW) return;
  // The wording counts: by "Signature expired" the SDKs know that it is the clock.
  throw new AccessError(
    'InvalidSignatureException',
    `Signature ${age < 0 ? 'not yet current' : 'expired'}: ${time} is more than 15 minutes from ${new Date().toISOString()}.`,
  );
}

function checkSignedHeaders(request: SignedRequest, { signedHeaders }: Claim): void {
  const unsigned = Object.keys(request.headers).find(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name),
  );
  if (unsigned === undefined && signedHeaders.includes('host')) return;
  throw new AccessError(
    'InvalidSignatureException',
    `'${unsigned ?? 'host'}' must be a 'SignedHeader' in the AWS Authorization.`,
  );
}

/** Is the request signed with this secret? */
export function isSignedWith(secretAccessKey: string, request: SignedRequest, claim: Claim): boolean {
  const stringToSign = ['AWS4-HMAC-SHA256', claim.time, claim.scope, sha256(canonicalRequest(request, claim))].join(
    '\n',
  );
  const key = signingKey(secretAccessKey, claim);
  return timingSafeEqual(hmac(key, stringToSign), Buffer.from(claim.signature, 'hex'));
}

export function signingKey(secretAccessKey: string, { scope }: Claim): Buffer {
  return scope
    .split('/')
    .reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`) as Buffer;
}

function canonicalRequest(request: SignedRequest, claim: Claim): string {
  const { signedHeaders } = claim;
  return [
    request.method,
    isForStorage(claim) ? request.path : canonicalPath(request.path),
    canonicalQuery(request.query),
    ...signedHeaders.map(
      (name) =>
        `${name}:${headerValue(request, name)
          .trim()
          .replace(/[ \t]+/g, ' ')}`,
    ),
    '',
    signedHeaders.join(';'),
    request.payloadHash,
  ].join('\n');
}

/** Every service but S3 has the path normalized and encoded once more: there, a key may have any form. */
function isForStorage({ scope }: Claim): boolean {
  return scope.split('/')[2] === 's3';
}

function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter) => {
      const [name = '', ...value] = parameter.split('=');
      return [encode(decode(name)), encode(decode(value.join('=')))] as const;
    })
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function headerValue(request: SignedRequest, name: string): string {
  const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

export function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

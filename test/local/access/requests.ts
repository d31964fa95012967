import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials, Scope, SignedRequest } from '../../../lib/local/access';

/** What a client wants to send, before it is signed. */
export interface Draft {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string | string[]>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export const WORKMAIL: Scope = { service: 'workmail', region: 'us-east-1' };

class Sha256 {
  private readonly hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(data as Uint8Array);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

/** The request as a server gets it, signed by AWS's own library. */
export async function sign(
  draft: Draft,
  credentials: Credentials,
  { scope = WORKMAIL, date = new Date() }: { scope?: Scope; date?: Date } = {},
): Promise<SignedRequest> {
  const signer = new SignatureV4({ ...scope, credentials, sha256: Sha256 as never });
  const { method = 'POST', path = '/', query = {}, body = '' } = draft;
  const headers = { host: '127.0.0.1:4567', ...draft.headers };
  const signed = await signer.sign(
    { method, protocol: 'http:', hostname: '127.0.0.1', path, query, headers, body },
    { signingDate: date },
  );
  return {
    method,
    path,
    query: Object.entries(query)
      .flatMap(([name, values]) =>
        [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
      )
      .join('&'),
    headers: Object.fromEntries(Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value])),
    payloadHash: createHash('sha256').update(body).digest('hex'),
  };
}

import { timingSafeEqual } from 'node:crypto';
import { AccessError } from './access-error';
import { type Claim, hmac, sha256, signingKey } from './signature';

/** Each signature covers the one before it, so that no chunk can be left out or moved. */
export class ChunkSignatures {
  private readonly key: Buffer;
  private readonly head: string;
  private previous: string;

  constructor(secretAccessKey: string, claim: Claim) {
    this.key = signingKey(secretAccessKey, claim);
    this.head = `${claim.time}\n${claim.scope}`;
    this.previous = claim.signature;
  }

  /** Checks the next chunk, by the hash of its data. */
  checkChunk(dataHash: string, signature: string): void {
    this.check(['AWS4-HMAC-SHA256-PAYLOAD', this.head, this.previous, sha256(''), dataHash], signature);
  }

  /** Checks the header fields that follow the last chunk, `name:value` and a line feed for each. */
  checkTrailer(fields: string, signature: string): void {
    this.check(['AWS4-HMAC-SHA256-TRAILER', this.head, this.previous, sha256(fields)], signature);
  }

  private check(stringToSign: readonly string[], signature: string): void {
    const expected = hmac(this.key, stringToSign.join('\n'));
    const actual = Buffer.from(signature, 'hex');
    if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
      throw new AccessError(
        'InvalidSignatureException',
        'The chunk signature we calculated does not match the signature you provided.',
      );
    }
    this.previous = signature;
  }
}

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The digests by which clients say what their content is. */
export interface Digest {
  update(data: Buffer): void;
  digest(): Buffer;
}

const DIGESTS: Readonly<Record<string, () => Digest>> = {
  md5: () => createHash('md5'),
  sha1: () => createHash('sha1'),
  sha256: () => createHash('sha256'),
  crc32: () => new Crc32(),
};

export function isDigest(name: string): boolean {
  return Object.hasOwn(DIGESTS, name);
}

export function digestOf(name: string): Digest {
  return (DIGESTS[name] as () => Digest)();
}

class Crc32 implements Digest {
  private value = 0;

  update(data: Buffer): void {
    this.value = crc32(data, this.value);
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.value);
    return bytes;
  }
}

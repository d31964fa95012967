import type { MimePart } from '../mime';

export type Protection = 'signed' | 'encrypted';

/** Why nothing in a part may change: a signature covers it, or it is encrypted. */
export function protectionOf(part: MimePart): Protection | undefined {
  for (let place: MimePart | undefined = part; place; place = place.parent) {
    const protection = ownProtection(place);
    if (protection) return protection;
  }
  return undefined;
}

/** S/MIME (RFC 8551) and OpenPGP (RFC 3156). */
function ownProtection({ header: { type, parameters } }: MimePart): Protection | undefined {
  if (type === 'multipart/signed') return 'signed';
  if (type === 'multipart/encrypted' || type === 'application/pgp-encrypted') return 'encrypted';
  if (!/^application\/(?:x-)?pkcs7-mime$/.test(type)) return undefined;
  const kind = parameters['smime-type']?.toLowerCase();
  return kind === 'signed-data' || kind === 'certs-only' ? 'signed' : 'encrypted';
}

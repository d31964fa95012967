/** Messages for AWS's published functions, and what an independent parser reads in what became of them. */
import PostalMime, { type Email } from 'postal-mime';

const HEADER = ['Date: Tue, 24 Nov 2026 08:15:00 +0000', 'Message-ID: <1@partner.example>', 'MIME-Version: 1.0'];

export interface Draft {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly fields?: readonly string[];
}

/** Text and HTML, each with a letter outside of ASCII, and an attachment. */
export function message({
  from = 'sender@partner.example',
  to = 'office@corp.example',
  subject = 'Offer',
  fields = [],
}: Draft = {}): string {
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    ...HEADER,
    ...fields,
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    'Content-Type: multipart/alternative; boundary="inner"',
    '',
    '--inner',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Gr=C3=BC=C3=9Fe',
    '--inner',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<html><body><p>Gr=C3=BC=C3=9Fe</p></body></html>',
    '--inner--',
    '',
    '--outer',
    'Content-Type: application/octet-stream; name="list.bin"',
    'Content-Disposition: attachment; filename="list.bin"',
    'Content-Transfer-Encoding: base64',
    '',
    'AAEC/w==',
    '--outer--',
    '',
  ].join('\r\n');
}

export async function parse(content: Uint8Array | undefined): Promise<Email> {
  if (!content) throw new Error('The content was expected to be changed, and was not.');
  return new PostalMime({ attachmentEncoding: 'base64' }).parse(content);
}

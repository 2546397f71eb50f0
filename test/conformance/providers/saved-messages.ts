/** Good messages as mail programs, archives and lists leave them behind: what was signed is whole, or can be made whole. */
import { AGID, NATIONAL } from './authorities.ts';
import { compose } from './compose.ts';
import { OUTSIDERS } from './outsiders.ts';
import { SHAPES } from './shapes.ts';

const text = (octets: Uint8Array) => Buffer.from(octets).toString('latin1');

export function savedMessages(): Readonly<Record<string, Uint8Array>> {
  const aruba = SHAPES['aruba-2018'];
  const today = SHAPES['aruba-2026'];
  const enclosed = text(compose(SHAPES['infocert-2018'], 'M4'));
  return {
    // Every line ends in LF.
    'lf-only': compose(today, 'M11', { message: (all) => all.replaceAll('\r\n', '\n') }),
    'lf-only-sha1': compose(aruba, 'M11', { message: (all) => all.replaceAll('\r\n', '\n') }),
    // Header lines put in front by a local delivery, with LF; the rest as it came.
    'lf-in-front': compose(today, 'M11', {
      message: (all) => `Return-Path: <posta-certificata@pec.aruba-like.example>\nDelivered-To: box\n${all}`,
    }),
    // The header as it came, the body with LF.
    'lf-in-the-body': compose(today, 'M11', {
      message: (all) => {
        const [head = '', ...body] = all.split('\r\n\r\n');
        return `${head}\r\n\r\n${body.join('\r\n\r\n').replaceAll('\r\n', '\n')}`;
      },
    }),
    // The first line of a folder in mbox.
    'mbox-line': compose(today, 'M11', { message: (all) => `From - Thu Mar 05 09:12:45 2026\r\n${all}` }),
    // A list's words behind the last boundary.
    'words-behind': compose(today, 'M11', { message: (all) => `${all}\r\n______\r\nList of the office\r\n` }),
    // A certified message sent on as the original of another one, and attached to it.
    nested: compose(today, 'M4', {
      original: enclosed.replace(/^Message-ID: .*/m, `Message-ID: <${today.identificativo}>`),
    }),
    'nested-attached': compose(SHAPES['namirial-2024'], 'M11', {
      original:
        `Message-ID: <${SHAPES['namirial-2024'].identificativo}>\r\nMIME-Version: 1.0\r\n` +
        `Content-Type: multipart/mixed; boundary=own\r\n\r\n--own\r\nContent-Type: message/rfc822\r\n\r\n${enclosed}\r\n--own--\r\n`,
    }),
    // Long lines of Base64, header names in other letters, a folded Content-Type.
    'other-letters': compose(today, 'M1', {
      message: (all) =>
        all
          .replace('X-Ricevuta:', 'x-ricevuta:')
          .replace('Content-Type: multipart/signed; ', 'CONTENT-TYPE: Multipart/Signed;\r\n\t')
          .replace(/(?<=smime\.p7s"\r\n\r\n)[\s\S]*?(?=\r\n\r\n--)/, (base64) => base64.replaceAll('\r\n', '')),
    }),
    // Changed by a program on the way: nobody signs it, and the certified time says otherwise.
    'other-date': compose(today, 'M1', { message: (all) => all.replace('Date: Thu, 05 Mar', 'Date: Thu, 05 Feb') }),
    'no-date': compose(today, 'M1', { message: (all) => all.replace(/^Date: .*\r\n/m, '') }),
    'with-root': compose(today, 'M1', {
      certificates: [NATIONAL.certificate, AGID[2025].certificate, today.signer.certificate],
    }),
    'ber-to-the-last': compose(today, 'M1', { encoding: 'ber to the last' }),
    'constraints-not-critical': compose(aruba, 'M1', { signer: OUTSIDERS.notCritical }),
    // The CA as issued in 2021 and in 2018; only the first permits the name.
    'reissued-authority': compose(SHAPES['namirial-2024'], 'M1', {
      signer: OUTSIDERS.reissued,
      certificates: [OUTSIDERS.reissued.certificate, AGID[2018].certificate, AGID[2025].certificate],
      at: '2025-03-03T10:00:00Z',
    }),
    'sha1-certificate': compose(today, 'M1', {
      signer: OUTSIDERS.weak,
      certificates: [OUTSIDERS.weak.certificate, AGID[2018].certificate],
      at: '2021-03-03T10:00:00Z',
    }),
    'revoked-later': compose(today, 'M1', { signer: OUTSIDERS.revokedLater }),
  };
}

/** Messages in the shapes of real providers (spec 18.2), made here: no octet of a real message is in them. */
import { ascii, latin1ToString } from '#mime';
import { type Authority, opensslSign } from './tools.ts';

export interface Shape {
  readonly name: string;
  readonly preamble?: string;
  readonly p7sType: string;
  readonly p7sParameters?: string;
  /** As it stands after `micalg=`. */
  readonly micalg: string;
  readonly digest: 'sha1' | 'sha256';
  readonly ber: boolean;
  readonly order: readonly ('text' | 'xml' | 'eml')[];
  readonly plainOnly?: boolean;
  readonly disposition: 'inline' | 'attachment';
  readonly xmlEncoding: 'base64' | 'quoted-printable';
  readonly xmlCharset?: boolean;
  /** Content-Transfer-Encoding of the signed part. */
  readonly mixedEncoding?: string;
  readonly identificativo: string;
  readonly extraHeaders?: string;
  readonly withoutMsgid?: boolean;
  readonly lineLength?: number;
  /** Words of the readable text. */
  readonly word?: string;
}

export const SERVICE = 'posta-certificata@gestore-alfa.example';
const FOUR_GROUPS = '8E0A4C11.0021F3A7.5D2B9C10.7F3E8A44.posta-certificata@gestore-alfa.example';
const OPEC = 'opec292.20180301100000.12345.01.1.64@gestore-alfa.example';

export const SHAPES: readonly Shape[] = [
  {
    name: 'opec of 2014, plain text only, micalg unquoted',
    preamble: 'This is an S/MIME signed message',
    p7sType: 'application/x-pkcs7-signature',
    micalg: 'sha1',
    digest: 'sha1',
    ber: false,
    order: ['text', 'xml', 'eml'],
    plainOnly: true,
    disposition: 'inline',
    xmlEncoding: 'base64',
    mixedEncoding: 'binary',
    identificativo: OPEC,
    extraHeaders: 'X-Tiporicevuta: completa\r\n',
  },
  {
    name: 'opec of 2018, micalg quoted',
    preamble: 'This is an S/MIME signed message',
    p7sType: 'application/x-pkcs7-signature',
    micalg: '"sha1"',
    digest: 'sha1',
    ber: false,
    order: ['text', 'xml', 'eml'],
    disposition: 'inline',
    xmlEncoding: 'base64',
    mixedEncoding: 'binary',
    identificativo: OPEC,
  },
  {
    name: 'jpec of 2026, BER, octets that are no Latin-1 in the text',
    preamble: 'This is a S/MIME signed message',
    p7sType: 'application/pkcs7-signature',
    micalg: '"sha-256"',
    digest: 'sha256',
    ber: true,
    order: ['text', 'xml', 'eml'],
    disposition: 'inline',
    xmlEncoding: 'base64',
    identificativo: 'jpec101.20260301100000.09876.88.1.5@gestore-alfa.example',
    extraHeaders: 'X-TipoRicevuta: completa\r\nX-Attachment: yes\r\n',
    word: '=EF=BF=BD stato inviato',
  },
  {
    name: 'InfoCert, text then eml then xml, BER, attachment, quoted-printable',
    p7sType: 'application/pkcs7-signature',
    p7sParameters: '; smime-type=signed-data',
    micalg: 'sha-1',
    digest: 'sha1',
    ber: true,
    order: ['text', 'eml', 'xml'],
    disposition: 'attachment',
    xmlEncoding: 'quoted-printable',
    xmlCharset: true,
    identificativo: FOUR_GROUPS,
    extraHeaders: 'X-Priority: 3\r\nImportance: normal\r\nX-SentBy: webmail\r\n',
  },
  {
    name: 'Namirial, extra headers and DKIM, long base64 lines',
    preamble: 'This is an S/MIME signed message',
    p7sType: 'application/x-pkcs7-signature',
    micalg: '"SHA1"',
    digest: 'sha1',
    ber: false,
    order: ['text', 'xml', 'eml'],
    disposition: 'inline',
    xmlEncoding: 'base64',
    identificativo: OPEC,
    extraHeaders: 'DKIM-Signature: v=1; a=rsa-sha256; b=abc\r\nX-Namirial-Details: x\r\n',
    lineLength: 998,
  },
  {
    name: "Sogei, e' for è",
    preamble: 'This is an S/MIME signed message',
    p7sType: 'application/x-pkcs7-signature',
    micalg: '"sha1"',
    digest: 'sha1',
    ber: false,
    order: ['text', 'xml', 'eml'],
    disposition: 'inline',
    xmlEncoding: 'base64',
    identificativo: OPEC,
    word: "e' stato inviato",
  },
  {
    name: 'Poste of 2012, no msgid',
    p7sType: 'application/pkcs7-signature',
    micalg: 'SHA-256',
    digest: 'sha256',
    ber: false,
    order: ['text', 'xml', 'eml'],
    disposition: 'attachment',
    xmlEncoding: 'base64',
    identificativo: FOUR_GROUPS,
    withoutMsgid: true,
  },
];

/** A transport envelope in that shape, signed by OpenSSL. */
export function lookAlike(shape: Shape, authority: Authority, date: string): Uint8Array {
  const content = mixed(shape);
  const p7s = base64(opensslSign(authority, ascii(content), shape), shape.lineLength ?? 64);
  return ascii(
    'Return-Path: <mario@pec.alfa.example>\r\nX-Trasporto: posta-certificata\r\n' +
      (shape.extraHeaders ?? '') +
      `X-Riferimento-Message-ID: <abc.1@client.example>\r\nMessage-ID: <${shape.identificativo}>\r\nDate: ${date}\r\n` +
      'Subject: =?UTF-8?Q?POSTA_CERTIFICATA=3A_Perch=C3=A9?=\r\n' +
      `From: "Per conto di: mario@pec.alfa.example" <${SERVICE}>\r\nReply-To: mario@pec.alfa.example\r\n` +
      'To: ufficio@pec.beta.example\r\nMIME-Version: 1.0\r\n' +
      'Content-Type: multipart/signed; protocol="application/x-pkcs7-signature";\r\n' +
      ` micalg=${shape.micalg}; boundary="----EB1F"\r\n\r\n${shape.preamble ? `${shape.preamble}\r\n\r\n` : ''}` +
      `------EB1F\r\n${content}\r\n------EB1F\r\nContent-Type: ${shape.p7sType}; name="smime.p7s"` +
      `${shape.p7sParameters ?? ''}\r\nContent-Transfer-Encoding: base64\r\n` +
      `Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n${p7s}\r\n\r\n------EB1F--\r\n\r\n`,
  );
}

function mixed(shape: Shape): string {
  const parts = { text: text(shape), xml: xml(shape), eml: eml(shape) };
  const encoding = shape.mixedEncoding ? `Content-Transfer-Encoding: ${shape.mixedEncoding}\r\n` : '';
  return (
    `Content-Type: multipart/mixed; boundary="--MIX"\r\n${encoding}\r\n` +
    `${shape.order.map((part) => `----MIX\r\n${parts[part]}\r\n`).join('')}----MIX--\r\n`
  );
}

function text({ plainOnly, word }: Shape): string {
  const leaf = (type: string, content: string) =>
    `Content-Type: ${type}; charset="iso-8859-1"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${content}\r\n`;
  const words = `Messaggio di posta certificata\r\nil messaggio ${word ?? '=E8 stato inviato'}`;
  if (plainOnly) return leaf('text/plain', words);
  return (
    'Content-Type: multipart/alternative; boundary="--ALT"\r\n\r\n' +
    `----ALT\r\n${leaf('text/plain', words)}\r\n----ALT\r\n${leaf('text/html', `<html><p>${words}</p></html>`)}\r\n----ALT--\r\n`
  );
}

function xml(shape: Shape): string {
  const msgid = shape.withoutMsgid ? '' : '<msgid>&lt;abc.1@client.example&gt;</msgid>';
  const utf8 = new TextEncoder().encode(
    '<?xml version="1.0" encoding="UTF-8"?>\n<postacert tipo="posta-certificata" errore="nessuno"><intestazione>' +
      '<mittente>mario@pec.alfa.example</mittente><destinatari tipo="certificato">ufficio@pec.beta.example</destinatari>' +
      '<destinatari tipo="esterno">anna@posta.example</destinatari><risposte>mario@pec.alfa.example</risposte>' +
      '<oggetto>Perché</oggetto></intestazione><dati><gestore-emittente>Gestore Alfa</gestore-emittente>' +
      '<data zona="+0100"><giorno>01/03/2026</giorno><ora>10:00:00</ora></data>' +
      `<identificativo>${shape.identificativo}</identificativo>${msgid}<ricevuta tipo="completa" /></dati></postacert>\n`,
  );
  const body = shape.xmlEncoding === 'base64' ? base64(utf8, shape.lineLength ?? 64) : quoted(utf8);
  return (
    `Content-Type: application/xml; name="daticert.xml"${shape.xmlCharset ? '; charset=UTF-8' : ''}\r\n` +
    `Content-Transfer-Encoding: ${shape.xmlEncoding}\r\n` +
    `Content-Disposition: ${shape.disposition}; filename="daticert.xml"\r\n\r\n${body}`
  );
}

function eml(shape: Shape): string {
  return (
    `Content-Type: message/rfc822; name="postacert.eml"\r\nContent-Transfer-Encoding: 7bit\r\n` +
    `Content-Disposition: ${shape.disposition}; filename="postacert.eml"\r\n\r\n` +
    `Message-ID: <${shape.identificativo}>\r\nFrom: mario@pec.alfa.example\r\nTo: ufficio@pec.beta.example\r\n` +
    `Subject: =?UTF-8?Q?Perch=C3=A9?=\r\nX-Riferimento-Message-ID: <abc.1@client.example>\r\n\r\nCiao.\r\n`
  );
}

function base64(bytes: Uint8Array, lineLength: number): string {
  const text = Buffer.from(bytes).toString('base64');
  return (text.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? []).join('\r\n');
}

function quoted(bytes: Uint8Array): string {
  const escaped = latin1ToString(bytes).replace(
    /[=\u0080-\u00ff]/g,
    (c) => `=${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return (escaped.replaceAll('\n', '=0A').match(/(?:=..|[^=]){1,60}/g) ?? []).join('=\r\n');
}

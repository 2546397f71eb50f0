/** A message of one of the kinds in one of the shapes, signed: all octets are made here, none is copied from a real message. */
import { createHash } from 'node:crypto';
import { legalDate, type MessageNumber, NOTICE_TYPES, rfc5322Date } from '#pec';
import { detachedSignature, type Signer, withIssuer } from './cms.ts';
import { isEnvelope, type Kind, kindHeaders, kindOf, MSGID, OTHERS, RECIPIENT, SENDER, SUBJECT } from './kinds.ts';
import type { Shape } from './shapes.ts';

/** What is unlike the shape. Texts are octets as Latin-1. */
export interface Oddities {
  readonly signer?: Signer;
  readonly certificates?: readonly Uint8Array[];
  readonly encoding?: Shape['encoding'];
  /** When it was made; the signature says the same. */
  readonly at?: string;
  /** The original inside, for kinds that have one. */
  readonly original?: string;
  /** Changes the certification data before they are signed. */
  readonly daticert?: (xml: string) => string;
  /** Changes the part that is then signed. */
  readonly content?: (mixed: string) => string;
  readonly cms?: (octets: Uint8Array) => Uint8Array;
  /** Changes the whole message after it was signed. */
  readonly message?: (text: string) => string;
}

interface Piece {
  readonly shape: Shape;
  readonly kind: Kind;
  readonly at: string;
  readonly odd: Oddities;
}

export function compose(shape: Shape, number: MessageNumber, odd: Oddities = {}): Uint8Array {
  const piece = { shape, kind: kindOf(number, shape), at: odd.at ?? shape.at, odd };
  const content = (odd.content ?? same)(mixed(piece));
  const signer = odd.signer ?? shape.signer;
  const signature = detachedSignature(latin1(content), piece.at, signer, {
    digest: shape.digest,
    encoding: odd.encoding ?? shape.encoding,
    ...(shape.attribute && { attribute: shape.attribute }),
    certificates: odd.certificates ?? withIssuer(signer),
  });
  const p7s = base64((odd.cms ?? same)(signature));
  const boundary = boundaryOf(shape, number, 'signed');
  const text = lines(
    ...headers(piece),
    'MIME-Version: 1.0',
    `Content-Type: multipart/signed; protocol="application/${shape.p7sType}";`,
    ` micalg=${shape.micalg}; boundary="${boundary}"`,
    '',
    ...(shape.preamble && (isEnvelope(number) || !shape.preambleOnEnvelopes) ? [shape.preamble, ''] : []),
    `--${boundary}`,
    content,
    `--${boundary}`,
    `Content-Type: application/${shape.p7sType}; name="smime.p7s"${shape.p7sParameters ?? ''}`,
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7s"',
    '',
    p7s,
    '',
    `--${boundary}--`,
    '',
  );
  return latin1((odd.message ?? same)(text));
}

export function boundaryOf(shape: Shape, number: MessageNumber, part: Parameters<Shape['boundary']>[0]): string {
  return shape.boundary(part, `${number} ${shape.identificativo}`);
}

const same = <T>(value: T): T => value;
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const lines = (...all: readonly string[]) => all.map((line) => `${line}\r\n`).join('');

function headers({ shape, kind: { number }, at }: Piece): readonly string[] {
  const service = `posta-certificata@${shape.domain}`;
  const provider = shape.domain;
  const envelope = isEnvelope(number);
  const from = number === 'M6' ? OTHERS[0] : SENDER;
  const own = `${createHash('sha1').update(`${number} ${at}`).digest('hex').slice(0, 16)}@${provider}`;
  const inherited = number === 'M6' ? 'ordinaria.1@posta.example' : shape.identificativo;
  const recipients = shape.recipients && number === 'M4' ? OTHERS.join(', ') : RECIPIENT;
  const addressee = envelope ? recipients : NOTICE_TYPES[number].to === 'sender' ? SENDER : 'ricevute@alfa.example';
  return [
    `Return-Path: <${envelope ? from : service}>`,
    `Received: from test (test.${provider} [192.0.2.1]) by mx.ente.example; ${rfc5322Date(Date.parse(at))}`,
    ...kindHeaders(number),
    ...(shape.headers ?? []),
    ...(number === 'M4' ? (shape.envelopeHeaders ?? []) : []),
    `Date: ${rfc5322Date(Date.parse(at))}`,
    `Subject: ${subject(NOTICE_TYPES[number].prefix, shape)}`,
    envelope ? `From: "Per conto di: ${from}" <${service}>` : `From: ${service}`,
    ...(envelope ? [`Reply-To: ${from}`] : []),
    `To: ${addressee}`,
    `Message-ID: <${envelope ? inherited : own}>`,
    ...(shape.withoutMsgid || number === 'M6' ? [] : [`X-Riferimento-Message-ID: ${MSGID}`]),
  ];
}

function subject(prefix: string, shape: Shape): string {
  if (shape.subject !== 'prefix inside the word')
    return `${prefix}=?UTF-8?B?${Buffer.from(SUBJECT).toString('base64')}?=`;
  const words = [...Buffer.from(prefix + SUBJECT)].map((octet) =>
    /[A-Za-z0-9]/.test(String.fromCharCode(octet)) ? String.fromCharCode(octet) : `=${hex(octet)}`,
  );
  return `=?UTF-8?Q?${words.join('').replaceAll('=20', '_')}?=`;
}

function mixed(piece: Piece): string {
  const { shape, kind } = piece;
  const boundary = boundaryOf(shape, kind.number, 'mixed');
  const parts = { text: text(piece), xml: kind.number === 'M6' ? '' : xml(piece), eml: eml(piece) };
  const head = [
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    ...(shape.mixedEncoding ? [`Content-Transfer-Encoding: ${shape.mixedEncoding}`] : []),
  ];
  const body = shape.order.filter((one) => parts[one] !== '').flatMap((one) => [`--${boundary}`, parts[one]]);
  return lines(...head, '', ...body, `--${boundary}--`);
}

function text({ shape, kind, at }: Piece): string {
  const { giorno, ora, zona } = legalDate(Date.parse(at));
  const { name } = NOTICE_TYPES[kind.number];
  const words = [
    name,
    `Il giorno ${giorno} alle ore ${ora} (${zona}) il messaggio di prova`,
    ...kind.words,
    `Identificativo messaggio: ${shape.identificativo}`,
    ...(shape.text.english
      ? ['', `${kind.number}: this is a test message.`, `Message ID: ${shape.identificativo}`]
      : []),
  ];
  const e = (line: string) => quoted(line).replaceAll('=E8', shape.text.e ?? '=E8');
  const leaf = (type: string, content: readonly string[]) =>
    lines(
      `Content-Type: text/${type}; charset="iso-8859-1"`,
      'Content-Transfer-Encoding: quoted-printable',
      '',
      ...content.map(e),
    );
  if (shape.text.plainOnly) return leaf('plain', words);
  const boundary = boundaryOf(shape, kind.number, 'alternative');
  const style = shape.text.style ? ['<style type="text/css">p { color: black; }</style>'] : [];
  const html = ['<html><head>', ...style, '</head><body>', ...words.map((line) => `<p>${line}</p>`), '</body></html>'];
  return lines(
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    leaf('plain', words),
    `--${boundary}`,
    leaf('html', html),
    `--${boundary}--`,
  );
}

function xml({ shape, kind, at, odd }: Piece): string {
  const { giorno, ora, zona } = legalDate(Date.parse(at));
  const { tipo } = NOTICE_TYPES[kind.number];
  const recipients = shape.recipients && kind.number === 'M4' ? OTHERS.toReversed() : [RECIPIENT];
  const type = recipients.length > 1 ? 'esterno' : 'certificato';
  const data = (odd.daticert ?? same)(
    `<?xml version="1.0" encoding="UTF-8"?>\n<postacert tipo="${tipo}" errore="${kind.errore}">\n<intestazione>` +
      `<mittente>${SENDER}</mittente>${recipients.map((one) => `<destinatari tipo="${type}">${one}</destinatari>`).join('')}` +
      `<risposte>${SENDER}</risposte><oggetto>${SUBJECT}</oggetto></intestazione>\n<dati>` +
      `<gestore-emittente>${shape.provider}</gestore-emittente>` +
      `<data zona="${zona}"><giorno>${giorno}</giorno><ora>${ora}</ora></data>` +
      `<identificativo>${shape.identificativo}</identificativo>` +
      `${shape.withoutMsgid ? '' : `<msgid>${MSGID.replace('<', '&lt;').replace('>', '&gt;')}</msgid>`}${kind.data}</dati>\n</postacert>\n`,
  );
  const octets = Buffer.from(data);
  return lines(
    `Content-Type: application/xml; name="daticert.xml"${shape.xml === 'base64' ? '' : '; charset=UTF-8'}`,
    `Content-Transfer-Encoding: ${shape.xml === 'base64' ? 'base64' : 'quoted-printable'}`,
    `Content-Disposition: ${shape.disposition}; filename="daticert.xml"`,
    '',
    shape.xml === 'base64' ? base64(octets) : octets.toString('latin1').split('\n').map(quoted).join('\r\n'),
  );
}

function eml({ shape, kind, odd }: Piece): string {
  if (kind.original === 'none') return '';
  const original = odd.original ?? ORIGINALS[kind.original](shape);
  return lines(
    'Content-Type: message/rfc822; name="postacert.eml"',
    'Content-Transfer-Encoding: 7bit',
    `Content-Disposition: ${shape.disposition}; filename="postacert.eml"`,
    '',
    original,
  );
}

const ATTACHMENT = base64(Buffer.from('An attachment of the fixtures.'));

const ORIGINALS = {
  // Octets over 127 under the label 7bit, as engines send them (spec 5.6).
  whole: (shape: Shape) =>
    lines(...originalHeaders(shape), 'Content-Type: text/plain; charset=iso-8859-1', '', 'Perch\u00e9 no?'),
  breve: (shape: Shape) =>
    lines(
      ...originalHeaders(shape),
      'Content-Type: multipart/mixed; boundary=own',
      '',
      '--own',
      'Content-Type: text/plain',
      '',
      'In allegato.',
      '--own',
      'Content-Type: text/plain; name="documento.txt.hash"',
      'Content-Disposition: attachment; filename="documento.txt.hash"',
      '',
      createHash('sha1').update(ATTACHMENT).digest('hex'),
      '--own--',
    ),
  foreign: () =>
    lines(
      `From: ${OTHERS[0]}`,
      `To: ${RECIPIENT}`,
      'Subject: Ordinary mail',
      'Message-ID: <ordinaria.1@posta.example>',
      '',
      'Not certified by anybody.',
    ),
} as const;

function originalHeaders(shape: Shape): readonly string[] {
  return [
    `Message-ID: <${shape.identificativo}>`,
    `From: ${SENDER}`,
    `To: ${shape.recipients ? OTHERS.join(', ') : RECIPIENT}`,
    `Subject: =?UTF-8?B?${Buffer.from(SUBJECT).toString('base64')}?=`,
    ...(shape.withoutMsgid ? [] : [`X-Riferimento-Message-ID: ${MSGID}`]),
    'MIME-Version: 1.0',
  ];
}

function base64(octets: Uint8Array): string {
  return (
    Buffer.from(octets)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\r\n');
}

/** One line of Latin-1 characters; soft line breaks at 72. */
function quoted(line: string): string {
  const words = line.replace(/[=\u0080-\u00ff]/g, (c) => `=${hex(c.charCodeAt(0))}`);
  return (words.match(/(?:=..|[^=]){1,72}/g) ?? []).join('=\r\n');
}

function hex(octet: number): string {
  return octet.toString(16).toUpperCase().padStart(2, '0');
}

/** Messages that must not pass for evidence; each is broken in one way. */
import { AGID, NATIONAL } from './authorities.ts';
import { boundaryOf, compose } from './compose.ts';
import { RECIPIENT } from './kinds.ts';
import { OUTSIDERS } from './outsiders.ts';
import { SHAPES } from './shapes.ts';

const OLD = SHAPES['aruba-2018'];
const TODAY = SHAPES['aruba-2026'];

export function brokenMessages(): Readonly<Record<string, Uint8Array>> {
  return { ...altered(), ...misplaced(), ...malformed(), ...unreadable() };
}

/** Changed after they were signed. */
function altered() {
  return {
    'altered-text': compose(OLD, 'M11', { message: once('Il giorno', 'Il g1orno') }),
    // Three octets of the address inside the Base64 of the certification data.
    // Another recipient in the certification data.
    'altered-daticert': compose(TODAY, 'M11', {
      message: (all) =>
        all.replace(/(?<=filename="daticert\.xml"\r\n\r\n)[\s\S]*?(?=\r\n\r\n)/, (base64) => {
          const xml = Buffer.from(base64, 'base64')
            .toString()
            .replace(RECIPIENT, `x${RECIPIENT.slice(1)}`);
          return (
            Buffer.from(xml)
              .toString('base64')
              .match(/.{1,64}/g) ?? []
          ).join('\r\n');
        }),
    }),
    'altered-original': compose(SHAPES['infocert-2018'], 'M4', { message: once('Perch\u00e9 no?', 'Perch\u00e9 si?') }),
    'altered-lf-only': compose(TODAY, 'M11', {
      message: (all) => all.replaceAll('\r\n', '\n').replace('Il giorno', 'Il g1orno'),
    }),
    'altered-from': compose(TODAY, 'M1', {
      message: once('From: posta-certificata@pec.aruba-like.example', 'From: posta-certificata@legalmail-like.example'),
    }),
    'altered-kind': compose(TODAY, 'M1', {
      message: once('X-Ricevuta: accettazione', 'X-Ricevuta: avvenuta-consegna'),
    }),
    // An envelope made to look like what nobody certified.
    'altered-to-anomaly': compose(TODAY, 'M4', {
      message: once('X-Trasporto: posta-certificata', 'X-Trasporto: errore'),
    }),
    'altered-sender-name': compose(TODAY, 'M4', { message: once('"Per conto di: mittente@', '"Per conto di: altro@') }),
    unsigned: compose(TODAY, 'M1', {
      message: (all) => {
        const head = all.slice(0, all.indexOf('MIME-Version'));
        const mixed = all.slice(
          all.indexOf('Content-Type: multipart/mixed'),
          all.indexOf(`\r\n--${boundaryOf(TODAY, 'M1', 'signed')}\r\nContent-Type: application/pkcs7`),
        );
        return `${head}MIME-Version: 1.0\r\n${mixed}`;
      },
    }),
    'wrong-content-type': compose(TODAY, 'M1', {
      message: (all) => all.replace(/multipart\/signed; protocol="[^"]*";\r\n micalg=sha-256;/, 'multipart/mixed;'),
    }),
    'signature-as-octet-stream': compose(TODAY, 'M1', {
      message: (all) =>
        all.replace('Content-Type: application/pkcs7-signature; name', 'Content-Type: application/octet-stream; name'),
    }),
  };
}

/** Signed by a certificate that does not do. */
function misplaced() {
  const at2018 = OLD.at;
  const leafAlone = OLD.signer.certificate;
  const renamed = (from: string) => ({
    message: (all: string) => all.replaceAll('posta-certificata@pec.aruba-like.example', from),
  });
  const stranger = renamed('posta-certificata@stranger.example');
  return {
    'outside-names': compose(OLD, 'M1', { signer: OUTSIDERS.address, ...stranger }),
    'outside-names-not-critical': compose(OLD, 'M1', { signer: OUTSIDERS.addressNotCritical, ...stranger }),
    'outside-directory-names': compose(OLD, 'M1', { signer: OUTSIDERS.subject }),
    expired: compose(OLD, 'M1', { at: '2021-06-01T10:00:00Z' }),
    'not-yet-valid': compose(OLD, 'M1', { at: '2018-05-01T10:00:00Z' }),
    revoked: compose(TODAY, 'M1', { signer: OUTSIDERS.revoked }),
    'wrong-purpose': compose(OLD, 'M1', { signer: OUTSIDERS.purpose }),
    unlisted: compose(OLD, 'M1', { signer: OUTSIDERS.unlisted }),
    'foreign-domain': compose(OLD, 'M1', {
      signer: OUTSIDERS.foreignDomain,
      ...renamed('posta-certificata@legalmail-like.example'),
    }),
    'signed-by-authority': compose(OLD, 'M1', { signer: OUTSIDERS.authority, certificates: [NATIONAL.certificate] }),
    'missing-authority': compose(OLD, 'M1', { certificates: [leafAlone] }),
    'missing-certificate': compose(OLD, 'M1', { certificates: [AGID[2018].certificate], at: at2018 }),
    // The certificate of one, the key of another.
    'wrong-key': compose(OLD, 'M1', { signer: { ...OLD.signer, key: OUTSIDERS.unlisted.key } }),
  };
}

/** Signed as they should be, and not what RFC 6109 prescribes: an engine gone wrong. */
function malformed() {
  const daticert = (change: (xml: string) => string) => compose(TODAY, 'M4', { daticert: change });
  const boundary = boundaryOf(TODAY, 'M4', 'mixed');
  const without = (name: string) => (mixed: string) =>
    mixed
      .split(`--${boundary}`)
      .filter((part) => !part.includes(`filename="${name}"`))
      .join(`--${boundary}`);
  return {
    'missing-daticert': compose(TODAY, 'M4', { content: without('daticert.xml') }),
    'missing-postacert': compose(TODAY, 'M4', { content: without('postacert.eml') }),
    'renamed-postacert': compose(TODAY, 'M4', {
      content: (mixed) => mixed.replaceAll('postacert.eml', 'messaggio.eml'),
    }),
    'two-daticert': compose(TODAY, 'M4', {
      content: (mixed) => {
        const parts = mixed.split(`--${boundary}`);
        return [...parts.slice(0, 3), parts[2], ...parts.slice(3)].join(`--${boundary}`);
      },
    }),
    // Characters that ought to be escaped, as in a sample of OBS-3.
    'broken-xml': daticert((xml) => xml.replace('<oggetto>', '<oggetto>Rossi & C. <prova> ')),
    'cut-xml': daticert((xml) => xml.slice(0, xml.indexOf('</dati>'))),
    'wrong-root': daticert((xml) => xml.replaceAll('postacert', 'posta')),
    'entities-in-xml': daticert((xml) =>
      xml
        .replace('\n<postacert', '\n<!DOCTYPE postacert [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n<postacert')
        .replace('<oggetto>', '<oggetto>&a;'),
    ),
    'other-identificativo': daticert((xml) => xml.replace('<identificativo>jpec', '<identificativo>xpec')),
    'no-consegna': compose(TODAY, 'M11', { daticert: (xml) => xml.replace(/<consegna>.*<\/consegna>/, '') }),
    'uncertified-consegna': compose(TODAY, 'M11', {
      daticert: (xml) => xml.replace(/<consegna>.*<\/consegna>/, '<consegna>altri@ente.example</consegna>'),
    }),
  };
}

/** The signature cannot be read. */
function unreadable() {
  const cut = (octets: Uint8Array) => octets.subarray(0, 900);
  const noise = (octets: Uint8Array) => octets.map((octet, place) => (place < 4 ? octet : octet ^ 0x5a));
  return {
    'truncated-cms': compose(TODAY, 'M1', { cms: cut }),
    'truncated-cms-der': compose(OLD, 'M1', { cms: cut }),
    'noise-for-cms': compose(OLD, 'M1', { cms: noise }),
    'empty-cms': compose(OLD, 'M1', { cms: () => new Uint8Array() }),
    'truncated-message': compose(OLD, 'M1', { message: (all) => all.slice(0, all.length * 0.8) }),
  };
}

/** Replaces what must be there. */
function once(from: string, to: string): (text: string) => string {
  return (text) => {
    if (!text.includes(from)) throw new Error(`a fixture has no "${from}"`);
    return text.replace(from, to);
  };
}

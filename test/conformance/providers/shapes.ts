/** The shapes of spec 18.2 as data: what each engine writes, and with what certificate. Boundaries are of our own choosing. */
import { createHash } from 'node:crypto';
import { AGID, CNIPA, DIGITPA, seat } from './authorities.ts';
import { type Encoding, type Signer, type SigningHabits, signerOf } from './cms.ts';
import { testKey } from './test-key.ts';

export interface Shape {
  /** `gestore-emittente`. */
  readonly provider: string;
  /** Service domain: that of the service address. */
  readonly domain: string;
  readonly signer: Signer;
  /** When its messages were made. */
  readonly at: string;
  readonly identificativo: string;
  readonly p7sType: 'pkcs7-signature' | 'x-pkcs7-signature';
  readonly p7sParameters?: string;
  /** As it stands after `micalg=`. */
  readonly micalg: string;
  readonly digest: 'sha1' | 'sha256';
  readonly encoding: Encoding;
  readonly attribute?: NonNullable<SigningHabits['attribute']>;
  readonly preamble?: string;
  /** Only envelopes have it. */
  readonly preambleOnEnvelopes?: true;
  /** Of no other message: `seed` is the message's own. */
  readonly boundary: (part: 'signed' | 'mixed' | 'alternative', seed: string) => string;
  readonly order: readonly ('text' | 'xml' | 'eml')[];
  readonly text: { readonly plainOnly?: true; readonly english?: true; readonly style?: true; readonly e?: string };
  readonly disposition: 'inline' | 'attachment';
  readonly xml: 'base64' | 'quoted-printable; charset';
  /** Content-Transfer-Encoding of the signed part. */
  readonly mixedEncoding?: string;
  /** Header lines of every message, and of envelopes. */
  readonly headers?: readonly string[];
  readonly envelopeHeaders?: readonly string[];
  readonly withoutMsgid?: true;
  /** An unknown mailbox. */
  readonly unknown: { readonly errore: 'no-dest' | 'altro'; readonly words: string };
  /** Recipients in daticert: all outside PEC, and not in the order of To. */
  readonly recipients?: 'ordinary';
  /** The Subject's words as base64 became Q, and the prefix went into them. */
  readonly subject?: 'prefix inside the word';
}

const service = (domain: string) => `posta-certificata@${domain}`;
const POLICIES = ['1.3.6.1.4.1.32473.16.3.1.1'];
const AGID_LEAF = {
  purposes: ['emailProtection'],
  policies: POLICIES,
  ocsp: 'http://ca1.agid-like.example/OCSP',
  crls: ['ldap://ca1.agid-like.example/CN=CA1', 'http://ca1.agid-like.example/CRL'],
} as const;

interface LeafOf {
  readonly provider: string;
  readonly domain: string;
  readonly common: string;
  readonly serial: number;
  readonly from: string;
  readonly to: string;
}

function agidLeaf(year: keyof typeof AGID, leaf: LeafOf): Signer {
  const { provider, domain, common, ...rest } = leaf;
  const key = testKey(`${domain} ${leaf.serial}`, 2048);
  const subject = { ...seat(provider), CN: common };
  return signerOf(AGID[year], { ...AGID_LEAF, ...rest, subject, key, email: service(domain) });
}

const ARUBA = { provider: 'Aruba-like test provider', domain: 'pec.aruba-like.example' };
const INFOCERT = { provider: 'InfoCert-like test provider', domain: 'legalmail-like.example' };
const NAMIRIAL = { provider: 'Namirial-like test provider', domain: 'sicurezzapostale-like.example' };
const POSTE = { provider: 'Poste-like test provider', domain: 'postecert-like.example' };
const SOGEI = { provider: 'Sogei-like test provider', domain: 'pcert.sogei-like.example' };
const UNNAMED = { provider: 'Unnamed test provider', domain: 'engine-like.example' };
const ULIB = { provider: 'ULib-like test provider', domain: 'pec.ulib-like.example' };

/** Boundaries as `openssl smime` and Perl's MIME tools choose them, and as JavaMail does. */
const PERL: Shape['boundary'] = (part, seed) => {
  const mark = createHash('sha1').update(`${part} ${seed}`).digest('hex').toUpperCase();
  return part === 'signed'
    ? `----${mark.slice(0, 32)}`
    : `----------=_${Number.parseInt(mark.slice(0, 8), 16)}-12345-3`;
};
const JAVA: Shape['boundary'] = (part, seed) =>
  `----=_Part_${Number.parseInt(createHash('sha1').update(`${part} ${seed}`).digest('hex').slice(0, 8), 16)}_127.1528280344`;

const OPEC = {
  p7sType: 'x-pkcs7-signature',
  micalg: '"sha1"',
  digest: 'sha1',
  encoding: 'der',
  attribute: 'smimeCapabilities',
  preamble: 'This is an S/MIME signed message',
  boundary: PERL,
  order: ['text', 'xml', 'eml'],
  text: {},
  disposition: 'inline',
  xml: 'base64',
  mixedEncoding: 'binary',
} as const;
const NO_DEST = { errore: 'no-dest', words: '5.1.1 - indirizzo non valido' } as const;

export const SHAPES = {
  'ulib-2008': {
    ...ULIB,
    ...OPEC,
    micalg: 'sha1',
    text: { plainOnly: true },
    at: '2008-03-04T09:15:02Z',
    identificativo: `20080304101502.004711@${ULIB.domain}`,
    unknown: { errore: 'no-dest', words: 'casella inesistente' },
    signer: signerOf(CNIPA, {
      subject: { C: 'IT', O: ULIB.provider, CN: 'Posta Certificata (test)' },
      serial: 0x0801,
      from: '2007-06-01',
      to: '2010-06-01',
      key: testKey('ulib 2008', 1024),
      email: service(ULIB.domain),
      saysNoCa: true,
      crls: ['http://cnipa-like.example/CA3.crl'],
    }),
  },
  'poste-2012': {
    ...POSTE,
    ...OPEC,
    p7sType: 'pkcs7-signature',
    micalg: 'SHA1',
    boundary: JAVA,
    text: { plainOnly: true },
    disposition: 'attachment',
    at: '2012-05-10T08:30:11Z',
    identificativo: `0A1B2C3D.0004F5E6.7A8B9C0D.1E2F3A4B.${service(POSTE.domain)}`,
    withoutMsgid: true,
    unknown: NO_DEST,
    signer: signerOf(DIGITPA, {
      subject: { C: 'IT', O: POSTE.provider, CN: 'Posta Certificata Poste-like (test)' },
      serial: 0x1201,
      from: '2011-01-10',
      to: '2014-01-10',
      key: testKey('poste 2012', 2048),
      email: service(POSTE.domain),
      purposes: ['emailProtection'],
    }),
  },
  'aruba-2014': {
    ...ARUBA,
    ...OPEC,
    micalg: 'sha1',
    text: { plainOnly: true },
    at: '2014-03-05T13:45:30Z',
    identificativo: `opec271.20140305144530.06230.08.1.17@${ARUBA.domain}`,
    envelopeHeaders: ['X-Tiporicevuta: completa'],
    unknown: { errore: 'no-dest', words: `5.1.1 - ${ARUBA.provider} - indirizzo non valido` },
    signer: signerOf(DIGITPA, {
      subject: { C: 'IT', O: ARUBA.provider, CN: 'Posta Certificata Aruba-like (test)' },
      serial: 0x1401,
      from: '2013-06-01',
      to: '2016-06-01',
      key: testKey('aruba 2014', 2048),
      email: service(ARUBA.domain),
      purposes: ['emailProtection'],
    }),
  },
  'aruba-2018': {
    ...ARUBA,
    ...OPEC,
    at: '2018-06-07T10:15:00Z',
    identificativo: `opec292.20180607121500.12345.07.1.64@${ARUBA.domain}`,
    subject: 'prefix inside the word',
    unknown: { errore: 'no-dest', words: `5.1.1 - ${ARUBA.provider} - indirizzo non valido` },
    signer: agidLeaf(2018, {
      ...ARUBA,
      common: 'Posta Certificata Aruba-like (test)',
      serial: 0x1801,
      from: '2018-05-02',
      to: '2021-05-02',
    }),
  },
  'infocert-2018': {
    ...INFOCERT,
    p7sType: 'pkcs7-signature',
    p7sParameters: '; smime-type=signed-data',
    micalg: 'sha-1',
    digest: 'sha1',
    encoding: 'ber',
    boundary: JAVA,
    order: ['text', 'eml', 'xml'],
    text: { english: true },
    disposition: 'attachment',
    xml: 'quoted-printable; charset',
    at: '2018-06-05T07:05:44Z',
    identificativo: `8E0A4C11.0021F3A7.5D2B9C10.7F3E8A44.${service(INFOCERT.domain)}`,
    envelopeHeaders: ['X-Priority: 3', 'Importance: normal', 'X-SentBy: webmail'],
    unknown: NO_DEST,
    signer: agidLeaf(2018, {
      ...INFOCERT,
      common: 'Posta Certificata Legalmail-like 23 (test)',
      serial: 0x1802,
      from: '2018-05-02',
      to: '2021-05-02',
    }),
  },
  'sogei-2019': {
    ...SOGEI,
    ...OPEC,
    text: { e: "e'" },
    at: '2019-02-12T15:20:09Z',
    identificativo: `opec294.20190212162009.31337.02.1.60@${SOGEI.domain}`,
    unknown: NO_DEST,
    signer: agidLeaf(2018, {
      ...SOGEI,
      common: 'Posta Certificata Sogei-like (test)',
      serial: 0x1901,
      from: '2018-11-05',
      to: '2021-11-05',
    }),
  },
  'engine-2021': {
    ...UNNAMED,
    ...OPEC,
    p7sType: 'pkcs7-signature',
    micalg: '"sha-256"',
    digest: 'sha256',
    at: '2021-05-11T06:00:59Z',
    identificativo: `opec210.20210511080059.02020.11.1.61@${UNNAMED.domain}`,
    unknown: NO_DEST,
    signer: agidLeaf(2018, {
      ...UNNAMED,
      common: 'Posta Certificata (test)',
      serial: 0x2101,
      from: '2020-10-01',
      to: '2023-10-01',
    }),
  },
  'namirial-2024': {
    ...NAMIRIAL,
    ...OPEC,
    text: { style: true },
    at: '2024-12-03T11:48:21Z',
    identificativo: `opec21010.20241203124821.253011.310.1.55@${NAMIRIAL.domain}`,
    headers: ['X-Namirial-Details: details', 'X-Namirial-Checker-Version: 1.0'],
    envelopeHeaders: [
      'DKIM-Signature: v=1; a=rsa-sha256; d=sicurezzapostale-like.example; s=test; h=from; bh=AA==; b=AA==',
    ],
    recipients: 'ordinary',
    unknown: { errore: 'no-dest', words: '5.1.1 - Indirizzo non valido' },
    signer: agidLeaf(2021, {
      ...NAMIRIAL,
      common: 'Posta Certificata Namirial-like (test)',
      serial: 0x2401,
      from: '2023-03-01',
      to: '2026-03-01',
    }),
  },
  'aruba-2026': {
    ...ARUBA,
    p7sType: 'pkcs7-signature',
    micalg: 'sha-256',
    digest: 'sha256',
    encoding: 'ber',
    attribute: 'CMSAlgorithmProtection',
    preamble: 'This is a S/MIME signed message',
    preambleOnEnvelopes: true,
    boundary: JAVA,
    order: ['text', 'xml', 'eml'],
    text: { english: true, e: '=EF=BF=BD' },
    disposition: 'inline',
    xml: 'base64',
    at: '2026-03-05T08:12:45Z',
    identificativo: `jpec101.20260305091245.09876.88.1.5@${ARUBA.domain}`,
    envelopeHeaders: ['X-TipoRicevuta: completa', 'X-Attachment: yes'],
    unknown: { errore: 'altro', words: `5.1.1 - ${ARUBA.provider} - indirizzo non valido` },
    signer: signerOf(AGID[2025], {
      subject: { ...seat(ARUBA.provider), organizationIdentifier: 'VATIT-00000000000', CN: ARUBA.provider },
      serial: 0x2601,
      from: '2025-10-01',
      to: '2028-01-01',
      key: testKey('aruba 2026', 2048),
      email: service(ARUBA.domain),
      purposes: ['emailProtection'],
      policies: [...POLICIES, '1.3.6.1.4.1.32473.5.2.2'],
      crls: ['http://ca1.agid-like.example/CRL'],
    }),
  },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;

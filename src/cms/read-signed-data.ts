import { concat } from '#mime';
import { attributesOf, onlyValue } from './attributes.ts';
import { equalBytes } from './bytes.ts';
import { setOf, tlv } from './der.ts';
import { CmsFault } from './fault.ts';
import { DIGEST_NAMES, OID } from './oids.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import { type Cursor, type Element, parseBer } from './tlv.ts';
import { oidText, readTime } from './values.ts';

const DEFAULT_MAX_BYTES = 1024 * 1024;
const MAX_CERTIFICATES = 64;
const MAX_SIGNERS = 32;
/** Elements may stand inside one another this deep; a signing certificate's takes six. */
const MAX_DEPTH = 24;

/** A CMS SignedData with its one signer, as read; nothing in it is verified yet. */
export interface CmsSignature {
  /** OID of the encapsulated content type; 1.2.840.113549.1.7.1 (data) in PEC. */
  readonly contentType: string;
  /** Of the signer; a dotted OID when none of the four. The truth about `micalg` stands here (spec 5.9). */
  readonly digestAlgorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512' | (string & {});
  /** Signed attribute, milliseconds; what the signer says, no proof of time. */
  readonly signingTime?: number;
  /** DER of the certificate the signer names, when it is inside (T57 asks that it is). */
  readonly signerCertificate?: Uint8Array;
  /** All certificates inside, DER, in their order. */
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  /** The content, when it is inside (.p7m); absent when the signature is detached. */
  readonly encapsulated?: Uint8Array;
  readonly signer: SignerFields;
}

/** What verifySignature needs of the SignerInfo (RFC 5652 5.3). */
export interface SignerFields {
  /** SET OF attributes with the universal tag, definite lengths: the bytes that were signed. Absent: the content was. */
  readonly attributes?: Uint8Array;
  readonly attributeContentType?: string;
  readonly messageDigest?: Uint8Array;
  /** Whole AlgorithmIdentifier. */
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
  /** The element [1] with the attributes nobody signed, as it stands: read by signatureTimestamps(). */
  readonly unsignedAttributes?: Uint8Array;
}

export interface SignedDataOptions {
  readonly maxBytes?: number;
  /** DER: where else the signer's certificate may be found; a time-stamp need not hold its own (RFC 3161 2.4.2). */
  readonly alsoCertificates?: readonly Uint8Array[];
}

/**
 * Reads a CMS ContentInfo with SignedData, DER or BER with indefinite lengths (T59, spec 5.9). Exactly one signer, as PEC has.
 * Throws CmsFault on anything else and past `maxBytes` (1 MiB unless said otherwise).
 */
export function readSignedData(bytes: Uint8Array, options: SignedDataOptions = {}): CmsSignature {
  const [only, another] = readAllSigners(bytes, options);
  if (only === undefined) throw new CmsFault('signerInfo: expected 0x30, found nothing');
  if (another !== undefined) throw new CmsFault('CMS: more than one signer');
  return only;
}

/**
 * As `readSignedData`, for documents that several people signed side by side (RFC 5652 5.1): one for each signer, at most 32, all with the
 * same content and certificates. Empty when nobody signed.
 */
export function readAllSigners(bytes: Uint8Array, options: SignedDataOptions = {}): readonly CmsSignature[] {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (bytes.length > maxBytes) throw new CmsFault(`CMS: larger than ${maxBytes} octets`);
  const contentInfo = sequenceInside(parseBer(bytes, 'CMS'));
  if (oidText(contentInfo.take(0x06, 'contentType').content) !== OID.signedData)
    throw new CmsFault('CMS: not SignedData');
  const signedData = contentInfo.take(0xa0, 'content').inside().take(0x30, 'SignedData').inside();
  signedData.take(0x02, 'version');
  signedData.take(0x31, 'digestAlgorithms');
  const { contentType, encapsulated } = readEncapsulated(signedData.take(0x30, 'encapContentInfo'));
  const certificates = readCertificates(signedData);
  const crls = readCrls(signedData);
  const known = [...certificates, ...(options.alsoCertificates ?? [])];
  return readSignerInfos(signedData).map(({ identifier, digestAlgorithm, signingTime, fields }) => {
    const signerCertificate = known.find((der) => isNamedBy(der, identifier));
    return {
      contentType,
      digestAlgorithm,
      certificates,
      crls,
      signer: fields,
      ...(signingTime !== undefined && { signingTime }),
      ...(signerCertificate !== undefined && { signerCertificate }),
      ...(encapsulated !== undefined && { encapsulated }),
    };
  });
}

function readSignerInfos(signedData: Cursor): readonly ReadSigner[] {
  const signers = signedData.take(0x31, 'signerInfos').inside();
  const found: ReadSigner[] = [];
  while (!signers.done) {
    found.push(readSignerInfo(signers.take(0x30, 'signerInfo')));
    if (found.length > MAX_SIGNERS) throw new CmsFault(`CMS: more than ${MAX_SIGNERS} signers`);
  }
  return found;
}

function sequenceInside(element: Element): Cursor {
  if (element.tag !== 0x30) throw new CmsFault('CMS: not a SEQUENCE');
  return element.inside();
}

function readEncapsulated(element: Element): { contentType: string; encapsulated?: Uint8Array } {
  const inside = element.inside();
  const contentType = oidText(inside.take(0x06, 'eContentType').content);
  const holder = inside.optional(0xa0, 'eContent');
  if (holder === undefined) return { contentType };
  return { contentType, encapsulated: octets(holder.inside().next('eContent'), 'eContent') };
}

/** An OCTET STRING's octets; BER may cut it into pieces (X.690 8.7.3). */
function octets(element: Element, what: string): Uint8Array {
  if (element.tag === 0x04) return element.content;
  const pieces: Uint8Array[] = [];
  collectOctets(element, what, pieces, 0);
  return concat(pieces);
}

function collectOctets(element: Element, what: string, pieces: Uint8Array[], depth: number): void {
  if (element.tag !== 0x24) throw new CmsFault(`${what}: not an OCTET STRING`);
  if (depth > 8) throw new CmsFault(`${what}: nested too deep`);
  for (const piece of element.inside().rest(what)) {
    if (piece.tag === 0x04) pieces.push(piece.content);
    else collectOctets(piece, what, pieces, depth + 1);
  }
}

function readCertificates(signedData: Cursor): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const choice of signedData.optional(0xa0, 'certificates')?.inside().rest('certificates') ?? []) {
    // Other members of CertificateChoices (attribute certificates and the like) are tagged and play no part in PEC.
    if (choice.tag === 0x30) found.push(choice.raw);
    if (found.length > MAX_CERTIFICATES) throw new CmsFault(`CMS: more than ${MAX_CERTIFICATES} certificates`);
  }
  return found;
}

function readCrls(signedData: Cursor): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const choice of signedData.optional(0xa1, 'crls')?.inside().rest('crls') ?? []) {
    if (choice.tag === 0x30) found.push(choice.raw);
    if (found.length > MAX_CERTIFICATES) throw new CmsFault(`CMS: more than ${MAX_CERTIFICATES} CRLs`);
  }
  return found;
}

type SignerIdentifier =
  | { readonly issuer: Uint8Array; readonly serial: Uint8Array }
  | { readonly keyIdentifier: Uint8Array };

interface ReadSigner {
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: string;
  readonly signingTime?: number;
  readonly fields: SignerFields;
}

function readSignerInfo(element: Element): ReadSigner {
  const inside = element.inside();
  inside.take(0x02, 'version');
  const identifier = readIdentifier(inside.next('sid'));
  const digestOid = oidText(inside.take(0x30, 'digestAlgorithm').inside().take(0x06, 'digestAlgorithm').content);
  const signed = inside.optional(0xa0, 'signedAttrs');
  const signatureAlgorithm = der(inside.take(0x30, 'signatureAlgorithm'));
  const signature = octets(inside.next('signature'), 'signature');
  const unsigned = inside.optional(0xa1, 'unsignedAttrs');
  inside.finish('signerInfo');
  const attributes = signed === undefined ? undefined : readAttributes(signed);
  return {
    identifier,
    digestAlgorithm: DIGEST_NAMES.get(digestOid) ?? digestOid,
    ...(attributes?.signingTime !== undefined && { signingTime: attributes.signingTime }),
    fields: {
      ...(attributes && {
        attributes: attributes.signed,
        ...(attributes.contentType !== undefined && { attributeContentType: attributes.contentType }),
        ...(attributes.messageDigest !== undefined && { messageDigest: attributes.messageDigest }),
      }),
      signatureAlgorithm,
      signature,
      ...(unsigned !== undefined && { unsignedAttributes: unsigned.raw }),
    },
  };
}

function readIdentifier(sid: Element): SignerIdentifier {
  if (sid.tag === 0x80) return { keyIdentifier: sid.content };
  if (sid.tag !== 0x30) throw new CmsFault('sid: neither issuer and serial nor key identifier');
  const inside = sid.inside();
  return { issuer: der(inside.take(0x30, 'issuer')), serial: inside.take(0x02, 'serialNumber').content };
}

function isNamedBy(der: Uint8Array, identifier: SignerIdentifier): boolean {
  try {
    const certificate = parsedCertificate(der);
    if ('keyIdentifier' in identifier) {
      return certificate.keyIdentifier !== undefined && equalBytes(certificate.keyIdentifier, identifier.keyIdentifier);
    }
    return (
      equalBytes(certificate.serialOctets, identifier.serial) && equalBytes(certificate.issuerName, identifier.issuer)
    );
  } catch (fault) {
    if (fault instanceof CmsFault) return false;
    throw fault;
  }
}

interface ReadAttributes {
  readonly signed: Uint8Array;
  contentType?: string;
  messageDigest?: Uint8Array;
  signingTime?: number;
}

function readAttributes(holder: Element): ReadAttributes {
  const read: ReadAttributes = { signed: signedOctets(holder) };
  const seen = new Set<string>();
  for (const [type, values] of attributesOf(holder, 'signedAttrs')) {
    // RFC 5652 5.3 and 11: each attribute once; those of interest have exactly one value.
    if (seen.has(type)) throw new CmsFault(`signedAttrs: ${type} stands twice`);
    seen.add(type);
    if (type === OID.contentType) read.contentType = oidText(only(values, 0x06, 'contentType').content);
    else if (type === OID.messageDigest) read.messageDigest = only(values, 0x04, 'messageDigest').content;
    else if (type === OID.signingTime) read.signingTime = readTime(onlyValue(values, 'signingTime'));
  }
  return read;
}

function only(values: Cursor, tag: number, what: string): Element {
  const value = values.take(tag, what);
  values.finish(what);
  return value;
}

/**
 * The bytes that were signed: the DER of the SET OF with its universal tag (RFC 5652 5.4). When the attributes came with a
 * definite length, their octets are taken as they stand; else lengths are made definite first.
 */
function signedOctets(holder: Element): Uint8Array {
  if (!isIndefinite(holder) && !hasIndefinite(holder)) {
    // Not slice(): a Buffer's own slice shares its octets.
    const copy = new Uint8Array(holder.raw);
    copy[0] = 0x31;
    return copy;
  }
  return setOf(Array.from(holder.inside().rest('attribute'), (attribute) => definite(attribute)));
}

/** The octets as they stand, or with definite lengths where they had others: what is read on is read as DER. */
function der(element: Element): Uint8Array {
  return isIndefinite(element) || hasIndefinite(element) ? definite(element) : element.raw;
}

function isIndefinite(element: Element): boolean {
  return element.source[element.start + 1] === 0x80;
}

function hasIndefinite(element: Element, depth = 0): boolean {
  if ((element.tag & 0x20) === 0) return false;
  if (depth > MAX_DEPTH) throw new CmsFault('CMS: nested too deep');
  for (const child of element.inside().rest('attribute')) {
    if (isIndefinite(child) || hasIndefinite(child, depth + 1)) return true;
  }
  return false;
}

function definite(element: Element, depth = 0): Uint8Array {
  if ((element.tag & 0x20) === 0) return element.raw;
  if (depth > MAX_DEPTH) throw new CmsFault('CMS: nested too deep');
  return tlv(element.tag, ...Array.from(element.inside().rest('attribute'), (child) => definite(child, depth + 1)));
}

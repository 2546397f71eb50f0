import { equalBytes } from './bytes.ts';
import { serialText } from './certificate.ts';
import { urls } from './extensions.ts';
import { CmsFault } from './fault.ts';
import { readGeneralNames } from './general-names.ts';
import { nameKey, nameText, readName } from './names.ts';
import { OID } from './oids.ts';
import { bitStringOctets, type RawExtension, readExtension, readExtensions } from './skeleton.ts';
import { type Cursor, type Element, parseDer } from './tlv.ts';
import { hexText, readBoolean, readTime } from './values.ts';

const MAX_CRL_BYTES = 32 * 1024 * 1024;

/** A list of revoked certificates (RFC 5280 5), as read; its signature is judged with the chain (judgeChain). */
export interface CrlList {
  readonly issuer: string;
  /** Milliseconds. */
  readonly thisUpdate: number;
  readonly nextUpdate?: number;
  /** Grows with each list of the issuer, also within one second (RFC 5280 5.2.3). */
  readonly number?: bigint;
  /** Serial number (as Certificate.serial) to the instant since when; a suspended certificate stands here too. */
  readonly revoked: ReadonlyMap<string, number>;
  /** For comparing names, see nameKey. */
  readonly issuerKey: string;
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
  readonly scope: CrlScope;
  /** Why the list says nothing here: a delta, an indirect one, or marked critical with something not known. */
  readonly unusable?: string;
}

/** Which certificates of the issuer the list covers (issuingDistributionPoint, RFC 5280 5.2.5). */
export interface CrlScope {
  readonly only: 'all' | 'users' | 'authorities';
  /** When given, only certificates that name one of these distribution points. */
  readonly urls?: readonly string[];
}

const read = new WeakMap<Uint8Array, CrlList>();

/** Reads a CRL, DER. The same array is read once: it must not be changed afterwards. Throws CmsFault. */
export function readCrl(der: Uint8Array): CrlList {
  const known = read.get(der);
  if (known !== undefined) return known;
  const list = parse(der);
  read.set(der, list);
  return list;
}

function parse(der: Uint8Array): CrlList {
  if (der.length > MAX_CRL_BYTES) throw new CmsFault(`CRL: larger than ${MAX_CRL_BYTES} octets`);
  const whole = parseDer(der, 'CRL');
  if (whole.tag !== 0x30) throw new CmsFault('CRL: not a SEQUENCE');
  const outer = whole.inside();
  const tbs = outer.take(0x30, 'tbsCertList');
  const signatureAlgorithm = outer.take(0x30, 'signatureAlgorithm').raw;
  const signature = bitStringOctets(outer.take(0x03, 'signatureValue'));
  outer.finish('CRL');

  const inner = tbs.inside();
  inner.optional(0x02, 'version');
  if (!equalBytes(inner.take(0x30, 'signature').raw, signatureAlgorithm))
    throw new CmsFault('CRL: two signature algorithms');
  const issuer = readName(inner.take(0x30, 'issuer').raw);
  const thisUpdate = readTime(inner.next('thisUpdate'));
  const nextUpdate = readNextUpdate(inner);
  const { revoked, criticalEntry } = readRevoked(inner.optional(0x30, 'revokedCertificates'));
  const holder = inner.optional(0xa0, 'crlExtensions');
  inner.finish('tbsCertList');

  const extensions = holder === undefined ? [] : readExtensions(holder);
  const { scope, unusable } = readScope(extensions);
  const number = readNumber(extensions);
  const problem = unusable ?? criticalEntry;
  return {
    issuer: nameText(issuer),
    thisUpdate,
    revoked,
    issuerKey: nameKey(issuer),
    tbs: tbs.raw,
    signatureAlgorithm,
    signature,
    scope,
    ...(nextUpdate !== undefined && { nextUpdate }),
    ...(number !== undefined && { number }),
    ...(problem !== undefined && { unusable: problem }),
  };
}

function readNextUpdate(inner: Cursor): number | undefined {
  const element = inner.optional(0x17, 'nextUpdate') ?? inner.optional(0x18, 'nextUpdate');
  return element && readTime(element);
}

function readRevoked(holder: Element | undefined): { revoked: Map<string, number>; criticalEntry?: string } {
  const revoked = new Map<string, number>();
  let criticalEntry: string | undefined;
  for (const entry of holder?.inside().rest('revokedCertificate') ?? []) {
    const inside = entry.inside();
    const serial = serialText(inside.take(0x02, 'userCertificate').content);
    revoked.set(serial, readTime(inside.next('revocationDate')));
    for (const element of inside.optional(0x30, 'crlEntryExtensions')?.inside().rest('extension') ?? []) {
      const { oid, critical } = readExtension(element);
      // Among them certificateIssuer, the mark of an indirect CRL (RFC 5280 5.3.3).
      if (critical && oid !== OID.reasonCode && oid !== OID.invalidityDate)
        criticalEntry = `critical entry extension ${oid}`;
    }
    inside.finish('revokedCertificate');
  }
  return { revoked, ...(criticalEntry !== undefined && { criticalEntry }) };
}

/** At most twenty octets, never negative (RFC 5280 5.2.3); what breaks that is no number. */
function readNumber(extensions: readonly RawExtension[]): bigint | undefined {
  const found = extensions.find(({ oid }) => oid === OID.crlNumber);
  if (found === undefined) return undefined;
  const { tag, content } = parseDer(found.value, 'cRLNumber');
  const isNumber = tag === 0x02 && content.length > 0 && content.length <= 20 && content[0]! < 0x80;
  return isNumber ? BigInt(`0x${hexText(content)}`) : undefined;
}

function readScope(extensions: readonly RawExtension[]): { scope: CrlScope; unusable?: string } {
  let scope: CrlScope = { only: 'all' };
  for (const { oid, critical, value } of extensions) {
    if (oid === OID.issuingDistributionPoint) {
      const point = readIssuingPoint(parseDer(value, 'issuingDistributionPoint'));
      if (point === undefined) return { scope, unusable: 'it covers only a part of the revocations' };
      scope = point;
    } else if (critical) {
      return { scope, unusable: `critical extension ${oid}` };
    }
  }
  return { scope };
}

/** Undefined for lists that are indirect, of attribute certificates or of some reasons only. */
function readIssuingPoint(element: Element): CrlScope | undefined {
  const inside = element.inside();
  const names = inside.optional(0xa0, 'distributionPoint')?.inside().optional(0xa0, 'fullName');
  const flag = (tag: number) => {
    const found = inside.optional(tag, 'issuingDistributionPoint');
    return found !== undefined && readBoolean(found);
  };
  const users = flag(0x81);
  const authorities = flag(0x82);
  const reasons = inside.optional(0x83, 'onlySomeReasons');
  const indirect = flag(0x84);
  const attributes = flag(0x85);
  inside.finish('issuingDistributionPoint');
  if (indirect || attributes || reasons !== undefined) return undefined;
  return {
    only: users ? 'users' : authorities ? 'authorities' : 'all',
    ...(names !== undefined && { urls: urls(readGeneralNames(names)) }),
  };
}

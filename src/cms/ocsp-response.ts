import { CmsFault } from './fault.ts';
import { type OcspIdentifier, readOcspIdentifier } from './ocsp-identifier.ts';
import { readNonce } from './ocsp-request.ts';
import { OID } from './oids.ts';
import { bitStringOctets } from './skeleton.ts';
import { type Cursor, type Element, parseDer } from './tlv.ts';
import { oidText, readSmallInteger, readTime } from './values.ts';

const MAX_RESPONSE_BYTES = 256 * 1024;
const MAX_CERTIFICATES = 16;
const MAX_ANSWERS = 256;

/** OCSPResponseStatus by number (RFC 6960 4.2.1); 4 is not used. */
export const OCSP_FAILURES = {
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;
export type OcspFailure = keyof typeof OCSP_FAILURES;

/** What is said of one certificate. */
export interface OcspAnswer {
  readonly certificate: OcspIdentifier;
  readonly status: 'good' | 'revoked' | 'unknown';
  /** Milliseconds; with `revoked`. */
  readonly since?: number;
  readonly thisUpdate: number;
  readonly nextUpdate?: number;
}

/** A BasicOCSPResponse as read (RFC 6960 4.2); nothing in it is verified yet. */
export interface OcspResponse {
  readonly answers: readonly OcspAnswer[];
  /** Milliseconds. */
  readonly producedAt: number;
  readonly nonce?: Uint8Array;
  /** DER, to find the responder's among. */
  readonly certificates: readonly Uint8Array[];
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
}

const read = new WeakMap<Uint8Array, OcspResponse>();

/**
 * Reads a successful OCSPResponse, DER. The same array is read once: it must not be changed afterwards. Throws CmsFault, also for a
 * response that says why there is no answer.
 */
export function readOcspResponse(der: Uint8Array): OcspResponse {
  const known = read.get(der);
  if (known !== undefined) return known;
  const response = parse(der);
  read.set(der, response);
  return response;
}

function parse(der: Uint8Array): OcspResponse {
  if (der.length > MAX_RESPONSE_BYTES) throw new CmsFault('OCSP response: too large');
  const whole = parseDer(der, 'OCSP response');
  if (whole.tag !== 0x30) throw new CmsFault('OCSP response: not a SEQUENCE');
  const outer = whole.inside();
  const status = readSmallInteger(outer.take(0x0a, 'responseStatus'));
  if (status !== 0) throw new CmsFault(`OCSP response: the responder gives no answer (${failureName(status)})`);
  const bytes = outer.take(0xa0, 'responseBytes').inside().take(0x30, 'ResponseBytes').inside();
  outer.finish('OCSP response');
  const type = oidText(bytes.take(0x06, 'responseType').content);
  if (type !== OID.ocspBasic) throw new CmsFault(`OCSP response: of type ${type}`);
  const basic = parseDer(bytes.take(0x04, 'response').content, 'BasicOCSPResponse');
  if (basic.tag !== 0x30) throw new CmsFault('BasicOCSPResponse: not a SEQUENCE');
  const inside = basic.inside();
  const tbs = inside.take(0x30, 'tbsResponseData');
  const signatureAlgorithm = inside.take(0x30, 'signatureAlgorithm').raw;
  const signature = bitStringOctets(inside.take(0x03, 'signature'));
  const certificates = readCertificates(inside.optional(0xa0, 'certs'));
  inside.finish('BasicOCSPResponse');
  return { ...readResponseData(tbs.inside()), certificates, tbs: tbs.raw, signatureAlgorithm, signature };
}

function failureName(status: number): string {
  return Object.entries(OCSP_FAILURES).find(([, number]) => number === status)?.[0] ?? String(status);
}

function readCertificates(holder: Element | undefined): Uint8Array[] {
  if (holder === undefined) return [];
  const list = Array.from(holder.inside().take(0x30, 'certs').inside().rest('certs'), ({ raw }) => raw);
  if (list.length > MAX_CERTIFICATES) throw new CmsFault(`OCSP response: more than ${MAX_CERTIFICATES} certificates`);
  return list;
}

function readResponseData(inside: Cursor): Pick<OcspResponse, 'answers' | 'producedAt' | 'nonce'> {
  inside.optional(0xa0, 'version');
  // byName or byKey: the key that fits the signature says it better.
  if (inside.optional(0xa1, 'responderID') === undefined) inside.take(0xa2, 'responderID');
  const producedAt = readTime(inside.take(0x18, 'producedAt'));
  const answers: OcspAnswer[] = [];
  for (const element of inside.take(0x30, 'responses').inside().rest('SingleResponse')) {
    if (answers.length >= MAX_ANSWERS) throw new CmsFault(`OCSP response: more than ${MAX_ANSWERS} answers`);
    answers.push(readAnswer(element.inside()));
  }
  const nonce = readNonce(inside.optional(0xa1, 'responseExtensions'));
  inside.finish('tbsResponseData');
  return { answers, producedAt, ...(nonce !== undefined && { nonce }) };
}

function readAnswer(inside: Cursor): OcspAnswer {
  const certificate = readOcspIdentifier(inside.take(0x30, 'certID'));
  const status = readStatus(inside.next('certStatus'));
  const thisUpdate = readTime(inside.take(0x18, 'thisUpdate'));
  const nextUpdate = inside.optional(0xa0, 'nextUpdate')?.inside().take(0x18, 'nextUpdate');
  inside.optional(0xa1, 'singleExtensions');
  inside.finish('SingleResponse');
  return { certificate, ...status, thisUpdate, ...(nextUpdate !== undefined && { nextUpdate: readTime(nextUpdate) }) };
}

function readStatus(element: Element): Pick<OcspAnswer, 'status' | 'since'> {
  switch (element.tag) {
    case 0x80:
      return { status: 'good' };
    case 0xa1:
      return { status: 'revoked', since: readTime(element.inside().take(0x18, 'revocationTime')) };
    case 0x82:
      return { status: 'unknown' };
    default:
      throw new CmsFault('certStatus: neither good, revoked nor unknown');
  }
}

import type { StrongDigest } from './algorithms.ts';
import { serialText } from './certificate.ts';
import { type CmsSigner, composeSignedData, sha256 } from './compose-signed-data.ts';
import { generalizedTime, objectIdentifier, sequence, smallInteger, unsignedInteger } from './der.ts';
import { CmsFault } from './fault.ts';
import { type MessageImprint, messageImprint, readMessageImprint } from './message-imprint.ts';
import { OID } from './oids.ts';
import { type CmsSignature, readSignedData } from './read-signed-data.ts';
import { readExtension } from './skeleton.ts';
import { readNonce, type TimestampRequest } from './timestamp-request.ts';
import { type Cursor, type Element, parseBer } from './tlv.ts';
import { oidText, readSmallInteger, readTime } from './values.ts';

/** Tokens with a whole chain and revocation data have some 20 KiB. */
const MAX_TOKEN_BYTES = 256 * 1024;

/** A TimeStampToken as read (RFC 3161 2.4.2); nothing in it is verified yet: verifyTimestamp. */
export interface TimestampToken extends MessageImprint {
  /** The time it states, milliseconds. */
  readonly at: number;
  readonly accuracyMs?: number;
  /** As Certificate.serial. */
  readonly serial: string;
  readonly policy: string;
  readonly nonce?: Uint8Array;
  /** DER of the authority's certificate, when it is at hand. */
  readonly signerCertificate?: Uint8Array;
  /** All certificates inside, DER. */
  readonly certificates: readonly Uint8Array[];
  readonly cms: CmsSignature;
}

/** Reads the DER of a TimeStampToken. `alsoCertificates`: where its signer may be when it is not inside. Throws CmsFault. */
export function readTimestampToken(der: Uint8Array, alsoCertificates: readonly Uint8Array[] = []): TimestampToken {
  const cms = readSignedData(der, { maxBytes: MAX_TOKEN_BYTES, alsoCertificates });
  if (cms.contentType !== OID.tstInfo || cms.encapsulated === undefined) throw new CmsFault('not a time-stamp token');
  const { certificates, signerCertificate } = cms;
  const stated = readTstInfo(parseBer(cms.encapsulated, 'TSTInfo'));
  return { ...stated, cms, certificates, ...(signerCertificate !== undefined && { signerCertificate }) };
}

function readTstInfo(element: Element): Omit<TimestampToken, 'cms' | 'certificates' | 'signerCertificate'> {
  if (element.tag !== 0x30) throw new CmsFault('TSTInfo: not a SEQUENCE');
  const inside = element.inside();
  if (readSmallInteger(inside.take(0x02, 'version')) !== 1) throw new CmsFault('TSTInfo: version is not 1');
  const policy = oidText(inside.take(0x06, 'policy').content);
  const imprint = readMessageImprint(inside.take(0x30, 'messageImprint'));
  const serial = serialText(inside.take(0x02, 'serialNumber').content);
  const at = readTime(inside.take(0x18, 'genTime'));
  const accuracy = inside.optional(0x30, 'accuracy');
  inside.optional(0x01, 'ordering');
  const nonce = inside.optional(0x02, 'nonce');
  inside.optional(0xa0, 'tsa');
  refuseCritical(inside);
  inside.finish('TSTInfo');
  return {
    ...imprint,
    at,
    serial,
    policy,
    ...(accuracy !== undefined && { accuracyMs: readAccuracy(accuracy) }),
    ...(nonce !== undefined && { nonce: readNonce(nonce.content) }),
  };
}

function readAccuracy(element: Element): number {
  const inside = element.inside();
  const part = (tag: number) => {
    const found = inside.optional(tag, 'accuracy');
    return found === undefined ? 0 : readSmallInteger(found);
  };
  const [seconds, millis, micros] = [part(0x02), part(0x80), part(0x81)];
  inside.finish('accuracy');
  return seconds * 1000 + millis + micros / 1000;
}

function refuseCritical(inside: Cursor): void {
  for (const element of inside.optional(0xa1, 'extensions')?.inside().rest('extension') ?? []) {
    const { oid, critical } = readExtension(element);
    if (critical) throw new CmsFault(`TSTInfo: critical extension ${oid}`);
  }
}

/** What a time-stamp authority states (RFC 3161 2.4.2). */
export interface TimestampStatement {
  readonly request: TimestampRequest;
  /** 1 to 20 octets, never given twice by one authority. */
  readonly serial: Uint8Array;
  /** Milliseconds. */
  readonly at: number;
  /** OID. */
  readonly policy: string;
  readonly accuracyMs: number;
}

/**
 * DER of a TimeStampToken that answers a request, signed by an authority's key over SHA-256. Throws CmsFault when the imprint of
 * the request is of an algorithm that is not stamped here.
 */
export async function writeTimestampToken(signer: CmsSigner, stated: TimestampStatement): Promise<Uint8Array> {
  const { request, at } = stated;
  const content = sequence(
    smallInteger(1),
    objectIdentifier(stated.policy),
    messageImprint(request.digest, stampable(request)),
    unsignedInteger(stated.serial),
    generalizedTime(at),
    accuracy(stated.accuracyMs),
    ...(request.nonce === undefined ? [] : [unsignedInteger(request.nonce)]),
  );
  return composeSignedData(signer, {
    contentType: OID.tstInfo,
    sha256: await sha256(content),
    content,
    signingTime: at,
    withoutCertificates: !request.certificate,
  });
}

function stampable({ digestAlgorithm, digest }: TimestampRequest): StrongDigest {
  const octets = { sha256: 32, sha384: 48, sha512: 64 }[digestAlgorithm];
  if (octets === undefined) throw new CmsFault(`digest algorithm ${digestAlgorithm} is not stamped`);
  if (octets !== digest.length) throw new CmsFault(`a ${digestAlgorithm} digest has ${octets} octets`);
  return digestAlgorithm as StrongDigest;
}

/** Seconds and milliseconds; zero of either is left out, as millis begin with 1. */
function accuracy(milliseconds: number): Uint8Array {
  const [seconds, millis] = [Math.floor(milliseconds / 1000), Math.floor(milliseconds % 1000)];
  return sequence(
    ...(seconds > 0 ? [smallInteger(seconds)] : []),
    ...(millis > 0 ? [smallInteger(millis).with(0, 0x80)] : []),
  );
}

import { attribute, attributesOf, onlyValue } from './attributes.ts';
import { bitString, NULL, objectIdentifier, sequence, smallInteger, tlv } from './der.ts';
import { readExtensionValues } from './extensions.ts';
import { CmsFault } from './fault.ts';
import { type DistinguishedName, encodeExtension, encodeName } from './issue-certificate.ts';
import { ATTRIBUTE_NAMES, nameText, type RelativeNames, readName } from './names.ts';
import { OID } from './oids.ts';
import { readSignatureAlgorithm, verifyWithKey } from './signature-algorithm.ts';
import { bitStringOctets, type RawExtension, readExtension } from './skeleton.ts';
import { type Element, parseDer } from './tlv.ts';
import { emailNames, keyUsage } from './write-extensions.ts';

const MAX_REQUEST_BYTES = 64 * 1024;
const MAX_EXTENSIONS = 64;

export interface CertificateRequestFields {
  readonly subject: DistinguishedName;
  /** Become rfc822Name of the subjectAltName asked for (spec 14.1: the service address). */
  readonly emails: readonly string[];
  /** DER of the SubjectPublicKeyInfo; an RSA key. */
  readonly publicKey: Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256 over what is handed in: the proof that the key is ours. */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** DER of a PKCS #10 request (RFC 2986) that asks for keyUsage digitalSignature and the addresses. Throws RangeError without any. */
export async function certificateRequest(fields: CertificateRequestFields): Promise<Uint8Array> {
  const { subject, emails, publicKey, sign } = fields;
  if (emails.length === 0) throw new RangeError('a request for a signing certificate names an address');
  const asked = [keyUsage(0), emailNames(...emails)];
  const info = sequence(
    smallInteger(0),
    encodeName(subject),
    publicKey,
    tlv(0xa0, attribute(OID.extensionRequest, sequence(...asked.map(encodeExtension)))),
  );
  const algorithm = sequence(objectIdentifier(OID.sha256WithRsa), NULL);
  return sequence(info, algorithm, bitString(await sign(info)));
}

/** A PKCS #10 request whose signature holds. */
export interface ReadCertificateRequest {
  /** `C=IT, O=…, CN=…`. */
  readonly subject: string;
  /** Value by short name, first value of each: C, O, CN. */
  readonly subjectParts: Readonly<Record<string, string>>;
  readonly emails: readonly string[];
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
}

/** Reads a PKCS #10 request and checks that its sender has the key (RFC 2986 4.2). Throws CmsFault. */
export async function readCertificateRequest(der: Uint8Array): Promise<ReadCertificateRequest> {
  if (der.length > MAX_REQUEST_BYTES) throw new CmsFault('certificate request: too large');
  const whole = parseDer(der, 'certificate request');
  if (whole.tag !== 0x30) throw new CmsFault('certificate request: not a SEQUENCE');
  const outer = whole.inside();
  const info = outer.take(0x30, 'certificationRequestInfo');
  const algorithm = readSignatureAlgorithm(outer.take(0x30, 'signatureAlgorithm').raw);
  const signature = bitStringOctets(outer.take(0x03, 'signature'));
  outer.finish('certificate request');
  const inside = info.inside();
  inside.take(0x02, 'version');
  const subject = readName(inside.take(0x30, 'subject').raw);
  const publicKey = inside.take(0x30, 'subjectPublicKeyInfo').raw;
  const extensions = readExtensionValues(readAsked(inside.optional(0xa0, 'attributes')));
  inside.finish('certificationRequestInfo');
  if (algorithm === undefined || algorithm.digest === 'sha1') {
    throw new CmsFault('certificate request: signed with an algorithm not accepted');
  }
  if (!(await verifyWithKey(publicKey, algorithm, signature, info.raw))) {
    throw new CmsFault('certificate request: not signed with the key it is for');
  }
  const emails = (extensions.alternativeNames ?? []).flatMap((name) => (name.form === 'email' ? [name.value] : []));
  return { subject: nameText(subject), subjectParts: partsOf(subject), emails, publicKey };
}

function readAsked(holder: Element | undefined): RawExtension[] {
  if (holder === undefined) return [];
  for (const [type, values] of attributesOf(holder, 'attributes')) {
    if (type !== OID.extensionRequest) continue;
    const list = onlyValue(values, 'extensionRequest');
    if (list.tag !== 0x30) throw new CmsFault('extensionRequest: not a SEQUENCE');
    const asked = Array.from(list.inside().rest('extensionRequest'), readExtension);
    if (asked.length > MAX_EXTENSIONS) throw new CmsFault('extensionRequest: too many extensions');
    return asked;
  }
  return [];
}

function partsOf(name: RelativeNames): Record<string, string> {
  const named = name.flat().map(({ type, value }) => [ATTRIBUTE_NAMES.get(type) ?? type, value] as const);
  return Object.fromEntries(named.toReversed());
}

import { asSource } from './bytes.ts';
import { CmsFault } from './fault.ts';
import { DIGEST_NAMES, OID } from './oids.ts';
import { parseDer } from './tlv.ts';
import { oidText, readSmallInteger } from './values.ts';

/** How a signature value is checked: the WebCrypto algorithm, and the digest inside it. */
export interface SignatureAlgorithm {
  readonly scheme: 'RSASSA-PKCS1-v1_5' | 'RSA-PSS' | 'ECDSA';
  /** sha1, sha256, sha384 or sha512. */
  readonly digest: string;
  readonly saltLength?: number;
}

const BY_OID: ReadonlyMap<string, SignatureAlgorithm> = new Map<string, SignatureAlgorithm>([
  [OID.sha1WithRsa, { scheme: 'RSASSA-PKCS1-v1_5', digest: 'sha1' }],
  [OID.sha256WithRsa, { scheme: 'RSASSA-PKCS1-v1_5', digest: 'sha256' }],
  [OID.sha384WithRsa, { scheme: 'RSASSA-PKCS1-v1_5', digest: 'sha384' }],
  [OID.sha512WithRsa, { scheme: 'RSASSA-PKCS1-v1_5', digest: 'sha512' }],
  [OID.ecdsaWithSha1, { scheme: 'ECDSA', digest: 'sha1' }],
  [OID.ecdsaWithSha256, { scheme: 'ECDSA', digest: 'sha256' }],
  [OID.ecdsaWithSha384, { scheme: 'ECDSA', digest: 'sha384' }],
  [OID.ecdsaWithSha512, { scheme: 'ECDSA', digest: 'sha512' }],
]);

/**
 * Reads an AlgorithmIdentifier of a signature. CMS lets RSA and ECDSA signers name the key's algorithm alone (RFC 3370 3.2); the
 * digest is then `digestAlgorithm`. Undefined for algorithms not accepted here, MD5 among them.
 */
export function readSignatureAlgorithm(der: Uint8Array, digestAlgorithm?: string): SignatureAlgorithm | undefined {
  const inside = parseDer(der, 'signatureAlgorithm').inside();
  const oid = oidText(inside.take(0x06, 'algorithm').content);
  if (oid === OID.rsassaPss) return readPss(inside.optional(0x30, 'RSASSA-PSS-params')?.raw);
  if (oid === OID.rsaEncryption && digestAlgorithm !== undefined && isDigestName(digestAlgorithm)) {
    return { scheme: 'RSASSA-PKCS1-v1_5', digest: digestAlgorithm };
  }
  if (oid === OID.ecPublicKey && digestAlgorithm !== undefined && isDigestName(digestAlgorithm)) {
    return { scheme: 'ECDSA', digest: digestAlgorithm };
  }
  return BY_OID.get(oid);
}

function isDigestName(name: string): boolean {
  return [...DIGEST_NAMES.values()].includes(name);
}

/** RFC 4055 3.1: absent fields mean SHA-1, MGF1 with SHA-1, salt of 20. WebCrypto has one digest for both places. */
function readPss(der: Uint8Array | undefined): SignatureAlgorithm | undefined {
  const inside = der === undefined ? undefined : parseDer(der, 'RSASSA-PSS-params').inside();
  const hash = inside?.optional(0xa0, 'hashAlgorithm')?.inside().take(0x30, 'hashAlgorithm');
  const mask = inside?.optional(0xa1, 'maskGenAlgorithm')?.inside().take(0x30, 'maskGenAlgorithm').inside();
  const salt = inside?.optional(0xa2, 'saltLength')?.inside().take(0x02, 'saltLength');
  const digest = hash === undefined ? 'sha1' : algorithmName(hash.raw);
  if (mask !== undefined && oidText(mask.take(0x06, 'maskGenAlgorithm').content) !== OID.mgf1) return undefined;
  const maskDigest = mask === undefined ? 'sha1' : algorithmName(mask.take(0x30, 'maskGenAlgorithm').raw);
  if (digest === undefined || digest !== maskDigest) return undefined;
  return { scheme: 'RSA-PSS', digest, saltLength: salt === undefined ? 20 : readSmallInteger(salt) };
}

function algorithmName(der: Uint8Array): string | undefined {
  return DIGEST_NAMES.get(oidText(parseDer(der, 'algorithm').inside().take(0x06, 'algorithm').content));
}

/** WebCrypto's name of a digest: sha256 is SHA-256. */
export function webDigestName(digest: string): string {
  return digest.replace(/^sha/, 'SHA-');
}

/** Digest of octets with sha1, sha256, sha384 or sha512. Throws CmsFault for another. */
export async function digest(algorithm: string, bytes: Uint8Array): Promise<Uint8Array> {
  if (!isDigestName(algorithm)) throw new CmsFault(`digest algorithm ${algorithm} is not accepted`);
  return new Uint8Array(await crypto.subtle.digest(webDigestName(algorithm), asSource(bytes)));
}

const CURVES: ReadonlyMap<string, { readonly name: string; readonly octets: number }> = new Map([
  [OID.p256, { name: 'P-256', octets: 32 }],
  [OID.p384, { name: 'P-384', octets: 48 }],
  [OID.p521, { name: 'P-521', octets: 66 }],
]);

interface VerifyKey {
  readonly key: CryptoKey;
  readonly curveOctets?: number;
}

// Keys are kept as long as the SubjectPublicKeyInfo slice of a parsed certificate, which is itself cached and bounded.
const keys = new WeakMap<Uint8Array, Map<string, Promise<VerifyKey>>>();

/** How a signature value is checked: `verifyWithKey`, or what a program gives that has something quicker. */
export type VerifyValue = (
  publicKeyInfo: Uint8Array,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
  data: Uint8Array,
) => boolean | Promise<boolean>;

/**
 * Does `signature` over `data` hold with this SubjectPublicKeyInfo? The imported key is cached under the identity of the array
 * `publicKeyInfo`: hand in the slice of the parsed certificate. False also when key and algorithm do not fit.
 */
export async function verifyWithKey(
  publicKeyInfo: Uint8Array,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
  data: Uint8Array,
): Promise<boolean> {
  try {
    const { key, curveOctets } = await importedKey(publicKeyInfo, algorithm);
    const value = curveOctets === undefined ? signature : rawEcdsa(signature, curveOctets);
    const parameters = {
      name: algorithm.scheme,
      hash: webDigestName(algorithm.digest),
      saltLength: algorithm.saltLength ?? 0,
    };
    return await crypto.subtle.verify(parameters, key, asSource(value), asSource(data));
  } catch (fault) {
    // A key that cannot be imported or a value that is no signature proves nothing: the answer is no.
    if (fault instanceof CmsFault || fault instanceof DOMException) return false;
    throw fault;
  }
}

function importedKey(publicKeyInfo: Uint8Array, algorithm: SignatureAlgorithm): Promise<VerifyKey> {
  const mark = `${algorithm.scheme} ${algorithm.digest}`;
  const ofThisKey = keys.get(publicKeyInfo) ?? new Map<string, Promise<VerifyKey>>();
  const known = ofThisKey.get(mark);
  if (known !== undefined) return known;
  const imported = importKey(publicKeyInfo, algorithm);
  keys.set(publicKeyInfo, ofThisKey.set(mark, imported));
  return imported;
}

async function importKey(publicKeyInfo: Uint8Array, algorithm: SignatureAlgorithm): Promise<VerifyKey> {
  const hash = webDigestName(algorithm.digest);
  if (algorithm.scheme !== 'ECDSA') {
    const key = await crypto.subtle.importKey(
      'spki',
      asSource(publicKeyInfo),
      { name: algorithm.scheme, hash },
      false,
      ['verify'],
    );
    return { key };
  }
  const identifier = parseDer(publicKeyInfo, 'publicKeyInfo').inside().take(0x30, 'algorithm').inside();
  identifier.take(0x06, 'algorithm');
  const curve = CURVES.get(oidText(identifier.take(0x06, 'namedCurve').content));
  if (curve === undefined) throw new CmsFault('public key: curve not accepted');
  const parameters = { name: 'ECDSA', namedCurve: curve.name };
  const key = await crypto.subtle.importKey('spki', asSource(publicKeyInfo), parameters, false, ['verify']);
  return { key, curveOctets: curve.octets };
}

/** DER's SEQUENCE of two INTEGERs to the fixed-length pair WebCrypto wants. */
function rawEcdsa(signature: Uint8Array, octets: number): Uint8Array {
  const inside = parseDer(signature, 'ECDSA signature').inside();
  const out = new Uint8Array(octets * 2);
  for (const [index, name] of ['r', 's'].entries()) {
    let value = inside.take(0x02, name).content;
    while (value.length > octets && value[0] === 0) value = value.subarray(1);
    if (value.length > octets) throw new CmsFault('ECDSA signature: out of bounds');
    out.set(value, (index + 1) * octets - value.length);
  }
  inside.finish('ECDSA signature');
  return out;
}

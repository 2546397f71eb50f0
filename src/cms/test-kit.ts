import { type CertificateAuthority, createAuthority, openAuthority } from './authority.ts';
import { asSource } from './bytes.ts';
import type { CmsSigner } from './compose-signed-data.ts';
import { sequence, unsignedInteger } from './der.ts';
import { digest } from './signature-algorithm.ts';
import { readTimestampRequest, timestampRequest } from './timestamp-request.ts';
import { writeTimestampToken } from './timestamp-token.ts';
import { prepareSigner, signedAttributes, signedData } from './write-signed-data.ts';

/** For this room's tests: keys, a root, an intermediate and a provider, all at a fixed instant. */
export const NOW = Date.UTC(2026, 5, 1, 12);
export const DAY = 86_400_000;
export const YEAR = 365 * DAY;

export function newKeys(): Promise<CryptoKeyPair> {
  const parameters = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  };
  return crypto.subtle.generateKey(parameters, true, ['sign', 'verify']);
}

let serials = 0x1000;

/** A new serial number each time. */
export function serial(): Uint8Array {
  serials++;
  return Uint8Array.of(serials >> 8, serials & 0xff);
}

/** Validity from a year ago for `years` years. */
export function term(years: number) {
  return { notBefore: NOW - YEAR, notAfter: NOW - YEAR + years * YEAR, serial: serial() };
}

export interface TestNetwork {
  readonly root: CertificateAuthority;
  readonly ca: CertificateAuthority;
  readonly caKeys: CryptoKeyPair;
  readonly rootKeys: CryptoKeyPair;
  readonly leafKeys: CryptoKeyPair;
  readonly leaf: Uint8Array;
}

export const CRL_URL = 'http://crl.autorita.example/ca.crl';
export const PROVIDER = 'Gestore Alfa S.p.A.';
export const SERVICE_ADDRESS = 'posta-certificata@gestore-alfa.example';

/** Root over intermediate over one provider certificate. */
export async function testNetwork(): Promise<TestNetwork> {
  const [rootKeys, caKeys, leafKeys] = await Promise.all([newKeys(), newKeys(), newKeys()]);
  const root = await createAuthority({
    ...term(20),
    publicKey: rootKeys.publicKey,
    privateKey: rootKeys.privateKey,
    subject: { C: 'IT', O: 'Autorità di prova', CN: 'Test Root' },
  });
  const certificate = await root.issueIntermediate({
    ...term(10),
    publicKey: caKeys.publicKey,
    subject: { C: 'IT', O: 'Autorità di prova', CN: 'Test CA1' },
    pathLength: 0,
  });
  const ca = openAuthority({ certificate, privateKey: caKeys.privateKey, crlUrl: CRL_URL });
  const leaf = await ca.issueProvider({
    ...term(3),
    publicKey: leafKeys.publicKey,
    providerName: PROVIDER,
    serviceAddress: SERVICE_ADDRESS,
  });
  return { root, ca, caKeys, rootKeys, leafKeys, leaf };
}

/** A key on P-256: as strong as a long RSA key, and made at once. */
export function newEcKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
}

/** A key as a signer of CMS. */
export function signerOf(keys: CryptoKeyPair, certificate: Uint8Array, chain: readonly Uint8Array[] = []): CmsSigner {
  const { name } = keys.privateKey.algorithm;
  const sign = async (data: Uint8Array) => {
    const value = await crypto.subtle.sign({ name, hash: 'SHA-256' }, keys.privateKey, asSource(data));
    const octets = new Uint8Array(value);
    if (name !== 'ECDSA') return octets;
    return sequence(unsignedInteger(octets.subarray(0, 32)), unsignedInteger(octets.subarray(32)));
  };
  return { certificate, chain, sign };
}

export interface TestTimestamper {
  readonly keys: CryptoKeyPair;
  readonly certificate: Uint8Array;
  /** A token over this digest, of whatever algorithm has that many octets. */
  stamp(digest: Uint8Array, at?: number, nonce?: Uint8Array): Promise<Uint8Array>;
}

const POLICY = '1.3.6.1.4.1.32473.1';

/** A time-stamp authority below the root, its certificate from a day before `from` for `years` years. */
export async function testTimestamper(
  root: CertificateAuthority,
  from = NOW,
  years = 5,
  keys?: CryptoKeyPair,
): Promise<TestTimestamper> {
  const own = keys ?? (await newKeys());
  const certificate = await root.issueTimestamper({
    publicKey: own.publicKey,
    subject: { C: 'IT', O: 'Autorità di prova', CN: 'Test TSA' },
    notBefore: from - DAY,
    notAfter: from - DAY + years * YEAR,
    serial: serial(),
  });
  const signer = signerOf(own, certificate);
  const stamp = (value: Uint8Array, at = NOW, nonce = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)) => {
    const digestAlgorithm = ({ 32: 'sha256', 48: 'sha384', 64: 'sha512' } as const)[value.length]!;
    const request = readTimestampRequest(timestampRequest({ digest: value, digestAlgorithm, nonce }));
    return writeTimestampToken(signer, { request, serial: serial(), at, policy: POLICY, accuracyMs: 1000 });
  };
  return { keys: own, certificate, stamp };
}

/** A SignedData over `content`, detached unless `inside`. */
export async function signContent(
  network: TestNetwork,
  content: Uint8Array,
  inside = false,
  at = NOW,
): Promise<Uint8Array> {
  const attributes = signedAttributes(await digest('sha256', content), at);
  const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', network.leafKeys.privateKey, asSource(attributes));
  const signer = prepareSigner(network.leaf, [network.ca.certificate]);
  return signedData(signer, attributes, new Uint8Array(signature), inside ? content : undefined);
}

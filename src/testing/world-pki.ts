import { generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { nodeDigests } from '#adapters/files';
import { type CertificateAuthority, createAuthority, readCertificate } from '#cms';
import { writeLdif } from '#ldif';
import type { Instant, ProviderRecord } from '#pec';
import type { Signer } from '#ports';
import { recordEntry, signDocument } from '#provider-index';

const YEAR = 365 * 86_400_000;
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
/** How long a revocation list of the simulated authorities counts. */
export const CRL_LIFE_MS = 24 * 3_600_000;
export const INDEX_URL = 'https://indice.example/indice.ldif.p7m';

const makeKeys = promisify(generateKeyPair);
type Keys = { readonly privateKey: KeyObject; readonly publicKey: Uint8Array };
const keys = new Map<string, Promise<Keys>>();

/** An RSA key by name, made once for a test process: making one costs more than a whole exchange. */
export function testKeys(name: string, bits = 2048): Promise<Keys> {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const made = makeKeys('rsa', { modulusLength: bits }).then(({ privateKey, publicKey }) => ({
    privateKey,
    publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
  }));
  keys.set(name, made);
  return made;
}

export interface TestAuthority {
  readonly authority: CertificateAuthority;
  readonly crlUrl: string;
  /** The list as it stands now, DER. */
  crl(at: Instant, revoked: readonly { readonly serial: Uint8Array; readonly since: Instant }[]): Promise<Uint8Array>;
}

const authorities = new Map<string, Promise<TestAuthority>>();
let crlNumber = 0;

/** A root by name, trusted by nobody unless the world says so; valid from 2024 for thirty years. */
export function testAuthority(name: string): Promise<TestAuthority> {
  const known = authorities.get(name) ?? makeAuthority(name);
  authorities.set(name, known);
  return known;
}

async function makeAuthority(name: string): Promise<TestAuthority> {
  const { privateKey, publicKey } = await testKeys(`authority ${name}`);
  const crlUrl = `http://crl.${name}.example/ca.crl`;
  const authority = await createAuthority({
    publicKey,
    privateKey: privateKey.toCryptoKey(RSA, true, ['sign']) as CryptoKey,
    crlUrl,
    subject: { C: 'IT', O: `Autorità ${name}`, CN: 'Radice di prova' },
    notBefore: Date.UTC(2024, 0, 1),
    notAfter: Date.UTC(2024, 0, 1) + 30 * YEAR,
    serial: Uint8Array.of(1),
  });
  return {
    authority,
    crlUrl,
    crl: (at, revoked) => authority.crl({ revoked, thisUpdate: at, nextUpdate: at + CRL_LIFE_MS, number: ++crlNumber }),
  };
}

export interface CertificateOrder {
  readonly authority: string;
  readonly keys: string;
  readonly providerName: string;
  readonly serviceAddress: string;
  readonly serial: number;
  readonly notBefore?: Instant;
  readonly notAfter?: Instant;
}

const certificates = new Map<string, Promise<Uint8Array>>();

/** A provider's certificate, DER; the same order gives the same one. */
export function testCertificate(order: CertificateOrder): Promise<Uint8Array> {
  const name = JSON.stringify(order);
  const known = certificates.get(name) ?? issue(order);
  certificates.set(name, known);
  return known;
}

async function issue(order: CertificateOrder): Promise<Uint8Array> {
  const { authority } = await testAuthority(order.authority);
  const { publicKey } = await testKeys(order.keys);
  const { providerName, serviceAddress, serial } = order;
  const notBefore = order.notBefore ?? Date.UTC(2025, 0, 1);
  const notAfter = order.notAfter ?? Date.UTC(2045, 0, 1);
  return authority.issueProvider({
    providerName,
    serviceAddress,
    publicKey,
    serial: Uint8Array.of(serial),
    notBefore,
    notAfter,
  });
}

/** Signs on the spot: the thread pool would bring its own chance into a world that the seed decides. */
export async function testSigner(keysName: string, certificate: Uint8Array): Promise<Signer> {
  const { privateKey } = await testKeys(keysName);
  return { certificate, chain: [], sign: async (data) => new Uint8Array(sign('sha256', data, privateKey)) };
}

/** The authority of the index of providers: its certificate, and the index signed with it. */
export async function indexAuthority() {
  const certificate = await testCertificate({
    authority: 'uno',
    keys: 'indice',
    providerName: 'Indice dei gestori',
    serviceAddress: 'indice@indice.example',
    serial: 2,
  });
  const signer = await testSigner('indice', certificate);
  return {
    certificate,
    publish: (records: readonly ProviderRecord[], at: Instant) =>
      signDocument(writeLdif(records.map(recordEntry)), at, { signer, digests: nodeDigests }),
  };
}

/** A record of the index; hashes computed from the certificates. */
export async function testRecord(
  record: Omit<ProviderRecord, 'hashes'> & { readonly hashes?: readonly string[] },
): Promise<ProviderRecord> {
  const hashes =
    record.hashes ?? (await Promise.all(record.certificates.map(async (der) => (await readCertificate(der)).sha1)));
  return { ...record, hashes };
}

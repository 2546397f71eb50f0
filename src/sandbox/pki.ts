import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CertificateAuthority,
  createAuthority,
  openAuthority,
  readCertificate,
  readCertificateRequest,
} from '#cms';
import type { Instant } from '#pec';
import type { ProviderPlan } from './country.ts';
import { exists, makeKeyFile, readCertificateFile, readKeyFile, writeCertificateFile } from './key-files.ts';
import { addRevocation } from './revocations.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;
const SIGNING_LIFE_MS = 3 * YEAR_MS;
/** A signing certificate this near its end is followed by another: more than twice the time machine's longest jump. */
const RENEW_BEFORE_MS = 80 * DAY_MS;

/** A key and its certificate as PEM files. */
export interface KeyFiles {
  readonly key: string;
  readonly certificate: string;
}

export interface ProviderKeys {
  readonly signing: KeyFiles;
  /** The signing certificate before this one, published while it may still be needed. */
  readonly before: string;
  /** The key that follows, and its certificate once it is issued (spec 11.8). */
  readonly next: KeyFiles;
  readonly tls: KeyFiles;
  readonly client: KeyFiles;
  /** Of its requests to providers of identities. */
  readonly saml: KeyFiles;
}

/** The test authority's files: made once, kept in the data folder. TLS lives in real time, signing in legal time. */
export interface Pki {
  readonly root: KeyFiles;
  readonly intermediate: KeyFiles;
  readonly indexSigner: KeyFiles;
  readonly indexTls: KeyFiles;
  readonly ordinaryTls: KeyFiles;
  readonly timestamper: KeyFiles;
  /** Of the test identity provider. */
  readonly samlIdentity: KeyFiles;
  /** For people and programs that want to read the index. */
  readonly visitor: KeyFiles;
  /** The authority's list of the certificates it has withdrawn. */
  readonly revocations: string;
  provider(key: string): ProviderKeys;
}

export function pkiFiles(folder: string): Pki {
  const files = (name: string): KeyFiles => ({
    key: join(folder, `${name}.key.pem`),
    certificate: join(folder, `${name}.crt.pem`),
  });
  return {
    root: files('root'),
    intermediate: files('intermediate'),
    indexSigner: files('index-signer'),
    indexTls: files('index-tls'),
    ordinaryTls: files('ordinary-tls'),
    timestamper: files('timestamper'),
    samlIdentity: files('saml-identity'),
    visitor: files('index-visitor'),
    revocations: join(folder, 'revocations.json'),
    provider: (key) => ({
      signing: files(`${key}-signing`),
      before: join(folder, `${key}-signing-before.crt.pem`),
      next: files(`${key}-signing-next`),
      tls: files(`${key}-tls`),
      client: files(`${key}-client`),
      saml: files(`${key}-saml`),
    }),
  };
}

export interface PkiMoment {
  /** The machine's clock: TLS is judged by it. */
  readonly real: Instant;
  /** Legal time: signatures are judged by it. */
  readonly legal: Instant;
}

const serial = () => new Uint8Array([1, ...randomBytes(15)]);
const ENDS_AFTER_MS = 40 * YEAR_MS;

async function makeRoot(pki: Pki, at: PkiMoment): Promise<void> {
  const { privateKey, publicKey } = await makeKeyFile(pki.root.key);
  const root = await createAuthority({
    subject: { C: 'IT', O: 'Ceralacca', CN: 'Ceralacca Test Root, no legal value' },
    privateKey,
    publicKey,
    serial: serial(),
    notBefore: at.real - DAY_MS,
    notAfter: at.real + ENDS_AFTER_MS,
  });
  writeCertificateFile(pki.root.certificate, root.certificate);
}

/** The root as issuer of TLS certificates; the CRL that names revoked ones is not for them. */
export async function openRoot(pki: Pki): Promise<CertificateAuthority> {
  return openAuthority({
    certificate: readCertificateFile(pki.root.certificate),
    privateKey: await readKeyFile(pki.root.key),
  });
}

const TIMESTAMPER_LIFE_MS = 5 * YEAR_MS;
/** Each key stamps for a year, so that what it stamped can be judged for four years at least. */
const STAMPS_FOR_MS = YEAR_MS;

/**
 * The time-stamp authority's key, a new one when it has none or the present one has stamped long enough; certificates before stay,
 * named by their end. Of 3072 bits: what it signs must be believed longer than a message's signature (NIST SP 800-57 part 1, 5.6.3).
 */
export async function renewTimestamper(pki: Pki, legal: Instant, rootCrlUrl: string): Promise<void> {
  const { key, certificate } = pki.timestamper;
  if (exists(key, certificate)) {
    const { notAfter } = await readCertificate(readCertificateFile(certificate));
    if (legal < notAfter - TIMESTAMPER_LIFE_MS + STAMPS_FOR_MS) return;
    const end = new Date(notAfter).toISOString().slice(0, 10);
    renameSync(certificate, certificate.replace(/\.crt\.pem$/, `-until-${end}.crt.pem`));
  }
  const root = openAuthority({
    certificate: readCertificateFile(pki.root.certificate),
    privateKey: await readKeyFile(pki.root.key),
    crlUrl: rootCrlUrl,
  });
  const { publicKey } = await makeKeyFile(key, 3072);
  const issued = await root.issueTimestamper({
    subject: { C: 'IT', O: 'Ceralacca', CN: 'Ceralacca Test TSA, no legal value' },
    publicKey,
    serial: serial(),
    notBefore: legal - HOUR_MS,
    notAfter: legal + TIMESTAMPER_LIFE_MS,
  });
  writeCertificateFile(certificate, issued);
}

/** Where the responder of the intermediate answers, beside its list. */
export const OCSP_PATH = '/ocsp';

/** The intermediate, issuer of all signing certificates. `crlUrl`: where its list is served. */
export async function openIntermediate(pki: Pki, crlUrl: string): Promise<CertificateAuthority> {
  return openAuthority({
    certificate: readCertificateFile(pki.intermediate.certificate),
    privateKey: await readKeyFile(pki.intermediate.key),
    crlUrl,
    ocspUrl: new URL(OCSP_PATH, crlUrl).href,
  });
}

async function makeIntermediate(pki: Pki, at: PkiMoment): Promise<void> {
  const root = await openRoot(pki);
  const { publicKey } = await makeKeyFile(pki.intermediate.key);
  const certificate = await root.issueIntermediate({
    subject: { C: 'IT', O: 'Ceralacca', CN: 'Ceralacca Test CA 1, no legal value' },
    publicKey,
    pathLength: 0,
    serial: serial(),
    notBefore: at.real - DAY_MS,
    notAfter: at.real + ENDS_AFTER_MS,
  });
  writeCertificateFile(pki.intermediate.certificate, certificate);
}

/** TLS certificates last as long as the root: nothing in the sandbox renews them. */
async function makeTls(
  root: CertificateAuthority,
  files: KeyFiles,
  at: PkiMoment,
  use: { hosts: readonly string[] } | { client: string },
): Promise<void> {
  if (exists(files.key, files.certificate)) return;
  const { publicKey } = await makeKeyFile(files.key);
  const request = {
    publicKey,
    serial: serial(),
    notBefore: at.real - DAY_MS,
    notAfter: at.real + ENDS_AFTER_MS - YEAR_MS,
  };
  const certificate =
    'hosts' in use
      ? await root.issueTlsServer({ ...request, hosts: use.hosts })
      : await root.issueTlsClient({ ...request, name: use.client });
  writeCertificateFile(files.certificate, certificate);
}

async function makeSigning(
  issuer: CertificateAuthority,
  files: KeyFiles,
  at: PkiMoment,
  who: { name: string; address: string; lifeMs: number },
): Promise<void> {
  const { publicKey } = await makeKeyFile(files.key);
  const certificate = await issuer.issueProvider({
    publicKey,
    providerName: who.name,
    commonName: `Posta Certificata ${who.name}`,
    serviceAddress: who.address,
    serial: serial(),
    notBefore: at.legal - HOUR_MS,
    notAfter: at.legal + who.lifeMs,
  });
  writeCertificateFile(files.certificate, certificate);
}

/** The host name under which a provider's doors present themselves, beside the loopback address. */
export function tlsNameOf(domain: string): string {
  return `mx.${domain}`;
}

/**
 * Makes what is missing: the root, the intermediate, and every key and certificate of the country. Files that are there stay.
 * Answers the instant at which the root ends.
 */
export async function foundPki(
  pki: Pki,
  at: PkiMoment,
  country: { readonly providers: readonly ProviderPlan[]; readonly ordinaryDomain: string },
  crlUrl: string,
): Promise<Instant> {
  if (!exists(pki.root.key, pki.root.certificate)) await makeRoot(pki, at);
  if (!exists(pki.intermediate.key, pki.intermediate.certificate)) await makeIntermediate(pki, at);
  const root = await openRoot(pki);
  const here = ['localhost', '127.0.0.1'];
  const tls = country.providers.flatMap(({ key, domain, name }) => [
    makeTls(root, pki.provider(key).tls, at, { hosts: [tlsNameOf(domain), ...here] }),
    makeTls(root, pki.provider(key).client, at, { client: name }),
    makeTls(root, pki.provider(key).saml, at, { client: `${name}, SAML` }),
  ]);
  await Promise.all([
    ...tls,
    makeTls(root, pki.indexTls, at, { hosts: ['index.ceralacca.example', ...here] }),
    makeTls(root, pki.ordinaryTls, at, { hosts: [`mail.${country.ordinaryDomain}`, ...here] }),
    makeTls(root, pki.samlIdentity, at, { client: 'Test identity provider, no legal value' }),
    makeTls(root, pki.visitor, at, { client: 'Visitor of the test index' }),
    foundIndexSigner(pki, at, crlUrl),
    ...country.providers.map((provider) => renewSigning(pki, provider, at, crlUrl)),
  ]);
  return (await readCertificate(root.certificate)).notAfter;
}

async function foundIndexSigner(pki: Pki, at: PkiMoment, crlUrl: string): Promise<void> {
  if (exists(pki.indexSigner.key, pki.indexSigner.certificate)) return;
  const issuer = await openIntermediate(pki, crlUrl);
  const who = {
    name: 'Indice di prova dei gestori',
    address: 'indice@autorita.example',
    lifeMs: ENDS_AFTER_MS - YEAR_MS,
  };
  await makeSigning(issuer, pki.indexSigner, at, who);
}

/**
 * Gives a provider a signing key when it has none, or when its certificate names a CRL that is no longer served there: then at once. Near
 * the end of its certificate it is given the next one, which the provider publishes beside the old (spec 11.8, 13.6). Answers what it did.
 */
export async function renewSigning(
  pki: Pki,
  provider: ProviderPlan,
  at: PkiMoment,
  crlUrl: string,
): Promise<'replaced' | 'prepared' | undefined> {
  const { signing, next } = pki.provider(provider.key);
  const held = exists(signing.key, signing.certificate)
    ? await readCertificate(readCertificateFile(signing.certificate))
    : undefined;
  if (held === undefined || !held.crlUrls.includes(crlUrl)) {
    await replaceSigning(pki, provider, at, crlUrl);
    return 'replaced';
  }
  if (held.notAfter > at.legal + RENEW_BEFORE_MS || exists(next.key)) return undefined;
  await makeSigning(await openIntermediate(pki, crlUrl), next, at, signerOf(provider));
  return 'prepared';
}

/** Gives a provider a new signing key and certificate, whatever it has. */
export async function replaceSigning(pki: Pki, provider: ProviderPlan, at: PkiMoment, crlUrl: string): Promise<void> {
  const { signing, before, next } = pki.provider(provider.key);
  adoptNext(pki, provider);
  rmSync(next.key, { force: true });
  if (exists(signing.certificate)) renameSync(signing.certificate, before);
  await makeSigning(await openIntermediate(pki, crlUrl), signing, at, signerOf(provider));
}

/** What an operator does at leisure once the next key is in force: it becomes the key, and the one before stays published. */
export function adoptNext(pki: Pki, { key }: ProviderPlan): void {
  const { signing, before, next } = pki.provider(key);
  if (!exists(next.key, next.certificate)) return;
  renameSync(signing.certificate, before);
  renameSync(next.certificate, signing.certificate);
  renameSync(next.key, signing.key);
}

/** Certifies the key of a request, when it is the provider's own, as the authority does. Throws in one sentence. DER in, DER out. */
export async function certifyRequest(
  pki: Pki,
  provider: ProviderPlan,
  request: Uint8Array,
  at: PkiMoment,
  crlUrl: string,
): Promise<Uint8Array> {
  const { name, address, lifeMs } = signerOf(provider);
  const { publicKey, emails, subjectParts } = await readCertificateRequest(request);
  if (!emails.some((email) => email.toLowerCase() === address)) throw new Error(`the request does not name ${address}`);
  const issuer = await openIntermediate(pki, crlUrl);
  return await issuer.issueProvider({
    publicKey,
    providerName: name,
    commonName: subjectParts.CN ?? `Posta Certificata ${name}`,
    serviceAddress: address,
    serial: serial(),
    notBefore: at.legal - HOUR_MS,
    notAfter: at.legal + lifeMs,
  });
}

function signerOf({ name, domain }: ProviderPlan) {
  return { name, address: `posta-certificata@${domain}`, lifeMs: SIGNING_LIFE_MS };
}

/** Withdraws the certificate a provider signs with; it stands in the next revocation list. */
export async function revokeSigning(pki: Pki, provider: ProviderPlan, since: Instant): Promise<void> {
  const { serial } = await readCertificate(readCertificateFile(pki.provider(provider.key).signing.certificate));
  addRevocation(pki.revocations, serial, since);
}

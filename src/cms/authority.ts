import { readCertificateRequest } from './certificate-request.ts';
import { KEY_USAGE } from './extensions.ts';
import {
  type CertificateExtension,
  type DistinguishedName,
  encodeName,
  type RevokedCertificate,
  signCertificate,
  signCrl,
} from './issue-certificate.ts';
import { OID } from './oids.ts';
import { type ParsedCertificate, parsedCertificate } from './parsed-certificate.ts';
import {
  authorityConstraints,
  authorityKeyIdentifier,
  crlDistributionPoint,
  crlNumber,
  emailNames,
  extendedKeyUsage,
  hostNames,
  keyIdentifierOf,
  keyUsage,
  type NameSubtrees,
  nameConstraints,
  ocspAccess,
  ocspNoCheck,
  subjectKeyIdentifier,
} from './write-extensions.ts';

/** What every certificate asked for has: clock and chance stay outside. */
export interface CertificateRequest {
  /** An RSA key (WebCrypto, extractable) or the DER of its SubjectPublicKeyInfo. */
  readonly publicKey: CryptoKey | Uint8Array;
  /** Milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** 1 to 20 octets, not all zero (RFC 5280 4.1.2.2). */
  readonly serial: Uint8Array;
}

export interface ProviderRequest extends CertificateRequest {
  /** As in the index of providers; becomes O (spec 14.1). */
  readonly providerName: string;
  /** `posta-certificata@<domain>`: the one address in subjectAltName. */
  readonly serviceAddress: string;
  /** CN; "Posta Certificata" as in the RFC's example unless said otherwise. */
  readonly commonName?: string;
  /** More extensions; none of the profile's own, none critical, never basicConstraints. */
  readonly extensions?: readonly CertificateExtension[];
}

export interface IntermediateRequest extends CertificateRequest {
  readonly subject: DistinguishedName;
  readonly pathLength?: number;
  readonly permitted?: NameSubtrees;
  readonly excluded?: NameSubtrees;
}

/** A certification authority for tests and for closed networks: root or intermediate, over a WebCrypto key. */
export interface CertificateAuthority {
  /** DER. */
  readonly certificate: Uint8Array;
  /** A provider's signing certificate, in the profile of spec 14.1 (T129). Throws RangeError when asked to leave it (T130). */
  issueProvider(request: ProviderRequest): Promise<Uint8Array>;
  /**
   * The same for a PKCS #10 request: name, address and key are the ones asked for, the profile is ours. Throws CmsFault when the
   * request does not hold, RangeError when it names no O or no address.
   */
  issueFrom(request: Uint8Array, term: Omit<CertificateRequest, 'publicKey'>): Promise<Uint8Array>;
  /** A CA below this one, with clientAuth and emailProtection as AgID CA1 has (spec 14.1). */
  issueIntermediate(request: IntermediateRequest): Promise<Uint8Array>;
  /** A TLS server's certificate for host names and IPv4 addresses. */
  issueTlsServer(request: CertificateRequest & { readonly hosts: readonly string[] }): Promise<Uint8Array>;
  /** A TLS client's certificate: a provider that reads the index (spec 13.4). */
  issueTlsClient(request: CertificateRequest & { readonly name: string }): Promise<Uint8Array>;
  /** A time-stamp authority's certificate: critical and only extended key usage timeStamping (RFC 3161 2.3). */
  issueTimestamper(request: CertificateRequest & { readonly subject: DistinguishedName }): Promise<Uint8Array>;
  /** A responder that answers for this authority (RFC 6960 4.2.2.2), whose own revocation is not asked for. */
  issueResponder(request: CertificateRequest & { readonly subject: DistinguishedName }): Promise<Uint8Array>;
  /** A CRL of this authority, DER; to be published at its `crlUrl`. */
  crl(list: {
    readonly revoked: readonly RevokedCertificate[];
    /** Milliseconds. */
    readonly thisUpdate: number;
    readonly nextUpdate: number;
    readonly number: number;
  }): Promise<Uint8Array>;
}

export interface AuthorityKey {
  /** RSASSA-PKCS1-v1_5 with SHA-256, usage sign. */
  readonly privateKey: CryptoKey;
  /** Where the CRL of this authority is to be had; named in what it issues. */
  readonly crlUrl?: string;
  /** Where its OCSP responder answers; named in what it issues. */
  readonly ocspUrl?: string;
}

/** Makes a self-signed root and returns its authority. */
export async function createAuthority(
  root: CertificateRequest & AuthorityKey & { readonly subject: DistinguishedName },
): Promise<CertificateAuthority> {
  const name = encodeName(root.subject);
  const publicKeyInfo = await publicKeyInfoOf(root.publicKey);
  const extensions = [
    authorityConstraints(),
    keyUsage(KEY_USAGE.keyCertSign, KEY_USAGE.cRLSign),
    subjectKeyIdentifier(await keyIdentifierOf(publicKeyInfo)),
  ];
  const tbs = { ...frame(root), issuer: name, subject: name, publicKeyInfo, extensions };
  return openAuthority({ ...root, certificate: await signCertificate(tbs, root.privateKey) });
}

/** The authority of a CA certificate that exists already: an intermediate, or a root made earlier. */
export function openAuthority(ca: AuthorityKey & { readonly certificate: Uint8Array }): CertificateAuthority {
  const issuer = parsedCertificate(ca.certificate);
  const issue = (request: CertificateRequest, subject: Uint8Array, extensions: readonly CertificateExtension[]) =>
    issueBelow(issuer, ca, request, subject, extensions);
  async function issueProvider(request: ProviderRequest): Promise<Uint8Array> {
    refuseOutsideProfile(request.extensions ?? []);
    const { providerName, commonName = 'Posta Certificata' } = request;
    return issue(request, encodeName({ C: 'IT', O: providerName, CN: commonName }), [
      keyUsage(KEY_USAGE.digitalSignature),
      extendedKeyUsage(OID.emailProtection),
      emailNames(request.serviceAddress),
      ...(request.extensions ?? []),
    ]);
  }
  return {
    certificate: ca.certificate,
    async issueFrom(request, term) {
      const { publicKey, emails, subjectParts } = await readCertificateRequest(request);
      const { O: providerName, CN: commonName } = subjectParts;
      const [serviceAddress] = emails;
      if (providerName === undefined || serviceAddress === undefined) {
        throw new RangeError('the request names no organization or no address');
      }
      const named = commonName === undefined ? {} : { commonName };
      return issueProvider({ ...term, publicKey, providerName, serviceAddress, ...named });
    },
    issueProvider,
    async issueIntermediate(request) {
      const { permitted, excluded } = request;
      return issue(request, encodeName(request.subject), [
        authorityConstraints(request.pathLength),
        keyUsage(KEY_USAGE.keyCertSign, KEY_USAGE.cRLSign),
        extendedKeyUsage(OID.clientAuth, OID.emailProtection),
        ...(permitted || excluded ? [nameConstraints(permitted ?? {}, excluded ?? {})] : []),
      ]);
    },
    async issueTlsServer(request) {
      const [host] = request.hosts;
      if (host === undefined) throw new RangeError('a server certificate needs a host');
      return issue(request, encodeName({ CN: host }), [
        keyUsage(KEY_USAGE.digitalSignature, KEY_ENCIPHERMENT),
        extendedKeyUsage(OID.serverAuth),
        hostNames(...request.hosts),
      ]);
    },
    async issueTlsClient(request) {
      return issue(request, encodeName({ CN: request.name }), [
        keyUsage(KEY_USAGE.digitalSignature),
        extendedKeyUsage(OID.clientAuth),
      ]);
    },
    async issueTimestamper(request) {
      return issue(request, encodeName(request.subject), [
        keyUsage(KEY_USAGE.digitalSignature),
        { ...extendedKeyUsage(OID.timeStamping), critical: true },
      ]);
    },
    async issueResponder(request) {
      return issue(request, encodeName(request.subject), [
        keyUsage(KEY_USAGE.digitalSignature),
        extendedKeyUsage(OID.ocspSigning),
        ocspNoCheck(),
      ]);
    },
    async crl({ revoked, thisUpdate, nextUpdate, number }) {
      const extensions = [...authorityKeyOf(issuer), crlNumber(number)];
      return signCrl({ issuer: issuer.subjectName, thisUpdate, nextUpdate, revoked, extensions }, ca.privateKey);
    },
  };
}

const KEY_ENCIPHERMENT = 2;

async function issueBelow(
  issuer: ParsedCertificate,
  ca: AuthorityKey,
  request: CertificateRequest,
  subject: Uint8Array,
  extensions: readonly CertificateExtension[],
): Promise<Uint8Array> {
  const publicKeyInfo = await publicKeyInfoOf(request.publicKey);
  const common = [
    ...authorityKeyOf(issuer),
    subjectKeyIdentifier(await keyIdentifierOf(publicKeyInfo)),
    ...(ca.crlUrl === undefined ? [] : [crlDistributionPoint(ca.crlUrl)]),
    ...(ca.ocspUrl === undefined ? [] : [ocspAccess(ca.ocspUrl)]),
  ];
  const tbs = { ...frame(request), issuer: issuer.subjectName, subject, publicKeyInfo };
  return signCertificate({ ...tbs, extensions: [...common, ...extensions] }, ca.privateKey);
}

function authorityKeyOf(issuer: ParsedCertificate): CertificateExtension[] {
  return issuer.keyIdentifier === undefined ? [] : [authorityKeyIdentifier(issuer.keyIdentifier)];
}

function frame({ serial, notBefore, notAfter }: CertificateRequest) {
  if (serial.length < 1 || serial.length > 20 || serial.every((octet) => octet === 0)) {
    throw new RangeError('a serial number has 1 to 20 octets and is not zero');
  }
  if (!(notBefore < notAfter)) throw new RangeError('a certificate ends after it begins');
  return { serial, notBefore, notAfter };
}

async function publicKeyInfoOf(key: CryptoKey | Uint8Array): Promise<Uint8Array> {
  return key instanceof Uint8Array ? key : new Uint8Array(await crypto.subtle.exportKey('spki', key));
}

const PROFILE: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.extKeyUsage,
  OID.subjectAltName,
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
  OID.crlDistributionPoints,
]);

/** RFC 6109 5.5.2: no basicConstraints on a leaf (T130), nothing critical beside keyUsage. */
function refuseOutsideProfile(extensions: readonly CertificateExtension[]): void {
  for (const { oid, critical } of extensions) {
    if (oid === OID.basicConstraints)
      throw new RangeError('a provider certificate has no basicConstraints (RFC 6109 5.5.2)');
    if (critical) throw new RangeError(`extension ${oid}: further extensions must not be critical (RFC 6109 5.5.2)`);
    if (PROFILE.has(oid)) throw new RangeError(`extension ${oid} is set by the profile`);
  }
}

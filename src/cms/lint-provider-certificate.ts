import { KEY_USAGE } from './extensions.ts';
import { CmsFault } from './fault.ts';
import { nameValues } from './names.ts';
import { OID } from './oids.ts';
import { type ParsedCertificate, parsedCertificate, subjectEmails } from './parsed-certificate.ts';
import { extensionOf } from './skeleton.ts';
import { rsaBits, SAFE_RSA_BITS } from './weaknesses.ts';

export interface LintFinding {
  /** The line of the table of spec 14.1, e.g. `keyUsage`, and its source. */
  readonly rule: string;
  readonly problem: string;
}

type Line = (certificate: ParsedCertificate, providerName: string | undefined) => string | undefined;

/** One function a line of the table of spec 14.1; the text says what is wrong, undefined when the line is kept. */
const LINES: readonly (readonly [rule: string, line: Line])[] = [
  ['version (RFC 6109 5.5.3.1)', versionLine],
  ['subject (RFC 6109 5.5.1)', subjectLine],
  ['e-mail (RFC 6109 5.5.1)', emailLine],
  ['keyUsage (RFC 6109 5.5.2)', keyUsageLine],
  ['authorityKeyIdentifier (RFC 6109 5.5.2)', authorityKeyLine],
  ['subjectKeyIdentifier (RFC 6109 5.5.2)', subjectKeyLine],
  ['subjectAltName (RFC 6109 5.5.2)', alternativeNameLine],
  ['basicConstraints (RFC 6109 5.5.2)', basicConstraintsLine],
  ['other extensions (RFC 6109 5.5.2)', otherExtensionsLine],
  ['key (RSA, 2048 bits)', keyLine],
];

/** All lines of the profile, as `LintFinding.rule` names them, in the order of the table. */
export const PROFILE_LINES: readonly string[] = LINES.map(([rule]) => rule);

/**
 * Holds a provider's signing certificate against the profile of spec 14.1 (T129): one finding for each line that is not kept,
 * empty when all are. `providerName` is the one of the index record; without it that line is not judged. Bytes that are no
 * certificate give one finding.
 */
export function lintProviderCertificate(der: Uint8Array, providerName?: string): readonly LintFinding[] {
  let certificate: ParsedCertificate;
  try {
    certificate = parsedCertificate(der);
  } catch (fault) {
    if (fault instanceof CmsFault) return [{ rule: 'certificate (RFC 5280 4.1)', problem: fault.message }];
    throw fault;
  }
  return LINES.flatMap(([rule, line]) => {
    const problem = judged(line, certificate, providerName);
    return problem === undefined ? [] : [{ rule, problem }];
  });
}

function judged(line: Line, certificate: ParsedCertificate, providerName: string | undefined): string | undefined {
  try {
    return line(certificate, providerName);
  } catch (fault) {
    if (fault instanceof CmsFault) return fault.message;
    throw fault;
  }
}

function versionLine({ skeleton }: ParsedCertificate): string | undefined {
  return skeleton.version === 3 ? undefined : `the version is ${skeleton.version}, not 3`;
}

function subjectLine({ subjectParts }: ParsedCertificate, providerName: string | undefined): string | undefined {
  if (providerName === undefined) return undefined;
  const names = [...nameValues(subjectParts, OID.commonName), ...nameValues(subjectParts, OID.organizationName)];
  // providerName compares without letter case (caseIgnoreMatch, spec 13.2).
  if (names.some((name) => name.toLowerCase().includes(providerName.toLowerCase()))) return undefined;
  return `neither CN nor O contains the provider's name "${providerName}"`;
}

function emailLine(certificate: ParsedCertificate): string | undefined {
  const [email] = subjectEmails(certificate);
  return email === undefined
    ? undefined
    : `the subject holds the e-mail address ${email}, which belongs in subjectAltName`;
}

function keyUsageLine(certificate: ParsedCertificate): string | undefined {
  const raw = extensionOf(certificate.skeleton, OID.keyUsage);
  if (raw === undefined) return 'keyUsage is missing';
  if (!certificate.extensions.keyUsage?.has(KEY_USAGE.digitalSignature)) return 'digitalSignature is not on';
  if (!raw.critical) return 'keyUsage is not critical';
  // RFC 5280 4.2.1.9: keyCertSign goes with CA:TRUE alone.
  if (certificate.extensions.keyUsage.has(KEY_USAGE.keyCertSign))
    return 'keyCertSign is on in a certificate that is no CA';
  return undefined;
}

function authorityKeyLine(certificate: ParsedCertificate): string | undefined {
  const raw = extensionOf(certificate.skeleton, OID.authorityKeyIdentifier);
  if (raw === undefined) return 'authorityKeyIdentifier is missing';
  if (certificate.extensions.authorityKey?.keyIdentifier === undefined) return 'keyIdentifier is not in it';
  return raw.critical ? 'authorityKeyIdentifier is critical' : undefined;
}

function subjectKeyLine({ skeleton }: ParsedCertificate): string | undefined {
  const raw = extensionOf(skeleton, OID.subjectKeyIdentifier);
  if (raw === undefined) return 'subjectKeyIdentifier is missing';
  return raw.critical ? 'subjectKeyIdentifier is critical' : undefined;
}

function alternativeNameLine(certificate: ParsedCertificate): string | undefined {
  const raw = extensionOf(certificate.skeleton, OID.subjectAltName);
  if (raw === undefined) return 'subjectAltName is missing';
  if (certificate.emailAddresses.length === 0) return 'subjectAltName holds no rfc822Name';
  return raw.critical ? 'subjectAltName is critical' : undefined;
}

function basicConstraintsLine({ extensions }: ParsedCertificate): string | undefined {
  return extensions.basicConstraints === undefined ? undefined : 'basicConstraints is present';
}

const IN_THE_TABLE: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
  OID.subjectAltName,
  OID.basicConstraints,
]);

function otherExtensionsLine({ skeleton }: ParsedCertificate): string | undefined {
  const critical = skeleton.extensions.filter((extension) => extension.critical && !IN_THE_TABLE.has(extension.oid));
  return critical.length === 0 ? undefined : `critical: ${critical.map((extension) => extension.oid).join(', ')}`;
}

function keyLine({ skeleton }: ParsedCertificate): string | undefined {
  const bits = rsaBits(skeleton.publicKeyInfo);
  if (bits === undefined) return 'the key is not RSA';
  return bits >= SAFE_RSA_BITS ? undefined : `the RSA key has ${bits} bits, less than ${SAFE_RSA_BITS}`;
}

import { BytesCache } from './bytes-cache.ts';
import { type Extensions, readExtensionValues } from './extensions.ts';
import { nameKey, nameText, nameValues, type RelativeNames, readName } from './names.ts';
import { OID } from './oids.ts';
import { type Skeleton, skeletonOf } from './skeleton.ts';

/** A certificate as this room works with it: slices of its DER and the meaning of its extensions. */
export interface ParsedCertificate {
  readonly der: Uint8Array;
  readonly skeleton: Skeleton;
  readonly extensions: Extensions;
  readonly serialOctets: Uint8Array;
  readonly issuerName: Uint8Array;
  readonly subjectName: Uint8Array;
  /** For comparing names, see nameKey. */
  readonly issuerKey: string;
  readonly subjectKey: string;
  readonly subjectParts: RelativeNames;
  readonly subject: string;
  readonly issuer: string;
  /** subjectKeyIdentifier. */
  readonly keyIdentifier?: Uint8Array;
  /** rfc822Name of subjectAltName. */
  readonly emailAddresses: readonly string[];
  readonly isCa: boolean;
}

const parsed = new BytesCache<ParsedCertificate>(1024);

/** Parses a certificate, or gives back what was parsed before from the same octets. Throws CmsFault. */
export function parsedCertificate(der: Uint8Array): ParsedCertificate {
  const known = parsed.get(der);
  if (known !== undefined) return known;
  const certificate = parse(new Uint8Array(der));
  parsed.set(certificate.der, certificate);
  return certificate;
}

function parse(der: Uint8Array): ParsedCertificate {
  const skeleton = skeletonOf(der);
  const extensions = readExtensionValues(skeleton.extensions);
  const subjectParts = readName(skeleton.subject);
  const issuerParts = readName(skeleton.issuer);
  return {
    der,
    skeleton,
    extensions,
    serialOctets: skeleton.serial,
    issuerName: skeleton.issuer,
    subjectName: skeleton.subject,
    issuerKey: nameKey(issuerParts),
    subjectKey: nameKey(subjectParts),
    subjectParts,
    subject: nameText(subjectParts),
    issuer: nameText(issuerParts),
    emailAddresses: (extensions.alternativeNames ?? []).flatMap((name) => (name.form === 'email' ? [name.value] : [])),
    isCa: extensions.basicConstraints?.ca ?? false,
    ...(extensions.keyIdentifier !== undefined && { keyIdentifier: extensions.keyIdentifier }),
  };
}

/** E-mail addresses in the subject DN, where old material has them (spec 14.1). */
export function subjectEmails(certificate: ParsedCertificate): string[] {
  return nameValues(certificate.subjectParts, OID.emailAddress);
}

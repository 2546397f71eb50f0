/** The schema of the directory (RFC 6109 4.5.1-4.5.9, 8.2.1; spec 13.2), as a subschema entry tells it and as filters need it. */

export type Matching = 'ignoreCase' | 'exact' | 'oid' | 'none';

export interface AttributeType {
  readonly oid: string;
  readonly name: string;
  readonly matching: Matching;
  /** Told only to who asks for it (RFC 4512 3.4). */
  readonly isOperational?: true;
  /** Always transferred `;binary` (RFC 4522). */
  readonly isBinary?: true;
}

const PEC = '1.3.6.1.4.1.16572.2';

const TYPES: readonly AttributeType[] = [
  { oid: `${PEC}.2.1`, name: 'providerCertificateHash', matching: 'ignoreCase' },
  { oid: `${PEC}.2.2`, name: 'providerCertificate', matching: 'none', isBinary: true },
  { oid: `${PEC}.2.3`, name: 'providerName', matching: 'ignoreCase' },
  { oid: `${PEC}.2.4`, name: 'mailReceipt', matching: 'ignoreCase' },
  { oid: `${PEC}.2.5`, name: 'managedDomains', matching: 'ignoreCase' },
  { oid: `${PEC}.2.6`, name: 'LDIFLocationURL', matching: 'exact' },
  { oid: `${PEC}.2.7`, name: 'providerUnit', matching: 'ignoreCase' },
  { oid: '2.5.4.0', name: 'objectClass', matching: 'oid' },
  { oid: '2.5.4.3', name: 'cn', matching: 'ignoreCase' },
  { oid: '2.5.4.10', name: 'o', matching: 'ignoreCase' },
  { oid: '2.5.4.13', name: 'description', matching: 'ignoreCase' },
  { oid: '2.5.18.10', name: 'subschemaSubentry', matching: 'ignoreCase', isOperational: true },
  { oid: '2.5.21.5', name: 'attributeTypes', matching: 'none', isOperational: true },
  { oid: '2.5.21.6', name: 'objectClasses', matching: 'none', isOperational: true },
  { oid: '1.3.6.1.4.1.1466.101.120.5', name: 'namingContexts', matching: 'ignoreCase', isOperational: true },
  { oid: '1.3.6.1.4.1.1466.101.120.13', name: 'supportedControl', matching: 'oid', isOperational: true },
  { oid: '1.3.6.1.4.1.1466.101.120.14', name: 'supportedSASLMechanisms', matching: 'exact', isOperational: true },
  { oid: '1.3.6.1.4.1.1466.101.120.15', name: 'supportedLDAPVersion', matching: 'exact', isOperational: true },
];

const BY_WORD = new Map(TYPES.flatMap((type) => [type.oid, type.name.toLowerCase()].map((word) => [word, type])));

/** By name, in any letter case, or by OID; options are cut off. */
export function attributeType(description: string): AttributeType | undefined {
  return BY_WORD.get(description.split(';')[0]!.toLowerCase());
}

/** Names of the object classes by their OID, lower case. */
export const CLASS_OF_OID: ReadonlyMap<string, string> = new Map([
  [`${PEC}.1.1`, 'ldiflocationurlobject'],
  [`${PEC}.1.2`, 'provider'],
  ['2.5.6.0', 'top'],
  ['2.5.6.4', 'organization'],
]);

const IA5 = '1.3.6.1.4.1.1466.115.121.1.26';
const DIRECTORY_STRING = '1.3.6.1.4.1.1466.115.121.1.15';
const CERTIFICATE = '1.3.6.1.4.1.1466.115.121.1.8';

export const ATTRIBUTE_TYPES: readonly string[] = [
  `( ${PEC}.2.1 NAME 'providerCertificateHash' DESC 'Hash SHA1 of X.509 certificate in hexadecimal format' EQUALITY caseIgnoreIA5Match SYNTAX ${IA5} )`,
  `( ${PEC}.2.2 NAME 'providerCertificate' DESC 'X.509 certificate in ASN.1 DER binary format' SYNTAX ${CERTIFICATE} )`,
  `( ${PEC}.2.3 NAME 'providerName' DESC 'PEC provider name' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX ${DIRECTORY_STRING} SINGLE-VALUE )`,
  `( ${PEC}.2.4 NAME 'mailReceipt' DESC 'E-mail address of the service mailbox' EQUALITY caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch SYNTAX ${IA5} SINGLE-VALUE )`,
  `( ${PEC}.2.5 NAME 'managedDomains' DESC 'Domains handled by the PEC provider' EQUALITY caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch SYNTAX ${IA5} )`,
  `( ${PEC}.2.6 NAME 'LDIFLocationURL' DESC 'URL of the LDIF file that defines the entry' EQUALITY caseExactMatch SYNTAX ${DIRECTORY_STRING} SINGLE-VALUE )`,
  `( ${PEC}.2.7 NAME 'providerUnit' DESC 'Name of the secondary operative environment' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX ${DIRECTORY_STRING} SINGLE-VALUE )`,
];

export const OBJECT_CLASSES: readonly string[] = [
  `( ${PEC}.1.1 NAME 'LDIFLocationURLObject' SUP top AUXILIARY MAY ( LDIFLocationURL ) )`,
  `( ${PEC}.1.2 NAME 'provider' SUP top STRUCTURAL MUST ( providerCertificateHash $ providerCertificate $ providerName $ mailReceipt $ managedDomains ) MAY ( description $ LDIFLocationURL $ providerUnit ) )`,
];

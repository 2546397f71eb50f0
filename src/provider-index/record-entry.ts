import type { LdifEntry } from '#ldif';
import type { ProviderRecord } from '#pec';

/** One record as a directory entry, names spelled as in the schema (RFC 6109 4.5.1-4.5.9; spec 13.2). */
export function recordEntry(record: ProviderRecord): LdifEntry {
  const main = `providerName=${escapeDn(record.name)},o=postacert`;
  const attributes = new Map<string, readonly (string | Uint8Array)[]>([
    ['objectClass', ['top', 'provider', ...(record.ldifUrl === undefined ? [] : ['LDIFLocationURLObject'])]],
    ['providerName', [record.name]],
    ['mailReceipt', [record.mailReceipt]],
    ['managedDomains', record.managedDomains],
    ['providerCertificateHash', record.hashes.map((hash) => hash.toUpperCase())],
    ['providerCertificate', record.certificates],
  ]);
  if (record.unit !== undefined) attributes.set('providerUnit', [record.unit]);
  if (record.ldifUrl !== undefined) attributes.set('LDIFLocationURL', [record.ldifUrl]);
  if (record.description !== undefined) attributes.set('description', [record.description]);
  return { dn: record.unit === undefined ? main : `providerUnit=${escapeDn(record.unit)},${main}`, attributes };
}

/** RFC 4514 2.4. */
function escapeDn(value: string): string {
  return value.replace(/[\\,+"<>;=]/g, (special) => `\\${special}`).replace(/^[ #]|[ ]$/g, (edge) => `\\${edge}`);
}

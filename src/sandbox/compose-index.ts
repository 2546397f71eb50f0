import { type LdifEntry, readLdif, writeLdif } from '#ldif';
import { readProviderRecords } from '#pec';
import { openSignedDocument } from '#provider-index';

/** What the authority knows of a licensed provider before it reads its record. */
export interface LicensedProvider {
  readonly name: string;
  readonly serviceAddress: string;
  /** Where the provider serves its own record. */
  readonly recordUrl: string;
  /** DER of the certificates issued to it. */
  readonly certificates: readonly Uint8Array[];
}

/** Names as the schema spells them (spec 13.2); LDIF is read without regard to letter case. */
const SPELLED: Readonly<Record<string, string>> = {
  objectclass: 'objectClass',
  providername: 'providerName',
  providerunit: 'providerUnit',
  providercertificate: 'providerCertificate',
  providercertificatehash: 'providerCertificateHash',
  mailreceipt: 'mailReceipt',
  manageddomains: 'managedDomains',
  ldiflocationurl: 'LDIFLocationURL',
};

function spelled({ dn, attributes }: LdifEntry): LdifEntry {
  return { dn, attributes: new Map([...attributes].map(([name, values]) => [SPELLED[name] ?? name, values])) };
}

/**
 * The entries of one provider's own record: signed with a key certified for that provider, and well formed (spec 13.3, 13.5).
 * Throws in one sentence.
 */
export async function readRecord(p7m: Uint8Array, provider: LicensedProvider): Promise<readonly LdifEntry[]> {
  const content = await openedBy(p7m, provider);
  const entries = readLdif(content);
  const { records, problems } = await readProviderRecords(entries);
  if (problems[0] !== undefined) throw new Error(`${problems[0].dn}: ${problems[0].detail}`);
  if (records.length === 0) throw new Error('it holds no provider');
  const stranger = records.find(({ name }) => name !== provider.name);
  if (stranger !== undefined) throw new Error(`it speaks of ${stranger.name}`);
  return entries;
}

async function openedBy(p7m: Uint8Array, { name, certificates }: LicensedProvider): Promise<Uint8Array> {
  let refusal: unknown = new Error(`no certificate is known of ${name}`);
  for (const certificate of certificates) {
    try {
      return await openSignedDocument(p7m, certificate);
    } catch (fault) {
      refusal = fault;
    }
  }
  throw refusal;
}

/** The whole directory as one LDIF (spec 13.1, 13.3). */
export function composeIndex(url: string, records: readonly (readonly LdifEntry[])[]): Uint8Array {
  const root: LdifEntry = {
    dn: 'o=postacert',
    attributes: new Map([
      ['objectClass', ['top', 'organization', 'LDIFLocationURLObject']],
      ['o', ['postacert']],
      ['LDIFLocationURL', [url]],
      ['description', ['Test directory of an invented country: no legal value']],
    ]),
  };
  return writeLdif([root, ...records.flat().map(spelled)]);
}

import { type LdifEntry, readLdif, writeLdif } from '#ldif';
import { recordEntry } from '#provider-index';
import { testCertificate, testRecord } from '#testing';

export const FILE_URL = 'https://igpec.example/index.ldif.p7m';
const SECONDARY = 'Ambiente secondario';

/** A directory of so many providers: one with a secondary environment and two certificates, one with a name to be escaped. */
export async function sampleDirectory(count: number): Promise<readonly LdifEntry[]> {
  const certificate = (serial: number) =>
    testCertificate({ authority: 'uno', keys: 'alfa', providerName: 'Gestore', serviceAddress: 'p@g.example', serial });
  const certificates = [await certificate(50), await certificate(51)];
  const record = (n: number, more: { unit?: string } = {}) =>
    testRecord({
      name: n === 1 ? 'Gestore "Uno", di Città + Figli S.p.A.' : `Gestore ${n}`,
      mailReceipt: `posta-certificata@g${n}.example`,
      managedDomains: more.unit ? ['secondo.example'] : [`g${n}.example`, `pec.g${n}.example`],
      certificates: n === 1 ? certificates : certificates.slice(0, 1),
      ...(more.unit === undefined && { ldifUrl: `https://g${n}.example/record.ldif.p7m` }),
      ...more,
    });
  const records = [await record(1), await record(1, { unit: SECONDARY })];
  for (let n = 2; n <= count; n++) records.push(await record(n));
  const root: LdifEntry = {
    dn: 'o=postacert',
    attributes: new Map([
      ['objectClass', ['top', 'organization', 'LDIFLocationURLObject']],
      ['o', ['postacert']],
      ['LDIFLocationURL', [FILE_URL]],
    ]),
  };
  return readLdif(writeLdif([root, ...records.map(recordEntry)]));
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDigests } from '#adapters/files';
import { openFileSigner } from '#adapters/signer-file';
import { type LdifEntry, readLdif } from '#ldif';
import type { Instant } from '#pec';
import type { Download, LegalTime } from '#ports';
import { signDocument } from '#provider-index';
import { composeIndex, type LicensedProvider, readRecord } from './compose-index.ts';
import { readCertificateFile } from './key-files.ts';
import { openIntermediate, openRoot, type Pki } from './pki.ts';
import { readRevocations } from './revocations.ts';
import { writeAtomically } from './write-atomically.ts';

const DAY_MS = 86_400_000;
/** What is published holds this long past the moment it is made for. */
const HOLDS_MS = 3 * DAY_MS;
const RECORD_LIMITS = { maxBytes: 1_048_576, timeoutMs: 10_000 };

/** A licensed provider, with the certificate files issued to it; read anew each time, since they are renewed. */
export interface Licensee {
  readonly key: string;
  readonly name: string;
  readonly serviceAddress: string;
  readonly recordUrl: string;
  readonly certificateFiles: readonly string[];
}

export interface AuthorityOptions {
  readonly pki: Pki;
  readonly folder: string;
  readonly indexUrl: string;
  readonly crlUrl: string;
  readonly licensees: readonly Licensee[];
  readonly download: Download;
  readonly legalTime: LegalTime;
  /** Something a person should know, e.g. a record that was refused. */
  warn(text: string): void;
}

/** What the authority does with a provider's record: takes it as it is served, goes on with the one it has, or strikes it off. */
export const RECORD_TREATMENTS = ['taken', 'withheld', 'struck'] as const;
export type RecordTreatment = (typeof RECORD_TREATMENTS)[number];

/** The authority of the test country: keeps the directory of providers and the revocation lists. */
export interface Authority {
  /** Fetches every provider's own record, composes and signs the index, and renews the CRLs, to hold at least until `horizon`. */
  publish(horizon: Instant): Promise<void>;
  index(): Uint8Array | undefined;
  /** What is inside the index; the same array until it is published with others. */
  entries(): readonly LdifEntry[];
  /** From the next publication on. */
  treat(key: string, treatment: RecordTreatment): void;
  crl(path: string): Uint8Array | undefined;
}

function licensed(licensee: Licensee): LicensedProvider {
  const held = licensee.certificateFiles.filter((path) => existsSync(path));
  return { ...licensee, certificates: held.map(readCertificateFile) };
}

interface Records {
  /** Keys of those that could not be had the last time. */
  readonly refused: Set<string>;
  readonly treatments: Map<string, RecordTreatment>;
}

/** The record as served today; when it cannot be had or believed, the one before stands (spec 13.7). */
async function recordOf(
  licensee: Licensee,
  options: AuthorityOptions,
  { refused, treatments }: Records,
): Promise<readonly LdifEntry[]> {
  const kept = join(options.folder, `${licensee.key}-record.ldif.p7m`);
  const provider = licensed(licensee);
  const before = () => (existsSync(kept) ? readRecord(readFileSync(kept), provider).catch(() => []) : []);
  const treatment = treatments.get(licensee.key) ?? 'taken';
  if (treatment !== 'taken') return treatment === 'struck' ? [] : before();
  try {
    const p7m = await options.download.get(licensee.recordUrl, RECORD_LIMITS);
    const entries = await readRecord(p7m, provider);
    writeAtomically(kept, p7m);
    refused.delete(licensee.key);
    return entries;
  } catch (fault) {
    // Said once, until it is taken again.
    if (!refused.has(licensee.key))
      options.warn(`the record of ${licensee.name} was not taken: ${(fault as Error).message}`);
    refused.add(licensee.key);
    return before();
  }
}

export async function openAuthorityOffice(options: AuthorityOptions): Promise<Authority> {
  const { pki, folder } = options;
  const [root, intermediate] = [await openRoot(pki), await openIntermediate(pki, options.crlUrl)];
  const signer = await openFileSigner({
    keyPem: readFileSync(pki.indexSigner.key, 'utf8'),
    certificate: readCertificateFile(pki.indexSigner.certificate),
    chain: [],
  });
  const [plain, signed] = [join(folder, 'index.ldif'), join(folder, 'index.ldif.p7m')];
  let index: Uint8Array | undefined = existsSync(signed) ? readFileSync(signed) : undefined;
  let entries: readonly LdifEntry[] = existsSync(plain) ? readLdif(readFileSync(plain)) : [];
  const crls = new Map<string, Uint8Array>();
  let last: Promise<void> = Promise.resolve();
  let thisUpdate = 0;
  const records: Records = { refused: new Set(), treatments: new Map() };

  async function renewCrls(now: Instant, horizon: Instant): Promise<void> {
    // In whole seconds, and later each time: who holds a list takes only a newer one.
    thisUpdate = Math.max(now - 60_000, thisUpdate + 1000);
    const nextUpdate = Math.max(now, horizon) + HOLDS_MS;
    const list = { revoked: [], thisUpdate, nextUpdate, number: Math.floor(thisUpdate / 1000) };
    crls.set('/root.crl', await root.crl(list));
    crls.set('/intermediate.crl', await intermediate.crl({ ...list, revoked: readRevocations(pki.revocations) }));
  }
  // Providers that are started again find a list before anything else is published.
  await renewCrls(options.legalTime.now(), options.legalTime.now());

  async function publishNow(horizon: Instant): Promise<void> {
    const now = options.legalTime.now();
    await renewCrls(now, horizon);
    const taken = await Promise.all(options.licensees.map((licensee) => recordOf(licensee, options, records)));
    const ldif = composeIndex(options.indexUrl, taken);
    entries = readLdif(ldif);
    index = await signDocument(ldif, now, { signer, digests: nodeDigests });
    writeAtomically(plain, ldif);
    writeAtomically(signed, index);
  }

  return {
    publish(horizon) {
      last = last.catch(() => undefined).then(() => publishNow(horizon));
      return last;
    },
    index: () => index,
    entries: () => entries,
    treat: (key, treatment) => void records.treatments.set(key, treatment),
    crl: (path) => crls.get(path),
  };
}

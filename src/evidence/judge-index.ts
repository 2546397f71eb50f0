import { CmsFault, judgeChain, openP7m, readCertificate } from '#cms';
import { readLdif } from '#ldif';
import { domainOf } from '#mime';
import { type Instant, type ProviderIndexView, type ProviderRecord, providerIndexOf, readProviderRecords } from '#pec';
import { broken, type DossierLink, notJudged, ok } from './dossier-links.ts';
import { allBytes, type ByteSource } from './dossier-source.ts';
import type { DossierTrust } from './dossier-trust.ts';
import { inItalian } from './italian-reason.ts';

const MAX_INDEX_OCTETS = 64 * 1_048_576;

/** The index of providers that the dossier holds: what it says, and whether its authority signed it (spec 13.7). */
export interface JudgedIndex {
  readonly view?: ProviderIndexView;
  readonly links: readonly DossierLink[];
}

interface IndexCircumstances {
  readonly crls: readonly Uint8Array[];
  /** That lie in the dossier. */
  readonly certificates: readonly Uint8Array[];
  readonly at: Instant;
}

export async function judgeIndex(
  file: { readonly name: string; readonly source: ByteSource } | undefined,
  { roots }: DossierTrust,
  { crls, certificates, at }: IndexCircumstances,
): Promise<JudgedIndex> {
  if (file === undefined) {
    const it = "l'indice dei gestori non è nel fascicolo";
    return { links: [notJudged('index', '', it, 'the index of providers is not in the dossier')] };
  }
  const { name, source } = file;
  try {
    const { content, cms } = await openP7m(await allBytes(source, MAX_INDEX_OCTETS));
    const { records } = await readProviderRecords(readLdif(content));
    const leaf = cms.signerCertificate!;
    if (await isOfProvider(leaf, records)) {
      const it = 'firmato da un gestore che vi sta, non dalla sua autorità';
      return { links: [broken('index', name, it, 'signed by a provider of it, not by its authority')] };
    }
    const intermediates = [...cms.certificates, ...certificates];
    const question = { leaf, intermediates, roots, crls, at, revocation: 'if-given' } as const;
    const { reasons } = await judgeChain(question);
    const who = `${records.length} gestori`;
    const link =
      reasons.length === 0
        ? ok(
            'index',
            name,
            `firmato dalla sua autorità, ${who}`,
            `signed by its authority, ${records.length} providers`,
          )
        : // The authority of the index may have a root of its own, which nobody named.
          notJudged('index', name, `firmato, ma da chi non si sa: ${reasons.join('; ')}`, reasons.join('; '));
    return { view: providerIndexOf(records), links: [link] };
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    if (!(fault instanceof CmsFault || fault instanceof RangeError || isLdifFault(fault))) throw fault;
    return { links: [broken('index', name, `è stato alterato: ${inItalian(reason)}`, `was altered: ${reason}`)] };
  }
}

/** The roots that vouch for providers do not tell their certificates from that of the authority. */
async function isOfProvider(certificate: Uint8Array, records: readonly ProviderRecord[]): Promise<boolean> {
  const { emailAddresses } = await readCertificate(certificate);
  const domains = new Set(records.map(({ mailReceipt }) => domainOf(mailReceipt)));
  return emailAddresses.some((address) => domains.has(domainOf(address)));
}

function isLdifFault(fault: unknown): boolean {
  return fault instanceof Error && fault.name === 'LdifFault';
}

/** The certificate of each message belongs to a provider of the index. */
export function judgeMembership(
  messages: readonly {
    readonly name: string;
    readonly verdict: { readonly inIndex: string; readonly record?: { readonly name: string } };
  }[],
): readonly DossierLink[] {
  const strangers = messages.filter(({ verdict }) => verdict.inIndex === 'no');
  return strangers.map(({ name }) =>
    broken('index', name, 'il firmatario non è nell’indice', 'its signer is not in the index'),
  );
}

import { nodeDigests, readLogFiles } from '#adapters/files';
import type { ProviderConfig } from '#config';
import { type DisclosurePorts, openDayLog, openSealedLog } from '#disclosure';
import { fromHex } from '#evidence';
import { sealedNames } from '#message-log';
import type { Blobs, CurrentSigner, LegalTime, LogArchive, Random, Store } from '#ports';
import { publishedLog, readState, saltsOf } from '#sealing';
import { HOUSE_VERSION } from './house-version.ts';
import { openTimestamps } from './open-timestamps.ts';

/** What of the settings is needed to give something out of the books. */
export type DisclosureSettings = Pick<
  ProviderConfig,
  'name' | 'domain' | 'serviceAddress' | 'sandbox' | 'timestamp'
> & { readonly logDir: string };

export interface DisclosureGround {
  readonly store: Store & LogArchive;
  readonly blobs: Pick<Blobs, 'read' | 'bytes'>;
  readonly random: Random;
  readonly legalTime: LegalTime;
  readonly currentSigner: CurrentSigner;
}

/** The office that gives out receipts, extracts and dossiers: for the command line and for pages. */
export async function openDisclosure(settings: DisclosureSettings, ground: DisclosureGround): Promise<DisclosurePorts> {
  const { random, legalTime } = ground;
  // Fonts and a PDF writer, for whoever asks.
  const { openPaperPress } = await import('#adapters/pdf');
  const { name, domain, serviceAddress, sandbox } = settings;
  const timestamps = await openTimestamps(settings, { random, legalTime });
  return {
    ...{ ...ground, digests: nodeDigests },
    issuer: { name, domain, serviceAddress, ...(sandbox && { isTest: true }) },
    ...(timestamps && { timestamps }),
    sealedLog: openSealed(settings, ground),
    press: openPaperPress(),
    program: `ceralacca ${HOUSE_VERSION}`,
  };
}

function openSealed({ logDir, name, domain }: DisclosureSettings, { store }: DisclosureGround) {
  const digests = nodeDigests;
  const sha256 = (octets: Uint8Array) => digests.sha256Of(octets);
  const witnessesOf = async (head: string) => {
    const prefix = sealedNames.headWitnesses(head);
    const found = await store.documents(prefix, { limit: 64 });
    return found.map(({ name: document, bytes }) => ({ domain: document.slice(prefix.length), p7s: bytes }));
  };
  const files = readLogFiles(logDir);
  const openDay = openDayLog({
    ...publishedLog({ store, files, digests, provider: { name, domain } }),
    witnessesOf,
    sha256,
    headName: sealedNames.head,
    async salts(day) {
      const kept = await readState({ store, digests });
      return kept?.state.day === day ? saltsOf(fromHex(kept.state.secret)!, sha256) : undefined;
    },
  });
  return openSealedLog({ store, files, digests, witnessesOf, openDay });
}

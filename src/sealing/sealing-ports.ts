import type { CmsSigner } from '#cms';
import type { Sha256 } from '#evidence';
import type {
  CurrentSigner,
  Digests,
  LegalTime,
  LogArchive,
  LogFiles,
  Random,
  Store,
  TimestampAuthority,
} from '#ports';

export interface SealingPorts {
  readonly store: Pick<Store, 'commit' | 'document' | 'searchLog'> & LogArchive;
  readonly files: LogFiles;
  readonly currentSigner: CurrentSigner;
  /** Absent: nobody is asked, and days wait for a time-stamp. */
  readonly timestamps: TimestampAuthority | undefined;
  /** Roots of the authorities, DER: they say until when a time-stamp holds. */
  readonly timestampRoots: readonly Uint8Array[];
  readonly digests: Pick<Digests, 'sha256' | 'sha256Of'>;
  readonly random: Random;
  readonly legalTime: LegalTime;
  readonly provider: { readonly name: string; readonly domain: string };
  /** Names this process among those of the provider. */
  readonly node: string;
  /** 0: no heads but those of closed days. */
  readonly headEveryMs: number;
}

export function sha256Of({ digests }: { readonly digests: Pick<Digests, 'sha256Of'> }): Sha256 {
  return digests.sha256Of;
}

/** The key in force, as CMS wants it. */
export function cmsSigner({ currentSigner }: Pick<SealingPorts, 'currentSigner'>, use: string): CmsSigner {
  const signer = currentSigner();
  return { certificate: signer.certificate, chain: signer.chain, sign: (attributes) => signer.sign(attributes, use) };
}

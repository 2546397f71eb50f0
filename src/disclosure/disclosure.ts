import type { ProvenRecord } from '#evidence';
import type { Issuer } from '#pec';
import type {
  Blobs,
  CurrentSigner,
  Digests,
  LegalTime,
  PaperPress,
  Random,
  Store,
  StoredLogRecord,
  TimestampAuthority,
} from '#ports';

/** Who is given something out of the books. */
export type Asker =
  /** A holder: only what he sent, and what was delivered to him. */
  | { readonly kind: 'holder'; readonly address: string }
  /** An authority, by order: everything; `name` and its reference stand in the log. */
  | { readonly kind: 'authority'; readonly name: string };

export function nameOf(asker: Asker): string {
  return asker.kind === 'holder' ? asker.address : asker.name;
}

/** A signed head with all that was said of it. */
export interface SealedHead {
  readonly day: string;
  readonly size: number;
  readonly final: boolean;
  /** CMS with the head inside, DER. */
  readonly p7m: Uint8Array;
  /** TimeStampToken over it, DER. */
  readonly timestamp?: Uint8Array;
  readonly witnesses: readonly { readonly domain: string; readonly p7s: Uint8Array }[];
}

/** Records of one day with their way into the tree of a head. */
export interface SealedDay {
  readonly head: SealedHead;
  readonly records: readonly (ProvenRecord & { readonly seq: number })[];
}

export interface ProvenRecords {
  readonly days: readonly SealedDay[];
  /** Those that no head covers yet. */
  readonly unproven: readonly StoredLogRecord[];
}

/** The sealed log, as far as it is given out. */
export interface SealedLog {
  /** Where each of these records stands in the tree of a head. What a day has is read once, however many are asked for. */
  prove(records: readonly StoredLogRecord[]): Promise<ProvenRecords>;
}

export interface DisclosurePorts {
  readonly store: Pick<
    Store,
    'searchLog' | 'message' | 'dispatch' | 'document' | 'commit' | 'mailbox' | 'folders' | 'items'
  >;
  readonly blobs: Pick<Blobs, 'read' | 'bytes'>;
  readonly digests: Digests;
  readonly random: Random;
  readonly legalTime: LegalTime;
  readonly issuer: Issuer;
  readonly currentSigner: CurrentSigner;
  /** Absent: nothing is stamped, and what is made says so. */
  readonly timestamps?: TimestampAuthority;
  readonly sealedLog: SealedLog;
  readonly press: PaperPress;
  /** Name and version, e.g. `ceralacca 0.1.0`. */
  readonly program: string;
}

/** Nothing can be given out, and why, in a sentence for who asked. */
export class DisclosureFault extends Error {
  override name = 'DisclosureFault';
}

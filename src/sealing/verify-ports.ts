import type { VerifyValue } from '#cms';
import type { Day } from '#evidence';
import type { Instant } from '#pec';
import type { Digests, LogArchive, LogFiles, Store } from '#ports';

export interface VerifyLogPorts {
  readonly files: Pick<LogFiles, 'read' | 'size' | 'list'>;
  readonly digests: Pick<Digests, 'sha256' | 'sha256Of'>;
  /** Trusted for the provider's signatures, DER. */
  readonly roots: readonly Uint8Array[];
  /** Trusted for time-stamps, DER. */
  readonly timestampRoots: readonly Uint8Array[];
  /** The instant of judging. */
  readonly at: Instant;
  /** The database: its records and heads are compared with the files. Absent: the files are judged alone. */
  readonly store?: Pick<Store, 'document' | 'searchLog'> & Pick<LogArchive, 'documents'>;
  readonly verify?: VerifyValue;
  /** Told of the octets read of `.log` files. */
  onRead?(octets: number): void;
}

/** Something that is not as it was sealed. */
export interface LogFinding {
  readonly day: Day;
  readonly what: 'missing' | 'file' | 'signature' | 'time-stamp' | 'link' | 'head' | 'date' | 'record';
  /** The record it is about. */
  readonly seq?: number;
  readonly text: string;
}

export interface VerifiedDay {
  readonly day: Day;
  readonly records: number;
  readonly octets: number;
  /** Subject of the certificate that signed it. */
  readonly signedBy?: string;
  readonly stampedAt?: Instant;
  readonly findings: readonly LogFinding[];
  /** What is no fault and should be known. */
  readonly notes: readonly string[];
}

/** Findings of one kind that are told of one day; of the others the number. */
const TOLD = 20;

/** Gathers the findings of a day, and stays small however many there are. */
export class Findings {
  readonly day: Day;
  readonly notes: string[] = [];
  readonly #found: LogFinding[] = [];
  readonly #counts = new Map<LogFinding['what'], number>();

  constructor(day: Day) {
    this.day = day;
  }

  add(what: LogFinding['what'], text: string, seq?: number): void {
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    if (count <= TOLD) this.#found.push({ day: this.day, what, text, ...(seq !== undefined && { seq }) });
  }

  all(): readonly LogFinding[] {
    const more = [...this.#counts].filter(([, count]) => count > TOLD);
    return [
      ...this.#found,
      ...more.map(([what, count]) => ({ day: this.day, what, text: `${count - TOLD} more of this kind` })),
    ];
  }
}

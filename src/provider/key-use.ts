import { type Day, romeDay } from '#evidence';
import type { Instant } from '#pec';
import type { LegalTime, LogRecord, Signer } from '#ports';

/** What the log says of the use of keys (spec 14.3): never a row for each signature, which the log of messages has already. */
export interface KeyUseOptions {
  readonly legalTime: LegalTime;
  /** `gestore` in every record. */
  readonly provider: string;
  /** Name of this process inside the provider. */
  readonly node: string;
}

export const ACTIVATED = 'attivata';
const FIRME = /^firme del (\d{4}-\d\d-\d\d)$/;

/** Counts the signatures of this process by day, key and what was signed, until they are told to the log. */
export class KeyUse {
  readonly #options: KeyUseOptions;
  /** By day and certificate, then by use. */
  #counts = new Map<string, Map<string, number>>();

  constructor(options: KeyUseOptions) {
    this.#options = options;
  }

  /** The same signer, counted. */
  counted(signer: Signer, serial: string): Signer {
    return {
      certificate: signer.certificate,
      chain: signer.chain,
      sign: async (data, use = 'altro') => {
        const signature = await signer.sign(data, use);
        this.#count(serial, use);
        return signature;
      },
    };
  }

  #count(serial: string, use: string): void {
    const key = `${romeDay(this.#options.legalTime.now())} ${serial}`;
    let uses = this.#counts.get(key);
    if (uses === undefined) {
      uses = new Map();
      this.#counts.set(key, uses);
    }
    uses.set(use, (uses.get(use) ?? 0) + 1);
  }

  /** What the log is owed. `keep` commits the records; when it cannot, nothing is forgotten. */
  async tell(keep: (records: readonly LogRecord[]) => Promise<void>): Promise<void> {
    const told = this.#counts;
    if (told.size === 0) return;
    this.#counts = new Map();
    try {
      await keep([...told].map(([key, uses]) => this.#record(key, uses)));
    } catch (fault) {
      this.#putBack(told);
      throw fault;
    }
  }

  #putBack(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): void {
    for (const [key, uses] of counts) {
      const since = this.#counts.get(key) ?? new Map<string, number>();
      for (const [use, count] of uses) since.set(use, (since.get(use) ?? 0) + count);
      this.#counts.set(key, since);
    }
  }

  #record(key: string, uses: ReadonlyMap<string, number>): LogRecord {
    const [day, serial] = key.split(' ');
    const counts = [...uses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([use, count]) => `${use} ${count}`);
    return this.event([`firme del ${day}`, `certificato ${serial}`, ...counts]);
  }

  /** A record of an event of a key: opened, closed, put in force… */
  event(words: readonly string[], instant: Instant = this.#options.legalTime.now()): LogRecord {
    const { provider, node } = this.#options;
    return { instant, point: 'SYS', event: 'ChiaveUso', gestore: provider, eccezioni: [...words, `processo ${node}`] };
  }
}

/** Does the record say that a key was put in force? */
export function isActivation({ event, eccezioni }: LogRecord): boolean {
  return event === 'ChiaveUso' && eccezioni?.[0] === ACTIVATED;
}

/** The signatures a record counts; undefined when it counts none. */
export function readCount(
  record: LogRecord,
): { readonly day: Day; readonly serial: string; readonly uses: ReadonlyMap<string, number> } | undefined {
  const [first = '', second = '', ...rest] = record.event === 'ChiaveUso' ? (record.eccezioni ?? []) : [];
  const day = FIRME.exec(first)?.[1];
  if (day === undefined) return undefined;
  const pairs = rest.slice(0, -1).map((word): [string, number] => {
    const at = word.lastIndexOf(' ');
    return [word.slice(0, at), Number(word.slice(at + 1))];
  });
  return { day, serial: second.replace(/^certificato /, ''), uses: new Map(pairs) };
}

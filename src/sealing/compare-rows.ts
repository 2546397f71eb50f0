import { type DayRecord, EvidenceFault, logRecordText } from '#evidence';
import type { Store, StoredLogRecord } from '#ports';
import type { Findings } from './verify-ports.ts';

const PAGE = 1_000;

/** The records of the database beside those of the files, day after day, in the order of their positions. */
export class RowComparison {
  readonly #rows: AsyncGenerator<StoredLogRecord>;
  #next: StoredLogRecord | undefined;
  #ended = false;

  /** `after`: the last position that does not matter. */
  constructor(store: Pick<Store, 'searchLog'>, after: number) {
    this.#rows = rowsAfter(store, after);
  }

  /** Compares the next records of the file, in order. */
  async compare(records: readonly DayRecord[], findings: Findings): Promise<void> {
    for (const { record, text } of records) {
      await this.#strangers((seq) => seq < record.seq, findings);
      const row = await this.#peek();
      if (row?.seq !== record.seq) {
        findings.add('record', 'was dropped: it stands in the sealed file, and not in the database', record.seq);
        continue;
      }
      this.#next = undefined;
      if (textOf(row) !== text)
        findings.add('record', 'was altered: the database says otherwise than the sealed file', row.seq);
    }
  }

  /** The day is over, and its last position is `lastSeq`: what else stands there in the database was added. */
  end(lastSeq: number, findings: Findings): Promise<void> {
    return this.#strangers((seq) => seq <= lastSeq, findings);
  }

  /** There is no file to compare with, or none that can be read: what stands up to `lastSeq` is passed over. */
  async pass(lastSeq: number): Promise<void> {
    for (let row = await this.#peek(); row !== undefined && row.seq <= lastSeq; row = await this.#peek())
      this.#next = undefined;
  }

  async #strangers(isDue: (seq: number) => boolean, findings: Findings): Promise<void> {
    for (let row = await this.#peek(); row !== undefined && isDue(row.seq); row = await this.#peek()) {
      this.#next = undefined;
      findings.add('record', 'was added: it stands in the database, and not in the sealed file', row.seq);
    }
  }

  async #peek(): Promise<StoredLogRecord | undefined> {
    if (this.#next === undefined && !this.#ended) {
      const { done, value } = await this.#rows.next();
      if (done === true) this.#ended = true;
      else this.#next = value;
    }
    return this.#next;
  }
}

async function* rowsAfter(store: Pick<Store, 'searchLog'>, after: number): AsyncGenerator<StoredLogRecord> {
  for (let last = after; ; ) {
    const page = await store.searchLog({ afterSeq: last, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
    last = page.at(-1)!.seq;
  }
}

function textOf(row: StoredLogRecord): string | undefined {
  try {
    return logRecordText(row);
  } catch (fault) {
    if (fault instanceof EvidenceFault) return undefined;
    throw fault;
  }
}

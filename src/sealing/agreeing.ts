import { DayTally, type SavedTally, type Sha256 } from '#evidence';
import { hex } from '#mime';
import { type Instant, isoLegalTime } from '#pec';
import type { StoredLogRecord } from '#ports';

/** What was said of the tree of a day while it was open. */
export interface Stated {
  readonly at: Instant;
  /** Leaves. */
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
}

/** What a tally that was kept states. Throws EvidenceFault when it is none. */
export function statedBy({ at, tally }: { readonly at: Instant; readonly tally: SavedTally }, sha256: Sha256): Stated {
  const { size, ...restored } = { size: tally.tree.size, tally: DayTally.restore(tally, sha256) };
  return { at, size, root: hex(restored.tally.root()) };
}

/**
 * Compares the records of a day with what heads stated of them: who altered, dropped or added one since, has no record that makes the
 * same tree. `check` hands the pages on, cut where a head stands.
 */
export function agreeing(stated: readonly Stated[], tally: DayTally) {
  const waiting = [...stated].sort((a, b) => a.size - b.size);
  let contradiction: string | undefined;

  function compare(): void {
    while (waiting[0] !== undefined && waiting[0].size <= tally.size) {
      const { at, size, root } = waiting.shift()!;
      if (size === tally.size && hex(tally.root()) === root) continue;
      contradiction ??= `the head signed on ${isoLegalTime(at)} states another tree of ${size} leaves than these records make`;
    }
  }

  return {
    async *check(pages: AsyncIterable<readonly StoredLogRecord[]>): AsyncGenerator<readonly StoredLogRecord[]> {
      for await (const page of pages) {
        for (let from = 0; from < page.length; ) {
          const room = waiting[0] === undefined ? page.length : waiting[0].size - tally.size;
          yield page.slice(from, from + Math.max(room, 1));
          from += Math.max(room, 1);
          compare();
        }
      }
    },
    /** What does not agree, in words; to be asked after the last page. */
    contradiction(): string | undefined {
      const [missing] = waiting;
      return missing === undefined
        ? contradiction
        : (contradiction ??
            `the head signed on ${isoLegalTime(missing.at)} states ${missing.size} leaves, there are ${tally.size}`);
    },
  };
}

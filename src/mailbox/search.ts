import { setImmediate } from 'node:timers/promises';
import type { LegalTime } from '#ports';
import type { FolderView } from './folder-view.ts';
import type { MailQuery } from './mail-query.ts';
import { readSummaries, type SummaryPorts } from './read-summaries.ts';
import { type RowKey, rowTest } from './search-rows.ts';
import { type TextPorts, TextSearch } from './search-texts.ts';
import { union, without } from './uid-arrays.ts';

export interface SearchPorts {
  readonly store: SummaryPorts['store'] & TextPorts['store'];
  readonly blobs: TextPorts['blobs'];
  readonly legalTime: LegalTime;
  onFault(fault: unknown, messageId: string): void;
}

/** After judging so many rows the loop gets air. */
const ROWS_AT_ONCE = 200_000;

/**
 * UIDs of the folder that match, ascending, among ascending `uids`. What the columns answer is asked first, then sent dates, then
 * texts, each only of what the keys before have left.
 */
export async function searchFolder(
  view: FolderView,
  query: MailQuery,
  uids: Uint32Array,
  ports: SearchPorts,
): Promise<readonly number[]> {
  const search = new Search(view, uids.at(-1) ?? 0, ports);
  const found = await search.select(uids, query);
  // What went meanwhile is in no answer, though `not` cannot know it.
  return Array.from(view.items.select(found, () => true));
}

class Search {
  readonly #view: FolderView;
  readonly #highest: number;
  readonly #ports: SearchPorts;
  readonly #texts: TextSearch;
  #rows = 0;

  constructor(view: FolderView, highest: number, ports: SearchPorts) {
    this.#view = view;
    this.#highest = highest;
    this.#ports = ports;
    this.#texts = new TextSearch(view, ports);
  }

  /** Of ascending `uids`, those that match. */
  async select(uids: Uint32Array, query: MailQuery): Promise<Uint32Array> {
    if (uids.length === 0) return uids;
    switch (query.kind) {
      case 'and': {
        let left = uids;
        for (const key of cheapFirst(query.keys)) left = await this.select(left, key);
        return left;
      }
      case 'or': {
        let found: Uint32Array = new Uint32Array(0);
        for (const key of cheapFirst(query.keys)) found = union(found, await this.select(without(uids, found), key));
        return found;
      }
      case 'not':
        return without(uids, await this.select(uids, query.key));
      case 'header':
      case 'body':
      case 'text':
        return await this.#texts.select(uids, query);
      default:
        return await this.#selectRows(uids, query);
    }
  }

  async #selectRows(uids: Uint32Array, key: RowKey): Promise<Uint32Array> {
    if (key.kind === 'date' && key.of === 'sent') await this.#learnSentDays(uids);
    this.#rows += uids.length;
    if (this.#rows > ROWS_AT_ONCE) {
      this.#rows = 0;
      await setImmediate();
    }
    const { items } = this.#view;
    return items.select(uids, rowTest(key, items, this.#ports.legalTime.now(), this.#highest));
  }

  /** Once in the life of a view. */
  async #learnSentDays(uids: Uint32Array): Promise<void> {
    const { items } = this.#view;
    const unknown = items.select(uids, (row) => items.sentDay(row) === undefined);
    const wanted = Array.from(unknown, (uid) => [uid, items.item(uid)!.messageId] as const);
    for await (const [uid, { sentDay }] of readSummaries(wanted, this.#ports)) {
      const row = items.row(uid);
      if (row >= 0) items.learnSentDay(row, sentDay ?? null);
    }
  }
}

function cheapFirst(keys: readonly MailQuery[]): readonly MailQuery[] {
  return keys.toSorted((a, b) => costOf(a) - costOf(b));
}

/** In steps of dearness: rows, kept dates, one header field, all text. */
function costOf(query: MailQuery): number {
  switch (query.kind) {
    case 'and':
    case 'or':
      return Math.max(0, ...query.keys.map(costOf));
    case 'not':
      return costOf(query.key);
    case 'date':
      return query.of === 'sent' ? 1 : 0;
    case 'header':
      return 2;
    case 'body':
    case 'text':
      return 3;
    default:
      return 0;
  }
}

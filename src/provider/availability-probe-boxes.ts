import { PEC_KEYWORDS } from '#pec';
import type { MailItem, MailStore, Store } from '#ports';

/** What stands in the test mailboxes of one message. */
export interface ProbeTraces {
  /** The receipt of acceptance, or the notice that says there is none. */
  readonly accepted: boolean;
  readonly refused: boolean;
  /** The envelope at the recipient's, and the receipt for it at the sender's. */
  readonly delivered: boolean;
  /** The notice of non-delivery. */
  readonly failed: boolean;
}

export interface ProbeBoxes {
  /** What has come of the message of that identificativo so far. */
  look(identificativo: string): Promise<ProbeTraces>;
  /** Takes away all that probes have left, late or early; whatever else stands there is left alone. */
  clear(): Promise<void>;
}

interface Trace {
  readonly isSenders: boolean;
  readonly folder: string;
  readonly item: MailItem;
}

/** Messages of our own that are not yet known to have left the test mailboxes. */
const REMEMBERED = 1_000;

type TestBoxes = { readonly from: string; readonly to: string };

/** Reads two test mailboxes in the store. Probes are known by their sender and their subject. */
export function openProbeBoxes(
  store: Pick<Store, 'dispatch'> & Pick<MailStore, 'folders' | 'changes' | 'expunge'>,
  boxes: TestBoxes,
  isProbe: (facts: { readonly sender: string; readonly subject?: string | undefined }) => boolean,
): ProbeBoxes {
  const ours = new Set<string>();
  const traces = followTraces(store, boxes);

  async function isOurs(identificativo: string): Promise<boolean> {
    if (ours.has(identificativo)) return true;
    const dispatch = await store.dispatch(identificativo);
    return dispatch !== undefined && isProbe(dispatch.facts);
  }

  return {
    async look(identificativo) {
      ours.add(identificativo);
      if (ours.size > REMEMBERED) ours.delete(ours.values().next().value!);
      await traces.read();
      const found = traces.of(identificativo);
      const has = ([keyword]: readonly string[], isSenders: boolean) =>
        found.some((trace) => trace.isSenders === isSenders && trace.item.flags.includes(keyword!));
      return {
        accepted: has(PEC_KEYWORDS.M1, true),
        refused: has(PEC_KEYWORDS.M2, true),
        delivered: has(PEC_KEYWORDS.M4, false) && has(PEC_KEYWORDS.M11, true),
        failed: has(PEC_KEYWORDS.M14, true),
      };
    },
    async clear() {
      await traces.read();
      for (const [identificativo, left] of traces.take()) {
        if (!(await isOurs(identificativo))) continue;
        for (const [folder, items] of Map.groupBy(left, (trace) => trace.folder)) {
          const uids = [...new Set(items.map(({ item }) => item.uid))].sort((a, b) => a - b);
          const ranges = uids.map((uid) => [uid, uid] as const);
          await store.expunge(folder, ranges, true);
        }
      }
    },
  };
}

/** What came into both mailboxes, by identificativo; each time only what is new is read. */
function followTraces(store: Pick<MailStore, 'folders' | 'changes'>, { from, to }: TestBoxes) {
  const readUpTo = new Map<string, number>();
  let traces = new Map<string, Trace[]>();

  function add(thread: string, trace: Trace): void {
    const known = traces.get(thread);
    if (known === undefined) traces.set(thread, [trace]);
    else known.push(trace);
  }

  return {
    of: (identificativo: string): readonly Trace[] => traces.get(identificativo) ?? [],
    take() {
      const all = traces;
      traces = new Map();
      return all;
    },
    async read(): Promise<void> {
      for (const mailbox of [from, to]) {
        for (const { id, highestModseq } of await store.folders(mailbox)) {
          const since = readUpTo.get(id) ?? 0;
          if (highestModseq <= since) continue;
          const news = await store.changes(id, since);
          for (const item of news?.items ?? [])
            if (item.thread !== undefined) add(item.thread, { isSenders: mailbox === from, folder: id, item });
          readUpTo.set(id, news?.folder.highestModseq ?? highestModseq);
        }
      }
    },
  };
}

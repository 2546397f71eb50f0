import type { MailChange } from '#contract';
import { sameAddress } from '#mime';
import type { StoredLogRecord } from '#ports';
import { maySeeSent } from './chains.ts';
import { unreadIn } from './folders.ts';
import { readableFolders, stateOf, withView } from './open-box.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';

/** What other offices have to tell to pages that are open. */
export type Signal = Extract<MailChange, { readonly kind: 'outbox' | 'team' | 'merges' | 'gap' }>['kind'];

/** Who has a page open, by mailbox. */
export class OpenPages {
  readonly #listeners = new Map<string, Set<(change: MailChange) => void>>();

  /** Somebody else's office changed something of this mailbox. */
  signal(mailbox: string, kind: Signal): void {
    for (const tell of this.#listeners.get(mailbox) ?? []) tell({ kind });
  }

  /** Nobody knows what changed, and whose it is. */
  signalAll(): void {
    for (const mailbox of this.#listeners.keys()) this.signal(mailbox, 'gap');
  }

  listen(mailbox: string, listener: (change: MailChange) => void): () => void {
    const all = this.#listeners.get(mailbox) ?? new Set();
    this.#listeners.set(mailbox, all.add(listener));
    return () => {
      all.delete(listener);
      if (all.size === 0 && this.#listeners.get(mailbox) === all) this.#listeners.delete(mailbox);
    };
  }
}

/** What is not told yet; each thing once, however often it changed. */
class Waiting {
  readonly folders = new Set<string>();
  readonly chains = new Set<string>();
  readonly others = new Map<string, MailChange>();
  /** Folders may have come, gone, or been renamed. */
  lists = false;
  #wake: () => void = () => {};

  get isEmpty(): boolean {
    return !this.lists && this.folders.size + this.chains.size + this.others.size === 0;
  }

  wake(): void {
    this.#wake();
  }

  async any(signal: AbortSignal): Promise<void> {
    if (!this.isEmpty || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    // Taken away again: a page that is open for days waits many times.
    const end = () => resolve();
    signal.addEventListener('abort', end, { once: true });
    await promise;
    signal.removeEventListener('abort', end);
  }
}

const MAX_CHAINS = 1_000;

/**
 * What changes in the mailbox, as it changes, until `signal`: folders with their counts, chains, and what other offices tell. A delegate hears
 * of nothing that he may not open. Changes in quick succession are told as one.
 */
export async function* followChanges(
  reader: Reader,
  signal: AbortSignal,
  pages: OpenPages,
  ports: ReadingPorts,
): AsyncGenerator<MailChange> {
  const { mailbox } = reader.box;
  const waiting = new Waiting();
  let { open, list } = await visible(reader, ports);
  const stops = [
    ports.store.onChange(
      (change) => {
        if (change.mailbox !== mailbox.id && !open.has(change.folder)) return;
        if (open.has(change.folder)) waiting.folders.add(change.folder);
        if (change.modseq === undefined) waiting.lists = true;
        waiting.wake();
      },
      () => [...open],
    ),
    ports.listenToLog?.((records) => hear(records)) ?? (() => {}),
    pages.listen(mailbox.id, (change) => {
      waiting.others.set(change.kind, change);
      waiting.wake();
    }),
  ];
  const mayHearOfSent = await maySeeSent(reader, ports);

  function hear(records: readonly StoredLogRecord[]): void {
    if (!mayHearOfSent) return;
    for (const { identificativo, mittente } of records)
      if (
        identificativo !== undefined &&
        sameAddress(mittente ?? '', mailbox.address) &&
        waiting.chains.size < MAX_CHAINS
      )
        waiting.chains.add(identificativo);
    if (waiting.chains.size > 0) waiting.wake();
  }

  try {
    while (!signal.aborted) {
      await waiting.any(signal);
      if (signal.aborted) return;
      // Rights may have been taken, and folders made, since the last time.
      waiting.lists = false;
      const before = list;
      ({ open, list } = await visible(reader, ports));
      if (list !== before) yield { kind: 'folders' };
      const { folders, chains, others } = waiting;
      const told = { folders: [...folders], chains: [...chains], others: [...others.values()] };
      folders.clear();
      chains.clear();
      others.clear();
      yield* told.others;
      for (const folder of told.folders) if (open.has(folder)) yield* countsOf(folder, ports);
      for (const identificativo of told.chains) yield { kind: 'chain', identificativo };
    }
  } finally {
    for (const stop of stops) stop();
  }
}

/** The folders he may open, and a text that is another one when they, their names or his rights are others. */
async function visible(reader: Reader, ports: ReadingPorts) {
  const folders = await readableFolders(reader, ports);
  const list = folders.map(({ folder, rights }) => `${folder.id} ${rights} ${folder.name}`).sort();
  return { open: new Set(folders.map(({ folder }) => folder.id)), list: list.join('\n') };
}

async function* countsOf(id: string, ports: ReadingPorts): AsyncGenerator<MailChange> {
  const [folder, counts] = await Promise.all([ports.store.folder(id), ports.store.counts([id])]);
  const known = counts.get(id);
  if (folder === undefined || known === undefined) return;
  const state = await withView(folder, ports, (view) => stateOf(view));
  yield { kind: 'folder', folder: id, messages: known.messages, unread: await unreadIn(folder, ports), state };
}

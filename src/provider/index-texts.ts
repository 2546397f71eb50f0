import type { Logger } from '#config';
import { keepFacts } from '#mailbox';
import type { Blobs, MailStore, Monotonic } from '#ports';

export interface TextIndexerPorts {
  readonly store: Pick<MailStore, 'withoutFacts' | 'messages' | 'facts' | 'putFacts' | 'onChange'>;
  readonly blobs: Pick<Blobs, 'read'>;
  readonly monotonic: Monotonic;
  readonly log: Logger;
}

export interface TextIndexer {
  start(): void;
  /** Makes everything that is missing, now. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const TICK_MS = 500;
/** No mailbox changed for this long: nobody is waiting for the machine. */
const QUIET_MS = 300;
/** After this long without a quiet moment a few messages are read all the same, else a busy provider would never search fast. */
const STARVED_MS = 600_000;
/** Messages read between two looks at whether it is still quiet. */
const BATCH = 8;
const MAX_UNREADABLE = 10_000;

/**
 * Reads new messages once, when nothing else is to be done, so that the first search and the first look into a folder need not. What is
 * not read yet is read by whoever asks: nothing depends on this but time.
 */
export function openTextIndexer({ store, blobs, monotonic, log }: TextIndexerPorts): TextIndexer {
  /** Asked for again they would be in the way of the others for ever. */
  const unreadable = new Set<string>();
  let changedAt = Number.NEGATIVE_INFINITY;
  let workedAt = monotonic.now();
  let isDue = true;
  let isRunning = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let atWork: Promise<unknown> | undefined;
  let stopListening: (() => void) | undefined;

  const isQuiet = () => monotonic.now() - changedAt >= QUIET_MS;

  /** True while there may be more. */
  async function readSome(): Promise<boolean> {
    const found = await store.withoutFacts(BATCH + unreadable.size);
    const wanted = found.filter((id) => !unreadable.has(id)).slice(0, BATCH);
    for await (const _facts of keepFacts(wanted, { store, blobs, onFault })) workedAt = monotonic.now();
    return wanted.length > 0;
  }

  function onFault(fault: unknown, message: string): void {
    log.error({ err: fault, message }, 'a message could not be read for the search');
    if (unreadable.size < MAX_UNREADABLE) unreadable.add(message);
  }

  async function work(): Promise<void> {
    if (!isDue) {
      workedAt = monotonic.now();
      return;
    }
    if (!isQuiet() && monotonic.now() - workedAt < STARVED_MS) return;
    do {
      // Said before it is looked for: what comes meanwhile is found by the next look.
      isDue = false;
      isDue = (await readSome()) || isDue;
    } while (isDue && isRunning && isQuiet());
  }

  function tick(): void {
    timer = setTimeout(() => {
      atWork = work()
        .catch((fault: unknown) => {
          isDue = true;
          log.error({ err: fault }, 'the texts of messages could not be kept, and will be later');
        })
        .finally(() => isRunning && tick());
    }, TICK_MS);
  }

  return {
    start() {
      isRunning = true;
      stopListening = store.onChange(() => {
        changedAt = monotonic.now();
        isDue = true;
      });
      tick();
    },
    async settle() {
      while (await readSome());
    },
    async stop() {
      isRunning = false;
      stopListening?.();
      clearTimeout(timer);
      await atWork;
    },
  };
}

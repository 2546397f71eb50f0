import type { MailChange } from '#contract';

/** How it stands with what the server tells by itself. */
export type Liveness = 'connecting' | 'live' | 'lost';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** A short break is nobody's concern. */
const LOST_AFTER_MS = 4_000;

/** How long to wait before the next try: twice as long each time, half a minute at most. */
export function waitBefore(attempt: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, attempt - 1), LONGEST_WAIT_MS);
}

/** One change as it came over the wire; what is not understood is nothing. */
export function readChange(data: string): MailChange | undefined {
  try {
    const read: unknown = JSON.parse(data);
    return typeof read === 'object' && read !== null && 'kind' in read ? (read as MailChange) : undefined;
  } catch {
    return undefined;
  }
}

export interface Listener {
  change(change: MailChange): void;
  /** Something may have been missed: what is shown is to be asked for again. */
  gap(): void;
  liveness(now: Liveness): void;
}

/**
 * Listens to the changes of a mailbox until it is told to stop. After a break, whether the browser opens the stream again by itself or
 * gives up (server gone, session ended) and we do, what was missed is reported as a gap: the stream has no memory. Of several tabs one listens and tells the others, since a browser opens
 * few connections to one server.
 */
export function listenToChanges(url: string, listener: Listener): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(`ceralacca ${url}`);
  channel.onmessage = ({ data }: MessageEvent<MailChange | 'gap' | Liveness>) => {
    if (data === 'gap') listener.gap();
    else if (typeof data === 'string') listener.liveness(data);
    else listener.change(data);
  };
  const lead = () => hold(url, stop.signal, teller(listener, channel));
  const locks = 'locks' in navigator ? navigator.locks : undefined;
  if (locks === undefined) void lead();
  else void locks.request(`ceralacca ${url}`, { signal: stop.signal }, lead).catch(() => {});
  listener.liveness('live');
  return () => {
    stop.abort();
    channel.close();
  };
}

function teller(listener: Listener, channel: BroadcastChannel): Listener {
  const tell = (what: MailChange | 'gap' | Liveness) => {
    try {
      channel.postMessage(what);
    } catch {
      // Closed meanwhile: nobody listens here any more.
    }
  };
  return {
    change(change) {
      listener.change(change);
      tell(change);
    },
    gap() {
      listener.gap();
      tell('gap');
    },
    liveness(now) {
      listener.liveness(now);
      tell(now);
    },
  };
}

/** Holds the stream open until `stop`; resolves then. */
function hold(url: string, stop: AbortSignal, to: Listener): Promise<void> {
  return new Promise((end) => {
    let attempt = 0;
    // Until the stream stands, nobody told what changed since the page asked; after a break the same, whoever opens it again.
    let hasMissed = true;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A browser without a network tries for ever and never gives up: after a while that is told all the same.
    let losing: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source = new EventSource(url);
      source.onopen = () => {
        if (hasMissed) to.gap();
        hasMissed = false;
        attempt = 0;
        clearTimeout(losing);
        losing = undefined;
        to.liveness('live');
      };
      const take = ({ data }: MessageEvent<string>) => {
        const change = readChange(data);
        if (change?.kind === 'gap') to.gap();
        else if (change !== undefined) to.change(change);
      };
      source.addEventListener('change', take);
      source.addEventListener('message', take);
      source.onerror = () => {
        hasMissed = true;
        if (losing === undefined) to.liveness('connecting');
        losing ??= setTimeout(() => to.liveness('lost'), LOST_AFTER_MS);
        if (source?.readyState !== EventSource.CLOSED) return;
        attempt += 1;
        timer = setTimeout(open, waitBefore(attempt));
      };
    };
    const stopWatching = whenAwake(() => {
      clearTimeout(timer);
      source?.close();
      hasMissed = true;
      open();
    });
    stop.addEventListener('abort', () => {
      stopWatching();
      clearTimeout(timer);
      clearTimeout(losing);
      source?.close();
      end();
    });
    open();
  });
}

const LOOK_EVERY_MS = 10_000;
const ASLEEP_MS = 60_000;

/** A machine that slept, or found its network again, may hold a line at whose other end nobody is: no browser tells of that. */
function whenAwake(wake: () => void): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (Math.abs(now - last) > ASLEEP_MS) wake();
    last = now;
  }, LOOK_EVERY_MS);
  window.addEventListener('online', wake);
  return () => {
    clearInterval(timer);
    window.removeEventListener('online', wake);
  };
}

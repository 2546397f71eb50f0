/** Calls and events between the launcher and its processes, over the IPC channel of `fork`. */

interface Call {
  readonly kind: 'call';
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Answer {
  readonly kind: 'answer';
  readonly id: number;
  readonly value?: unknown;
  readonly fault?: string;
}

interface Event {
  readonly kind: 'event';
  readonly event: unknown;
}

type Wire = Call | Answer | Event;

type Function = (argument: unknown) => Promise<unknown>;

/** In the child: answers the launcher's calls with these functions. When the launcher is gone, `orphaned` is called once. */
export function answerCalls(functions: Readonly<Record<string, Function>>, orphaned: () => void): void {
  process.on('message', (message) => {
    const call = message as Wire;
    if (call.kind !== 'call') return;
    const asked = functions[call.name] ?? (() => Promise.reject(new Error(`no such call: ${call.name}`)));
    asked(call.argument).then(
      (value) => tell({ kind: 'answer', id: call.id, value }),
      (fault: unknown) =>
        tell({
          kind: 'answer',
          id: call.id,
          fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
        }),
    );
  });
  process.once('disconnect', orphaned);
}

/** In the child: tells the launcher something. */
export function tellEvent(event: unknown): void {
  tell({ kind: 'event', event });
}

function tell(wire: Wire): void {
  if (process.connected) process.send?.(wire, undefined, undefined, () => undefined);
}

/** The process ended before it answered. */
export class ProcessEnded extends Error {
  override name = 'ProcessEnded';
}

/** What the launcher keeps of one running child. */
export interface Channel {
  call(name: string, argument: unknown, timeoutMs: number): Promise<unknown>;
  /** Every call still open fails. */
  close(reason: string): void;
}

interface Sender {
  send(message: Wire): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** In the launcher: the calling side. */
export function openChannel(child: Sender, onEvent: (event: unknown) => void): Channel {
  const open = new Map<number, { resolve(value: unknown): void; reject(fault: Error): void; timer: NodeJS.Timeout }>();
  let lastId = 0;
  let closed: string | undefined;
  child.on('message', (message) => {
    const wire = message as Wire;
    if (wire.kind === 'event') return onEvent(wire.event);
    if (wire.kind !== 'answer') return;
    const waiting = open.get(wire.id);
    if (waiting === undefined) return;
    open.delete(wire.id);
    clearTimeout(waiting.timer);
    if (wire.fault === undefined) waiting.resolve(wire.value);
    else waiting.reject(new Error(wire.fault));
  });
  return {
    call(name, argument, timeoutMs) {
      if (closed !== undefined) return Promise.reject(new ProcessEnded(closed));
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          open.delete(id);
          reject(new Error(`no answer to "${name}" within ${timeoutMs / 1000} s`));
        }, timeoutMs);
        open.set(id, { resolve, reject, timer });
        child.send({ kind: 'call', id, name, argument });
      });
    },
    close(reason) {
      closed = reason;
      for (const waiting of open.values()) {
        clearTimeout(waiting.timer);
        waiting.reject(new ProcessEnded(reason));
      }
      open.clear();
    },
  };
}

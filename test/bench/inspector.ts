/** A function of a running program, and the time spent in its own lines. */
export interface SampledFunction {
  readonly name: string;
  readonly url: string;
  /** The nearest caller that has a file of our own. */
  readonly caller: string | undefined;
  readonly microseconds: number;
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly children?: readonly number[];
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The sampling profiler of a Node process that runs with `--inspect`. */
export interface Inspector extends Disposable {
  start(): Promise<void>;
  stop(): Promise<readonly SampledFunction[]>;
}

/** `url`: as the process printed it, ws://… */
export async function openInspector(url: string): Promise<Inspector> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`${url} does not answer`));
  });
  const waiting = new Map<number, (result: unknown) => void>();
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: unknown };
    waiting.get(id)?.(result);
    waiting.delete(id);
  };
  let last = 0;
  const call = (method: string, params = {}) =>
    new Promise<unknown>((resolve) => {
      waiting.set(++last, resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  return {
    async start() {
      await call('Profiler.enable');
      await call('Profiler.setSamplingInterval', { interval: 500 });
      await call('Profiler.start');
    },
    async stop() {
      const { profile } = (await call('Profiler.stop')) as { profile: Profile };
      return ownTimes(profile);
    },
    [Symbol.dispose]: () => socket.close(),
  };
}

function ownTimes({ nodes, samples, timeDeltas }: Profile): readonly SampledFunction[] {
  const times = new Map<number, number>();
  for (const [at, node] of samples.entries()) times.set(node, (times.get(node) ?? 0) + timeDeltas[at]!);
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)));
  const callerOf = (id: number): string | undefined => {
    let at = parents.get(id);
    while (at !== undefined && !isOwn(at.callFrame.url)) at = parents.get(at.id);
    return at?.callFrame.url;
  };
  return nodes.map(({ id, callFrame: { functionName, url } }) => ({
    name: functionName || '(anonymous)',
    url,
    caller: callerOf(id),
    microseconds: times.get(id) ?? 0,
  }));
}

export const isOwn = (url: string): boolean => url.includes('/src/') && !url.includes('/node_modules/');

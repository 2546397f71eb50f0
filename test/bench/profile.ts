import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CpuByPart, cpuByThread, perMessage } from './cpu-time.ts';
import { exchange, exchangeOver, openClients } from './exchange.ts';
import { isOwn, openInspector, type SampledFunction } from './inspector.ts';
import { startNetwork } from './network.ts';

export interface ProfileResult {
  readonly messages: number;
  readonly exchangesPerSecond: number;
  readonly providers: Readonly<Record<'alfa' | 'beta', ProviderProfile>>;
}

export interface ProviderProfile {
  /** CPU milliseconds an exchange by thread: `main`, libuv's (signing, files) and V8's (collector, compiler). */
  readonly threads: CpuByPart;
  /** Shares of the main thread's wall time by room, package or what Node does natively, the greatest first. */
  readonly rooms: readonly Share[];
  readonly functions: readonly Share[];
}

export interface Share {
  readonly where: string;
  readonly share: number;
}

const KEYS = ['alfa', 'beta'] as const;
const SHOWN = 16;

/** Where the time of the providers' main threads goes. The sampling costs a little: these rates are not the measure. */
export async function profile(messages: number, bodyBytes: number): Promise<ProfileResult> {
  await using running = await startNetwork({ NODE_OPTIONS: '--inspect=127.0.0.1:0' });
  await exchange(running, { clients: 20, messages: Math.min(messages, 1_000), bodyBytes });
  const inspectors = await Promise.all(KEYS.map((key) => openInspector(inspectorOf(running.data, key))));
  const clients = await openClients(running, 64);
  const threads = () => KEYS.map((key) => cpuByThread(running.pidOf(key)));
  const before = threads();
  await Promise.all(inspectors.map((inspector) => inspector.start()));
  const { exchangesPerSecond } = await exchangeOver(clients, running, { clients: clients.length, messages, bodyBytes });
  const sampled = await Promise.all(inspectors.map((inspector) => inspector.stop()));
  const after = threads();
  for (const open of [...inspectors, ...clients]) open[Symbol.dispose]();
  const of = (at: number): ProviderProfile => ({
    threads: perMessage(before[at]!, after[at]!, messages),
    rooms: shares(sampled[at]!, roomOf),
    functions: shares(sampled[at]!, (one) => (one.name.startsWith('(') ? one.name : `${one.name} (${roomOf(one)})`)),
  });
  return { messages, exchangesPerSecond, providers: { alfa: of(0), beta: of(1) } };
}

/** Each provider says in its log where its inspector listens. */
function inspectorOf(data: string, key: string): string {
  const found = /Debugger listening on (ws:\S+)/.exec(readFileSync(join(data, 'logs', `${key}.log`), 'utf8'));
  if (found === null) throw new Error(`${key} was not started for inspection`);
  return found[1]!;
}

function shares(sampled: readonly SampledFunction[], keyOf: (sampled: SampledFunction) => string): readonly Share[] {
  const times = new Map<string, number>();
  let whole = 0;
  for (const one of sampled) {
    const key = keyOf(one);
    whole += one.microseconds;
    times.set(key, (times.get(key) ?? 0) + one.microseconds);
  }
  return [...times]
    .map(([where, time]) => ({ where, share: time / whole }))
    .sort((a, b) => b.share - a.share)
    .slice(0, SHOWN);
}

/** `mime`, `adapters/postgres`, `npm pg`, `node:net`; what Node does natively is told with the room that asked for it. */
function roomOf({ name, url, caller }: SampledFunction): string {
  if (isOwn(url)) return roomIn(url);
  const npm = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (npm !== undefined) return `npm ${npm}`;
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  if (url !== '') return url.startsWith('wasm:') ? 'wasm' : url;
  if (name.startsWith('(') && name !== '(anonymous)') return name;
  return caller === undefined ? 'native' : `native for ${roomIn(caller)}`;
}

const roomIn = (url: string) => /\/src\/((?:adapters|doors)\/[^/]+|[^/]+)\//.exec(url)?.[1] ?? 'main';

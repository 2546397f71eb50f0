import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { Worker } from 'node:worker_threads';

/** What the worker is told. */
export interface FuzzOrder {
  /** URL of the target's module. */
  readonly target: string;
  readonly firstSeed: number;
  readonly inputs: number;
  readonly ms: number;
  /** Where the worker writes the seed it is at. */
  readonly place: SharedArrayBuffer;
}

export interface FuzzReport {
  inputs: number;
  slowestMs: number;
  slowestSeed: number;
  failed?: { readonly seed: number; readonly octets: number; readonly fault: string };
}

export interface FuzzBounds {
  /** One input may take this long on a busy machine; more is a hang. */
  readonly hangMs: number;
  readonly maxHeapMb: number;
}

const BOUNDS: FuzzBounds = { hangMs: 10_000, maxHeapMb: 384 };

/**
 * Fuzzes one target in a thread of its own for a few seconds. CERALACCA_FUZZ_MS makes it longer; CERALACCA_FUZZ_SEED begins with
 * that seed, and alone is what repeats a failure. Fails with the seed on a wrong answer, a crash, a hang, or a heap over its bound.
 */
export async function fuzz(t: TestContext, target: URL, bounds: Partial<FuzzBounds> = {}): Promise<FuzzReport> {
  const { CERALACCA_FUZZ_SEED: given, CERALACCA_FUZZ_MS: ms = '4000' } = process.env;
  const firstSeed = given === undefined ? Date.now() % 0xffff_0000 : Number(given);
  t.diagnostic(`first seed ${firstSeed}`);
  const place = new SharedArrayBuffer(4);
  const order: FuzzOrder = { target: target.href, firstSeed, inputs: 1e9, ms: Number(ms), place };
  const report = await runWorker(order, new Uint32Array(place), { ...BOUNDS, ...bounds });
  const told = report.failed && `seed ${report.failed.seed}, ${report.failed.octets} octets: ${report.failed.fault}`;
  assert.equal(told, undefined, `to repeat: CERALACCA_FUZZ_SEED=${report.failed?.seed}`);
  t.diagnostic(
    `${report.inputs} inputs, the slowest took ${report.slowestMs.toFixed(0)} ms (seed ${report.slowestSeed})`,
  );
  return report;
}

async function runWorker(order: FuzzOrder, at: Uint32Array, { hangMs, maxHeapMb }: FuzzBounds): Promise<FuzzReport> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
  });
  const stopped = new AbortController();
  const { signal } = stopped;
  try {
    const [report] = (await Promise.race([
      once(worker, 'message', { signal }).catch((fault: Error) => {
        throw new Error(`seed ${at[0]}: the thread ended: ${fault.message}`, { cause: fault });
      }),
      hang(at, hangMs, signal),
    ])) as [FuzzReport];
    return report;
  } finally {
    stopped.abort();
    await worker.terminate();
  }
}

/** Rejects when the seed stands still. */
function hang(at: Uint32Array, hangMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    let known = at[0];
    const timer = setInterval(() => {
      if (known !== 0 && known === at[0]) reject(new Error(`seed ${known}: no answer in ${hangMs} ms`));
      known = at[0];
    }, hangMs);
    signal.addEventListener('abort', () => clearInterval(timer));
  });
}

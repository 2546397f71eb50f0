/** Runs one target until the time is over or an input is not handled; tells where it is, so that a hang has a seed too. */
import { parentPort, workerData } from 'node:worker_threads';
import { Dice, makeInput } from './mutate.ts';
import type { FuzzOrder, FuzzReport } from './run.ts';
import type { Target } from './target.ts';

const { target: url, firstSeed, inputs, ms, place } = workerData as FuzzOrder;
const at = new Uint32Array(place);
const MAX_BUFFERS = 384 * 1_048_576;

const { default: target } = (await import(url)) as { default: Target };
const ends = performance.now() + ms;
const report: FuzzReport = { inputs: 0, slowestMs: 0, slowestSeed: firstSeed };
for (let seed = firstSeed; report.inputs < inputs && performance.now() < ends; seed++) {
  at[0] = seed;
  const began = performance.now();
  const input = makeInput(seed, target.corpus);
  try {
    await target.judge(input, new Dice(seed ^ 0x5bd1e995));
  } catch (fault) {
    report.failed = { seed, octets: input.length, fault: fault instanceof Error ? `${fault.stack}` : String(fault) };
    break;
  }
  const took = performance.now() - began;
  if (took > report.slowestMs) Object.assign(report, { slowestMs: took, slowestSeed: seed });
  report.inputs++;
  if (report.inputs % 64 === 0 && process.memoryUsage().arrayBuffers > MAX_BUFFERS) {
    report.failed = { seed, octets: input.length, fault: 'buffers pile up' };
    break;
  }
}
await target.close?.();
parentPort?.postMessage(report);

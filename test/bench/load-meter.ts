import { cpus } from 'node:os';
import { type CpuByPart, cpuByPart, machineBusy, ownCpu, type PartOf, perMessage, total } from './cpu-time.ts';

export interface Load {
  /** CPU milliseconds a message, by part. */
  readonly cpuMs: CpuByPart;
  /** All parts together. */
  readonly cpuMsTotal: number;
  /** The program that made the load, milliseconds a message. */
  readonly generatorCpuMs: number;
  /** Share of all cores that others used meanwhile: near 0 on a quiet machine. */
  readonly elsewhere: number;
}

/** Starts counting CPU below these processes; `stop` tells it per message. */
export function meterLoad(roots: readonly number[], partOf: PartOf): { stop(messages: number): Load } {
  const read = () => merged(roots.map((root) => cpuByPart(root, partOf)));
  const before = { parts: read(), own: ownCpu(), busy: machineBusy(), at: performance.now() };
  return {
    stop(messages) {
      const parts = read();
      const own = ownCpu() - before.own;
      const ours = total(parts) - total(before.parts) + own;
      const available = (performance.now() - before.at) * cpus().length;
      const cpuMs = perMessage(before.parts, parts, messages);
      return {
        cpuMs,
        cpuMsTotal: total(cpuMs),
        generatorCpuMs: own / messages,
        elsewhere: Math.max(0, (machineBusy() - before.busy - ours) / available),
      };
    },
  };
}

function merged(all: readonly CpuByPart[]): CpuByPart {
  const parts: Record<string, number> = {};
  for (const [part, used] of all.flatMap(Object.entries)) parts[part] = (parts[part] ?? 0) + (used as number);
  return parts;
}

import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './percentiles.ts';

export interface Conditions {
  readonly at: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly node: string;
  /** Of the last minute, before the bench did anything. */
  readonly loadBefore: number;
  /** Median time of a 4 KB append made durable, milliseconds. */
  readonly flushMs: number;
}

export function conditions(): Conditions {
  const [first] = cpus();
  return {
    at: new Date().toISOString(),
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
    loadBefore: loadavg()[0]!,
    flushMs: flushTime(),
  };
}

const FLUSHES = 100;

function flushTime(): number {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-bench-flush-'));
  const file = openSync(join(folder, 'file'), 'w');
  try {
    const page = Buffer.alloc(4096, 1);
    const times = Array.from({ length: FLUSHES }, () => {
      const began = performance.now();
      writeSync(file, page);
      fsyncSync(file);
      return performance.now() - began;
    });
    return median(times);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

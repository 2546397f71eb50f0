import { simulate } from './simulation.ts';
import type * as w from './world.ts';

let lives = 0,
  faults = new Map<string, number>(),
  bad = 0;
const from = Number(process.argv[2]),
  to = Number(process.argv[3]);
const t = Date.now();
for (let seed = from; seed < to; seed++) {
  let found: readonly string[];
  try {
    found = await simulate(seed, {
      inspect: (world: w.World) => {
        lives += world.members().reduce((n, m) => n + m.lives - 1, 0);
        for (const f of world.faults) {
          const k = String((f as Error).message).slice(0, 90);
          faults.set(k, (faults.get(k) ?? 0) + 1);
        }
      },
    } as never);
  } catch (e) {
    found = [`seed ${seed}: threw ${(e as Error).stack}`];
  }
  if (found.length) {
    bad++;
    console.log(found.slice(0, 6).join('\n'));
  }
}
console.log({ bad, lives, ms: Date.now() - t }, faults);

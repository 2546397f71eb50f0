import { exchange } from './exchange.ts';
import { startNetwork } from './network.ts';
import { signingFloor } from './signing-floor.ts';

/** `npm run bench`: what an exchange costs on this machine, as ratios of one run (docs/performance.md). */
export async function bench(what: string, { json }: { json: boolean }): Promise<void> {
  if (what !== 'exchange') throw new Error(`there is no measurement called ${what}`);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  say('signing floor…');
  const floorBefore = await signingFloor();
  await using running = await startNetwork();
  say('warm-up…');
  await exchange(running, { clients: 20, messages: 400, bodyBytes: 5_000 });
  const results = [];
  for (const load of LOADS) {
    say(`${load.messages} messages of ${load.bodyBytes} bytes from ${load.clients} clients…`);
    results.push(await exchange(running, load));
  }
  const floor = (floorBefore + (await signingFloor())) / 2;
  const report = { signaturesPerSecond: Math.round(floor), exchanges: results.map((result) => ({ ...result, ratio: (result.exchangesPerSecond * 4) / floor })) };
  process.stdout.write(`${JSON.stringify(report, null, json ? 0 : 2)}\n`);
}

const LOADS = [
  { clients: 20, messages: 4_000, bodyBytes: 5_000 },
  { clients: 64, messages: 4_000, bodyBytes: 5_000 },
  { clients: 1, messages: 300, bodyBytes: 5_000 },
  { clients: 20, messages: 200, bodyBytes: 1_000_000 },
  { clients: 1, messages: 40, bodyBytes: 1_000_000 },
];

import {
  commitmentOf,
  DayTally,
  dayEnd,
  dayStart,
  fromHex,
  type LogHead,
  logRecordText,
  openingLine,
  type Sha256,
  signHead,
} from '#evidence';
import { sealedNames } from '#message-log';
import { hex } from '#mime';
import { logPages } from './log-pages.ts';
import { commitState, type KeptState, type LogState } from './log-state.ts';
import { saltsOf } from './salts.ts';
import { cmsSigner, type SealingPorts, sha256Of } from './sealing-ports.ts';

/** Is the open day to be looked at, so that no record waits longer than that for a head? */
export function headIsDue({ state }: KeptState, { headEveryMs, legalTime }: SealingPorts, lookedAt: number): boolean {
  const now = legalTime.now();
  const since = Math.max(lookedAt, state.covered?.at ?? dayStart(state.day));
  return headEveryMs > 0 && state.closing === undefined && now < dayEnd(state.day) && now - since >= headEveryMs;
}

/** Signs a head over everything written until now, when something new was (docs/sealed-log.md). */
export async function signOpenHead(kept: KeptState, ports: SealingPorts): Promise<KeptState> {
  const { state } = kept;
  const cut = await ports.store.logCut();
  if (cut <= (state.covered?.tally.lastSeq ?? state.after)) return kept;
  const tally = await grownTally(state, cut, ports);
  const at = ports.legalTime.now();
  const { day, previous } = state;
  const { name: provider, domain } = ports.provider;
  const root = hex(tally.root());
  const head: LogHead = { provider, domain, day, size: tally.size, root, at, final: false, previous };
  const p7m = await signHead(head, cmsSigner(ports, 'log-head'));
  const covered = { at, tally: tally.save() };
  const documents = [{ name: sealedNames.head(day, tally.size), bytes: p7m, at }];
  return commitState(ports, kept, { ...state, covered }, { documents });
}

async function grownTally(state: LogState, cut: number, ports: SealingPorts): Promise<DayTally> {
  const sha256 = sha256Of(ports);
  const saltOf = saltsOf(fromHex(state.secret)!, sha256);
  const tally = state.covered ? DayTally.restore(state.covered.tally, sha256) : beginTally(state, ports, sha256);
  const utf8 = new TextEncoder();
  for await (const page of logPages(ports.store, Math.max(state.after, tally.lastSeq), cut))
    for (const record of page) {
      const commitment = commitmentOf(saltOf(record.seq), utf8.encode(logRecordText(record)), sha256);
      tally.add(record.seq, commitment);
    }
  return tally;
}

function beginTally({ day, previous }: LogState, ports: SealingPorts, sha256: Sha256): DayTally {
  const { name: provider, domain } = ports.provider;
  return DayTally.begin(new TextEncoder().encode(openingLine({ provider, domain, day, previous })), sha256);
}

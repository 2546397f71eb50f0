import { readFile } from 'node:fs/promises';
import { httpsDownload } from '#adapters/https';
import type { Logger, ProviderConfig } from '#config';
import type { CurrentSigner, LogArchive, Store } from '#ports';
import { collectCountersignatures, type WatchedLog, type WitnessPorts, witnessAlarms, witnessLogs } from '#sealing';
import { openAttempts } from './attempts.ts';
import { type LogSignerPorts, logSignerJudge } from './judge-log-signer.ts';
import { openTicker, type Ticker } from './ticker.ts';

export interface LogWatchPorts extends LogSignerPorts {
  readonly store: Store & Pick<LogArchive, 'documents'>;
  readonly currentSigner: CurrentSigner;
  readonly log: Logger;
}

/** How often we look: what a provider has shown to others before we have seen it, it can still take back. */
const LOOK_MS = 60_000;

/** Watches the logs of the providers that the settings name, and fetches what they have signed of ours (docs/sealed-log.md). */
export async function openLogWatch({ domain, sealedLog }: ProviderConfig, ports: LogWatchPorts): Promise<Ticker> {
  const { store, legalTime, log } = ports;
  const watched = await Promise.all(sealedLog.witnessed.map(watchedLog));
  const witness: WitnessPorts = {
    store,
    legalTime,
    signer: ports.currentSigner,
    domain,
    watched,
    judgeSigner: logSignerJudge(ports),
  };
  const tell = openTeller(log);
  const attempt = openAttempts(ports);
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    const now = legalTime.now();
    if (now - lookedAt < LOOK_MS) return;
    lookedAt = now;
    for (const outcome of await witnessLogs(witness)) {
      const isSilent = outcome.outcome === 'no-answer';
      tell(outcome.domain, isSilent ? `its log could not be looked at: ${outcome.reason}` : undefined);
    }
    await collectCountersignatures(witness);
    await tellAlarms();
  }

  /** What stands in `status`, once for each process: found now, or by another before this one was started. */
  async function tellAlarms(): Promise<void> {
    for (const { text } of await witnessAlarms(store)) tell(text, text);
  }

  // What is wrong with each log is told by `tell`; here it is ours that could not look.
  return openTicker(() => attempt('watching the logs of others', look));
}

async function watchedLog({ domain, url, tlsRoot }: ProviderConfig['sealedLog']['witnessed'][number]) {
  const ca = tlsRoot === undefined ? {} : { ca: [await readFile(tlsRoot, 'utf8')] };
  return { domain, url, download: httpsDownload(ca) } satisfies WatchedLog;
}

/** Says what is wrong with a provider's log when it is new, not each time. */
function openTeller(log: Logger) {
  const told = new Map<string, string | undefined>();
  return (provider: string, what: string | undefined) => {
    if (told.get(provider) === what) return;
    told.set(provider, what);
    if (what !== undefined) log.error({ provider: provider.trim() }, what);
  };
}

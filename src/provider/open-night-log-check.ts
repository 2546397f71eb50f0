import { nodeDigests } from '#adapters/files';
import { verifyInProcess } from '#adapters/signer-file';
import type { Logger, ProviderConfig } from '#config';
import type { LegalTime, LogArchive, LogFiles, Monotonic, Store } from '#ports';
import { daysToVerify, type VerifyLogPorts, verifyLog, verifyOpenDay } from '#sealing';
import { checkLogOfNight, type NightLogCheckPorts, summaryOfCheck } from './night-log-check.ts';
import { readCertificates } from './read-pem.ts';
import { openTicker, type Ticker } from './ticker.ts';

/** After midnight the day is closed first, and stamped; a process that starts does not begin with this. */
const TICK_MS = 600_000;
const AGAIN_MS = 3_600_000;

/** The nightly look at the sealed log, by whichever process with the role `worker` looks first. */
export async function openNightLogCheck(
  config: ProviderConfig,
  ports: {
    readonly store: Store & Pick<LogArchive, 'documents'>;
    readonly files: LogFiles;
    readonly legalTime: LegalTime;
    readonly monotonic: Monotonic;
    readonly log: Logger;
  },
): Promise<Ticker> {
  const { store, files, log } = ports;
  const { name, domain } = config;
  const roots = await readCertificates(config.trustRoots);
  const timestampRoots = await readCertificates(config.timestamp.roots);
  const known = { store, files, roots, timestampRoots, digests: nodeDigests, verify: verifyInProcess };
  const asOf = (at: number): VerifyLogPorts & { readonly store: typeof store } => ({ ...known, at });
  const night: NightLogCheckPorts = {
    ...ports,
    days: (at) => daysToVerify({}, asOf(at)),
    verify: (days, at) => verifyLog(days, asOf(at)),
    verifyOpen: (at) => verifyOpenDay(asOf(at), { name, domain }),
  };
  async function look(): Promise<void> {
    try {
      const check = await checkLogOfNight(night);
      if (check === undefined) return;
      const { durationMs, days, records, total } = check;
      if (total === 0) log.info({ durationMs, days, records }, 'the sealed log was verified: nothing found');
      else log.error({ durationMs, days, total }, `THE SEALED LOG: ${summaryOfCheck(check)} (ceralacca log verify)`);
    } catch (err) {
      log.error({ err }, 'the nightly verification of the log failed and will be tried again');
      throw err;
    }
  }
  return openTicker(look, { tickMs: TICK_MS, afterFaultMs: AGAIN_MS });
}

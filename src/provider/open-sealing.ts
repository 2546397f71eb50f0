import { openLogFiles } from '#adapters/files';
import type { Logger, ProviderConfig } from '#config';
import type { CurrentSigner, Digests, LegalTime, LogFiles, Random } from '#ports';
import { openSealing, type Sealed, type SealingPorts } from '#sealing';
import { openAttempts } from './attempts.ts';
import { openTimestamps } from './open-timestamps.ts';
import { readCertificates } from './read-pem.ts';
import { openTicker, type Ticker } from './ticker.ts';

export interface LogSealer extends Ticker {
  /** Where the sealed files are. */
  readonly files: LogFiles;
}

/** After a fault: on a disk that is full, a day that is written again and again would take what room there is from the mail. */
const AGAIN_MS = 60_000;

/**
 * Seals the provider's log by the clock, apart from the other duties, which must not wait for it: a day with a million records takes its
 * time. Resolves when there is room for what will be written.
 */
export async function openSealer(
  config: ProviderConfig,
  ports: {
    readonly store: SealingPorts['store'];
    readonly currentSigner: CurrentSigner;
    readonly digests: Digests;
    readonly random: Random;
    readonly legalTime: LegalTime;
    readonly log: Logger;
  },
): Promise<LogSealer> {
  const { legalTime, random, log } = ports;
  const { name, domain, node, sealedLog } = config;
  const files = await openLogFiles({ dir: sealedLog.dir, random, legalTime });
  const sealing = openSealing({
    ...ports,
    files,
    timestamps: await openTimestamps(config, { random, legalTime }),
    timestampRoots: await readCertificates(config.timestamp.roots),
    provider: { name, domain },
    node,
    headEveryMs: sealedLog.headEveryMs,
  });
  tellMonths(await sealing.openMonths(), log);
  const attempt = openAttempts(ports);
  const seal = () =>
    attempt('sealing the log', async () => {
      const sealed = await sealing.sealDue();
      tell(sealed, log);
      await attempt('time-stamping the log', async () => refuseStampFault(sealed)).catch(() => {});
    });
  return { files, ...openTicker(seal, { afterFaultMs: AGAIN_MS }) };
}

/** It is asked for again with the next day or head. */
function refuseStampFault({ stampFault }: Sealed): void {
  if (stampFault !== undefined) throw new Error(stampFault);
}

function tell({ closed, monthsFault }: Sealed, log: Logger): void {
  tellMonths(monthsFault, log);
  const first = closed[0]?.day;
  const last = closed.at(-1)?.day;
  if (first !== undefined) log.info({ first, last, days: closed.length }, 'days of the log were closed and signed');
  for (const { day, contradiction } of closed) {
    if (contradiction !== undefined)
      log.error({ day, contradiction }, 'THE LOG WAS CHANGED: its records are not those that were signed before');
  }
}

function tellMonths(why: string | undefined, log: Logger): void {
  if (why !== undefined) log.warn({ why }, 'the next months of the log have no room of their own yet; it is made soon');
}

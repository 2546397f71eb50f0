/** One provider of the sandbox, in a process of its own: told everything by the launcher over IPC. */
import { openLogger, type ProviderConfig, systemLegalTime, systemMonotonic, systemRandom } from '#config';
import { type RunningProvider, startProvider } from '#main';
import type { StoredLogRecord } from '#ports';
import { answerCalls, tellEvent } from './process-link.ts';
import { type SeedHolder, seedHoldings } from './seed-holdings.ts';
import { type OrganisationPlan, type SeedStaff, seedOffices } from './seed-offices.ts';
import { type SeedMailbox, seedProvider } from './seed-provider.ts';

export interface ProviderStart {
  readonly config: ProviderConfig;
  readonly mailboxes: readonly SeedMailbox[];
  readonly holders: readonly SeedHolder[];
  readonly organisations: readonly OrganisationPlan[];
  readonly staff: readonly SeedStaff[];
  readonly offsetMs: number;
}

/** Records of the message log, as they are written: many in one, since each passing between processes has its price. */
export interface ProviderEvent {
  readonly kind: 'log';
  readonly records: readonly StoredLogRecord[];
}

let provider: RunningProvider | undefined;
let offsetMs = 0;

function running(): RunningProvider {
  if (provider === undefined) throw new Error('the provider is not started');
  return provider;
}

async function start({
  config,
  mailboxes,
  holders,
  organisations,
  staff,
  offsetMs: offset,
}: ProviderStart): Promise<unknown> {
  offsetMs = offset;
  const log = openLogger(config.name);
  provider = await startProvider(config, {
    legalTime: systemLegalTime(() => offsetMs),
    monotonic: systemMonotonic(),
    random: systemRandom(),
    log,
  });
  provider.onLog((records) => tellEvent({ kind: 'log', records } satisfies ProviderEvent));
  await seedProvider(provider.store, mailboxes);
  await seedHoldings(
    config,
    provider.store,
    holders,
    systemLegalTime(() => offsetMs),
  );
  await seedOffices(provider.store, organisations, staff, Date.now() + offsetMs);
  return provider.ports;
}

async function stop(): Promise<void> {
  await provider?.stop();
  // After the answer has left.
  setImmediate(() => process.exit(0));
}

function stopAtOnce(): void {
  stop().catch(() => process.exit(1));
}

answerCalls(
  {
    start: (argument) => start(argument as ProviderStart),
    stop,
    setOffset: async (argument) => {
      offsetMs = argument as number;
      await running().runDue();
    },
    settle: async () => {
      await running().runDue();
      await running().settle();
      const [newest] = await running().store.searchLog({ limit: 1, newestFirst: true });
      return newest?.seq ?? 0;
    },
    refresh: () => running().refresh(),
    nextDue: () => running().nextDue(),
  },
  stopAtOnce,
);

process.on('SIGTERM', stopAtOnce);

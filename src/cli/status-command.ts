import type { Command } from 'commander';
import { indexAlarms, readIndexState } from '#provider-index';
import { readKeySettings } from './key-settings.ts';
import { keyAlarms, signingKeyLine } from './key-status.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { cell, isoDate, printJson } from './print.ts';

const QUEUE_SHOWN = 1000;

async function status(options: ProviderOptions): Promise<void> {
  const { LAST_AUDIT, readReport, summaryOf } = await import('#provider');
  const { sealingStatus, witnessAlarms } = await import('#sealing');
  const settings = await readKeySettings(options);
  const told = await withProvider(options, async (provider) => {
    const { store } = provider;
    const [jobs, openJobs, mailboxes, index, newest, nextDue, audit, sealing, witnessed] = await Promise.all([
      store.jobs(QUEUE_SHOWN),
      store.openJobs(),
      store.mailboxes(),
      readIndexState(store),
      store.searchLog({ limit: 1, newestFirst: true }),
      store.nextDue(),
      store.document(LAST_AUDIT).then(readReport),
      sealingStatus(store, provider.now()),
      witnessAlarms(store),
    ]);
    const failing = jobs.filter(({ lastError }) => lastError !== undefined);
    return {
      provider: provider.name,
      serving: provider.running,
      legalTime: isoDate(provider.now()),
      mailboxes: mailboxes.length,
      openJobs,
      jobsTriedBefore: failing.length,
      queues: Object.fromEntries(
        [...Map.groupBy(failing, ({ queue }) => queue)].map(([queue, of]) => [queue, of[0]!.lastError]),
      ),
      nextDue: isoDate(nextDue),
      indexFetchedAt: isoDate(index.copy?.fetchedAt),
      indexAlarms: indexAlarms(index, provider.now()).map(({ text }) => text),
      lastLogRecord: newest[0] === undefined ? undefined : `${isoDate(newest[0].instant)} ${newest[0].event}`,
      logOpenDay: sealing?.openDay,
      logHeadAt: isoDate(sealing?.headAt),
      logUnstamped: sealing?.unstamped && `${sealing.unstamped.day}, closed ${isoDate(sealing.unstamped.closed)}`,
      logAlarms: [...(sealing?.alarms ?? []), ...witnessed],
      signingKey: await signingKeyLine(settings, provider),
      keyAlarms: await keyAlarms(settings, provider),
      // What it found is read by `ceralacca check --last`.
      lastAudit: audit && { at: audit.at, durationMs: audit.durationMs, total: audit.total, counts: audit.counts },
    };
  });
  if (options.json === true) return printJson(told);
  const { queues, indexAlarms: alarms, keyAlarms: ofKeys, logAlarms: ofLog, lastAudit, ...facts } = told;
  const plain = { ...facts, lastAudit: lastAudit && `${lastAudit.at} ${summaryOf(lastAudit)}` };
  for (const [name, value] of Object.entries(plain)) process.stdout.write(`${name.padEnd(16)} ${cell(value)}\n`);
  for (const alarm of alarms) process.stdout.write(`ALARM (index)    ${cell(alarm)}\n`);
  for (const alarm of ofLog) process.stdout.write(`ALARM (log)      ${cell(alarm)}\n`);
  for (const alarm of ofKeys) process.stdout.write(`ALARM (keys)     ${cell(alarm)}\n`);
  for (const [queue, error] of Object.entries(queues)) process.stdout.write(`  ${cell(queue)}: ${cell(error)}\n`);
}

/** `ceralacca status`: is it serving, and does anything wait? */
export function addStatus(program: Command): void {
  onProvider(program.command('status').description('Is the provider serving, and what waits?')).action(status);
}

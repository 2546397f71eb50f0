import type { Conditions } from './conditions.ts';
import type { CpuByPart } from './cpu-time.ts';
import type { ExchangeResult } from './exchange.ts';
import type { ImapBox, ImapResult } from './imap.ts';
import type { LatencyResult } from './latency.ts';
import type { Load } from './load-meter.ts';
import type { LogBench } from './log.ts';
import type { MemoryResult } from './memory.ts';
import type { Percentiles } from './percentiles.ts';
import type { ProfileResult, Share } from './profile.ts';
import type { SideBySide } from './side-by-side.ts';
import type { StorageResult } from './storage.ts';

export interface Floor {
  readonly before: number;
  readonly after: number;
  /** Mean of both. */
  readonly signaturesPerSecond: number;
}

/** Everything one run measured; a part that was not asked for is absent. */
export interface Report {
  readonly conditions: Conditions;
  floor?: Floor;
  exchanges?: readonly (ExchangeResult & { readonly ratio: number })[];
  latency?: LatencyResult;
  memory?: MemoryResult;
  storage?: StorageResult;
  postfix?: SideBySide | { readonly skipped: string };
  profile?: ProfileResult;
  imap?: ImapResult;
  log?: LogBench;
  /** Parts that ended with a fault, and why: their numbers are void. */
  failed?: Record<string, string>;
}

type Row = readonly (string | number)[];

/** The report for people. */
export function table(report: Report): string {
  const { cpu, cores, node, loadBefore, flushMs } = report.conditions;
  const head = `${cpu}, ${cores} cores, Node ${node}; load before: ${loadBefore.toFixed(2)}; one flush: ${flushMs.toFixed(2)} ms`;
  const sections = [
    exchangeSection(report),
    latencySection(report.latency),
    memorySection(report.memory),
    storageSection(report.storage),
    postfixSection(report.postfix),
    profileSection(report.profile),
    imapSection(report.imap),
    logSection(report.log),
    Object.entries(report.failed ?? {})
      .map(([part, why]) => `${part} FAILED: ${why}`)
      .join('\n'),
  ];
  return `${[head, ...sections].filter((section) => section !== '').join('\n\n')}\n`;
}

function logSection(result: LogBench | undefined): string {
  if (result === undefined) return '';
  const { records, rounds, shortPerSecond, longPerSecond, ratio, cpuRatio, headCpuMs } = result;
  return [
    `Exchanges beside a log of ${records} records, ${rounds.length} rounds in turns:`,
    `  log empty: ${shortPerSecond.toFixed(0)}/s; log long: ${longPerSecond.toFixed(0)}/s; ratio ${ratio.toFixed(3)}; CPU of an exchange ${cpuRatio.toFixed(3)}`,
    `  the head of an open day of so many records, once an hour: ${(headCpuMs / 1_000).toFixed(1)} s of CPU in both providers`,
  ].join('\n');
}

function imapSection(result: ImapResult | undefined): string {
  if (result === undefined) return '';
  const skipped = result.skipped === undefined ? '' : `\nDovecot: skipped, ${result.skipped}`;
  const idle = `An idle connection with a folder open: ${(result.idleBytes / 1_024).toFixed(0)} KiB of our server`;
  return `${[...result.boxes.map(imapBox), idle].join('\n\n')}${skipped}`;
}

function imapBox({ messages, ours, dovecot }: ImapBox): string {
  const lines = ours.map(({ operation, wallMs, cpuMs }) => {
    const theirs = dovecot?.find((measure) => measure.operation === operation);
    const ratio = (mine: number, other: number | undefined) => (other ? (mine / other).toFixed(2) : '-');
    return [
      operation,
      wallMs.toFixed(1),
      theirs?.wallMs.toFixed(1) ?? '-',
      ratio(wallMs, theirs?.wallMs),
      cpuMs.toFixed(0),
      theirs?.cpuMs.toFixed(0) ?? '-',
      ratio(cpuMs, theirs?.cpuMs),
    ];
  });
  const columns = ['operation', 'ours ms', 'Dovecot ms', 'ratio', 'ours CPU ms', 'Dovecot CPU ms', 'ratio'];
  return grid(`IMAP, ${messages} messages of 2 KB`, columns, lines);
}

function exchangeSection({ floor, exchanges }: Report): string {
  if (floor === undefined || exchanges === undefined) return '';
  const lines = exchanges.map((result) => [
    size(result.bodyBytes),
    result.clients,
    result.messages,
    result.exchangesPerSecond.toFixed(1),
    result.ratio.toFixed(3),
    result.acceptedPerSecond.toFixed(1),
    ...cpuCells(result, ['alfa', 'beta', 'postgres', 'rest']),
    spread(result.acceptanceMs),
    percent(result.elsewhere),
  ]);
  const title =
    `Certified exchanges. Signing floor: ${floor.signaturesPerSecond.toFixed(0)} RSA-2048 signatures/s ` +
    `(${floor.before.toFixed(0)} before, ${floor.after.toFixed(0)} after); ratio = exchanges/s * 4 / floor`;
  const columns = ['body', 'clients', 'messages', 'exchanges/s', 'ratio', 'accepted/s'];
  return grid(
    title,
    [...columns, 'alfa', 'beta', 'postgres', 'rest', 'CPU ms', 'accept. p50/95/99 ms', 'others'],
    lines,
  );
}

function latencySection(result: LatencyResult | undefined): string {
  if (result === undefined) return '';
  const { acceptanceMs, chainMs, wholeMs, perSecond, messages, seconds, elsewhere } = result;
  return grid(
    `Latency at half load: ${perSecond.toFixed(0)} messages/s due at random instants, ${messages} in ${seconds} s (others: ${percent(elsewhere)})`,
    ['', 'p50 ms', 'p95 ms', 'p99 ms'],
    [
      ['due -> 250', ...cells(acceptanceMs)],
      ["250 -> receipt in the sender's mailbox", ...cells(chainMs)],
      ['due -> receipt', ...cells(wholeMs)],
    ],
  );
}

function memorySection(result: MemoryResult | undefined): string {
  if (result === undefined) return '';
  const rows = Object.entries(result.providers).map(([key, { idle, peak, growth }]) => [
    key,
    mib(idle),
    mib(peak),
    mib(growth),
  ]);
  const title = `Memory while one message of ${size(result.messageBytes)} is certified (${result.seconds.toFixed(1)} s), MiB`;
  return grid(title, ['provider', 'idle', 'peak', 'growth'], rows);
}

function storageSection(result: StorageResult | undefined): string {
  if (result === undefined) return '';
  const { originalBytes, messageBytes, uniqueBytes, storedBytes, ratio } = result;
  const title = `Storage of a completa exchange between two mailboxes of one provider (mean of ${result.exchanges}), octets`;
  const columns = ['original', 'messages, each whole', 'unique', 'database', 'files', 'stored / unique'];
  const numbers = [originalBytes, messageBytes, uniqueBytes, storedBytes.database, storedBytes.files];
  return grid(title, columns, [[...numbers.map((value) => value.toFixed(0)), ratio.toFixed(3)]]);
}

function postfixSection(result: Report['postfix']): string {
  if (result === undefined) return '';
  if ('skipped' in result) return `Postfix and Dovecot: skipped, ${result.skipped}`;
  const rows = result.rounds.flatMap(({ ours, theirs }, at): Row[] => [
    [at + 1, 'certified exchanges, ours', ours.messages, ours.exchangesPerSecond.toFixed(1), ...cpuOf(ours)],
    [at + 1, 'plain mail, Postfix + Dovecot', theirs.messages, theirs.messagesPerSecond.toFixed(1), ...cpuOf(theirs)],
  ]);
  const title =
    `Side by side, ${result.rounds[0]?.theirs.sessions} sessions. Medians: ${result.oursPerSecond.toFixed(1)} exchanges/s, ` +
    `${result.theirsPerSecond.toFixed(1)} messages/s, ratio ${result.ratio.toFixed(2)}`;
  return grid(title, ['round', 'what', 'messages', 'per second', 'CPU ms', 'by part', 'others'], rows);
}

function profileSection(result: ProfileResult | undefined): string {
  if (result === undefined) return '';
  return Object.entries(result.providers)
    .map(([key, { threads, rooms, functions }]) => {
      const title = `Where ${key}'s time goes. CPU ms an exchange by thread: ${byPart(threads)}`;
      const rows = rooms.map((room, at) => [...shareCells(room), ...shareCells(functions[at])]);
      return grid(title, ['main thread', 'share', 'function', 'share'], rows);
    })
    .join('\n\n');
}

const shareCells = (share: Share | undefined): Row =>
  share === undefined ? ['', ''] : [share.where, percent(share.share)];
const cpuOf = (load: Load): Row => [load.cpuMsTotal.toFixed(2), byPart(load.cpuMs), percent(load.elsewhere)];
const cpuCells = ({ cpuMs, cpuMsTotal }: Load, parts: readonly string[]): Row => [
  ...parts.map((part) => (cpuMs[part] ?? 0).toFixed(2)),
  cpuMsTotal.toFixed(2),
];
const byPart = (parts: CpuByPart) =>
  Object.entries(parts)
    .map(([part, used]) => `${part} ${used.toFixed(2)}`)
    .join(', ');
const cells = ({ p50, p95, p99 }: Percentiles): Row => [p50, p95, p99].map((value) => value.toFixed(0));
const spread = (values: Percentiles) => cells(values).join(' / ');
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
const mib = (octets: number) => (octets / 1_048_576).toFixed(1);
const size = (octets: number) => (octets < 1_000_000 ? `${octets / 1000} KB` : `${(octets / 1_000_000).toFixed(0)} MB`);

function grid(title: string, columns: readonly string[], rows: readonly Row[]): string {
  const all = [columns, ...rows].map((row) => row.map(String));
  const widths = columns.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const isNumber = (text: string) => /^[\d.]+( %)?$/.test(text);
  const line = (row: readonly string[]) =>
    row
      .map((text, at) => (isNumber(text) ? text.padStart(widths[at]!) : text.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd();
  return [title, ...all.map((row) => `  ${line(row)}`)].join('\n');
}

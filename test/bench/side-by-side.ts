import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closeOnInterrupt } from './close-on-interrupt.ts';
import type { ProcessCpu } from './cpu-time.ts';
import { type PrivateDovecot, startDovecot } from './dovecot.ts';
import { type ExchangeResult, exchange } from './exchange.ts';
import { type Load, meterLoad } from './load-meter.ts';
import { composed } from './message.ts';
import type { RunningNetwork } from './network.ts';
import { median } from './percentiles.ts';
import { type PrivatePostfix, startPostfix } from './postfix.ts';
import { until } from './until.ts';

export interface PlainResult extends Load {
  readonly messages: number;
  readonly sessions: number;
  /** From the first submission until the queue is empty. */
  readonly seconds: number;
  readonly messagesPerSecond: number;
}

export interface SideBySide {
  readonly rounds: readonly { readonly ours: ExchangeResult; readonly theirs: PlainResult }[];
  /** Medians over the rounds. */
  readonly oursPerSecond: number;
  readonly theirsPerSecond: number;
  readonly ratio: number;
}

const SESSIONS = 20;
const DRAIN_MS = 180_000;
/** As many mailboxes as an exchange of ours writes to. */
const BOXES = ['uno', 'due', 'tre'] as const;

/** Why Postfix and Dovecot cannot be measured here; undefined when they can. */
export function whyNoPostfix(): string | undefined {
  const needed = ['/usr/sbin/postfix', '/usr/sbin/smtp-source', '/usr/sbin/dovecot', '/usr/lib/dovecot/lmtp'];
  const missing = needed.filter((path) => !existsSync(path));
  if (missing.length > 0) return `${missing.join(', ')} not found (Debian: postfix, dovecot-core, dovecot-lmtpd)`;
  if (process.getuid?.() !== 0) return 'Postfix and Dovecot start only as root';
  return undefined;
}

/** Certified exchanges of ours and plain mail from Postfix to Dovecot's LMTP, in turns. */
export async function sideBySide(
  running: RunningNetwork,
  { rounds, messages, bodyBytes }: { rounds: number; messages: number; bodyBytes: number },
): Promise<SideBySide> {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-bench-plain-'));
  chmodSync(folder, 0o755);
  const remove = closeOnInterrupt(async () => rmSync(folder, { recursive: true, force: true }));
  try {
    await using dovecot = await startDovecot(folder);
    await using postfix = await startPostfix(folder, dovecot.port);
    const file = join(folder, 'message.eml');
    // smtp-source writes the line ends itself.
    writeFileSync(
      file,
      composed('mittente@ours.example', 'uno@theirs.example', 0, bodyBytes).toString('latin1').replaceAll('\r\n', '\n'),
    );
    const plain = () => plainMail(postfix, dovecot, file, messages);
    await plainMail(postfix, dovecot, file, Math.min(messages, 200));
    const results: { ours: ExchangeResult; theirs: PlainResult }[] = [];
    for (let round = 0; round < rounds; round++) {
      const ours = () => exchange(running, { clients: SESSIONS, messages, bodyBytes });
      // Each begins in turn, so that a drift of the machine favours neither.
      if (round % 2 === 0) results.push({ ours: await ours(), theirs: await plain() });
      else {
        const theirs = await plain();
        results.push({ ours: await ours(), theirs });
      }
    }
    const oursPerSecond = median(results.map(({ ours }) => ours.exchangesPerSecond));
    const theirsPerSecond = median(results.map(({ theirs }) => theirs.messagesPerSecond));
    return { rounds: results, oursPerSecond, theirsPerSecond, ratio: oursPerSecond / theirsPerSecond };
  } finally {
    await remove();
  }
}

async function plainMail(
  postfix: PrivatePostfix,
  dovecot: PrivateDovecot,
  file: string,
  messages: number,
): Promise<PlainResult> {
  const before = await dovecot.count(BOXES);
  const meter = meterLoad([postfix.pid, dovecot.pid], partOf);
  const began = performance.now();
  await Promise.all(
    BOXES.map((box, at) => submit(postfix.port, file, box, shareOf(messages, at), shareOf(SESSIONS, at))),
  );
  await until('an empty queue', () => postfix.queued() === 0, DRAIN_MS, 20);
  const seconds = (performance.now() - began) / 1000;
  const used = meter.stop(messages);
  const delivered = (await dovecot.count(BOXES)) - before;
  if (delivered !== messages) throw new Error(`Dovecot has ${delivered} of ${messages} messages: this measure is void`);
  return { messages, sessions: SESSIONS, seconds, messagesPerSecond: messages / seconds, ...used };
}

/** How many of `whole` the box at this place gets; together all of them. */
function shareOf(whole: number, at: number): number {
  return Math.floor(whole / BOXES.length) + (at < whole % BOXES.length ? 1 : 0);
}

async function submit(port: number, file: string, box: string, messages: number, sessions: number): Promise<void> {
  const words = ['-d', '-s', `${sessions}`, '-m', `${messages}`, '-F', file, '-M', 'load.ours.example'];
  const envelope = ['-f', 'mittente@ours.example', '-t', `${box}@theirs.example`];
  await promisify(execFile)('/usr/sbin/smtp-source', [...words, ...envelope, `127.0.0.1:${port}`]);
}

function partOf({ command }: ProcessCpu): string {
  return /dovecot/.test(command) ? 'dovecot' : 'postfix';
}

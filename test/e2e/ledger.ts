import assert from 'node:assert/strict';
import type { TestCountry } from './country.ts';
import { until } from './poll.ts';
import { Pop3Client } from './pop3.ts';

/** What came of each submitted message, seen only by its sender and its recipient over POP3. */
export interface Ledger {
  /** Subject → kinds of what stands with the sender, e.g. `accettazione avvenuta-consegna`. */
  readonly sender: ReadonlyMap<string, readonly string[]>;
  /** Subject → copies with the recipient. */
  readonly recipient: ReadonlyMap<string, number>;
  /** How many messages stand there twice: same X-Ricevuta or X-Trasporto and same Message-ID. */
  readonly doubled: readonly string[];
}

type Holders = Pick<TestCountry, 'network' | 'root' | 'box'>;

const PREFIX = /^(POSTA CERTIFICATA|ACCETTAZIONE|CONSEGNA|AVVISO DI MANCATA CONSEGNA|ANOMALIA MESSAGGIO): /;

interface Seen {
  readonly subject: string;
  readonly kind: string;
  readonly messageId: string;
}

async function headersOf(country: Holders, address: string): Promise<readonly Seen[]> {
  const provider = country.network.providers.find(({ mailboxes }) => mailboxes.some((box) => box.address === address))!;
  await using client = await Pop3Client.open(provider.pop3s!, country.root, country.box(address));
  const seen: Seen[] = [];
  const count = await client.count();
  for (let number = 1; number <= count; number++) {
    const header = (await client.top(number)).toString('latin1').replace(/\r\n[ \t]/g, ' ');
    const value = (name: string) => new RegExp(`^${name}: *(.*)\\r$`, 'im').exec(header)?.[1] ?? '';
    const kind = value('X-Ricevuta') || value('X-Trasporto');
    seen.push({ subject: value('Subject').replace(PREFIX, ''), kind, messageId: value('Message-ID') });
  }
  return seen;
}

/** Waits until the sender has two notices of every accepted message, then reads both mailboxes. */
export async function settleLedger(
  country: Holders,
  { from, to }: { from: string; to: string },
  accepted: ReadonlySet<string>,
  idle: () => Promise<boolean>,
  boundMs: number,
): Promise<Ledger> {
  await until('no job is left', idle, boundMs, 500);
  const [mine, theirs] = await Promise.all([headersOf(country, from), headersOf(country, to)]);
  const doubled = [...mine, ...theirs]
    .map(({ kind, messageId }) => `${kind} ${messageId}`)
    .filter((key, at, all) => all.indexOf(key) !== at);
  const sender = new Map<string, string[]>();
  for (const { subject, kind } of mine) (sender.get(subject) ?? sender.set(subject, []).get(subject)!).push(kind);
  const recipient = new Map<string, number>();
  for (const { subject } of theirs) recipient.set(subject, (recipient.get(subject) ?? 0) + 1);
  for (const subject of accepted) assert.ok(sender.has(subject), `${subject} was accepted and its sender has nothing`);
  return { sender, recipient, doubled };
}

/** Every message answered 250 has its two notices and one copy; one whose answer was lost has all of that or nothing. */
export function assertOnce(ledger: Ledger, submitted: { accepted: ReadonlySet<string>; unsure: ReadonlySet<string> }) {
  assert.deepEqual(ledger.doubled, []);
  const faults: string[] = [];
  for (const subject of new Set([...submitted.accepted, ...submitted.unsure, ...ledger.sender.keys()])) {
    const kinds = [...(ledger.sender.get(subject) ?? [])].sort().join(' ');
    const copies = ledger.recipient.get(subject) ?? 0;
    const whole = kinds === 'accettazione avvenuta-consegna' && copies === 1;
    const nothing = kinds === '' && copies === 0 && !submitted.accepted.has(subject);
    if (!whole && !nothing) faults.push(`${subject}: ${kinds || 'no notice'}, ${copies} copies`);
  }
  assert.deepEqual(faults, []);
}

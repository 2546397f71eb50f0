import { openMemoryStore } from '#adapters/memory';
import { wire } from '#pec';
import type { LogRecord, Mailbox, StoredLogRecord } from '#ports';
import type { LogTail } from './log-tail.ts';

export const T0 = Date.parse('2026-03-01T09:00:00Z');

export const boxOf = (id: string): Mailbox => ({
  id,
  address: `${id}@pec.alfa.example`,
  holder: id,
  kind: 'user',
  status: 'active',
  quotaBytes: 1_000_000,
  ordinaryMail: { kind: 'accept' },
});

/** One thing that happens; numbers are taken modulo what there is. */
export interface Turn {
  readonly what: 'send' | 'refuse' | 'taken' | 'delivered' | 'failed' | 'warned' | 'again' | 'in' | 'anomaly';
  readonly who: number;
  readonly message: number;
  readonly to: number;
}

const PEOPLE = ['ugo', 'ada'].map((id) => boxOf(id).address);
const FAR = ['x@pec.beta.example', 'y@pec.beta.example', 'z@pec.gamma.example'];
const { presaInCarico, avvenutaConsegna, erroreConsegna } = wire.RICEVUTA;

interface Sent {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
}

const certified = (address: string) => ({ address, type: 'certificato' as const });

/** A log as a provider would write it, as far as events are made of it. */
function recordsOf(turns: readonly Turn[]): readonly (readonly LogRecord[])[] {
  const sent: Sent[] = [];
  let last: readonly LogRecord[] = [];
  return turns.map((turn, number) => {
    const instant = T0 + number * 1_000;
    const person = PEOPLE[turn.who % PEOPLE.length]!;
    const about = sent[turn.message % Math.max(sent.length, 1)];
    if (turn.what === 'again') return last.map((record) => ({ ...record, instant }));
    if (turn.what === 'in' || turn.what === 'anomaly') return coming(turn.what, person, number, instant);
    if (turn.what === 'send' || turn.what === 'refuse') {
      const other = PEOPLE[(turn.who + 1) % PEOPLE.length]!;
      const to = [...FAR.slice(0, 1 + (turn.to % FAR.length)), ...(turn.to % 2 ? [other] : [])];
      const message = { id: `opec${number}@gestore-alfa.example`, from: person, to };
      if (turn.what === 'send') sent.push(message);
      last = handedIn(turn.what, message, number, instant);
    } else last = about === undefined ? [] : heard(turn, about, number, instant);
    return last;
  });
}

function handedIn(what: 'send' | 'refuse', { id, from, to }: Sent, number: number, instant: number): LogRecord[] {
  const destinatari = to.map(certified);
  const facts = { instant, point: 'AP' as const, identificativo: id, mittente: from, destinatari };
  if (what === 'refuse') return [{ ...facts, event: 'NonAccettazione', eccezioni: ['C01'], related: [`n${number}`] }];
  return [
    { ...facts, event: 'BustaTrasporto', related: [`e${number}`] },
    { ...facts, event: 'Accettazione', related: [`a${number}`] },
  ];
}

function heard({ what, to }: Turn, about: Sent, number: number, instant: number): LogRecord[] {
  const facts = {
    instant,
    identificativo: about.id,
    mittente: about.from,
    destinatari: about.to.map(certified),
    related: [`r${number}`],
  };
  const consegna = about.to[to % about.to.length]!;
  const received = { ...facts, point: 'InP', event: 'RicezioneRicevuta' } as const;
  if (what === 'taken') return [{ ...received, tipo: presaInCarico, ricezione: about.to.slice(to % about.to.length) }];
  if (what === 'delivered') return [{ ...received, tipo: avvenutaConsegna, consegna }];
  if (what === 'failed')
    return [{ ...received, tipo: erroreConsegna, consegna, errore: 'altro', erroreEsteso: '5.2.2 piena' }];
  return [{ ...facts, point: 'AP', event: 'PreavvisoMancataConsegna', consegna, erroreEsteso: '4.4.7' }];
}

function coming(what: 'in' | 'anomaly', person: string, number: number, instant: number): LogRecord[] {
  const destinatari = [certified(person)];
  if (what === 'in') {
    const identificativo = `opec${number}@gestore-beta.example`;
    const facts = { instant, identificativo, mittente: FAR[0]!, oggetto: `In ${number}`, destinatari };
    return [
      { ...facts, point: 'InP', event: 'RicezioneBusta', ricezione: [person], related: [`m${number}`] },
      { ...facts, point: 'DP', event: 'Consegna', consegna: person, related: [`c${number}`] },
    ];
  }
  const facts = { instant, mittente: 'eve@posta.example', related: [`m${number}`] };
  return [
    { ...facts, point: 'InP', event: 'BustaAnomalia', destinatari, oggetto: `Odd ${number}` },
    { ...facts, point: 'DP', event: 'ConsegnaCasella', consegna: person },
  ];
}

/** A log that grows batch by batch. */
export function openHistory(turns: readonly Turn[]) {
  const store = openMemoryStore();
  const batches = recordsOf(turns);
  const listeners = new Set<(records: readonly StoredLogRecord[]) => void>();
  let at = 0;
  let told = 0;
  const settled = async () => (await store.searchLog({ limit: 1, newestFirst: true }))[0]?.seq ?? 0;
  const tail: LogTail = {
    settled,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    store,
    tail,
    settled,
    listeners,
    /** Writes the next ones; answers whether there are more. */
    async grow(count = 1): Promise<boolean> {
      for (const log of batches.slice(at, at + count)) await store.commit({ log });
      at += count;
      const records = await store.searchLog({ afterSeq: told, limit: 10_000 });
      told = records.at(-1)?.seq ?? told;
      if (records.length > 0) for (const listener of listeners) listener(records);
      return at < batches.length;
    },
  };
}

import { digest } from '#cms';
import { Refusal } from '#contract';
import { hex } from '#mime';
import { type Instant, isoLegalTime } from '#pec';
import type { LegalTime, Random, Step, Store } from '#ports';
import {
  entryId,
  isMalfunctionCode,
  type Malfunction,
  type Outage,
  type OutageKind,
  outageState,
} from '#service-levels';
import { type Actor, commitAct, notFound } from './act.ts';

/** What an operator writes down of his service, each kept as a document of its own. */
interface DutyEntries {
  readonly outage: Outage;
  readonly malfunction: Malfunction;
}

export interface DutyDeskPorts {
  readonly store: Pick<Store, 'document' | 'commit'>;
  readonly legalTime: LegalTime;
  readonly random: Random;
  /** What keeps an entry, with its record in the log. */
  keepEntry<K extends keyof DutyEntries>(kind: K, entry: DutyEntries[K]): Step;
}

const nameOf = (kind: keyof DutyEntries, id: string) => `duty/${kind}/${id}`;

/** An entry that is there, and what says that nobody wrote it meanwhile. */
async function readEntry<K extends keyof DutyEntries>(kind: K, id: string, { store }: DutyDeskPorts) {
  const name = nameOf(kind, id);
  const document = await store.document(name);
  if (document === undefined) throw notFound();
  const sha256 = hex(await digest('sha256', document.bytes));
  const entry = JSON.parse(new TextDecoder().decode(document.bytes)) as DutyEntries[K];
  return { entry, expects: [{ kind: 'document', name, sha256 }] as const };
}

/** Keeps what `keepEntry` gives but its record: the record of who did it tells the same. One act, one record. */
function kept<K extends keyof DutyEntries>(kind: K, entry: DutyEntries[K], ports: DutyDeskPorts): Step {
  const { log: _same, ...step } = ports.keepEntry(kind, entry);
  return step;
}

const isNew = (kind: keyof DutyEntries, id: string) =>
  ({ expects: [{ kind: 'document', name: nameOf(kind, id), sha256: undefined }] }) as const;

/** Enters a malfunction in the register (spec 16.3). */
export async function addMalfunction(
  by: Actor,
  { code, text, at }: { readonly code: string; readonly text: string; readonly at?: string | undefined },
  ports: DutyDeskPorts,
): Promise<void> {
  if (!isMalfunctionCode(code))
    throw new Refusal('invalid', 'malfunction-code', {
      it: 'Il codice è uno fra 1A-4B, o 5 (circolare dell’autorità).',
      en: 'The code is one of 1A to 4B, or 5 (the authority’s circular).',
      de: 'Der Code ist 1A bis 4B oder 5 (Rundschreiben der Behörde).',
    });
  const now = ports.legalTime.now();
  const when = at === undefined ? now : Date.parse(at);
  if (when > now) throw toCome('malfunction-to-come');
  const entry: Malfunction = { id: entryId(when, ports.random), code, at: when, description: text, notes: [] };
  const step = { ...kept('malfunction', entry, ports), ...isNew('malfunction', entry.id) };
  await commitAct(step, { act: 'malfunzionamento-registrato', on: code, detail: text }, by, ports);
}

/** Adds what was done since, and perhaps that it was reported to the authority, or is over; nothing that was said is taken away. */
export async function noteMalfunction(
  by: Actor,
  id: string,
  { text, isReported, isOver }: { readonly text: string; readonly isReported: boolean; readonly isOver: boolean },
  ports: DutyDeskPorts,
): Promise<void> {
  const { entry, expects } = await readEntry('malfunction', id, ports);
  if (entry.closedAt !== undefined)
    throw new Refusal('conflict', 'malfunction-closed', {
      it: 'Questo malfunzionamento è già chiuso: registrarne uno nuovo.',
      en: 'This malfunction is closed already: record a new one.',
      de: 'Diese Störung ist schon abgeschlossen: eine neue aufzeichnen.',
    });
  const at = ports.legalTime.now();
  const noted: Malfunction = {
    ...entry,
    notes: [...entry.notes, { at, text }],
    ...(isReported && { reportedAt: entry.reportedAt ?? at }),
    ...(isOver && { closedAt: at }),
  };
  const told = [text, ...(isReported ? ['comunicato'] : []), ...(isOver ? ['chiuso'] : [])].join('; ');
  const step = { ...kept('malfunction', noted, ports), expects };
  await commitAct(step, { act: 'malfunzionamento-nota', on: `${entry.code} ${id}`, detail: told }, by, ports);
}

export interface NewOutage {
  readonly kind: OutageKind;
  readonly reason: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly points: readonly string[];
  readonly counts: boolean;
}

/** Writes an outage down: what availability and statistics count by (spec 16.2). Only a planned one can be told before it begins. */
export async function addOutage(by: Actor, asked: NewOutage, ports: DutyDeskPorts): Promise<void> {
  const { kind, reason, counts } = asked;
  const now = ports.legalTime.now();
  const from = asked.from === undefined ? now : Date.parse(asked.from);
  const to = asked.to === undefined ? undefined : Date.parse(asked.to);
  if (kind !== 'planned' && Math.max(from, to ?? from) > now) throw toCome('outage-to-come');
  if (to !== undefined && to <= from) throw endsBefore();
  const points = [...new Set(asked.points)];
  const ended = to === undefined ? {} : { to };
  const outage: Outage = { id: entryId(from, ports.random), from, ...ended, kind, sla: counts, points, reason };
  const step = { ...kept('outage', outage, ports), ...isNew('outage', outage.id) };
  await commitAct(step, { act: 'interruzione-registrata', on: outage.id, detail: wordsOf(outage) }, by, ports);
}

/** The service works again. */
export async function endOutage(
  by: Actor,
  id: string,
  { at, reason }: { readonly at?: string | undefined; readonly reason: string },
  ports: DutyDeskPorts,
): Promise<void> {
  const { entry, expects } = await readEntry('outage', id, ports);
  const now = ports.legalTime.now();
  const to = at === undefined ? now : Date.parse(at);
  if (entry.withdrawnAt !== undefined || (entry.to ?? now) < now)
    throw new Refusal('conflict', 'outage-ended', {
      it: 'Questa interruzione ha già una fine.',
      en: 'This outage has an end already.',
      de: 'Dieser Ausfall hat schon ein Ende.',
    });
  if (to > now) throw toCome('outage-to-come');
  if (to <= entry.from) throw endsBefore();
  const step = { ...kept('outage', { ...entry, to }, ports), expects };
  await commitAct(
    step,
    { act: 'interruzione-chiusa', on: id, detail: `${spanOf(entry.from, to)}; ${reason}` },
    by,
    ports,
  );
}

/** What was announced will not be: until it begins. Afterwards it is ended, and has counted. */
export async function withdrawOutage(by: Actor, id: string, reason: string, ports: DutyDeskPorts): Promise<void> {
  const { entry, expects } = await readEntry('outage', id, ports);
  const now = ports.legalTime.now();
  if (outageState(entry, now) !== 'announced')
    throw new Refusal('conflict', 'outage-begun', {
      it: 'Si ritira solo un’interruzione annunciata che non è ancora cominciata.',
      en: 'Only an announced outage that has not begun yet is withdrawn.',
      de: 'Nur ein angekündigter Ausfall, der noch nicht begonnen hat, wird zurückgenommen.',
    });
  const step = { ...kept('outage', { ...entry, withdrawnAt: now }, ports), expects };
  const detail = `${spanOf(entry.from, entry.to)}; ${reason}`;
  await commitAct(step, { act: 'interruzione-ritirata', on: id, detail }, by, ports);
}

/** As the log tells it. */
const KIND_WORDS = { planned: 'programmata', incident: 'incidente', malfunction: 'malfunzionamento' } as const;

function wordsOf({ from, to, kind, sla, points, reason }: Outage): string {
  const outside = sla ? [] : ['non conta per i livelli di servizio'];
  return [`${KIND_WORDS[kind]}, ${points.join(' ')}, ${spanOf(from, to)}`, ...outside, reason].join('; ');
}

const spanOf = (from: Instant, to: Instant | undefined) =>
  to === undefined ? `dal ${isoLegalTime(from)}` : `dal ${isoLegalTime(from)} al ${isoLegalTime(to)}`;

const toCome = (code: string) =>
  new Refusal('invalid', code, {
    it: 'Non è ancora successo.',
    en: 'It has not happened yet.',
    de: 'Das ist noch nicht geschehen.',
  });

const endsBefore = () =>
  new Refusal('invalid', 'outage-ends-before', {
    it: 'La fine deve venire dopo l’inizio.',
    en: 'It must end after it began.',
    de: 'Das Ende muss nach dem Beginn liegen.',
  });

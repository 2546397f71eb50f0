import { hash } from 'node:crypto';
import { type Language, Refusal } from '#contract';
import { romeDay } from '#evidence';
import type { LegalTime, Store } from '#ports';
import { type Actor, commitAct } from './act.ts';
import { type IpaFamily, type IpaFile, type IpaRow, NoIpaFile, readIpaFile } from './ipa-csv.ts';
import {
  compressed,
  IPA_HEAD,
  type KeptFamily,
  type KeptRow,
  readFamily,
  readHead,
  rowsName,
  sourceName,
  writeFamily,
} from './ipa-documents.ts';
import { readBounded } from './read-bounded.ts';

export interface ImportPorts {
  readonly store: Pick<Store, 'document' | 'commit'>;
  readonly legalTime: LegalTime;
}

export interface ImportAnswer {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly ceased: number;
  /** Rows that could not be used. */
  readonly leftOut: number;
  /** The first of them, in the language of who asks. */
  readonly faults: readonly { readonly row: number; readonly detail: string }[];
  readonly totalFaults: number;
}

/** Offices of all bodies are some 120,000 rows, 80 MB; more the door lets nobody send. */
const MOST_BYTES = 128 * 1024 * 1024;
/** A file that would end more than half of what is known, and more than these, was cut short. */
const MANY = 20;

/**
 * Imports one file of the IPA in one commit (P100): what is new, what says otherwise, what is not there any more and so has ceased. The same
 * file again changes nothing. Older data than those in force are refused, and data of a day to come, beside which all others would be older.
 */
export async function importIpa(
  by: Actor,
  { family, asOf, language }: { readonly family: IpaFamily; readonly asOf: string; readonly language: Language },
  file: AsyncIterable<Uint8Array>,
  ports: ImportPorts,
): Promise<ImportAnswer> {
  if (asOf > romeDay(ports.legalTime.now())) throw toCome();
  const octets = await readBounded(file, MOST_BYTES);
  const { rows, leftOut, faults, totalFaults } = await read(family, octets);
  const kept = await readFamily(ports.store, family);
  if (kept !== undefined && asOf < kept.asOf) throw tooOld(kept.asOf);
  const merged = merge(kept, rows, asOf);
  const { added, changed, ceased } = merged;
  if (ceased > MANY && ceased * 2 > (kept?.rows.length ?? 0)) throw cutShort(ceased);
  if (kept?.asOf !== asOf || added + changed + ceased > 0)
    await keep(by, family, { asOf, rows: merged.rows }, octets, { added, changed, ceased }, ports);
  const told = faults.map(({ row, detail }) => ({ row, detail: detail[language] }));
  return { rows: rows.length, added, changed, ceased, leftOut, faults: told, totalFaults };
}

async function read(family: IpaFamily, octets: Uint8Array): Promise<IpaFile> {
  try {
    return await readIpaFile(family, octets);
  } catch (fault) {
    if (fault instanceof NoIpaFile) throw new Refusal('invalid', 'not-ipa', fault.detail);
    throw fault;
  }
}

function merge(kept: KeptFamily | undefined, rows: readonly IpaRow[], asOf: string) {
  const before = new Map(kept?.rows.map((row) => [row.code, row]));
  const count = { added: 0, changed: 0, ceased: 0 };
  const merged: KeptRow[] = [];
  for (const row of rows) {
    const known = before.get(row.code);
    before.delete(row.code);
    if (known === undefined) count.added += 1;
    else if (JSON.stringify(known) !== JSON.stringify(row)) count.changed += 1;
    merged.push(row);
  }
  for (const gone of before.values()) {
    if (gone.ceasedOn === undefined) count.ceased += 1;
    merged.push({ ...gone, ceasedOn: gone.ceasedOn ?? asOf });
  }
  return { rows: merged.sort((a, b) => (a.code < b.code ? -1 : 1)), ...count };
}

async function keep(
  by: Actor,
  family: IpaFamily,
  value: KeptFamily,
  source: Uint8Array,
  count: Pick<ImportAnswer, 'added' | 'changed' | 'ceased'>,
  { store, legalTime }: ImportPorts,
): Promise<void> {
  const at = legalTime.now();
  const [bytes, original, head, document] = await Promise.all([
    writeFamily(value),
    compressed(source),
    readHead(store),
    store.document(IPA_HEAD),
  ]);
  const next = { ...head, [family]: { asOf: value.asOf, sha256: hash('sha256', bytes) } };
  const was = document && hash('sha256', document.bytes);
  await commitAct(
    {
      // Of two who import at the same time one is told that the other was quicker.
      expects: [{ kind: 'document', name: IPA_HEAD, sha256: was }],
      documents: [
        { name: IPA_HEAD, bytes: new TextEncoder().encode(JSON.stringify(next)), at },
        { name: rowsName(family), bytes, at },
        { name: sourceName(family), bytes: original, at },
      ],
    },
    {
      act: 'ipa-importata',
      on: family,
      detail: `dati del ${value.asOf}: ${count.added} nuovi, ${count.changed} cambiati, ${count.ceased} cessati`,
    },
    by,
    { store, legalTime },
  );
}

const toCome = () =>
  new Refusal('invalid', 'data-to-come', {
    it: 'La data dei dati non è ancora venuta.',
    en: 'The date of the data has not come yet.',
    de: 'Das Datum der Daten liegt in der Zukunft.',
  });

const tooOld = (asOf: string) =>
  new Refusal('conflict', 'older-data', {
    it: `Ci sono già dati più recenti, del ${asOf}.`,
    en: `There are newer data already, of ${asOf}.`,
    de: `Es gibt schon neuere Daten, vom ${asOf}.`,
  });

const cutShort = (ceased: number) =>
  new Refusal('conflict', 'file-cut-short', {
    it: `Il file farebbe cessare ${ceased} righe, più di metà: probabilmente è tronco.`,
    en: `The file would end ${ceased} rows, more than half: it was probably cut short.`,
    de: `Die Datei würde ${ceased} Zeilen beenden, mehr als die Hälfte: wahrscheinlich ist sie abgeschnitten.`,
  });

import { hash } from 'node:crypto';
import { Refusal } from '#contract';
import type { LegalTime, Store } from '#ports';
import { type Actor, commitAct } from './act.ts';
import { type IpaFamily, type IpaFile, type IpaRow, readIpaFile } from './ipa-csv.ts';
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

export interface ImportPorts {
  readonly store: Pick<Store, 'document' | 'commit'>;
  readonly legalTime: LegalTime;
}

export interface ImportAnswer {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly ceased: number;
  readonly faults: IpaFile['faults'];
}

/** Offices of all bodies are some 120,000 rows, 80 MB. */
const MOST_BYTES = 256 * 1024 * 1024;
/** A file that would end more than half of what is known, and more than these, was cut short. */
const MANY = 20;

/**
 * Imports one file of the IPA in one commit (P100): what is new, what says otherwise, what is not there any more and so has ceased. The same
 * file again changes nothing. Older data than those in force are refused.
 */
export async function importIpa(
  by: Actor,
  { family, asOf }: { readonly family: IpaFamily; readonly asOf: string },
  file: AsyncIterable<Uint8Array>,
  ports: ImportPorts,
): Promise<ImportAnswer> {
  const octets = await readWhole(file);
  const { rows, faults } = await read(family, octets);
  const kept = await readFamily(ports.store, family);
  if (kept !== undefined && asOf < kept.asOf) throw tooOld(kept.asOf);
  const merged = merge(kept, rows, asOf);
  const { added, changed, ceased } = merged;
  if (ceased > MANY && ceased * 2 > (kept?.rows.length ?? 0)) throw cutShort(ceased);
  if (kept?.asOf !== asOf || added + changed + ceased > 0)
    await keep(by, family, { asOf, rows: merged.rows }, octets, { added, changed, ceased }, ports);
  return { rows: rows.length, added, changed, ceased, faults };
}

async function read(family: IpaFamily, octets: Uint8Array): Promise<IpaFile> {
  try {
    return await readIpaFile(family, octets);
  } catch (fault) {
    const detail = (fault as Error).message.slice(0, 300);
    throw new Refusal('invalid', 'not-ipa', {
      it: `Il file non è dell’IPA: ${detail}`,
      en: `This is no file of the IPA: ${detail}`,
      de: `Keine IPA-Datei: ${detail}`,
    });
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

async function readWhole(file: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of file) {
    size += piece.length;
    if (size > MOST_BYTES)
      throw new Refusal('too-large', 'file-too-large', {
        it: 'Il file supera 256 MiB.',
        en: 'The file is over 256 MiB.',
        de: 'Die Datei ist über 256 MiB groß.',
      });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

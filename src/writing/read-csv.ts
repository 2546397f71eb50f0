import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Refusal } from '#contract';

export interface CsvRow {
  readonly cells: readonly string[];
  /** It has another number of cells than the first. */
  readonly isUneven: boolean;
}

const MAX_BYTES = 50_000_000;
const MAX_ROWS = 100_000;
const MAX_COLUMNS = 200;
const MAX_ROW = 200_000;
const SAMPLE = 64 * 1024;

/**
 * The rows of a CSV file, its head first, as they come: read as a stream, bounded. Letters are UTF-8 or UTF-16 where they are, else those of
 * Windows; cells are parted by the character that stands most often in the first line.
 */
export async function* readCsv(octets: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  const { sample, all } = await sampled(octets);
  const decoder = decoderFor(sample);
  const delimiter = delimiterOf(decoderFor(sample).decode(sample, { stream: true }));
  const source = Readable.from(decoded(all, decoder));
  const parser = source.pipe(
    parse({
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW,
    }),
  );
  source.on('error', (fault) => parser.destroy(fault));
  let columns = 0;
  let rows = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (columns === 0) {
        columns = cells.length;
        if (columns > MAX_COLUMNS)
          throw tooBig(`${MAX_COLUMNS} colonne`, `${MAX_COLUMNS} columns`, `${MAX_COLUMNS} Spalten`);
      } else if (++rows > MAX_ROWS) throw tooBig('100.000 righe', '100,000 rows', '100.000 Zeilen');
      yield { cells, isUneven: cells.length !== columns };
    }
  } catch (fault) {
    if (fault instanceof CsvError || fault instanceof TypeError) throw UNREADABLE;
    throw fault;
  } finally {
    source.destroy();
  }
}

async function sampled(octets: AsyncIterable<Uint8Array>) {
  const source = octets[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let size = 0;
  while (size < SAMPLE) {
    const next = await source.next();
    if (next.done) break;
    pieces.push(new Uint8Array(next.value));
    size += next.value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* pieces;
    for (;;) {
      const next = await source.next();
      if (next.done) return;
      size += next.value.length;
      if (size > MAX_BYTES) throw tooBig('50 MB', '50 MB', '50 MB');
      yield next.value;
    }
  }
  return { sample: Buffer.concat(pieces).subarray(0, SAMPLE), all: all() };
}

function decoderFor(sample: Uint8Array): TextDecoder {
  if (sample[0] === 0xff && sample[1] === 0xfe) return new TextDecoder('utf-16le');
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return new TextDecoder('utf-8', { fatal: true });
  } catch {
    return new TextDecoder('windows-1252');
  }
}

async function* decoded(octets: AsyncIterable<Uint8Array>, decoder: TextDecoder): AsyncGenerator<string> {
  for await (const piece of octets) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

function delimiterOf(text: string): string {
  const first = text.slice(0, text.search(/\r|\n|$/));
  return [';', '\t', '|'].reduce((best, one) => (first.split(one).length > first.split(best).length ? one : best), ',');
}

const UNREADABLE = new Refusal('invalid', 'unreadable-file', {
  it: 'Il file non si può leggere come CSV.',
  en: 'The file cannot be read as CSV.',
  de: 'Die Datei lässt sich nicht als CSV lesen.',
});

function tooBig(it: string, en: string, de: string): Refusal {
  return new Refusal('too-large', 'file-too-large', {
    it: `Il file supera ${it}.`,
    en: `The file is over ${en}.`,
    de: `Die Datei hat mehr als ${de}.`,
  });
}

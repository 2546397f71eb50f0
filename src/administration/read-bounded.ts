import { Refusal } from '#contract';

/** A file that is sent, whole in memory. Throws a Refusal as soon as it is longer. */
export async function readBounded(file: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of file) {
    size += piece.length;
    if (size > mostBytes) throw tooLarge(mostBytes / MIB);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const MIB = 1_048_576;

const tooLarge = (mib: number) =>
  new Refusal('too-large', 'file-too-large', {
    it: `Il file supera ${mib} MiB.`,
    en: `The file is over ${mib} MiB.`,
    de: `Die Datei ist über ${mib} MiB groß.`,
  });

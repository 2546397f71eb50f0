const BLOCK = 512;
export const DAMAGED_TAR = 'the archive is damaged';
const LARGEST_OCTAL = 0o77777777777;

/** The header of a file in a tar archive (POSIX ustar). A size over 8 GiB is written as GNU tar does, which all of today read. */
export function tarHeader(name: string, size: number, at: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`${name} is too long a name`);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => value.toString(8).padStart(length, '0');
  header.write(name, 0);
  header.write(`${octal(0o600, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100);
  if (size <= LARGEST_OCTAL) header.write(`${octal(size, 11)}\0`, 124);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write(`${octal(Math.max(0, Math.floor(at / 1000)), 11)}\0`, 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  header.write(`${octal(sumOf(header), 6)}\0 `, 148);
  return header;
}

/** What stands after a file of this size, up to the next block. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** The end of an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

export interface TarFile {
  readonly name: string;
  readonly size: number;
  /** Milliseconds. */
  readonly at: number;
  /** To be read to its end before the next file is asked for. */
  readonly pieces: AsyncIterable<Buffer>;
}

/** The files of an archive, in order. Throws when it is damaged, ends too soon, or holds anything but plain files. */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarFile> {
  const octets = new Octets(source);
  for (;;) {
    const header = await octets.exactly(BLOCK);
    if (header.every((octet) => octet === 0)) {
      await octets.exactly(TAR_END.length - BLOCK);
      return await octets.drain();
    }
    const field = (from: number, length: number) =>
      header
        .subarray(from, from + length)
        .toString('latin1')
        .replace(/[\0 ].*$/s, '');
    if (Number.parseInt(field(148, 8), 8) !== sumOf(header)) throw new Error(DAMAGED_TAR);
    if (header[156] !== 0x30) throw new Error(`${field(0, 100)} in the archive is no plain file`);
    const size = header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(field(124, 12), 8);
    yield { name: field(0, 100), size, at: Number.parseInt(field(136, 12), 8) * 1000, pieces: octets.pieces(size) };
    await octets.exactly(tarPadding(size).length);
  }
}

/** The sum of all octets, its own field taken as spaces. */
function sumOf(header: Buffer): number {
  let sum = 8 * 0x20;
  for (const [at, octet] of header.entries()) if (at < 148 || at >= 156) sum += octet;
  return sum;
}

/** A stream read by counts of octets. */
class Octets {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async *pieces(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      if (this.#held.length === 0) await this.#more();
      const piece = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async exactly(size: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces(size)) pieces.push(piece);
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  /** What packed or encrypted the archive judges its own end only when it is asked for it. */
  async drain(): Promise<void> {
    while (!(await this.#source.next()).done);
  }

  async #more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done) throw new Error('the archive ends too soon: it is not whole');
    this.#held = next.value;
  }
}

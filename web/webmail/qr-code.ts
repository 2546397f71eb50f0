/**
 * A QR code (ISO/IEC 18004) of a text: bytes, error correction M, versions 1 to 10. Rows of modules, true is dark; undefined when the text
 * is too long for it. Made here so that a secret is never sent anywhere to be drawn.
 */
export function qrCode(text: string): readonly (readonly boolean[])[] | undefined {
  const bytes = new TextEncoder().encode(text);
  const version = VERSIONS.findIndex((_, at) => bytes.length <= roomOf(at + 1)) + 1;
  if (version === 0) return undefined;
  const grid = new Grid(version);
  grid.drawData(interleave(version, dataOf(version, bytes)));
  return grid.withBestMask();
}

/** Of each version, at level M: all codewords, those of correction in a block, blocks. */
const VERSIONS = [
  [26, 10, 1],
  [44, 16, 1],
  [70, 26, 1],
  [100, 18, 2],
  [134, 24, 2],
  [172, 16, 4],
  [196, 18, 4],
  [242, 22, 4],
  [292, 22, 5],
  [346, 26, 5],
] as const;
const ALIGNMENT: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];

function dataWords(version: number): number {
  const [all, correction, blocks] = VERSIONS[version - 1]!;
  return all - correction * blocks;
}

function roomOf(version: number): number {
  return dataWords(version) - (version < 10 ? 2 : 3);
}

/** Mode, length, bytes, end and padding. */
function dataOf(version: number, bytes: Uint8Array): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let at = length - 1; at >= 0; at -= 1) bits.push((value >>> at) & 1);
  };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  const whole = dataWords(version) * 8;
  put(0, Math.min(4, whole - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < whole; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: whole / 8 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8).join(''), 2));
}

/** Product in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
export function product(a: number, b: number): number {
  let z = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    z = (z << 1) ^ ((z >>> 7) * 0x11d);
    z ^= ((b >>> bit) & 1) * a;
  }
  return z;
}

function generator(degree: number): number[] {
  const result = Array.from({ length: degree }, (_, at): number => (at === degree - 1 ? 1 : 0));
  let root = 1;
  for (let turn = 0; turn < degree; turn += 1) {
    for (let at = 0; at < degree; at += 1) result[at] = product(result[at]!, root) ^ (result[at + 1] ?? 0);
    root = product(root, 2);
  }
  return result;
}

function correctionOf(data: readonly number[], by: readonly number[]): number[] {
  const rest = by.map(() => 0);
  for (const word of data) {
    const factor = word ^ rest.shift()!;
    rest.push(0);
    for (const [at, of] of by.entries()) rest[at]! ^= product(of, factor);
  }
  return rest;
}

/** Blocks with their correction, word by word of each in turn. */
function interleave(version: number, data: readonly number[]): number[] {
  const [all, correction, blocks] = VERSIONS[version - 1]!;
  const short = Math.floor(all / blocks) - correction;
  const longer = all % blocks;
  const by = generator(correction);
  const parts: { readonly data: readonly number[]; readonly correction: readonly number[] }[] = [];
  for (let block = 0, at = 0; block < blocks; block += 1) {
    const length = short + (block < blocks - longer ? 0 : 1);
    const part = data.slice(at, at + length);
    parts.push({ data: part, correction: correctionOf(part, by) });
    at += length;
  }
  const out: number[] = [];
  for (let at = 0; at <= short; at += 1) for (const part of parts) if (at < part.data.length) out.push(part.data[at]!);
  for (let at = 0; at < correction; at += 1) for (const part of parts) out.push(part.correction[at]!);
  return out;
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

class Grid {
  readonly #size: number;
  readonly #dark: boolean[][];
  readonly #fixed: boolean[][];

  constructor(version: number) {
    const size = version * 4 + 17;
    this.#size = size;
    this.#dark = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
    this.#fixed = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
    for (let at = 0; at < size; at += 1) {
      this.#set(6, at, at % 2 === 0);
      this.#set(at, 6, at % 2 === 0);
    }
    for (const [x, y] of [
      [3, 3],
      [size - 4, 3],
      [3, size - 4],
    ] as const)
      this.#square(x, y, 4, (far) => far !== 2 && far !== 4);
    const places = ALIGNMENT[version - 1]!;
    const last = places.at(-1);
    for (const x of places)
      for (const y of places)
        if (!(x === 6 && y === 6) && !(x === 6 && y === last) && !(x === last && y === 6))
          this.#square(x, y, 2, (far) => far !== 1);
    this.#format(0);
    if (version >= 7) this.#version(version);
  }

  #set(x: number, y: number, isDark: boolean): void {
    this.#dark[y]![x] = isDark;
    this.#fixed[y]![x] = true;
  }

  #square(cx: number, cy: number, reach: number, isDark: (far: number) => boolean): void {
    for (let dy = -reach; dy <= reach; dy += 1)
      for (let dx = -reach; dx <= reach; dx += 1) {
        const [x, y] = [cx + dx, cy + dy];
        if (x >= 0 && x < this.#size && y >= 0 && y < this.#size)
          this.#set(x, y, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
      }
  }

  /** Level M is 00; BCH(15,5). */
  #format(mask: number): void {
    let rest = mask;
    for (let turn = 0; turn < 10; turn += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const bit = (at: number) => ((bits >>> at) & 1) === 1;
    const size = this.#size;
    for (let at = 0; at <= 5; at += 1) this.#set(8, at, bit(at));
    this.#set(8, 7, bit(6));
    this.#set(8, 8, bit(7));
    this.#set(7, 8, bit(8));
    for (let at = 9; at < 15; at += 1) this.#set(14 - at, 8, bit(at));
    for (let at = 0; at < 8; at += 1) this.#set(size - 1 - at, 8, bit(at));
    for (let at = 8; at < 15; at += 1) this.#set(8, size - 15 + at, bit(at));
    this.#set(8, size - 8, true);
  }

  /** BCH(18,6). */
  #version(version: number): void {
    let rest = version;
    for (let turn = 0; turn < 12; turn += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const bits = (version << 12) | rest;
    for (let at = 0; at < 18; at += 1) {
      const isDark = ((bits >>> at) & 1) === 1;
      const [a, b] = [this.#size - 11 + (at % 3), Math.floor(at / 3)];
      this.#set(a, b, isDark);
      this.#set(b, a, isDark);
    }
  }

  /** Up and down in columns two wide, from the right; the column of the timing marks is left out. */
  drawData(words: readonly number[]): void {
    let at = 0;
    for (let right = this.#size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.#size; step += 1) {
        for (const x of [right, right - 1]) {
          const isUp = ((right + 1) & 2) === 0;
          const y = isUp ? this.#size - 1 - step : step;
          if (this.#fixed[y]![x]! || at >= words.length * 8) continue;
          this.#dark[y]![x] = ((words[at >>> 3]! >>> (7 - (at & 7))) & 1) === 1;
          at += 1;
        }
      }
    }
  }

  withBestMask(): readonly (readonly boolean[])[] {
    let best = { penalty: Number.POSITIVE_INFINITY, rows: [] as boolean[][] };
    for (let mask = 0; mask < 8; mask += 1) {
      this.#mask(mask);
      this.#format(mask);
      const penalty = penaltyOf(this.#dark);
      if (penalty < best.penalty) best = { penalty, rows: this.#dark.map((row) => [...row]) };
      this.#mask(mask);
    }
    return best.rows;
  }

  #mask(mask: number): void {
    for (let y = 0; y < this.#size; y += 1)
      for (let x = 0; x < this.#size; x += 1)
        if (!this.#fixed[y]![x] && MASKS[mask]!(x, y)) this.#dark[y]![x] = !this.#dark[y]![x];
  }
}

const LIKE_FINDER = /10111010000|00001011101/g;

/** Long runs, squares, what looks like a finder, and too much of one colour (7.8.3). */
function penaltyOf(dark: readonly (readonly boolean[])[]): number {
  const size = dark.length;
  let penalty = 0;
  const lines = [...dark, ...dark.map((_, x) => dark.map((row) => row[x]!))];
  for (const line of lines) {
    const text = line.map(Number).join('');
    for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    penalty += 40 * [...text.matchAll(LIKE_FINDER)].length;
  }
  for (let y = 1; y < size; y += 1)
    for (let x = 1; x < size; x += 1) {
      const one = dark[y]![x];
      if (one === dark[y]![x - 1] && one === dark[y - 1]![x] && one === dark[y - 1]![x - 1]) penalty += 3;
    }
  const share = dark.flat().filter(Boolean).length / size ** 2;
  return penalty + Math.floor(Math.abs(share - 0.5) * 20) * 10;
}

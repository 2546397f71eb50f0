/** Chance that can be had again: the same seed, the same numbers (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 up to `sides`, not included. */
  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.roll(list.length)]!;
  }
}

/** What an input is made of. */
export interface Corpus {
  readonly inputs: readonly Uint8Array[];
  /** Octets that mean something in this format. */
  readonly words: readonly Uint8Array[];
}

const MAX_OCTETS = 512 * 1024;
const TELLING = [0, 1, 0x0a, 0x0d, 0x20, 0x22, 0x2d, 0x2e, 0x30, 0x3b, 0x3c, 0x3d, 0x7f, 0x80, 0x84, 0xa0, 0xff];

type Mutation = (bytes: Uint8Array, dice: Dice, corpus: Corpus) => Uint8Array;

const mutations: readonly Mutation[] = [
  (bytes, dice) => changed(bytes, dice, (octet) => octet ^ (1 << dice.roll(8))),
  (bytes, dice) => changed(bytes, dice, () => dice.pick(TELLING)),
  (bytes, dice) => changed(bytes, dice, (octet) => octet + dice.pick([1, -1, 16, -16])),
  (bytes, dice) => bytes.subarray(0, dice.roll(bytes.length + 1)),
  (bytes, dice) => {
    const [from, to] = range(bytes, dice);
    return joined(bytes.subarray(0, from), bytes.subarray(to));
  },
  (bytes, dice) => {
    const [from, to] = range(bytes, dice);
    return joined(bytes.subarray(0, to), bytes.subarray(from));
  },
  (bytes, dice) => {
    const [from, to] = range(bytes, dice);
    const piece = bytes.subarray(from, Math.min(to, from + 64));
    return joined(
      bytes.subarray(0, to),
      ...Array.from({ length: 1 << dice.roll(12) }, () => piece),
      bytes.subarray(to),
    );
  },
  (bytes, dice, { words }) => {
    const at = dice.roll(bytes.length + 1);
    return joined(bytes.subarray(0, at), dice.pick(words), bytes.subarray(at));
  },
  (bytes, dice, { words }) => {
    const [from, to] = range(bytes, dice);
    return joined(bytes.subarray(0, from), dice.pick(words), bytes.subarray(to));
  },
  (bytes, dice, { inputs }) => {
    const other = dice.pick(inputs);
    const [from, to] = range(other, dice);
    const at = dice.roll(bytes.length + 1);
    return joined(bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(at));
  },
];

/** One input: a member of the corpus, changed a few times. */
export function makeInput(seed: number, corpus: Corpus): Uint8Array {
  const dice = new Dice(seed);
  let bytes = dice.pick(corpus.inputs).slice();
  for (let times = dice.roll(6); times > 0; times--) {
    bytes = Uint8Array.from(dice.pick(mutations)(bytes, dice, corpus).subarray(0, MAX_OCTETS));
  }
  return bytes;
}

function changed(bytes: Uint8Array, dice: Dice, change: (octet: number) => number): Uint8Array {
  if (bytes.length === 0) return bytes;
  const out = bytes.slice();
  for (let times = 1 + dice.roll(4); times > 0; times--) {
    const at = dice.roll(out.length);
    out[at] = change(out[at]!);
  }
  return out;
}

function range(bytes: Uint8Array, dice: Dice): readonly [from: number, to: number] {
  const ends = [dice.roll(bytes.length + 1), dice.roll(bytes.length + 1)].sort((a, b) => a - b);
  return [ends[0]!, ends[1]!];
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

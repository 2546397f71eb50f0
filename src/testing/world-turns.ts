import { createHash, KeyObject, sign, verify } from 'node:crypto';
import type { SeededRandom } from '#adapters/memory';

/** Decides whose turn it is, wherever a process of the world waits for the disk or the wire. */
export interface Turns {
  /** Where time passes: resolves when the turn comes. */
  pace(): Promise<void>;
  /** Gives turns until the work is done. Throws when nobody waits for a turn and the work is not done: a deadlock. */
  during<T>(work: Promise<T>): Promise<T>;
}

/** Everything happens at once, in the order asked for. */
export const noTurns: Turns = { pace: () => Promise.resolve(), during: (work) => work };

/** Rounds of the event loop without anybody's turn; everything in memory goes on in one. A real disk needs far more. */
const PATIENCE = 2_000;

/**
 * One turn at a time, in an order that the seed decides: so jobs and processes overtake each other in every way, and the same seed
 * gives the same order, unless a real disk (`patience`) has a say. `eachTurn` may do what the world does to its processes, a power
 * cut for instance.
 */
export function seededTurns(random: SeededRandom, eachTurn: () => void, patience?: number): Turns {
  if (patience === undefined) answerAtOnce();
  const waiting: (() => void)[] = [];
  return {
    pace: () => new Promise((resolve) => void waiting.push(resolve)),
    async during(work) {
      let settled = false;
      const settle = () => {
        settled = true;
      };
      work.then(settle, settle);
      for (let idle = 0; idle < (patience ?? PATIENCE); idle++) {
        // All that can go on without a turn goes on before the event loop comes round.
        await new Promise((resolve) => setImmediate(resolve));
        if (settled) return await work;
        if (waiting.length === 0) continue;
        idle = 0;
        eachTurn();
        const [next] = waiting.splice(random.below(waiting.length), 1);
        next?.();
      }
      throw new Error('the world stands still: something waits for what never comes');
    },
  };
}

let atOnce = false;

/**
 * WebCrypto works in threads, and who is ready first is chance that no seed decides. In a seeded world it answers on the spot, with
 * the same mathematics by the same OpenSSL.
 */
function answerAtOnce(): void {
  if (atOnce) return;
  atOnce = true;
  const { subtle } = globalThis.crypto;
  const original = {
    verify: subtle.verify.bind(subtle),
    sign: subtle.sign.bind(subtle),
    importKey: subtle.importKey.bind(subtle) as (...args: unknown[]) => Promise<CryptoKey>,
  };
  const hashOf = (key: CryptoKey) => (key.algorithm as RsaHashedKeyAlgorithm).hash?.name.replace('-', '').toLowerCase();
  const isPlainRsa = (key: CryptoKey) => key.algorithm.name === 'RSASSA-PKCS1-v1_5';
  Object.assign(subtle, {
    // Node takes a key out of WebCrypto only when it may be exported.
    importKey: (format: string, data: unknown, algorithm: unknown, extractable: boolean, usages: unknown) =>
      original.importKey(format, data, algorithm, format === 'spki' || extractable, usages),
    async digest(algorithm: string | { readonly name: string }, data: Uint8Array) {
      const { name } = typeof algorithm === 'string' ? { name: algorithm } : algorithm;
      const bytes = createHash(name.replace('-', '').toLowerCase()).update(data).digest();
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    },
    async verify(algorithm: string, key: CryptoKey, signature: Uint8Array, data: Uint8Array) {
      if (!isPlainRsa(key))
        return await original.verify(algorithm, key, signature as BufferSource, data as BufferSource);
      return verify(hashOf(key), data, KeyObject.from(key), signature);
    },
    async sign(algorithm: string, key: CryptoKey, data: Uint8Array) {
      if (!isPlainRsa(key)) return await original.sign(algorithm, key, data as BufferSource);
      return new Uint8Array(sign(hashOf(key), data, KeyObject.from(key))).buffer;
    },
  });
}

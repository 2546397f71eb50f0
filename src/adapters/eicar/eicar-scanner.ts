import type { ScanResult, VirusScanner } from '#ports';

const half = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'] as const;

/** The EICAR test file. Kept in two halves, so that no scanner on a developer's machine takes this source for a virus. */
export const EICAR: string = half.join('');

const FOUND: ScanResult = { infected: true, virus: 'Eicar-Test-Signature' };

/** Longest stretch of octets one occurrence may take: 92 characters of base64 and their line ends, with room to spare. */
const SPAN = 192;
const PROBE = 16;

const plain = Buffer.from(EICAR, 'latin1');
// A file that holds the string at any offset shows one of three texts in base64, by the offset modulo 3.
const encoded = [0, 1, 2].map(base64Core);
// Lines have 76 characters: a line end may break the first probe of an occurrence or the middle one, never both.
const probes = encoded.flatMap((core) => [0, 36].map((from) => Buffer.from(core.slice(from, from + PROBE))));

function base64Core(shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), plain])
    .toString('base64')
    .replace(/=+$/, '');
  // The characters that also depend on the neighbouring octets are left out.
  const whole = Math.floor((shift + plain.length) / 3) * 4;
  return text.slice(shift === 0 ? 0 : 4, whole);
}

/** For sandboxes and tests only: finds the EICAR test file, as it stands or in base64, and nothing else. */
export function eicarScanner(): VirusScanner {
  return {
    description: 'sandbox scanner: knows only EICAR',
    async scan(content) {
      let tail: Buffer = Buffer.alloc(0);
      for await (const chunk of content) {
        const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
        const joint = tail.length === 0 ? bytes : Buffer.concat([tail, bytes.subarray(0, SPAN)]);
        if (holdsEicar(joint) || (joint !== bytes && holdsEicar(bytes))) return FOUND;
        tail = (bytes.length < SPAN ? joint : bytes).subarray(-SPAN);
      }
      return { infected: false };
    },
  };
}

/** All that is looked for has at least as many octets as a probe; `search` finds where one of these beginnings may stand. */
const beginnings = [plain.subarray(0, PROBE), ...probes];
const mayBegin = searchFor(beginnings);

function holdsEicar(bytes: Buffer): boolean {
  for (let at = mayBegin(bytes, 0); at >= 0; at = mayBegin(bytes, at + 1)) {
    if (bytes.subarray(at, at + plain.length).equals(plain) || holdsEncoded(bytes, at)) return true;
  }
  return false;
}

function holdsEncoded(bytes: Buffer, at: number): boolean {
  const around = bytes.toString('latin1', Math.max(0, at - SPAN), at + SPAN).replace(/[\r\n]/g, '');
  return encoded.some((core) => around.includes(core));
}

/**
 * Looks for several words of one length at once (Wu and Manber): two octets tell how far the next occurrence is at least, which is
 * mostly the whole length of a word. Answers where one stands from `from` on, or -1.
 */
function searchFor(words: readonly Buffer[]): (bytes: Buffer, from: number) => number {
  const length = PROBE;
  const shifts = new Uint8Array(65_536).fill(length - 1);
  for (const word of words) {
    for (let end = 1; end < length; end++) {
      const pair = (word[end - 1]! << 8) | word[end]!;
      shifts[pair] = Math.min(shifts[pair]!, length - 1 - end);
    }
  }
  return (bytes, from) => {
    let end = from + length - 1;
    while (end < bytes.length) {
      const shift = shifts[(bytes[end - 1]! << 8) | bytes[end]!]!;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const at = end - length + 1;
      if (words.some((word) => word.compare(bytes, at, at + length) === 0)) return at;
      end++;
    }
    return -1;
  };
}

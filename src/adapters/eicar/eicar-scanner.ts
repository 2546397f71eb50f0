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
        const joint = Buffer.concat([tail, bytes.subarray(0, SPAN)]);
        if (holdsEicar(joint) || holdsEicar(bytes)) return FOUND;
        tail = (bytes.length < SPAN ? joint : bytes).subarray(-SPAN);
      }
      return { infected: false };
    },
  };
}

function holdsEicar(bytes: Buffer): boolean {
  return bytes.includes(plain) || probes.some((probe) => holdsEncoded(bytes, probe));
}

function holdsEncoded(bytes: Buffer, probe: Buffer): boolean {
  for (let at = bytes.indexOf(probe); at >= 0; at = bytes.indexOf(probe, at + 1)) {
    const around = bytes.toString('latin1', Math.max(0, at - SPAN), at + SPAN).replace(/[\r\n]/g, '');
    if (encoded.some((core) => around.includes(core))) return true;
  }
  return false;
}

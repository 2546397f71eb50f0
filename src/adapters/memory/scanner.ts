import { ScannerUnavailable, type VirusScanner } from '#ports';
import type { SeededRandom } from './random.ts';

export interface MemoryScannerOptions {
  /** Texts (ASCII) that are viruses, with their names. */
  readonly viruses?: Readonly<Record<string, string>>;
  /** Probability from 0 to 1 that no sure answer can be had. */
  readonly unavailable?: number;
  readonly random?: SeededRandom;
}

/** A scanner that knows the texts it was told, and that can be out of order. */
export function memoryScanner(options: MemoryScannerOptions = {}): VirusScanner {
  const { viruses = { 'TEST-VIRUS-OF-THE-SIMULATED-WORLD': 'Test.Simulated' }, unavailable = 0, random } = options;
  return {
    description: 'scanner of the simulated world: knows only what it was told',
    async scan(content) {
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(piece);
      if (unavailable > 0 && random?.happens(unavailable)) throw new ScannerUnavailable('the scanner is out of order');
      const whole = Buffer.concat(pieces);
      for (const [text, virus] of Object.entries(viruses)) {
        if (whole.includes(text)) return { infected: true, virus };
      }
      return { infected: false };
    },
  };
}

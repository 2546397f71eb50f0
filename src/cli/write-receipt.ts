import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Content } from '#evidence';
import { CliFault } from './exit.ts';
import { placeFile } from './place-file.ts';

/** What stands in one place of the folder: the receipt, and beside it what proves its record. */
export interface WrittenReceipt {
  readonly content: Content;
  readonly proof?: string;
  /** Lower-case hex, of a receipt that the log knows; what is written is compared with it. */
  readonly sha256?: string;
}

/** Where the proof of `….eml` stands. */
export function proofOf(path: string): string {
  return path.replace(/\.eml$/, '.prova.json');
}

/**
 * Writes a receipt beside its place and moves it there when it is whole, on the disk, and what the log says it is; its proof after it. Throws
 * when it is another, and leaves nothing.
 */
export async function writeReceipt(path: string, { content, proof, sha256 }: WrittenReceipt): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await placeFile(path, async (file) => {
    const hash = createHash('sha256');
    for await (const piece of content.read()) {
      hash.update(piece);
      await file.writeFile(piece);
    }
    if (sha256 !== undefined && hash.digest('hex') !== sha256)
      throw new CliFault(`${path}: the octets are not those that the log tells of (run: ceralacca check)`);
  });
  if (proof !== undefined) await placeFile(proofOf(path), (file) => file.writeFile(proof));
}

import { resolve } from 'node:path';
import { toPem } from '#cms';
import { buildVerifyPage } from './build-verify-page.ts';
import { placeFile } from './place-file.ts';
import { readDers } from './read-trust.ts';

export interface PageOptions {
  readonly out: string;
  readonly trust: readonly string[];
}

/** `ceralacca dossier page`: one HTML file that verifies dossiers and messages, and needs nothing else. */
export async function page({ out, trust }: PageOptions): Promise<void> {
  const roots = trust.flatMap((path) => readDers(path, 'CERTIFICATE')).map((der) => toPem('CERTIFICATE', der));
  const html = await buildVerifyPage(roots);
  await placeFile(resolve(out), (file) => file.writeFile(html), 0o644);
  process.stdout.write(`${resolve(out)}: ${(Buffer.byteLength(html) / 1_048_576).toFixed(1)} MB, works offline\n`);
}

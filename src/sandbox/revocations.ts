import { existsSync, readFileSync } from 'node:fs';
import type { Instant } from '#pec';
import { writeAtomically } from './write-atomically.ts';

interface Kept {
  /** As Certificate.serial: hex. */
  readonly serial: string;
  /** ISO 8601. */
  readonly since: string;
}

function readKept(path: string): readonly Kept[] {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Kept[]) : [];
}

/** What the authority has withdrawn, as a CRL takes it; read anew each time, since another process writes it. */
export function readRevocations(path: string): readonly { readonly serial: Uint8Array; readonly since: Instant }[] {
  return readKept(path).map(({ serial, since }) => ({
    serial: new Uint8Array(Buffer.from(serial, 'hex')),
    since: Date.parse(since),
  }));
}

/** Puts a certificate on the list, by its serial number in hex; one that stands there keeps its instant. */
export function addRevocation(path: string, serial: string, since: Instant): void {
  const kept = readKept(path);
  if (kept.some((one) => one.serial === serial)) return;
  // A CRL counts in whole seconds.
  const at = new Date(Math.floor(since / 1000) * 1000).toISOString();
  writeAtomically(path, `${JSON.stringify([...kept, { serial, since: at }], null, 2)}\n`);
}

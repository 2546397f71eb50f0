import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new temporary folder through which the user of the database may pass, as root too: else its files would stay under /var/lib. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `ceralacca-${name}-`));
  chmodSync(folder, 0o711);
  return folder;
}

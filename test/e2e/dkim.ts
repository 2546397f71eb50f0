import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Debian's own: its packages are of no use to another Python. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = fileURLToPath(new URL('./dkim-verify.py', import.meta.url));

export const missingDkimpy: string | false =
  spawnSync(PYTHON, ['-c', 'import dkim'], { stdio: 'ignore' }).status === 0 ? false : 'python3-dkim is not installed';

export interface DkimVerdict {
  readonly signatures: number;
  readonly valid: boolean;
  readonly fault?: string;
}

/** What dkimpy says of a message, given TXT records as a zone file has them. */
export async function verifyDkim(message: Uint8Array, records: Readonly<Record<string, string>>): Promise<DkimVerdict> {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-dkim-'));
  try {
    const file = join(folder, 'message.eml');
    await writeFile(file, message);
    const { stdout } = await promisify(execFile)(PYTHON, [SCRIPT, file, JSON.stringify(records)]);
    return JSON.parse(stdout) as DkimVerdict;
  } finally {
    await rm(folder, { recursive: true });
  }
}

import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Why a program cannot be used here; false when it can. */
export function missing(program: string, argument = '--version'): string | false {
  return spawnSync(program, [argument], { stdio: 'ignore' }).error ? `${program} is not installed` : false;
}

/** `openssl cms -verify` against the root: the signed octets. Rejects with its words when the message does not verify. */
export async function opensslVerify(message: Uint8Array, rootFile: string, atMs?: number): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-openssl-'));
  try {
    const file = join(folder, 'message.eml');
    await writeFile(file, message);
    const at = atMs === undefined ? [] : ['-attime', String(Math.floor(atMs / 1000))];
    const args = ['cms', '-verify', '-in', file, '-inform', 'SMIME', '-CAfile', rootFile, ...at];
    const { stdout } = await promisify(execFile)('openssl', args, { encoding: 'buffer', maxBuffer: 1 << 27 });
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

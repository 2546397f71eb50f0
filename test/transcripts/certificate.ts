import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a self-signed certificate for a door on loopback, PEM. */
export function selfSigned(name = 'localhost'): { key: string; cert: string } {
  const dir = mkdtempSync(join(tmpdir(), 'ceralacca-door-'));
  try {
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-keyout',
      join(dir, 'k'),
      '-out',
      join(dir, 'c'),
    ];
    const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', '-nodes', ...key, ...names], { stdio: 'pipe' });
    return { key: readFileSync(join(dir, 'k'), 'utf8'), cert: readFileSync(join(dir, 'c'), 'utf8') };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

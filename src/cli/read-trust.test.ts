import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CliFault, EXIT } from './exit.ts';
import { readDers, readIndexFile } from './read-trust.ts';

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-trust-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const isUsage = (fault: unknown) => fault instanceof CliFault && fault.exitCode === EXIT.usage;

/** A DER sequence of something else, text, nothing, and a PEM block whose inside is none. */
const FILES = {
  'sequence.der': Uint8Array.of(0x30, 3, 2, 1, 5),
  'text.txt': 'root:x:0:0\n',
  'empty.pem': '',
  'broken.pem': '-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n',
};

test('a file that holds no certificate, revocation list or index is refused as bad usage, whatever its first octet', async () => {
  for (const [name, content] of Object.entries(FILES)) {
    const path = join(folder, name);
    writeFileSync(path, content);
    assert.throws(() => readDers(path, 'CERTIFICATE'), isUsage, name);
    assert.throws(() => readDers(path, 'X509 CRL'), isUsage, name);
    await assert.rejects(readIndexFile(path), isUsage, name);
  }
});

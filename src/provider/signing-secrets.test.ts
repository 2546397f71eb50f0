import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { passphraseOf, pinOf } from './signing-secrets.ts';

test('a PIN or a passphrase that every user of the machine may read is refused by every command, with what mends it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-secrets-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'pin');
  writeFileSync(path, '1234\n');
  const pin = () => pinOf({ kind: 'pkcs11', module: '/m.so', token: 'PEC', label: 'firma', pinFile: path }, {});
  const passphrase = () => passphraseOf({ kind: 'file', key: '/k.pem', passphraseFile: path }, {});
  chmodSync(path, 0o644);
  assert.throws(pin, /^Error: the PIN: .*pin can be read by every user of this machine: run `chmod 600 .*pin`$/);
  assert.throws(passphrase, /^Error: the passphrase: .* can be read by every user/);
  chmodSync(path, 0o640);
  assert.deepEqual([pin(), passphrase()], ['1234', '1234']);
});

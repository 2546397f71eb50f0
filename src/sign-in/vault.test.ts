import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '#adapters/memory';
import { describeDevice, readDevice } from './device.ts';
import { relyingParty } from './passkeys.ts';
import { openVault } from './vault.ts';

const vault = openVault([new Uint8Array(32).fill(1)], seededRandom(1));

test('what is sealed opens for its use and with its key alone, and a changed sign is noticed', () => {
  const other = openVault([new Uint8Array(32).fill(2)], seededRandom(1));
  fc.assert(
    fc.property(fc.string(), fc.nat(), (text, at) => {
      const sealed = vault.seal('totp', text);
      assert.equal(vault.open('totp', sealed), text);
      assert.deepEqual([vault.open('identity', sealed), other.open('totp', sealed)], [undefined, undefined]);
      const place = at % sealed.length;
      const changed = `${sealed.slice(0, place)}${sealed[place] === 'A' ? 'B' : 'A'}${sealed.slice(place + 1)}`;
      assert.equal(vault.open('totp', changed), undefined);
    }),
    { numRuns: 50 },
  );
  for (const nothing of ['', 'x', '%%%']) assert.equal(vault.open('totp', nothing), undefined);
  assert.notEqual(vault.seal('totp', 'a'), vault.seal('totp', 'a'));
  assert.equal(vault.mark('recovery-code', 'a'), vault.mark('recovery-code', 'a'));
  assert.notEqual(vault.mark('recovery-code', 'a'), vault.mark('totp', 'a'));
  assert.throws(() => openVault([new Uint8Array(16)], seededRandom(1)), /16 octets, not 32/);
});

test('a device is told in words of ours', () => {
  const table = [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0', 'Firefox su Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0',
      'Edge su Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1',
      'Safari su iPhone',
    ],
    ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36', 'Chrome su Android'],
    ['curl/8.10', 'curl'],
    ['Something (Macintosh)', 'macOS'],
    ['<b>\r\n', 'Programma sconosciuto'],
    ['', 'Programma sconosciuto'],
  ] as const;
  for (const [agent, words] of table) assert.equal(describeDevice(readDevice(agent), 'it'), words, agent);
  assert.equal(describeDevice({ browser: 'Firefox', system: 'Linux' }, 'de'), 'Firefox unter Linux');
});

test('passkeys are good where the pages are; on loopback for localhost', () => {
  const table = [
    ['https://webmail.alfa.example/', 'webmail.alfa.example', ['https://webmail.alfa.example']],
    ['https://webmail.alfa.example:8443/x', 'webmail.alfa.example', ['https://webmail.alfa.example:8443']],
    ['http://127.0.0.1:8080', 'localhost', ['http://localhost:8080', 'http://127.0.0.1:8080']],
    ['http://localhost:8080/', 'localhost', ['http://localhost:8080']],
  ] as const;
  for (const [url, id, origins] of table) assert.deepEqual(relyingParty(url, 'X'), { id, name: 'X', origins });
});

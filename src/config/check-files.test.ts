import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { encryptKey, readSigningKey } from '#adapters/signer-file';
import { toPem } from '#cms';
import { selfSigned, testCertificate, testKeys } from '#testing';
import { checkFiles } from './check-files.ts';
import { systemRandom } from './clocks.ts';
import type { ProviderConfig, SigningConfig } from './provider-config.ts';
import { parseConfig } from './read-config.ts';
import { sampleConfig } from './sample-config.ts';

const ADDRESS = 'posta-certificata@gestore.example';
const folder = mkdtempSync(join(tmpdir(), 'ceralacca-files-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
  return path;
}

/** A key of the provider and its certificate, as files. */
async function signing(name: string, mode?: number, ends = 2040): Promise<SigningConfig> {
  const { privateKey } = await testKeys(name);
  const der = await testCertificate({
    ...{ authority: 'uno', keys: name, providerName: 'Gestore', serviceAddress: ADDRESS, serial: 7 },
    notAfter: Date.UTC(ends, 0, 1),
  });
  const key = put(`${name}.key.pem`, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, mode);
  const certificate = put(`${name}.crt.pem`, toPem('CERTIFICATE', der), 0o644);
  return { key: { kind: 'file', key, passphraseFile: undefined }, certificate, chain: [] };
}

const tls = selfSigned('mx.gestore.example');
const pair = { key: put('tls.key.pem', tls.key), certificate: put('tls.crt.pem', tls.cert, 0o644) };
const base = parseConfig(
  sampleConfig({ name: 'Gestore', domain: 'gestore.example', pecDomain: 'pec.example' }),
  folder,
  {},
);

function told(now: SigningConfig, next?: SigningConfig): ProviderConfig {
  return {
    ...base,
    signing: { ...now, alsoPublished: [], next },
    tls: pair,
    trustRoots: [pair.certificate],
    index: {
      ...base.index,
      authorityCertificate: pair.certificate,
      clientCertificate: pair.certificate,
      clientKey: pair.key,
    },
  };
}

const refuses = (config: ProviderConfig, setting: string, text: RegExp) =>
  assert.throws(() => checkFiles(config), { setting, message: text });

suite('the files of the settings', () => {
  test('a signing key that every user may read is refused, with the command that mends it', async () => {
    const now = await signing('a');
    checkFiles(told(now));
    const open = await signing('b', 0o644);
    const path = open.key.kind === 'file' ? open.key.key : '';
    refuses(told(open), 'signing.key', new RegExp(`can be read by every user.*chmod 600 ${path}`));
    chmodSync(path, 0o640);
    checkFiles(told(open));
  });

  test('a key behind a passphrase is left to the opening; its passphrase is a secret too', async () => {
    const now = await signing('a');
    const { privateKey } = await testKeys('a');
    const pem = encryptKey(privateKey, 'una frase non breve', systemRandom());
    assert.ok(readSigningKey(pem, 'una frase non breve'));
    const passphraseFile = put('frase', 'una frase non breve\n');
    const key = { kind: 'file', key: put('a.encrypted.pem', pem), passphraseFile } as const;
    checkFiles(told({ ...now, key }));
    chmodSync(passphraseFile, 0o604);
    refuses(told({ ...now, key }), 'signing.key.passphraseFile', /can be read by every user/);
  });

  test('of the next key there may be nothing, or the key alone; its certificate must be its own', async () => {
    const now = await signing('a');
    const absent = join(folder, 'absent');
    const nothing: SigningConfig = {
      key: { kind: 'file', key: absent, passphraseFile: undefined },
      certificate: absent,
      chain: [],
    };
    const next = await signing('c');
    checkFiles(told(now, nothing));
    checkFiles(told(now, { ...next, certificate: absent }));
    checkFiles(told(now, next));
    refuses(told(now, { ...nothing, certificate: next.certificate }), 'signing.next.key', /cannot read/);
    refuses(told(now, { ...next, certificate: now.certificate }), 'signing.next.key', /is not the key of/);
  });

  test('the places of the signing key take turns: the one that was replaced may be empty or without its key', async () => {
    const [one, two] = [await signing('a', undefined, 2035), await signing('c', undefined, 2038)];
    const absent = join(folder, 'absent');
    const keyless = (held: SigningConfig): SigningConfig => ({
      ...held,
      key: { kind: 'file', key: absent, passphraseFile: undefined },
    });
    checkFiles(told({ ...one, certificate: absent }, two));
    checkFiles(told(keyless({ ...one, certificate: absent }), two));
    checkFiles(told(keyless(one), two));
    checkFiles(told(two, keyless(one)));
    refuses(told(one, keyless(two)), 'signing.next.key', /cannot read/);
    refuses(told(keyless(two), one), 'signing.key', /cannot read/);
    refuses(
      told({ ...one, certificate: absent }, { ...two, certificate: absent }),
      'signing.certificate',
      /cannot read/,
    );
  });
});

test('passwords in files are for the server alone', async () => {
  const config = told(await signing('passwords'));
  const open = put('open.password', 'x', 0o644);
  const closed = put('closed.password', 'x');
  const probe = { from: 'a@pec.example', to: 'b@pec.example', everyMs: 30_000, patienceMs: 20_000 };
  const withPasswords = (stamps: string, probes: string): ProviderConfig => ({
    ...config,
    timestamp: { ...config.timestamp, passwordFile: stamps },
    probe: { ...probe, passwordFile: probes },
  });
  assert.throws(() => checkFiles(withPasswords(open, closed)), /timestamp\.passwordFile.*can be read by every user/);
  assert.throws(() => checkFiles(withPasswords(closed, open)), /probe\.passwordFile.*can be read by every user/);
  checkFiles(withPasswords(closed, closed));
  checkFiles(withPasswords(closed, join(folder, 'not-there')));
});

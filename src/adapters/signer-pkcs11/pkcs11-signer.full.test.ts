import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { SignerUnavailable } from '#ports';
import { selfSigned } from '#testing';
import { openPkcs11Key } from './open-pkcs11-key.ts';
import { openPkcs11Signer, type Pkcs11SignerOptions } from './open-pkcs11-signer.ts';
import { allEnded, makeTestToken, noToken, PIN, type TestToken, tokenProcesses } from './test-token.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function at(token: TestToken, other: Partial<Pkcs11SignerOptions> = {}): Pkcs11SignerOptions {
  const { module, token: name, label, certificate, environment } = token;
  return { module, token: name, label, certificate, environment, pin: PIN, chain: [], ...other };
}

function holds(token: TestToken, data: Uint8Array, signature: Uint8Array): boolean {
  return verify('sha256', data, new X509Certificate(token.certificate).publicKey, signature);
}

/** What the callback was told, and the moment of the first word. */
function listener() {
  const told: (string | undefined)[] = [];
  const { promise: first, resolve } = Promise.withResolvers<void>();
  const onChange = (fault: string | undefined) => {
    told.push(fault);
    resolve();
  };
  return { told, first, onChange };
}

const skip = await noToken();

suite('a key over PKCS#11 signs', { skip }, () => {
  for (const [what, mechanisms] of [
    ['hashes', 'ALL'],
    ['only pads', '-CKM_SHA256_RSA_PKCS'],
  ] as const) {
    test(`openssl verifies what a token that ${what} has signed`, async () => {
      using token = makeTestToken(mechanisms);
      await using signer = await openPkcs11Signer(at(token));
      const data = bytes('ricevuta di avvenuta consegna');
      const path = (name: string) => join(token.folder, name);
      writeFileSync(path('data'), data);
      writeFileSync(path('signature'), await signer.sign(data));
      const publicKey = createPublicKey(token.certificatePem).export({ type: 'spki', format: 'pem' });
      writeFileSync(path('public.pem'), publicKey);
      const words = ['dgst', '-sha256', '-verify', path('public.pem'), '-signature', path('signature'), path('data')];
      assert.match(execFileSync('openssl', words, { encoding: 'utf8' }), /Verified OK/);
    });
  }

  test('64 sign at the same time, each gets its own', async () => {
    using token = makeTestToken();
    await using signer = await openPkcs11Signer(at(token));
    const work = Array.from({ length: 64 }, async (_, who) => {
      for (let turn = 0; turn < 20; turn++) {
        const data = bytes(`${who} ${turn}`);
        assert.ok(holds(token, data, await signer.sign(data)), `${who} ${turn}`);
      }
    });
    await Promise.all(work);
    assert.equal(tokenProcesses().length, 1);
  });
});

suite('a key over PKCS#11 outlives its process and its token', { skip }, () => {
  for (const signal of ['SIGKILL', 'SIGSEGV'] as const) {
    test(`its process ended by ${signal} under load: no signature is lost, none is wrong`, async () => {
      using token = makeTestToken();
      const { told, onChange } = listener();
      await using signer = await openPkcs11Signer(at(token, { onChange }));
      let made = 0;
      let killed = 0;
      const work = Array.from({ length: 64 }, async (_, who) => {
        for (let turn = 0; turn < 30; turn++) {
          const data = bytes(`${who} ${turn}`);
          assert.ok(holds(token, data, await signer.sign(data)), `${who} ${turn}`);
          made += 1;
          if (made % 600 === 0) {
            for (const pid of tokenProcesses()) process.kill(pid, signal);
            killed += 1;
          }
        }
      });
      await Promise.all(work);
      assert.equal(made, 64 * 30);
      assert.equal(killed, 3);
      assert.match(told[0]!, /^the process of the PKCS#11 module ended/);
      // What was killed with the last signature made is noticed with the next.
      await signer.sign(bytes('e avanti'));
      assert.equal(told.at(-1), undefined);
    });
  }

  test('the token is gone and comes back: what waits is signed; gone for longer, it is a fault of the world', async () => {
    using token = makeTestToken();
    const { told, first, onChange } = listener();
    await using signer = await openPkcs11Signer(at(token, { patienceMs: 2_000, onChange }));
    const aside = `${token.tokens}.aside`;
    const vanish = () => {
      renameSync(token.tokens, aside);
      for (const pid of tokenProcesses()) process.kill(pid, 'SIGKILL');
    };
    vanish();
    const waiting = signer.sign(bytes('in attesa'));
    await first;
    renameSync(aside, token.tokens);
    assert.ok(holds(token, bytes('in attesa'), await waiting));

    vanish();
    await assert.rejects(signer.sign(bytes('troppo tardi')), SignerUnavailable);
    renameSync(aside, token.tokens);
    assert.ok(holds(token, bytes('di nuovo'), await signer.sign(bytes('di nuovo'))));
    assert.equal(told.length, 4);
  });

  test('another key in the token that came back is not used', async () => {
    using token = makeTestToken();
    using other = makeTestToken();
    await using signer = await openPkcs11Signer(at(token, { patienceMs: 1_000 }));
    rmSync(token.tokens, { recursive: true });
    renameSync(other.tokens, token.tokens);
    for (const pid of tokenProcesses()) process.kill(pid, 'SIGKILL');
    await assert.rejects(signer.sign(bytes('chi sono')), /not the one of the certificate/);
  });
});

suite('a key over PKCS#11 is opened', { skip }, () => {
  test('each way of not opening says what to do', async () => {
    using token = makeTestToken();
    const refuses = async (other: Partial<Pkcs11SignerOptions>, text: RegExp) =>
      await assert.rejects(openPkcs11Signer(at(token, other)), text);
    await refuses({ module: '/nowhere/module.so' }, /module \/nowhere\/module.so cannot be loaded: .*no such file/i);
    await refuses({ token: 'altro' }, /shows no token "altro": there is "ceralacca"/);
    await refuses({ label: 'altra' }, /token "ceralacca" holds no private key with the label "altra"/);
    await refuses({ certificate: selfSigned('Altro', [], 2048).der }, /"firma" in token "ceralacca" is not the one/);
    await refuses({ pin: '1234567' }, /refuses the PIN; it is not tried again/);
    await allEnded();
  });

  test('the PIN stands in no argument and no environment', async () => {
    using token = makeTestToken();
    await using _signer = await openPkcs11Signer(at(token));
    const [pid] = tokenProcesses();
    const seen = execFileSync('sh', ['-c', `tr '\\0' ' ' < /proc/${pid}/cmdline; tr '\\0' ' ' < /proc/${pid}/environ`]);
    assert.ok(!seen.toString().includes(PIN));
  });

  test('a PIN that became wrong is tried once and not again', async () => {
    using token = makeTestToken();
    await using signer = await openPkcs11Signer(at(token, { patienceMs: 3_000 }));
    token.run(
      'pkcs11-tool',
      '--module',
      token.module,
      '--token-label',
      token.token,
      '--login',
      '--pin',
      PIN,
      '--change-pin',
      '--new-pin',
      'another-pin',
    );
    for (const pid of tokenProcesses()) process.kill(pid, 'SIGKILL');
    for (let turn = 0; turn < 20; turn++) await assert.rejects(signer.sign(bytes('chi?')), /refuses the PIN/);
    const tokens = token.run('pkcs11-tool', '--module', token.module, '--list-slots');
    assert.doesNotMatch(tokens, /locked|final user PIN try/);
  });

  test('a key is made in the token, once, and never leaves it', async () => {
    using token = makeTestToken();
    const { module, token: name, environment } = token;
    const place = { module, token: name, label: 'nuova', pin: PIN, environment, make: 2048 };
    await using first = await openPkcs11Key(place);
    assert.ok(first.made);
    await using again = await openPkcs11Key(place);
    assert.ok(!again.made);
    assert.deepEqual(again.publicKey, first.publicKey);
    const key = createPublicKey({ key: Buffer.from(first.publicKey), format: 'der', type: 'spki' });
    assert.ok(verify('sha256', bytes('richiesta'), key, await again.sign(bytes('richiesta'))));
    const objects = token.run('pkcs11-tool', '--module', module, '--token-label', name, '--login', '--pin', PIN, '-O');
    assert.match(objects, /label: +nuova[\s\S]*never extractable/);
  });
});

/** A module of a few lines, compiled. */
function badModule(body: string): { readonly path: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-module-'));
  const source = join(folder, 'bad.c');
  const path = join(folder, 'bad.so');
  writeFileSync(source, `#include <unistd.h>\nlong C_GetFunctionList(void **list) { ${body} return 0; }\n`);
  execFileSync('g++', ['-x', 'c', '-shared', '-fPIC', '-o', path, source]);
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

suite('a module that is broken does not take the server with it', { skip }, () => {
  const options = { token: 'ceralacca', label: 'firma', pin: PIN, environment: process.env };

  test('one that crashes', async () => {
    using module = badModule('*(volatile int *)0 = 1;');
    await assert.rejects(openPkcs11Key({ ...options, module: module.path }), /module ended \(SIGSEGV\)/);
  });

  test('one that hangs', async () => {
    using module = badModule('for (;;) sleep(1);');
    const times = { openMs: 1_500, stallMs: 1_000 };
    await assert.rejects(
      openPkcs11Key({ ...options, module: module.path, times }),
      /module ended \(no answer in 1.5 s\)/,
    );
    await allEnded();
  });
});

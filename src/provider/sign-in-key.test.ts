import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { openMemoryStore, seededRandom } from '#adapters/memory';
import { sampleMailbox, T0 } from '#testing';
import { securityLetters } from './security-letters.ts';
import { readSignInKeys } from './sign-in-key.ts';

test('the key for sign-in is made once, for its owner alone; a lost or another one is refused by name', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-key-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'data', 'sign-in.key');
  const ports = { store: openMemoryStore(), random: seededRandom(1), now: () => T0 };
  const made = await readSignInKeys(file, ports, {});
  assert.equal(made.length, 1);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.deepEqual(await readSignInKeys(file, ports, {}), made);
  const text = await readFile(file, 'utf8');
  await rm(file);
  await assert.rejects(readSignInKeys(file, ports, {}), /second factors were sealed with is not in .*sign-in\.key/);
  assert.deepEqual(await readSignInKeys(file, ports, { CERALACCA_SIGN_IN_KEY: text }), made);
  await writeFile(file, Buffer.alloc(32, 9).toString('base64'));
  await assert.rejects(readSignInKeys(file, ports, {}), /is another one than second factors were sealed with/);
  await writeFile(file, 'c2hvcnQ=');
  await assert.rejects(readSignInKeys(file, ports, {}), /is not 32 octets in base64/);
});

test('what happened to an account is told in the mailbox, and at the ordinary addresses without an answer to come', () => {
  const issuer = {
    name: 'Gestore Alfa',
    domain: 'gestore-alfa.example',
    serviceAddress: 'posta-certificata@gestore-alfa.example',
  };
  const sent: unknown[] = [];
  const letters = securityLetters({
    issuing: {
      issuer,
      jobsToSend(outgoing) {
        sent.push([outgoing.mailFrom, outgoing.recipients]);
        return [];
      },
    },
    random: seededRandom(1),
    digests: nodeDigests,
  });
  const words = { it: 'Italiano', en: 'English', de: 'Deutsch' };
  const notice = { login: 'ugo', addresses: ['ugo@posta.example'], subject: words, text: words, at: T0 };
  const step = letters({ ...notice, mailbox: sampleMailbox('ugo'), language: 'de' });
  const texts = step.messages!.map(({ rope }) => Buffer.concat(rope as Uint8Array[]).toString('latin1'));
  assert.deepEqual(
    step.placements?.map(({ mailbox, folder, messageId }) => [mailbox, folder, messageId]),
    [['ugo', 'INBOX', step.messages![0]!.id]],
  );
  assert.match(
    texts[0]!,
    /^From: non-rispondere@gestore-alfa\.example\r\nTo: ugo@pec\.alfa\.example\r\nSubject: Deutsch\r\n/,
  );
  assert.match(texts[1]!, /^From: non-rispondere@gestore-alfa\.example\r\nTo: ugo@posta\.example\r\n/);
  assert.ok(texts.every((text) => /Auto-Submitted: auto-generated/.test(text) && !/X-Ricevuta|X-Trasporto/.test(text)));
  assert.deepEqual(sent, [['', ['ugo@posta.example']]]);
  const both = letters({ ...notice, mailbox: undefined, language: undefined });
  assert.equal(both.placements, undefined);
  assert.match(
    Buffer.concat(both.messages![0]!.rope as Uint8Array[]).toString('latin1'),
    /Subject: Italiano \/ English\r\n/,
  );
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFileBlobs } from '#adapters/files';
import { memoryClock, seededRandom } from '#adapters/memory';
import { letter } from '#contract';
import { T0 } from '#testing';
import { openHouse, UGO, ugo } from './test-house.ts';

const SIZE = 100_000_000;
const CHUNK = 4_000_000;
const PIECE = 64 * 1024;

/** The same octets each time, in pieces, without holding them. */
async function* octets(from: number, to: number) {
  const piece = Buffer.alloc(PIECE);
  for (let at = from; at < to; ) {
    const length = Math.min(PIECE, to - at);
    for (let i = 0; i < length; i += 4)
      piece.writeUInt32LE(Math.imul(at + i, 2_654_435_761) >>> 0, i > PIECE - 4 ? PIECE - 4 : i);
    yield piece.subarray(0, length);
    at += length;
  }
}

function diskUse(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

test('an attachment of 100 MB is uploaded, judged and sent to three in flat memory, and stands on the disk once', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ceralacca-upload-'));
  try {
    const clock = memoryClock(T0);
    await using blobs = await openFileBlobs({ dir, random: seededRandom(1), legalTime: clock });
    const sent: string[] = [];
    const house = openHouse(undefined, {
      blobs,
      limits: { maxRecipients: 500, maxBytesTimesRecipients: Number.POSITIVE_INFINITY, maxMessageBytes: 150_000_000 },
      async submit({ message, along, recipients }) {
        const digest = createHash('sha256');
        for await (const piece of blobs.read(message.rope)) digest.update(piece);
        assert.equal(digest.digest('hex'), message.sha256);
        sent.push(...recipients);
        const decided = {
          identificativo: `o${sent.length}@alfa.example`,
          at: clock.now(),
          isAccepted: true,
          faults: [],
        };
        const { done } = await house.ports.store.commit(along(decided));
        return done ? { kind: 'decided', decided } : { kind: 'overtaken' };
      },
    });
    await house.ports.store.commit({ accounts: [{ kind: 'put-mailbox', mailbox: UGO }] });
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20).unref();
    const began = performance.now();
    const upload = await house.uploads.begin(ugo, { name: 'disegni.zip', type: 'application/zip', size: SIZE });
    for (let at = 0; at < SIZE; at += CHUNK)
      await house.uploads.goOn(ugo, upload.id, at, octets(at, Math.min(at + CHUNK, SIZE)));
    const uploaded = performance.now();
    const whole = await house.uploads.state(ugo, upload.id);
    const digest = createHash('sha256');
    for (let at = 0; at < SIZE; at += CHUNK)
      for await (const piece of octets(at, Math.min(at + CHUNK, SIZE))) digest.update(piece);
    assert.equal(whole.sha256, digest.digest('hex'));
    const to = ['a@pec.beta.example', 'b@pec.beta.example', 'c@pec.beta.example'];
    const written = letter.parse({
      to,
      subject: 'disegni',
      text: 'x\n',
      attachments: [{ from: 'upload', upload: upload.id }],
    });
    const judging = performance.now();
    assert.equal((await house.preflight(ugo, written)).ok, true);
    const judged = performance.now();
    const draft = await house.drafts.begin(ugo, { letter: written });
    await house.sendDraft(ugo, draft.id, { individually: true, undoSeconds: 0 }, {});
    await house.work();
    const done = performance.now();
    clearInterval(watch);
    assert.deepEqual(sent.sort(), to);
    const grown = Math.round((peak - before) / 1e6);
    console.log(
      `upload ${Math.round(uploaded - began)} ms, pre-flight ${Math.round(judged - judging)} ms, three sent ${Math.round(done - judged)} ms, memory +${grown} MB`,
    );
    assert.ok(grown < 120, `memory grew by ${grown} MB`);
    assert.ok(diskUse(dir) < SIZE * 1.4, 'it stands there once, in base64');
  } finally {
    rmSync(dir, { recursive: true });
  }
});

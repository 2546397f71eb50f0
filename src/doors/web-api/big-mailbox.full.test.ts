import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { nodeDigests, openFileBlobs } from '#adapters/files';
import { memoryClock } from '#adapters/memory';
import { openPostgresStore, type PostgresStore, startEmbeddedPostgres } from '#adapters/postgres';
import { openUnzip } from '#adapters/unzip';
import { type FolderViews, openFolderViews } from '#mailbox';
import type { Blobs, StoredMessage } from '#ports';
import { openReading, type Reading, type ReadingPorts } from '#reading';
import { sampleMailbox } from '#testing';
import { mailRoutes } from './routes-mail.ts';
import { testWebApi } from './test-web-api.ts';

const MESSAGES = 100_000;
const NOW = Date.UTC(2026, 2, 2, 8);
const MB = 1024 * 1024;
/** Times what the rows alone take: the view is made of them, once. */
const FIRST_LIST = 3;

describe('a mailbox of 100,000 messages, on PostgreSQL', () => {
  let folder: string;
  let plain: pg.Client;
  let store: PostgresStore;
  let blobs: Blobs;
  let views: FolderViews;
  let reading: Reading;
  let api: Awaited<ReturnType<typeof testWebApi>>;
  let stop: () => Promise<void>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ceralacca-reading-'));
    const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
    const cluster = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log: () => {}, random });
    const { server } = await cluster.database('alfa');
    plain = new pg.Client(server);
    await plain.connect();
    store = await openPostgresStore({ connection: server });
    const legalTime = memoryClock(NOW);
    blobs = await openFileBlobs({ dir: join(folder, 'blobs'), legalTime, random });
    await fill(store);
    views = openFolderViews(store, { monotonic: legalTime });
    const ports: ReadingPorts = {
      ...{ store, blobs, views, legalTime, digests: nodeDigests, archives: openUnzip() },
      logins: { standing: async () => undefined },
      trust: { index: () => undefined, roots: () => [], crls: () => [] },
      quotaReserve: { percent: 10, leastBytes: 0 },
      disclosing: {
        findReceipts: async () => undefined,
        async *reproduce() {},
        dossier: async () => undefined,
      },
      onUnreadable: (fault) => assert.fail(String(fault)),
    };
    reading = openReading(ports);
    api = await testWebApi({ mail: mailRoutes({ reading }) }, [{ login: 'ugo', boxes: [{ id: 'ugo', level: 'own' }] }]);
    stop = async () => {
      await api.close();
      await plain.end();
      views[Symbol.dispose]();
      await store[Symbol.asyncDispose]();
      await blobs[Symbol.asyncDispose]();
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    };
  });
  after(() => stop());

  async function timed(path: string) {
    const began = performance.now();
    const { status, value: body } = await api.call(`GET ${path}`, { as: 'ugo' });
    const ms = performance.now() - began;
    assert.equal(status, 200, JSON.stringify(body).slice(0, 300));
    return { ms, body: body as { total: number; rows: { uid: number; subject: string }[]; state: string } };
  }

  /** The same rows read by a plain query, once and nothing done with them: what the machine needs at least, ms. */
  async function plainRead(folder: string): Promise<number> {
    const began = performance.now();
    const { rowCount } = await plain.query(
      'SELECT uid, modseq, message, size, internal_date, saved_at, flags, thread FROM placement WHERE folder = $1 ORDER BY uid',
      [folder],
    );
    assert.equal(rowCount, MESSAGES);
    return performance.now() - began;
  }

  test('its list opens in little more than its rows take to be read, and then in a fraction of that', async (t) => {
    const [inbox] = await store.folders('ugo', ['INBOX']);
    const least = await plainRead(inbox!.id);
    const path = `/mailboxes/ugo/folders/${inbox!.id}/messages`;
    const first = await timed(path);
    assert.equal(first.body.total, MESSAGES);
    assert.deepEqual([first.body.rows.length, first.body.rows[0]?.uid], [100, MESSAGES]);
    assert.ok(first.ms < FIRST_LIST * least, `${first.ms} ms, the rows alone ${least} ms`);
    const times: number[] = [];
    for (const offset of [0, 100, 50_000, 99_900, 100, 50_000, 99_900])
      times.push((await timed(`${path}?offset=${offset}`)).ms);
    const again = times.slice(4).sort((a, b) => a - b)[1]!;
    assert.ok(again < first.ms / 5, `${again} ms`);
    const unread = await timed(`${path}?unread=true&limit=10`);
    assert.ok(unread.ms < first.ms, `${unread.ms} ms`);
    t.diagnostic(
      `the rows alone ${least.toFixed(0)} ms; first ${first.ms.toFixed(0)} ms, then ${times.map((ms) => ms.toFixed(0)).join(', ')} ms; unread ${unread.ms.toFixed(0)} ms`,
    );
  });

  test('an attachment of 100 MB is given out with little memory', async (t) => {
    const [inbox] = await store.folders('ugo', ['INBOX']);
    const message = await bigMessage(blobs);
    const common = { folder: inbox!.id, message, flags: [], internalDate: NOW, at: NOW, quotaBytes: 1e12 };
    const placed = await store.append(common);
    assert.ok(placed.done);
    const box = { mailbox: (await store.mailboxById('ugo'))!, level: 'own', maySend: true } as const;
    const reader = { login: 'ugo', language: 'it', box } as const;
    const place = { folder: inbox!.id, uid: placed.uid };
    const view = await reading.message(reader, { ...place, peek: true });
    assert.equal(view.message.attachments[0]?.size, 75 * MB);
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = before;
    let octets = 0;
    const { body } = await reading.part(reader, { ...place, part: '2', download: true });
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      octets += piece.length;
      if (octets % MB < piece.length) most = Math.max(most, process.memoryUsage().rss);
    }
    assert.equal(octets, 75 * MB);
    assert.ok(most - before < 48 * MB, `${(most - before) / MB} MB more`);
    t.diagnostic(`${((most - before) / MB).toFixed(1)} MB more`);
  });
});

async function fill(store: PostgresStore): Promise<void> {
  const mailbox = sampleMailbox('ugo', { quotaBytes: 1e12 });
  await store.commit({ accounts: [{ kind: 'put-mailbox', mailbox }] });
  for (let at = 0; at < MESSAGES; at += 1_000) {
    const messages = Array.from({ length: 1_000 }, (_, n) => letter(at + n));
    const placements = messages.map(({ id, size }, n) => {
      const flags = (at + n) % 10 === 0 ? [] : ['\\Seen'];
      return { mailbox: 'ugo', folder: 'INBOX', messageId: id, size, internalDate: NOW + at + n, flags };
    });
    await store.commit({ messages, placements });
  }
}

function letter(n: number): StoredMessage {
  const text = `From: Mittente ${n} <m${n}@posta.example>\r\nTo: ugo@pec.alfa.example\r\nSubject: Messaggio numero ${n}\r\n\r\nTesto ${n}\r\n`;
  return stored(`big-${n}`, Buffer.from(text));
}

function stored(id: string, bytes: Uint8Array): StoredMessage {
  return { id, rope: [bytes], size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A letter with 75 MB attached, which are 100 MB in base64. */
async function bigMessage(blobs: Blobs): Promise<StoredMessage> {
  const line = `${Buffer.alloc(57, 'ceralacca ').toString('base64')}\r\n`;
  const lines = Math.floor((75 * MB) / 57);
  const rest = Buffer.alloc(75 * MB - lines * 57, 'x').toString('base64');
  async function* octets() {
    yield Buffer.from(
      'From: a@b.example\r\nSubject: grande\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n' +
        '--b\r\n\r\ntesto\r\n--b\r\nContent-Type: application/octet-stream; name="g.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n',
    );
    const many = Buffer.from(line.repeat(1_000));
    for (let at = 0; at < lines; at += 1_000) yield many.subarray(0, Math.min(1_000, lines - at) * line.length);
    yield Buffer.from(`${rest}\r\n--b--\r\n`);
  }
  const written = await blobs.write(octets(), { maxBytes: 200 * MB });
  return { id: 'big', ...written };
}

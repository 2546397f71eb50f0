import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { auditMessage } from '#message-log';
import { isSlice, type Rope } from '#mime';
import type { Blobs, Step } from '#ports';
import {
  mailboxStep,
  sampleDispatch,
  sampleJob,
  sampleMailbox,
  sampleMessage,
  samplePlacement,
  sampleRecord,
  sampleRow,
  sampleSeen,
  T0,
} from '#testing';
import { checkInvariants, checkMessage, checkStore, checkStoreAlone, STORE_RULES } from './check-invariants.ts';
import { connect } from './connection.ts';
import { openPostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

const body = Buffer.alloc(5_000, 'body ');
const kept = new Map<string, Uint8Array>();

/** Blobs in memory, only to be read. */
const blobs: Blobs = {
  write: () => Promise.reject(new Error('not here')),
  async *read(rope: Rope) {
    for (const piece of rope) {
      const bytes = isSlice(piece) ? kept.get(piece.blob)?.subarray(piece.offset, piece.offset + piece.length) : piece;
      if (!bytes || bytes.length !== piece.length) throw new Error('a blob is missing');
      yield bytes;
    }
  },
  bytes: () => Promise.reject(new Error('not here')),
  async *list() {
    for (const [blob, bytes] of kept) yield { blob, size: bytes.length, at: T0 };
  },
  remove: () => Promise.reject(new Error('not here')),
  [Symbol.asyncDispose]: async () => {},
};

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
after(() => database[Symbol.asyncDispose]());

/** A small sound provider: one message sent, one open job, one mailbox in use, one rope over a blob. */
async function furnish(): Promise<void> {
  await database.empty();
  kept.clear();
  kept.set('b-1', body);
  await using store = await openPostgresStore({ connection: database.server });
  const digest = hash('sha256', Buffer.concat([Buffer.from('head'), body.subarray(10, 110), Buffer.from('tail')]));
  const rope = [Buffer.from('head'), { blob: 'b-1', offset: 10, length: 100 }, Buffer.from('tail')];
  await store.commit(mailboxStep(sampleMailbox('ugo', { quotaBytes: 10_000 })));
  const plain = sampleDispatch('id-1', 'ugo', 'm-2');
  // Octets a subject may have and the text of a database may not.
  const dispatch = { ...plain, facts: { ...plain.facts, subject: 'a\0b \ud800' } };
  const { sender: mittente, recipients: destinatari } = dispatch.facts;
  const told = { identificativo: 'id-1', mittente, destinatari };
  const step: Step = {
    messages: [sampleMessage('m-1'), { id: 'm-2', rope, size: 108, sha256: digest }, sampleMessage('message-of-j-1')],
    placements: [samplePlacement('ugo', 'm-1'), samplePlacement('ugo', 'm-2')],
    seen: [sampleSeen('k-1', 'm-1')],
    dispatches: [dispatch],
    track: [sampleRow('id-1', 'ugo@pec.beta.example')],
    log: [sampleRecord({ ...told, event: 'Accettazione' }), sampleRecord({ ...told, event: 'BustaTrasporto' })],
    quarantine: [{ id: 'q-1', messageId: 'm-1', at: T0, point: 'AP', virus: 'v', sender: 's', recipients: [] }],
    cards: [{ kind: 'put', card: { kind: 'draft', id: 'd', owner: 'ugo', value: {}, messages: ['m-1'], at: T0 } }],
    jobs: [sampleJob('j-1')],
  };
  assert.equal((await store.commit(step)).done, true);
}

async function rulesBroken(): Promise<readonly string[]> {
  const findings = await checkInvariants({ connection: database.server, blobs, now: T0 + 1, audit: auditMessage });
  for (const { what, where } of findings) assert.ok(what.length > 0 && where.length > 0);
  return [...new Set(findings.map((finding) => finding.rule))].sort();
}

test('a sound provider breaks no invariant', async () => {
  await furnish();
  assert.deepEqual(await checkInvariants({ connection: database.server, blobs, now: T0 + 1, audit: auditMessage }), []);
});

/** Faults that no program of ours can make: written by the superuser, foreign keys and triggers asleep. */
const faults: readonly (readonly [broken: string, title: string, sql: string])[] = [
  [
    'placement-message',
    'a placement of a message that is gone',
    "UPDATE placement SET message = 'gone' WHERE message = 'm-1'",
  ],
  ['placement-folder', 'a folder that is gone', 'DELETE FROM folder'],
  ['uid-next', 'a UID that will be given again', 'UPDATE folder SET uid_next = 2'],
  ['uid-validity', 'a UIDVALIDITY no client can read', 'UPDATE folder SET uid_validity = 0'],
  ['modseq', 'an item newer than its folder', 'UPDATE placement SET modseq = 2 WHERE uid = 2'],
  ['folder-counts', 'items counted wrong', 'UPDATE folder SET unseen = unseen - 1'],
  [
    'charged-once mailbox-use',
    'an item whose octets nobody counts',
    'UPDATE placement SET charged = false WHERE uid = 1',
  ],
  ['flags', 'flags out of order', "UPDATE placement SET flags = 'b a' WHERE uid = 1"],
  ['vanished-present', 'an item that vanished', "INSERT INTO vanished SELECT id, 1, '{[1,2)}' FROM folder"],
  ['vanished-modseq', 'UIDs that vanished in the future', "INSERT INTO vanished SELECT id, 2, '{[3,4)}' FROM folder"],
  [
    'facts-message',
    'facts of a message that is gone',
    "INSERT INTO message_facts VALUES ('gone', false, '{}', '{}', '', '')",
  ],
  ['facts-judged', 'an item the search would pass over', 'UPDATE folder SET judged_uid = 1'],
  ['mailbox-use', 'octets counted wrong', 'UPDATE mailbox_use SET used_bytes = used_bytes + 1'],
  ['mailbox-use', 'messages counted wrong', 'UPDATE mailbox_use SET messages = 7'],
  ['rope-size', 'a size that is not that of its pieces', "UPDATE message SET size = 109 WHERE id = 'm-2'"],
  ['rope-order message-digest', 'a reference out of order', "UPDATE message SET layout = '{-1,8,-2}' WHERE id = 'm-2'"],
  [
    'rope-order rope-size message-digest',
    'references given to another message',
    "UPDATE message_blob SET message = 'm-1'",
  ],
  [
    'message-digest',
    'changed literal octets',
    `UPDATE message SET literal = overlay(literal PLACING 'X'::bytea FROM 1) WHERE id = 'm-1'`,
  ],
  ['message-digest', 'changed octets beside a blob', `UPDATE message SET literal = 'HeadTail' WHERE id = 'm-2'`],
  ['seen-message', 'a seen key whose message is gone', "UPDATE seen SET message = 'gone'"],
  ['quarantine-message', 'a quarantined message that is gone', "UPDATE quarantine SET message = 'gone'"],
  ['card-message', 'a card whose message nothing holds', 'DELETE FROM card_message'],
  ['dispatch-envelope', 'an envelope that is gone', "UPDATE dispatch SET envelope = 'gone'"],
  ['dispatch-tracking', 'a certified recipient nobody tracks', 'DELETE FROM tracking'],
  [
    'tracking-dispatch',
    'tracking without acceptance',
    "INSERT INTO tracking VALUES ('id-9', 'a@b.example', 'WAITING', NULL)",
  ],
  ['tracking-due', 'a deadline nobody saw to', 'UPDATE tracking SET due_at = due_at - 100000000'],
  ['job-message', 'a job whose message is gone', "DELETE FROM message WHERE id = 'message-of-j-1'"],
  ['job-end', 'a job past its end', 'UPDATE job SET expires_at = expires_at - 100000000'],
  ['job-lease', 'half a lease', "UPDATE job SET token = 'x'"],
  ['I3', 'a dispatch without its record Accettazione', "DELETE FROM log_record WHERE event = 'Accettazione'"],
  [
    'I2',
    'a dispatch with two records BustaTrasporto',
    `INSERT INTO log_record (instant, event, identificativo, record)
    SELECT instant, event, identificativo, record FROM log_record WHERE event = 'BustaTrasporto'`,
  ],
  ['I2 I3', 'a dispatch without any record', 'DELETE FROM log_record'],
];

for (const [broken, title, sql] of faults) {
  test(`T138 the check finds ${title}`, async () => {
    await furnish();
    const admin = await connect(database.admin, 'fault');
    await admin.query('SET session_replication_role = replica');
    await admin.query(sql);
    await admin.end();
    assert.deepEqual((await rulesBroken()).join(' '), broken.split(' ').sort().join(' '));
  });
}

test('the check finds two items with one UID, even where the index that forbids it is broken', async () => {
  await using own = await openTestDatabase();
  const admin = await connect(own.admin, 'fault');
  await admin.query('SET session_replication_role = replica; ALTER TABLE placement DROP CONSTRAINT placement_pkey');
  await admin.query(
    `INSERT INTO mailbox VALUES ('ugo', 'u', 'active', 1, '{}');
    INSERT INTO folder (id, mailbox, name, uid_validity, uid_next) VALUES (7, 'ugo', 'INBOX', 1, 2);
    INSERT INTO placement VALUES (7, 1, 1, 1, 1, 1, true, 'ugo', 'm', ''), (7, 1, 1, 1, 1, 1, true, 'ugo', 'm', '')`,
  );
  await admin.end();
  const findings = await checkInvariants({ connection: own.server, blobs, now: T0, audit: auditMessage });
  assert.ok(findings.some((finding) => finding.rule === 'uid-unique' && finding.where === 'ugo/INBOX'));
});

test('the check finds a blob that is missing, short or changed', async () => {
  await furnish();
  kept.set('b-1', body.subarray(0, 50));
  assert.deepEqual(await rulesBroken(), ['blob-size', 'message-digest']);
  kept.delete('b-1');
  assert.deepEqual(await rulesBroken(), ['blob-missing', 'message-digest']);
  kept.set('b-1', Buffer.alloc(5_000, 'other'));
  assert.deepEqual(await rulesBroken(), ['message-digest']);
});

const question = () => ({ connection: database.server, blobs, now: T0 + 1, audit: auditMessage });

test('of each rule the first findings are kept, and all are counted', async () => {
  await furnish();
  kept.delete('b-1');
  const admin = await connect(database.admin, 'fault');
  await admin.query(`SET session_replication_role = replica; UPDATE placement SET message = 'gone' || uid`);
  await admin.end();
  const { findings, counts } = await checkStore({ ...question(), perRule: 1 });
  assert.equal(counts.get('placement-message'), 2);
  assert.equal(findings.filter(({ rule }) => rule === 'placement-message').length, 1);
  assert.equal(findings.length, counts.size);
});

test('each rule that can be broken is told in words, once', () => {
  const named = [...new Set(faults.flatMap(([rules]) => rules.split(' ')))].filter((rule) => !/^I\d/.test(rule));
  const told = STORE_RULES.map(({ rule }) => rule);
  assert.deepEqual(
    named.filter((rule) => !told.includes(rule)),
    [],
  );
  assert.equal(new Set(told).size, told.length);
});

test('one message is checked alone, and one that nobody knows is no sound one', async () => {
  await furnish();
  const admin = await connect(database.admin, 'fault');
  await admin.query(
    `SET session_replication_role = replica; DELETE FROM tracking; UPDATE placement SET message = 'gone'`,
  );
  await admin.end();
  const result = await checkMessage('id-1', question());
  assert.deepEqual(
    result?.findings.map(({ rule, identificativo, recipient }) => [rule, identificativo, recipient]),
    [['dispatch-tracking', 'id-1', 'ugo@pec.beta.example']],
  );
  assert.equal(await checkMessage('id-2', question()), undefined);
});

test('two processes never check at once, and a check that rests can be ended', async () => {
  await furnish();
  let others: unknown = 'not asked';
  const parts: string[] = [];
  const result = await checkStoreAlone(
    { ...question(), onPart: (done, of) => void parts.push(`${done}/${of}`) },
    async () => {
      others = await checkStoreAlone(question(), async () => true);
      return true;
    },
  );
  assert.equal(others, undefined);
  assert.equal(result?.findings.length, 0);
  assert.equal(parts.at(-1), `${parts.length - 1}/${parts.length - 1}`);
  assert.equal(await checkStoreAlone(question(), async () => false), undefined);
  await assert.rejects(checkStore({ ...question(), rest: () => Promise.reject(new Error('enough')) }), /enough/);
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Refusal, rule } from '#contract';
import { openFolders } from '#mailbox';
import { PEC_KEYWORDS, UNVERIFIED_KEYWORD } from '#pec';
import { kindOf } from './judge-rule.ts';
import { type House, openHouse } from './test-house.ts';

const value = rule.omit({ id: true, version: true });
type RuleInput = Parameters<typeof value.parse>[0];
const make = (conditions: object[], acts: object[], order = 1): ReturnType<typeof value.parse> =>
  value.parse({ name: 'r', order, isOn: true, conditions: { all: conditions }, acts } as RuleInput);

const from = (text: string) => ({ field: 'from', is: 'contains', value: text });

async function open() {
  const house = openHouse();
  const folders = await openFolders('ugo', house.disk.room, 0);
  const inbox = folders.find(({ name }) => name === 'INBOX')!;
  const made = await house.disk.room.createFolder('ugo', 'Comuni', 0);
  assert.ok(made.done);
  return { house, inbox, comuni: made.folder };
}

let count = 0;

async function arrive(house: House, folder: string, text: string, flags: readonly string[] = []) {
  const octets = new TextEncoder().encode(text.replaceAll('\n', '\r\n'));
  const message = {
    id: `arrived${++count}`,
    rope: [octets],
    size: octets.length,
    sha256: createHash('sha256').update(octets).digest('hex'),
  };
  const added = await house.disk.room.append({
    folder,
    message,
    flags,
    internalDate: 0,
    at: 0,
    quotaBytes: 1e9,
    thread: `t${count}`,
  });
  assert.ok(added.done);
  return added.uid;
}

const mail = (sender: string, subject = 's') =>
  `From: ${sender}\nTo: ugo@pec.alfa.example\nSubject: ${subject}\n\nciao\n`;
const envelope = (sender: string, subject: string) =>
  `From: "Per conto di: ${sender}" <posta-certificata@beta.example>\nSubject: POSTA CERTIFICATA: ${subject}\nX-Trasporto: posta-certificata\n` +
  'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n' +
  `--b\nContent-Type: message/rfc822; name="postacert.eml"\n\n${mail(sender, subject)}\n--b--\n`;

async function uids(house: House, folder: string) {
  return (await house.disk.room.changes(folder, 0))!.items.map(({ uid, flags }) => [uid, ...flags]);
}

test('what comes in is moved, labelled, flagged; what stood there before is left', async () => {
  const { house, inbox, comuni } = await open();
  await arrive(house, inbox.id, mail('old@comune.example'));
  await house.rules.add(
    'ugo',
    make(
      [from('COMUNE')],
      [
        { do: 'label', label: 'Enti locali' },
        { do: 'move', folder: comuni.id },
      ],
    ),
  );
  await house.inboxes.work();
  await arrive(house, inbox.id, envelope('a@pec.comune.example', 'Bando'), [...PEC_KEYWORDS.M4]);
  await arrive(house, inbox.id, mail('b@other.example'));
  await house.inboxes.work();
  assert.deepEqual(await uids(house, inbox.id), [[1], [3]]);
  assert.deepEqual(await uids(house, comuni.id), [[1, '$PEC-busta', 'Enti&ACA-locali']]);
});

test('receipts are exempt unless asked for, and kinds are those the server judged', async () => {
  const { house, inbox } = await open();
  await house.rules.add('ugo', make([{ field: 'subject', is: 'contains', value: 'bando' }], [{ do: 'seen' }]));
  await house.rules.add('ugo', make([{ field: 'kind', is: 'is', value: 'receipt' }], [{ do: 'flag' }], 2));
  await house.rules.add(
    'ugo',
    make([{ field: 'kind', is: 'is', value: 'certified' }], [{ do: 'label', label: 'pec' }], 3),
  );
  await house.inboxes.work();
  await arrive(house, inbox.id, mail('x@y.example', 'CONSEGNA: Bando'), [...PEC_KEYWORDS.M11]);
  await arrive(house, inbox.id, envelope('a@pec.comune.example', 'Bando'));
  await arrive(house, inbox.id, envelope('a@pec.comune.example', 'Bando'), [...PEC_KEYWORDS.M4]);
  await house.inboxes.work();
  assert.deepEqual(await uids(house, inbox.id), [
    [1, '$PEC-consegna', '\\Flagged'],
    [2, '\\Seen'],
    [3, '$PEC-busta', '\\Seen', 'pec'],
  ]);
});

test('a restart misses nothing and does nothing twice', async () => {
  for (let moment = 0; moment < 24; moment += 2) {
    const { house, inbox } = await open();
    await house.rules.add('ugo', make([from('@')], [{ do: 'flag' }]));
    for (let at = 0; at < 4; at++) await arrive(house, inbox.id, mail(`a${at}@x.example`));
    const dying = house.inboxes.work();
    for (let turn = 0; turn < moment; turn++) await new Promise(setImmediate);
    house.crash(() => 0);
    void dying.catch(() => {});
    // A person takes the first flag away while nobody works.
    const [first] = (await uids(house, inbox.id))[0]!.slice(1);
    if (first)
      await house.disk.room.setFlags({
        folder: inbox.id,
        uids: [[1, 1]],
        mode: 'remove',
        flags: ['\\Flagged'],
        serverPrefix: '$PEC-',
      });
    const after = openHouse(house.disk);
    after.clock.advance(3_600_000);
    await after.inboxes.work();
    await after.inboxes.work();
    const flagged = (await uids(after, inbox.id)).map((item) => item.includes('\\Flagged'));
    assert.deepEqual(flagged, [!first, true, true, true], `the power went at ${moment}`);
    assert.deepEqual(after.faults, []);
  }
});

test('run on the inbox, a rule tells how many it fits; of a folder that is not there it is refused', async () => {
  const { house, inbox } = await open();
  await arrive(house, inbox.id, mail('a@comune.example'));
  await arrive(house, inbox.id, mail('b@other.example'));
  const kept = await house.rules.add('ugo', make([from('comune')], [{ do: 'flag' }]));
  assert.equal(await house.rules.run('ugo', kept.id), 1);
  assert.deepEqual(await uids(house, inbox.id), [[1, '\\Flagged'], [2]]);
  const wrong = make([from('a')], [{ do: 'move', folder: '999' }]);
  await assert.rejects(
    house.rules.add('ugo', wrong),
    (fault) => fault instanceof Refusal && fault.code === 'no-such-folder',
  );
  await assert.rejects(
    house.rules.run('eva', kept.id),
    (fault) => fault instanceof Refusal && fault.kind === 'not-found',
  );
});

test('attachments, sizes and texts are looked at; the first that says stop is the last', async () => {
  const { house, inbox } = await open();
  const withPdf =
    'From: a@x.example\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nParola segreta, perché no\n--b\nContent-Type: application/pdf; name="Fattura.PDF"\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n';
  await arrive(house, inbox.id, withPdf);
  const run = async (condition: object) =>
    house.rules.run('ugo', (await house.rules.add('ugo', make([condition], [{ do: 'flag' }]))).id);
  assert.equal(await run({ field: 'attachment', is: 'contains', value: '.pdf' }), 1);
  assert.equal(await run({ field: 'body', is: 'contains', value: 'SEGRETA' }), 1);
  for (const value of ['perché', 'PERCHE']) assert.equal(await run({ field: 'body', is: 'contains', value }), 1, value);
  assert.equal(await run({ field: 'size', is: 'larger', value: '50' }), 1);
  assert.equal(await run({ field: 'size', is: 'larger', value: '5000000' }), 0);
  assert.equal(await run({ field: 'from', is: 'is', value: 'A@x.example' }), 1);
  assert.equal(await run({ field: 'from', is: 'is', value: 'x.example' }), 0);
  await house.rules.add('ugo', make([from('b@')], [{ do: 'label', label: 'one' }, { do: 'stop' }], 1));
  await house.rules.add('ugo', make([from('b@')], [{ do: 'label', label: 'two' }], 2));
  await house.inboxes.work();
  const uid = await arrive(house, inbox.id, mail('b@x.example'));
  await house.inboxes.work();
  assert.deepEqual(
    (await uids(house, inbox.id)).find(([one]) => one === uid),
    [uid, '\\Flagged', 'one'],
  );
});

test('T147 what could not be verified is never certified for a rule, whatever stands beside it', () => {
  assert.equal(kindOf([...PEC_KEYWORDS.M4]), 'certified');
  assert.equal(kindOf([...PEC_KEYWORDS.M4, UNVERIFIED_KEYWORD]), 'unverified');
  assert.equal(kindOf([...PEC_KEYWORDS.M11, UNVERIFIED_KEYWORD]), 'unverified');
});

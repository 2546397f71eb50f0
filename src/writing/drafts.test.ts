import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { openAddressBook } from '#address-book';
import { type Letter, letter, Refusal } from '#contract';
import { openFolders } from '#mailbox';
import { PEC_KEYWORDS } from '#pec';
import { type House, openHouse, stream, UGO, ugo } from './test-house.ts';
import { openUploads } from './uploads.ts';

const write = (change: Partial<Letter> = {}): Letter =>
  letter.parse({ to: ['ada@pec.beta.example'], subject: 's', text: 't\n', ...change });
const refused = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;

async function folderOf(house: House, name: string) {
  const folders = await openFolders('ugo', house.disk.room, 0);
  return folders.find((one) => one.name === name)!;
}

async function textsIn(house: House, folder: string) {
  const { items } = (await house.disk.room.changes(folder, 0))!;
  const found = [];
  for (const { messageId, flags } of items) {
    const { rope } = (await house.ports.store.message(messageId))!;
    found.push({ flags, text: Buffer.from(await house.ports.blobs.bytes(rope, 1e9)).toString('latin1') });
  }
  return found;
}

let count = 0;
async function arrive(house: House, folder: string, text: string, flags: readonly string[] = []) {
  const octets = Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');
  const message = {
    id: `came${++count}`,
    rope: [octets],
    size: octets.length,
    sha256: createHash('sha256').update(octets).digest('hex'),
  };
  await house.ports.store.commit({ messages: [message] });
  const added = await house.disk.room.append({ folder, message, flags, internalDate: 0, at: 0, quotaBytes: 1e9 });
  assert.ok(added.done);
  return { folder, uid: added.uid };
}

test('who saw an older version is told so; who saw the latest saves, whatever its mirror did', async () => {
  const house = openHouse();
  const draft = await house.drafts.begin(ugo, { letter: write() });
  const second = await house.drafts.save(ugo, draft.id, write({ subject: 'due' }), 1);
  house.clock.advance(5_000);
  await house.work();
  assert.equal((await house.drafts.save(ugo, draft.id, write({ subject: 'tre' }), second.version)).version, 3);
  await assert.rejects(house.drafts.save(ugo, draft.id, write(), 2), refused('changed'));
  const eva = { ...ugo, box: { ...ugo.box, mailbox: { ...UGO, id: 'eva' } } };
  await assert.rejects(house.drafts.read(eva, draft.id), refused('not-found'));
});

test('to whom some folders alone are open, drafts and sendings of others are not there', async () => {
  const house = openHouse();
  const [inbox, place] = [await folderOf(house, 'INBOX'), await folderOf(house, 'Drafts')];
  const delegate = (folders: string[]) => ({
    ...ugo,
    login: 'anna',
    box: { ...ugo.box, level: 'write' as const, folders },
  });
  const anna = delegate([inbox.id]);
  const [secret, own] = [
    await house.drafts.begin(ugo, { letter: write({ subject: 'riservato' }) }),
    await house.drafts.begin(anna, { letter: write() }),
  ];
  const idsOf = async (author: typeof anna) =>
    (await house.drafts.list(author, { limit: 10 })).items.map((one) => one.id);
  assert.deepEqual(await idsOf(anna), [own.id]);
  await assert.rejects(house.drafts.read(anna, secret.id), refused('not-found'));
  await assert.rejects(house.drafts.save(anna, secret.id, write()), refused('not-found'));
  await assert.rejects(house.drafts.remove(anna, secret.id), refused('not-found'));
  const now = { individually: false, undoSeconds: 30 };
  await assert.rejects(house.sendDraft(anna, secret.id, now, {}), refused('not-found'));
  assert.equal((await idsOf(delegate([place.id]))).length, 2);
  const [sent] = await house.sendDraft(ugo, secret.id, now, {});
  assert.deepEqual((await house.outbox.list('ugo', { limit: 10, by: 'anna' })).items, []);
  const undone = await house.outbox.undo('ugo', sent!.id);
  await assert.rejects(house.drafts.read(anna, undone.id), refused('not-found'));
});

test('mail programs see one message for it, always the latest, and none when it is gone', async () => {
  const house = openHouse();
  const folder = await folderOf(house, 'Drafts');
  const draft = await house.drafts.begin(ugo, {
    letter: write({ to: ['a@b'], subject: 'uno' }),
  });
  for (const subject of ['due', 'tre', 'quattro']) {
    await house.drafts.save(ugo, draft.id, write({ subject }));
    house.clock.advance(5_000);
    await house.work();
    const seen = await textsIn(house, folder.id);
    assert.equal(seen.length, 1);
    assert.match(seen[0]!.text, new RegExp(`Subject: ${subject}\r\n`));
    assert.deepEqual(seen[0]!.flags, ['\\Draft', '\\Seen']);
  }
  assert.equal(await house.ports.store.nextDue(), undefined);
  await house.drafts.remove(ugo, draft.id);
  assert.deepEqual(await textsIn(house, folder.id), []);
});

test('wherever the power goes while it is mirrored, one message stands there in the end', async () => {
  for (let moment = 0; moment < 16; moment++) {
    const house = openHouse();
    const folder = await folderOf(house, 'Drafts');
    const draft = await house.drafts.begin(ugo, { letter: write({ subject: 'uno' }) });
    house.clock.advance(5_000);
    await house.work();
    await house.drafts.save(ugo, draft.id, write({ subject: 'due' }));
    house.clock.advance(5_000);
    const dying = house.work();
    for (let turn = 0; turn < moment; turn++) await new Promise(setImmediate);
    house.crash(() => 0);
    void dying.catch(() => {});
    const after = openHouse(house.disk);
    after.clock.advance(3_600_000);
    await after.work();
    const seen = await textsIn(after, folder.id);
    assert.equal(seen.length, 1, `the power went at ${moment}`);
    assert.match(seen[0]!.text, /Subject: due/);
  }
});

const ORIGINAL =
  'From: Ada Rossi <ada@pec.beta.example>\nReply-To: ufficio@pec.beta.example\nTo: ugo@pec.alfa.example, eva@x.example\nCc: leo@x.example\nSubject: Bando\nMessage-ID: <opec1@beta.example>\nReferences: <r0@x.example>\nDate: Sun, 01 Mar 2026 09:00:00 +0100\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nRiga uno\n> vecchia\n--c\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nAAAA\n--c--\n';
const ENVELOPE = `From: "Per conto di: ada@pec.beta.example" <posta-certificata@beta.example>\nReply-To: ada@pec.beta.example\nTo: ugo@pec.alfa.example\nSubject: POSTA CERTIFICATA: Bando\nX-Trasporto: posta-certificata\nContent-Type: multipart/signed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nTesto del gestore\n--a\nContent-Type: message/rfc822; name="postacert.eml"\n\n${ORIGINAL}\n--a--\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b--\n`;

test('an answer to a certified message goes to who wrote it, never to the provider', async () => {
  const house = openHouse();
  const inbox = await folderOf(house, 'INBOX');
  const came = await arrive(house, inbox.id, ENVELOPE, [...PEC_KEYWORDS.M4]);
  const reply = await house.beginDraft(ugo, { answer: { ...came, how: 'reply' } });
  assert.deepEqual(
    [reply.letter.to, reply.letter.cc, reply.letter.subject],
    [['ufficio@pec.beta.example'], [], 'Re: Bando'],
  );
  assert.deepEqual(
    [reply.letter.inReplyTo, reply.letter.references],
    ['<opec1@beta.example>', ['<r0@x.example>', '<opec1@beta.example>']],
  );
  assert.equal(
    reply.letter.text,
    '\n\nIl 01/03/2026 09:00 Ada Rossi <ada@pec.beta.example> ha scritto:\n> Riga uno\n>> vecchia\n',
  );
  const all = await house.beginDraft(ugo, { answer: { ...came, how: 'reply-all' } });
  assert.deepEqual(all.letter.cc, ['eva@x.example', 'leo@x.example']);
  const receipt = await arrive(
    house,
    inbox.id,
    'From: posta-certificata@beta.example\nX-Ricevuta: accettazione\nSubject: ACCETTAZIONE: x\n\nx\n',
    [...PEC_KEYWORDS.M1],
  );
  assert.deepEqual((await house.beginDraft(ugo, { answer: { ...receipt, how: 'reply' } })).letter.to, []);
});

test('a forward carries what a provider signed as it was, octet by octet', async () => {
  const house = openHouse();
  const inbox = await folderOf(house, 'INBOX');
  const came = await arrive(house, inbox.id, ENVELOPE, [...PEC_KEYWORDS.M4]);
  const forward = await house.beginDraft(ugo, { answer: { ...came, how: 'forward' } });
  assert.deepEqual(
    forward.attached.map(({ name, type }) => [name, type]),
    [['POSTA CERTIFICATA_ Bando.eml', 'message/rfc822']],
  );
  await house.drafts.save(ugo, forward.id, { ...forward.letter, to: ['leo@x.example'] });
  await house.disk.room.expunge(inbox.id, [[came.uid, came.uid]], true);
  const [out] = await house.sendDraft(ugo, forward.id, { individually: false, undoSeconds: 0 }, {});
  assert.equal(out!.state, 'sent', 'although the message it was taken from is gone');
  assert.ok(house.accepted()[0]!.octets.includes(ENVELOPE.replaceAll('\n', '\r\n')));
  const ordinary = await arrive(house, inbox.id, ORIGINAL);
  const plain = await house.beginDraft(ugo, { answer: { ...ordinary, how: 'forward' } });
  assert.deepEqual(
    plain.attached.map(({ name }) => name),
    ['a.pdf'],
  );
});

test('what is answered is marked so when the answer went', async () => {
  const house = openHouse();
  const inbox = await folderOf(house, 'INBOX');
  const came = await arrive(house, inbox.id, ENVELOPE, [...PEC_KEYWORDS.M4]);
  const reply = await house.beginDraft(ugo, { answer: { ...came, how: 'reply' } });
  await house.sendDraft(ugo, reply.id, { individually: false, undoSeconds: 0 }, {});
  await house.work();
  assert.deepEqual((await house.disk.room.changes(inbox.id, 0))!.items[0]!.flags, ['$PEC-busta', '\\Answered']);
});

test('a message of another program in the folder of drafts is gone on with, and its place taken', async () => {
  const house = openHouse();
  const folder = await folderOf(house, 'Drafts');
  const came = await arrive(house, folder.id, ORIGINAL, ['\\Draft']);
  const draft = await house.beginDraft(ugo, { answer: { ...came, how: 'edit' } });
  assert.deepEqual(
    [draft.letter.to, draft.letter.subject, draft.attached[0]!.name],
    [['ugo@pec.alfa.example', 'eva@x.example'], 'Bando', 'a.pdf'],
  );
  house.clock.advance(5_000);
  await house.work();
  const [only, ...others] = (await house.disk.room.changes(folder.id, 0))!.items;
  assert.deepEqual(others, []);
  const again = await house.beginDraft(ugo, { answer: { folder: folder.id, uid: only!.uid, how: 'edit' } });
  assert.equal(again.id, draft.id);
});

test('a delegate attaches nothing out of folders that are not open to him', async () => {
  const house = openHouse();
  const inbox = await folderOf(house, 'INBOX');
  const came = await arrive(house, inbox.id, ORIGINAL);
  const anna = { ...ugo, login: 'anna', box: { ...ugo.box, level: 'write' as const, folders: ['999'] } };
  const attachments = [{ from: 'message' as const, ...came }];
  await assert.rejects(house.drafts.begin(anna, { letter: write({ attachments }) }), refused('not-found'));
  await house.drafts.begin(ugo, { letter: write({ attachments }) });
});

test('a template is filled in, its HTML with text alone', async () => {
  const house = openHouse();
  const { templates } = openAddressBook({ ...house.ports, isPecDomain: () => undefined });
  const kept = await templates.add('ugo', {
    name: 'n',
    subject: 'Per {{nome}} del {{date}}',
    html: '<p>{{nome}} {{altro}}</p>',
    text: '{{nome}}',
  });
  const draft = await house.beginDraft(ugo, { template: kept.id, variables: { nome: '<b>Ada</b>' } });
  assert.equal(draft.letter.subject, 'Per <b>Ada</b> del 01/03/2026');
  assert.equal(draft.letter.html, '<p>&lt;b&gt;Ada&lt;/b&gt; {{altro}}</p>');
  await assert.rejects(house.beginDraft(ugo, { template: 'none' }), refused('not-found'));
});

test('before it is sent it is known what each recipient is and gives back', async () => {
  const record = {
    name: 'Gestore Beta',
    mailReceipt: 'x',
    managedDomains: ['pec.beta.example', 'pec.comunedirocca.example'],
    certificates: [],
    hashes: [],
  };
  const index = {
    recordOfDomain: (domain: string) => (record.managedDomains.includes(domain) ? record : undefined),
    recordOfCertificate: () => undefined,
  };
  const house = openHouse(undefined, { index: () => index, pecDomains: () => record.managedDomains });
  const upload = await house.uploads.begin(ugo, { name: 'a', type: 'x', size: 3 });
  await house.uploads.goOn(ugo, upload.id, 0, stream('abc'));
  const seen = await house.preflight(
    ugo,
    write({
      to: ['ada@pec.beta.example', 'ADA@pec.beta.example', 'x@pec.comunedir0cca.example'],
      cc: ['leo@pec.beta.example'],
      text: 'In allegato\n',
      attachments: [{ from: 'upload', upload: upload.id }],
    }),
  );
  assert.equal(seen.ok, true);
  assert.deepEqual(
    seen.recipients.map(({ address, kind, isCopy, receipts }) => [address, kind, isCopy, ...receipts]),
    [
      ['ada@pec.beta.example', 'certified', false, 'delivery-completa'],
      ['x@pec.comunedir0cca.example', 'ordinary', false, 'none'],
      ['leo@pec.beta.example', 'certified', true, 'delivery-without-message'],
    ],
  );
  assert.deepEqual(
    seen.warnings.map(({ code, address }) => [code, address]),
    [
      ['doubled', 'ada@pec.beta.example'],
      ['looks-like', 'x@pec.comunedir0cca.example'],
      ['ordinary', 'x@pec.comunedir0cca.example'],
    ],
  );
  assert.deepEqual([seen.limits.maxRecipients, seen.product], [500, seen.size * 3]);
  const bad = await house.preflight(
    { ...ugo, language: 'de' },
    write({ to: [], text: 'siehe Anhang: im Anhang {{Name}}' }),
  );
  assert.deepEqual(
    [bad.ok, bad.faults[0]!.detail, bad.warnings.map(({ code }) => code)],
    [false, 'Es fehlt ein Empfänger.', ['place-left', 'nothing-attached']],
  );
});

test('where no more uploads are kept it is a conflict, not haste: waiting helps nobody', async () => {
  const house = openHouse();
  let fault: unknown;
  for (let opened = 0; fault === undefined && opened < 1_000; opened++)
    await house.uploads.begin(ugo, { name: 'a', type: 'x', size: 3 }).catch((refusal) => {
      fault = refusal;
    });
  assert.ok(fault instanceof Refusal);
  assert.deepEqual([fault.kind, fault.code], ['conflict', 'too-many-kept']);
});

test('however many uploads are begun at once, in one process or in several, no more are open than may be', async () => {
  const house = openHouse();
  const elsewhere = openUploads(house.ports);
  const begun = await Promise.allSettled(
    Array.from({ length: 50 }, (_, i) =>
      (i % 2 === 0 ? house.uploads : elsewhere).begin(ugo, { name: 'a', type: 'x', size: 90_000_000 }),
    ),
  );
  // 1 GB in all: eleven of 90 MB.
  assert.equal(begun.filter(({ status }) => status === 'fulfilled').length, 11);
  for (const one of begun) if (one.status === 'rejected') assert.equal(one.reason.code, 'too-many-kept');
});

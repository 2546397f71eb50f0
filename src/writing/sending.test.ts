import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Letter, letter, Refusal } from '#contract';
import { allAwaitingApproval } from './outbox.ts';
import { unreadableWaiting } from './readable-waiting.ts';
import { sendDraft } from './send-draft.ts';
import { sendLetter } from './send-letter.ts';
import { type House, openHouse, stream, ugo } from './test-house.ts';

const TO = 'ada@pec.beta.example';
const write = (change: Partial<Letter> = {}): Letter =>
  letter.parse({ to: [TO], subject: 'Istanza', text: 'Buongiorno\n', ...change });

const refused = (code: string) => (fault: unknown) => {
  assert.ok(fault instanceof Refusal, String(fault));
  assert.equal(fault.code, code);
  return true;
};

const send = (house: House, change: Partial<Letter> = {}, key?: string) =>
  sendLetter(ugo, write(change), { key }, house.uploads, house.ports);

const order = { individually: false };

test('a letter is handed in once, and its answer says under which identificativo', async () => {
  const house = openHouse();
  const out = await send(house, { clientRef: 'pratica 7' });
  assert.equal(out.state, 'sent');
  const [sent] = house.accepted();
  assert.match(
    sent!.octets,
    /^Date: .*\r\nFrom: "Holder of ugo"\r\n <ugo@pec\.alfa\.example>\r\nTo: ada@pec\.beta\.example\r\n/,
  );
  assert.deepEqual((await house.ports.store.card('client-ref', out.identificativo!))?.value, {
    clientRef: 'pratica 7',
    mailbox: 'ugo',
  });
  assert.equal((await house.outbox.read('ugo', out.id)).identificativo, out.identificativo);
  assert.deepEqual((await house.outbox.list('ugo', { limit: 10 })).items, []);
});

test('the same key again sends nothing and answers the same; for another letter it is refused', async () => {
  const house = openHouse();
  const first = await send(house, {}, 'k1');
  assert.deepEqual(await send(house, {}, 'k1'), first);
  await assert.rejects(send(house, { subject: 'Altro' }, 'k1'), refused('idempotency-key-reused'));
  const [a, b] = await Promise.all([send(house, {}, 'k2'), send(house, {}, 'k2')]);
  assert.deepEqual(a, b);
  assert.equal(house.accepted().length, 2);
});

test('what cannot be handed in now waits, also for the same key, and goes once', async () => {
  const house = openHouse();
  house.answer = 'throw';
  const first = await send(house, {}, 'k');
  assert.equal(first.state, 'sending');
  assert.equal(house.faults.length, 1);
  house.answer = 'accept';
  assert.equal((await send(house, {}, 'k')).state, 'sending');
  assert.equal(house.accepted().length, 0);
  house.clock.advance(30_000);
  await house.work();
  assert.equal((await send(house, {}, 'k')).state, 'sent');
  assert.equal(house.accepted().length, 1);
});

test('faults are told all together, and nothing is sent', async () => {
  const house = openHouse();
  const to = ['a,b@c.example', 'x@closed.example'];
  await assert.rejects(send(house, { to, cc: ['nobody@x'] }), (fault) => {
    assert.ok(fault instanceof Refusal);
    assert.deepEqual(
      fault.faults.map(({ at, code }) => [code, at]),
      [
        ['bad-address', 'a,b@c.example'],
        ['bad-address', 'nobody@x'],
        ['not-admitted', 'x@closed.example'],
      ],
    );
    return true;
  });
  await assert.rejects(send(house, { to: [], cc: [TO] }), refused('not-acceptable'));
  assert.equal(house.accepted().length, 0);
});

test('who may not send is told so, and nothing waits', async () => {
  const house = openHouse();
  house.answer = 'forbidden';
  await assert.rejects(send(house), refused('may-not-send'));
  assert.deepEqual((await house.outbox.list('ugo', { limit: 10 })).items, []);
});

test('what the access point refuses comes back with the reason, and can be written again', async () => {
  const house = openHouse();
  house.answer = 'refuse';
  const out = await send(house, { subject: 'Rifiutato' });
  assert.equal(out.state, 'refused');
  assert.match(out.reason!, /manca il campo To/);
  assert.ok(out.reasons?.some(({ code }) => code === 'no-to'));
  const draft = await house.outbox.undo('ugo', out.id);
  assert.equal(draft.letter.subject, 'Rifiutato');
});

async function scheduled(house: House) {
  const draft = await house.drafts.begin(ugo, { letter: write() });
  const at = new Date(house.clock.now() + 3_600_000).toISOString();
  const [out] = await sendDraft(ugo, draft.id, { order: { ...order, at }, undoSeconds: 0 }, house.drafts, house.ports);
  return out!;
}

test('a person may undo until it goes; then it is gone, and its draft too', async () => {
  const house = openHouse();
  const draft = await house.drafts.begin(ugo, { letter: write() });
  const go = () => sendDraft(ugo, draft.id, { order, undoSeconds: 10 }, house.drafts, house.ports);
  const [out] = await go();
  assert.equal(out!.state, 'undo-window');
  const again = await house.outbox.undo('ugo', out!.id);
  assert.equal(again.letter.subject, 'Istanza');
  await assert.rejects(house.outbox.undo('ugo', out!.id), refused('not-found'));
  const [second] = await sendDraft(ugo, again.id, { order, undoSeconds: 10 }, house.drafts, house.ports);
  house.clock.advance(9_999);
  await house.work();
  assert.equal(house.accepted().length, 0);
  house.clock.advance(1);
  await house.work();
  assert.equal(house.accepted().length, 1);
  await assert.rejects(house.outbox.undo('ugo', second!.id), refused('gone-already'));
  await assert.rejects(house.drafts.read(ugo, again.id), refused('not-found'));
});

test('a program sends at once; the hour is legal time, however it moves', async () => {
  const house = openHouse();
  const out = await scheduled(house);
  assert.equal(out.state, 'scheduled');
  assert.equal(await house.ports.store.nextDue(), house.clock.now() + 3_600_000);
  house.clock.advance(3_600_000);
  await house.work();
  assert.equal((await house.outbox.read('ugo', out.id)).state, 'sent');
  assert.match(house.accepted()[0]!.octets, /^Date: Sun, 01 Mar 2026 11:00:00 \+0100\r\n/);
  const program = { ...ugo, isProgram: true };
  const draft = await house.drafts.begin(program, { letter: write() });
  const sent = await sendDraft(program, draft.id, { order, undoSeconds: 10 }, house.drafts, house.ports);
  assert.equal(sent[0]!.state, 'sent');
});

test('to each one of his own: nobody sees the others', async () => {
  const house = openHouse();
  const to = [TO, 'eva@pec.beta.example', 'ADA@pec.beta.example'];
  const draft = await house.drafts.begin(ugo, { letter: write({ to, cc: ['leo@pec.gamma.example'] }) });
  const options = { order: { individually: true, undoSeconds: 0 }, undoSeconds: 0 };
  const out = await sendDraft(ugo, draft.id, options, house.drafts, house.ports);
  assert.equal(out.length, 3);
  await house.work();
  assert.deepEqual(
    house
      .accepted()
      .map((sent) => sent.to)
      .sort(),
    [[TO], ['eva@pec.beta.example'], ['leo@pec.gamma.example']],
  );
  for (const { octets } of house.accepted()) assert.equal(octets.match(/@pec\.(beta|gamma)/g)?.length, 1);
});

test('who lost the answer is told of each of them, under the names they had: all can be called off', async () => {
  const house = openHouse();
  const draft = await house.drafts.begin(ugo, { letter: write({ to: [TO, 'eva@pec.beta.example'] }) });
  const options = { order: { individually: true, undoSeconds: 30 }, undoSeconds: 30, key: 'k' };
  const out = await sendDraft(ugo, draft.id, options, house.drafts, house.ports);
  assert.equal(out.length, 2);
  assert.deepEqual(await sendDraft(ugo, draft.id, options, house.drafts, house.ports), out);
});

test('whatever moment the power goes, and two processes besides, it is sent once', async () => {
  for (let moment = 0; moment < 12; moment++) {
    const house = openHouse();
    await scheduled(house);
    house.clock.advance(3_600_000);
    const dying = house.work();
    for (let turn = 0; turn < moment; turn++) await new Promise(setImmediate);
    house.crash((waiting) => Math.min(waiting, moment % 2));
    void dying.catch(() => {});
    const after = openHouse(house.disk);
    after.clock.advance(2 * 3_600_000);
    const other = openHouse(house.disk);
    other.clock.advance(2 * 3_600_000);
    for (let round = 0; round < 3; round++) {
      await Promise.all([after.work(), other.work()]);
      after.clock.advance(600_000);
      other.clock.advance(600_000);
    }
    assert.equal(after.accepted().length, 1, `the power went at ${moment}`);
  }
});

test('undone and due at the same moment, it is one of both', async () => {
  for (let turns = 0; turns < 8; turns++) {
    const house = openHouse();
    const out = await scheduled(house);
    house.clock.advance(3_600_000);
    const working = house.work();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    const undone = await house.outbox.undo('ugo', out.id).then(
      () => 1,
      () => 0,
    );
    await working;
    assert.equal(house.accepted().length + undone, 1);
  }
});

test('what waits for a second pair of eyes goes when it is let go, or comes back with a word', async () => {
  const house = openHouse();
  const options = { waitsForApproval: true };
  const first = await sendLetter(ugo, write(), options, house.uploads, house.ports);
  const second = await sendLetter(ugo, write(), options, house.uploads, house.ports);
  house.clock.advance(86_400_000);
  await house.work();
  assert.equal(house.accepted().length, 0);
  assert.equal((await house.outbox.awaitingApproval('ugo')).length, 2);
  await house.outbox.decide('ugo', first.id, { by: 'anna', send: true });
  const back = await house.outbox.decide('ugo', second.id, { by: 'anna', send: false, reason: 'manca la firma' });
  assert.deepEqual([back.state, back.reason], ['returned', 'manca la firma']);
  await assert.rejects(house.outbox.decide('ugo', second.id, { by: 'anna', send: true }), refused('decided-already'));
  await house.work();
  assert.equal(house.accepted().length, 1);
});

test('they go on where they broke off, and are sent as they were, without being copied', async () => {
  const house = openHouse();
  const octets = Uint8Array.from({ length: 300_001 }, (_, at) => (at * 7) % 251);
  const begun = await house.uploads.begin(ugo, {
    name: '../pianta.pdf',
    type: 'application/pdf',
    size: octets.length,
  });
  assert.equal(begun.name, '.._pianta.pdf');
  async function* breaking() {
    yield octets.subarray(0, 100_000);
    throw new Error('the line is cut');
  }
  await assert.rejects(house.uploads.goOn(ugo, begun.id, 0, breaking()), /the line is cut/);
  assert.equal((await house.uploads.state(ugo, begun.id)).received, 0);
  let at = 0;
  for (const size of [10, 150_000, 1, 46, 149_944]) {
    const told = await house.uploads.goOn(ugo, begun.id, at, stream(octets.subarray(at, at + size)));
    at += size;
    assert.equal(told.received, at);
  }
  await assert.rejects(house.uploads.goOn(ugo, begun.id, 3, stream('x')), refused('wrong-offset'));
  await assert.rejects(house.uploads.goOn(ugo, begun.id, at, stream('x')), refused('more-than-announced'));
  const whole = await house.uploads.state(ugo, begun.id);
  const named = (await house.ports.store.card('upload', begun.id))?.messages;
  assert.equal(named?.length, 1, 'however many pieces it came in');
  assert.equal(whole.sha256, Buffer.from(await crypto.subtle.digest('SHA-256', octets)).toString('hex'));
  const blobs = house.disk.blobs.blobs.size;
  await send(house, { attachments: [{ from: 'upload', upload: begun.id }] });
  assert.equal(house.disk.blobs.blobs.size, blobs, 'no body was written again');
  const body = /filename=".._pianta.pdf"\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n------/.exec(house.accepted()[0]!.octets)![1]!;
  assert.ok(Buffer.from(body, 'base64').equals(octets));
  assert.ok(body.split('\r\n').every((line) => line.length <= 76));
});

test('they are of one mailbox, bounded, and end when nobody goes on', async () => {
  const house = openHouse();
  const begun = await house.uploads.begin(ugo, { name: 'a', type: 'x', size: 1 });
  const eva = { ...ugo, box: { ...ugo.box, mailbox: { ...ugo.box.mailbox, id: 'eva' } } };
  await assert.rejects(house.uploads.state(eva, begun.id), refused('not-found'));
  await assert.rejects(
    send(house, { attachments: [{ from: 'upload', upload: begun.id }] }),
    refused('upload-not-whole'),
  );
  await assert.rejects(
    house.uploads.begin(ugo, { name: 'a', type: 'x', size: 199_000_000 }),
    refused('message-too-large'),
  );
  house.clock.advance(86_400_000);
  await house.work();
  await assert.rejects(house.uploads.state(ugo, begun.id), refused('not-found'));
});

test('a message handed in as it is goes octet by octet, or comes back with its octets', async () => {
  const house = openHouse();
  const octets =
    'From: ugo@pec.alfa.example\r\nTo: Ada <ada@pec.beta.example>\r\nCc: eva@x.example\r\nSubject: =?UTF-8?Q?cos=C3=AC?=\r\n\r\nciao\r\n';
  const out = await house.sendRaw(ugo, stream(octets), {});
  assert.deepEqual([out.state, out.to, out.subject], ['sent', ['ada@pec.beta.example', 'eva@x.example'], 'così']);
  assert.equal(house.accepted()[0]!.octets, octets);
  await assert.rejects(house.sendRaw(ugo, stream('To: a@b.example\n\n'), {}), refused('not-canonical'));
  await assert.rejects(house.sendRaw(ugo, stream('Subject: x\r\n\r\n'), {}), refused('no-recipients'));
  house.answer = 'refuse';
  const back = await house.sendRaw(ugo, stream(octets), { clientRef: 'r' });
  assert.deepEqual([back.state, back.clientRef], ['refused', 'r']);
  const ref = await house.ports.store.card('client-ref', back.identificativo!);
  assert.deepEqual(ref?.value, { clientRef: 'r', mailbox: 'ugo' }, 'the event of its refusal names it too');
  await assert.rejects(house.outbox.undo('ugo', back.id), refused('not-a-letter'));
});

test('four eyes asked for after it was told to go are asked of it at its hour, and once approved it goes', async () => {
  const house = openHouse();
  const out = await scheduled(house);
  house.answer = 'unapproved';
  house.clock.advance(3_600_000);
  await house.work();
  const [waiting] = await house.outbox.awaitingApproval('ugo');
  assert.deepEqual([waiting!.id, waiting!.state, house.accepted().length], [out.id, 'awaiting-approval', 0]);
  assert.equal(await house.ports.store.nextDue(), undefined, 'nothing is due until somebody decides');
  await house.outbox.decide('ugo', out.id, { by: 'anna', send: true });
  house.answer = 'accept';
  await house.work();
  assert.equal(house.accepted().length, 1);
  house.answer = 'unapproved';
  assert.equal((await send(house)).state, 'awaiting-approval', 'also what is told to go at that very moment');
});

test('a card that cannot be read is told of and stepped over: the others of all mailboxes go on', async () => {
  const house = openHouse();
  const options = { waitsForApproval: true };
  const first = await sendLetter(ugo, write(), options, house.uploads, house.ports);
  const bad = { kind: 'outgoing', id: '0bad', owner: 'ugo', value: { state: 'whatever' }, at: 0 };
  await house.ports.store.commit({ cards: [{ kind: 'put', card: bad }] });
  const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);
  assert.deepEqual(ids(await house.outbox.awaitingApproval('ugo')), [first.id]);
  assert.deepEqual(ids((await house.outbox.list('ugo', { limit: 10 })).items), [first.id]);
  assert.equal(house.faults.length, 2);
  assert.deepEqual(ids((await allAwaitingApproval(house.ports)).get('ugo')!), [first.id]);
  assert.deepEqual(await unreadableWaiting(house.ports.store), ['outgoing 0bad of mailbox ugo cannot be read']);
});

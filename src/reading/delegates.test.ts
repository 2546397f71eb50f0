import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { before, describe, test } from 'node:test';
import { type MailChange, Refusal } from '#contract';
import type { Reader } from './reading-ports.ts';
import { ANNA, exchange, type House, MARIO, openHouse, UFFICIO } from './test-house.ts';

const refused = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;
const LIST = { offset: 0, limit: 100, fold: false } as const;
const LETTER = 'From: x@y.example\nSubject: riservata\n\ntesto\n';

/** Everything that names a folder or a message, as this reader asks it. */
const asks = (house: House, reader: Reader, folder: string, uid: number) => ({
  list: () => house.reading.list(reader, folder, LIST),
  rename: () => house.reading.renameFolder(reader, folder, 'Altro'),
  remove: () => house.reading.deleteFolder(reader, folder, 'bin'),
  message: () => house.reading.message(reader, { folder, uid, peek: false }),
  raw: () => house.reading.raw(reader, { folder, uid, download: true }),
  part: () => house.reading.part(reader, { folder, uid, part: '1', download: true }),
  view: () => house.reading.partView(reader, { folder, uid, part: '1' }),
  flags: () => house.reading.flags(reader, { folder, uids: [uid], add: ['seen'], remove: [] }),
  move: () => house.reading.move(reader, { folder, uids: [uid], to: folder }),
  delete: () => house.reading.delete(reader, { folder, uids: [uid] }),
  export: () => house.reading.export(reader, { folder, as: 'mbox' }),
});

describe('what is of another mailbox is not there', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
    await house.put(MARIO, 'INBOX', LETTER);
    await house.put(ANNA, 'INBOX', LETTER);
  });

  test('whoever asks, whatever is asked', async () => {
    const [folder, own] = [await house.folder(MARIO, 'INBOX'), await house.folder(ANNA, 'INBOX')];
    for (const [name, ask] of Object.entries(asks(house, house.own(ANNA), folder, 1)))
      await assert.rejects(ask, refused('no-folder'), name);
    for (const id of ['', '0', '-1', '9999', '1 OR 1=1', '../1'])
      await assert.rejects(house.reading.list(house.own(ANNA), id, LIST), refused('no-folder'), id);
    await assert.rejects(
      house.reading.move(house.own(ANNA), { folder: own, uids: [1], to: folder }),
      refused('no-folder'),
      'nothing is put into the mailbox of another',
    );
    await assert.rejects(
      house.reading.message(house.own(ANNA), { folder: own, uid: 2, peek: true }),
      refused('no-message'),
    );
    assert.equal((await house.reading.list(house.own(MARIO), folder, LIST)).rows[0]?.isSeen, false);
    assert.deepEqual(
      (await house.reading.search(house.own(ANNA), { ...LIST, text: 'riservata' })).rows.map(({ folder }) => folder),
      [own],
    );
  });
});

describe('a delegate sees his folders alone', () => {
  let house: House;
  let open: string;
  let closed: string;
  let reader: Reader;
  before(async () => {
    house = await openHouse();
    open = await house.folder(MARIO, 'Ufficio');
    closed = await house.folder(MARIO, 'INBOX');
    await house.put(MARIO, 'Ufficio', LETTER, { thread: 'root@x.example' });
    await house.put(MARIO, 'INBOX', LETTER, { thread: 'root@x.example' });
    reader = house.delegate(MARIO, { level: 'read', folders: [open] });
  });

  test('others are not there, in no list, search, thread or box', async () => {
    for (const [name, ask] of Object.entries(asks(house, reader, closed, 1)))
      await assert.rejects(ask, refused('no-folder'), name);
    assert.deepEqual(
      (await house.reading.folders(reader)).map(({ id }) => id),
      [open],
    );
    assert.deepEqual(
      (await house.reading.search(reader, LIST)).rows.map(({ folder }) => folder),
      [open],
    );
    assert.deepEqual(
      (await house.reading.thread(reader, 'root@x.example')).map(({ folder }) => folder),
      [open],
    );
    const box = await house.reading.box(reader);
    assert.deepEqual([box.biggest.map(({ folder }) => folder), box.unread], [[open], 0]);
  });

  test('he may look, and not change; reading leaves the message unread for the holder', async () => {
    await house.reading.message(reader, { folder: open, uid: 1, peek: false });
    assert.equal((await house.reading.list(reader, open, LIST)).rows[0]?.isSeen, false);
    for (const name of ['flags', 'move', 'delete', 'rename', 'remove'] as const)
      await assert.rejects(asks(house, reader, open, 1)[name], refused('folder-rights'), name);
    await assert.rejects(house.reading.createFolder(reader, 'Nuova'), refused('folder-rights'));
  });

  test('what he opens and takes is told to the holder, with device and subject', async () => {
    house.told.length = 0;
    await house.reading.message(reader, { folder: open, uid: 1, peek: true });
    await house.reading.raw(reader, { folder: open, uid: 1, download: true });
    await house.reading.part(reader, { folder: open, uid: 1, part: '1', download: false });
    await house.reading.export(reader, { folder: open, as: 'zip' });
    const writer = house.delegate(MARIO, { level: 'write', login: 'luca' });
    const { movedTo, uids } = await house.reading.delete(writer, { folder: closed, uids: [1] });
    await house.reading.move(writer, { folder: movedTo!, uids, to: closed });
    assert.deepEqual(
      house.told.map(({ login, what, thread, device }) => [login, what, thread, device]),
      [
        ['delegata', 'opened', 'root@x.example', 'Firefox'],
        ['delegata', 'downloaded', 'root@x.example', 'Firefox'],
        ['delegata', 'downloaded', 'root@x.example', 'Firefox'],
        ['delegata', 'exported', undefined, 'Firefox'],
        ['luca', 'deleted', undefined, 'Firefox'],
        ['luca', 'moved', undefined, 'Firefox'],
      ],
    );
    assert.equal(house.told[0]?.subject, 'riservata');
  });

  test('when the trace cannot be written, nothing is given', async () => {
    const dark = await openHouse();
    await dark.put(MARIO, 'INBOX', LETTER);
    Object.assign(dark.ports, { tellAccess: () => Promise.reject(new Error('the disk is full')) });
    const folder = await dark.folder(MARIO, 'INBOX');
    const someone = dark.delegate(MARIO, { level: 'read' });
    await assert.rejects(dark.reading.raw(someone, { folder, uid: 1, download: true }), /disk is full/);
    await assert.rejects(dark.reading.message(someone, { folder, uid: 1, peek: true }), /disk is full/);
  });
});

test('chains are shown to a delegate who may open Sent, or something of the conversation', async () => {
  const house = await openHouse(await exchange([{ from: MARIO, to: UFFICIO }]), 'alfa');
  const [item] = (await house.reading.sent(house.own(MARIO), { limit: 1 })).items;
  const { identificativo } = item!.glance;
  const other = house.delegate(MARIO, { folders: [await house.folder(MARIO, 'Altro')] });
  await assert.rejects(house.reading.chain(other, identificativo), refused('no-chain'));
  assert.deepEqual((await house.reading.sent(other, { limit: 5 })).items, []);
  const inbox = house.delegate(MARIO, { folders: [await house.folder(MARIO, 'INBOX')] });
  const chain = await house.reading.chain(inbox, identificativo);
  assert.equal(chain.recipients[0]?.steps.at(-1)?.proof.kind, 'in-box');
  assert.deepEqual(chain.sentCopy, { kind: 'none' }, 'where he may not look is not told');
  const all = house.delegate(MARIO, {});
  assert.equal((await house.reading.chain(all, identificativo)).sentCopy.kind, 'in-box');
});

describe('what changes is told', () => {
  async function follow(house: House, reader: Reader) {
    const controller = new AbortController();
    const changes = house.reading.changes(reader, controller.signal);
    const next = changes.next();
    // The stream listens once its folders are known.
    await house.reading.folders(reader);
    await new Promise((resolve) => setImmediate(resolve));
    return { controller, changes, next };
  }

  test('a folder with its counts and its new state, when something comes', async () => {
    const house = await openHouse();
    const folder = await house.folder(MARIO, 'INBOX');
    const { controller, changes, next } = await follow(house, house.own(MARIO));
    await house.put(MARIO, 'INBOX', LETTER);
    const told = (await next).value as MailChange;
    assert.ok(told.kind === 'folder' && told.folder === folder && told.messages === 1 && told.unread === 1);
    assert.equal(told.state, (await house.reading.list(house.own(MARIO), folder, LIST)).state);
    const ending = changes.next();
    await new Promise((resolve) => setImmediate(resolve));
    await house.put(MARIO, 'INBOX', LETTER);
    await ending;
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0, 'a day of waiting leaves nothing behind');
    const last = changes.next();
    controller.abort();
    assert.equal((await last).done, true);
  });

  test('never of folders a delegate may not see; of other offices, what they signal', async () => {
    const house = await openHouse();
    const open = await house.folder(MARIO, 'Ufficio');
    await house.folder(MARIO, 'INBOX');
    const { controller, changes, next } = await follow(house, house.delegate(MARIO, { folders: [open] }));
    await house.put(MARIO, 'INBOX', LETTER);
    await house.put(ANNA, 'INBOX', LETTER);
    house.reading.signal('anna', 'team');
    house.reading.signal('mario', 'outbox');
    assert.deepEqual((await next).value, { kind: 'outbox' });
    await house.put(MARIO, 'Ufficio', LETTER);
    const told = (await changes.next()).value as MailChange;
    assert.ok(told.kind === 'folder' && told.folder === open);
    controller.abort();
  });

  test('chains, as the log grows', async () => {
    const house = await openHouse();
    const listeners: ((records: readonly never[]) => void)[] = [];
    const listenToLog = (listener: never) => {
      listeners.push(listener);
      return () => {};
    };
    Object.assign(house.ports, { listenToLog });
    const { controller, next } = await follow(house, house.own(MARIO));
    const record = { seq: 1, instant: 0, point: 'InP', event: 'RicezioneRicevuta', identificativo: 'id@x.example' };
    for (const listener of listeners) {
      listener([{ ...record, mittente: ANNA } as never]);
      listener([{ ...record, mittente: MARIO.toUpperCase(), identificativo: 'mio@x.example' } as never]);
    }
    assert.deepEqual((await next).value, { kind: 'chain', identificativo: 'mio@x.example' });
    controller.abort();
  });
});

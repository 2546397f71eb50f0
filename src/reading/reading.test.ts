import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Refusal } from '#contract';
import { ANNA, collect, exchange, type House, MARIO, openHouse, UFFICIO } from './test-house.ts';

const refused = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;
const LIST = { offset: 0, limit: 100, fold: true } as const;

describe('an exchange, as its sender and its receiver read it', () => {
  let alfa: House;
  let beta: House;
  before(async () => {
    const world = await exchange([{ from: MARIO, to: UFFICIO, subject: 'Disdetta del contratto' }]);
    [alfa, beta] = [await openHouse(world, 'alfa'), await openHouse(world, 'beta')];
  });

  test('the receiver sees who wrote, not the provider, and the inner subject', async () => {
    const reader = beta.own(UFFICIO);
    const { rows, total } = await beta.reading.list(reader, await beta.folder(UFFICIO, 'INBOX'), LIST);
    assert.equal(total, 1);
    const [row] = rows;
    assert.deepEqual(
      [row?.kind, row?.from.address, row?.subject, row?.isSeen, row?.hasAttachments],
      ['certified', MARIO, 'Disdetta del contratto', false, false],
    );
  });

  test('he reads the inner message first, certified, with every check told; and then it is seen', async () => {
    const reader = beta.own(UFFICIO);
    const folder = await beta.folder(UFFICIO, 'INBOX');
    const peeked = await beta.reading.message(reader, { folder, uid: 1, peek: true });
    assert.equal(peeked.row.isSeen, false);
    const view = await beta.reading.message(reader, { folder, uid: 1, peek: false });
    assert.equal(view.trust.level, 'certified');
    assert.equal(view.trust.provider, 'Gestore Alfa S.p.A.');
    assert.deepEqual(
      view.trust.checks.map(({ code, ok }) => [code, ok]),
      ['signature', 'unaltered', 'issuer', 'certificate', 'revocation', 'binding', 'certification-data'].map((code) => [
        code,
        true,
      ]),
    );
    assert.equal(view.message.text, 'Buongiorno.\n');
    assert.deepEqual(view.message.attachments, []);
    assert.equal(view.certification?.kind, 'posta-certificata');
    assert.equal(view.certification?.part, '1.2');
    assert.match(view.header, /X-Trasporto: posta-certificata/);
    assert.equal(view.chain, undefined, 'the chain is the sender’s');
    assert.equal((await beta.reading.folders(reader)).find(({ use }) => use === 'inbox')?.unread, 0);
    assert.deepEqual(beta.told, [], 'the holder leaves no trace');
  });

  test('the sender sees one row: what he sent, with its chain; good receipts are folded away', async () => {
    const reader = alfa.own(MARIO);
    const inbox = await alfa.folder(MARIO, 'INBOX');
    assert.equal((await alfa.reading.list(reader, inbox, LIST)).total, 0);
    const unfolded = await alfa.reading.list(reader, inbox, { ...LIST, fold: false });
    assert.deepEqual(unfolded.rows.map(({ receipt }) => receipt).sort(), ['acceptance', 'delivery']);
    const sent = await alfa.reading.list(reader, await alfa.folder(MARIO, 'Sent'), LIST);
    assert.deepEqual(
      sent.rows.map(({ kind, chain }) => [kind, chain?.state, chain?.delivered, chain?.last.kind]),
      [['sent', 'delivered', 1, 'delivered']],
    );
    const [item] = (await alfa.reading.sent(reader, { limit: 10 })).items;
    assert.equal(item?.glance.state, 'delivered');
    assert.equal(item?.subject, 'Disdetta del contratto');
    const thread = await alfa.reading.thread(reader, item!.glance.identificativo);
    assert.deepEqual(thread.map(({ kind }) => kind).sort(), ['receipt', 'receipt', 'sent']);
  });

  test('a chain has its proofs in the mailbox; deleted, they are reproducible, and come back', async () => {
    const reader = alfa.own(MARIO);
    const [item] = (await alfa.reading.sent(reader, { limit: 1 })).items;
    const { identificativo } = item!.glance;
    const chain = await alfa.reading.chain(reader, identificativo);
    const proofs = (of: typeof chain) => of.recipients[0]!.steps.map(({ kind, proof }) => `${kind} ${proof.kind}`);
    assert.deepEqual(proofs(chain), ['taken none', 'delivered in-box']);
    assert.equal(chain.recipients[0]?.provider, 'Gestore Beta S.r.l.');
    assert.equal(chain.sentCopy.kind, 'in-box');
    const { folder, uid } = chain.recipients[0]!.steps[1]!.proof as { folder: string; uid: number };
    const receipt = await alfa.reading.message(reader, { folder, uid, peek: true });
    assert.deepEqual([receipt.trust.level, receipt.chain?.state], ['certified', 'delivered']);
    assert.match(receipt.message.text, /è stato consegnato/, 'a receipt is read itself, not what it encloses');

    const deleted = await alfa.reading.delete(reader, { folder, uids: [uid] });
    assert.equal(deleted.deleted, 1);
    await alfa.reading.delete(reader, { folder: deleted.movedTo!, uids: deleted.uids });
    assert.deepEqual(proofs(await alfa.reading.chain(reader, identificativo)), [
      'taken none',
      'delivered reproducible',
    ]);
    const again = await alfa.reading.reproduce(reader, identificativo);
    assert.deepEqual(
      again.receipts.map(({ kind, recipient, isOriginal }) => [kind, recipient, isOriginal]),
      [['delivery', UFFICIO, true]],
    );
    assert.deepEqual(proofs(again.chain), ['taken none', 'delivered in-box']);
    const octets = await collect(
      (await alfa.reading.reproduced(reader, { identificativo, name: again.receipts[0]!.name })).body,
    );
    assert.match(octets.toString('latin1'), /X-Ricevuta: avvenuta-consegna/);
    assert.deepEqual((await alfa.reading.reproduce(reader, identificativo)).receipts, [], 'nothing is missing now');
    const dossier = await alfa.reading.dossier(reader, identificativo);
    assert.equal(`${await collect(dossier.body)}`, `dossier ${identificativo}`);
  });

  test('the chain of another is not there', async () => {
    const [item] = (await alfa.reading.sent(alfa.own(MARIO), { limit: 1 })).items;
    const { identificativo } = item!.glance;
    const anna = alfa.own('anna@pec.alfa.example');
    for (const ask of [
      () => alfa.reading.chain(anna, identificativo),
      () => alfa.reading.reproduce(anna, identificativo),
      () => alfa.reading.reproduced(anna, { identificativo, name: 'x' }),
      () => alfa.reading.dossier(anna, identificativo),
      () => alfa.reading.chain(alfa.own(MARIO), 'unknown@x.example'),
    ])
      await assert.rejects(ask, refused('no-chain'));
    assert.deepEqual((await alfa.reading.sent(anna, { limit: 10 })).items, []);
    assert.deepEqual(await alfa.reading.thread(anna, identificativo), []);
  });
});

test('T147 a message that calls itself certified in its subject, its sender and its look is told as what it is', async () => {
  const world = await exchange([]);
  await world.sendOrdinary({
    from: '"Per conto di: sindaco@pec.gamma.example" <posta-certificata@posta.example>',
    mailFrom: 'truffa@posta.example',
    to: UFFICIO,
    subject: 'POSTA CERTIFICATA: pagamento urgente',
    body: 'Pagare subito.\r\n',
  });
  await world.settle();
  const house = await openHouse(world, 'beta');
  const reader = house.own(UFFICIO);
  const folder = await house.folder(UFFICIO, 'INBOX');
  const { rows } = await house.reading.list(reader, folder, LIST);
  assert.deepEqual([rows[0]?.kind, rows[0]?.subject], ['anomaly', 'POSTA CERTIFICATA: pagamento urgente']);
  const view = await house.reading.message(reader, { folder, uid: rows[0]!.uid, peek: true });
  assert.equal(view.trust.level, 'not-certified');
  assert.equal(view.trust.reason, 'dominio mittente non di posta certificata');
  assert.equal(view.certification, undefined);
  assert.equal(view.message.text, 'Pagare subito.\n');
  assert.ok(view.message.cautions.some(({ code }) => code === 'poses-as-certified'));
});

describe('folders, filters and changes', () => {
  const letter = (subject: string, body = 'testo', from = 'x@posta.example') =>
    `From: ${from}\nTo: ${MARIO}\nSubject: ${subject}\nDate: Mon, 02 Mar 2026 09:00:00 +0100\n\n${body}\n`;
  let house: House;
  before(async () => {
    house = await openHouse();
    await house.put(MARIO, 'INBOX', letter('prima', 'mele e pere'));
    await house.put(MARIO, 'INBOX', letter('seconda', 'mele'), { flags: ['\\Seen', 'lavoro'] });
    await house.put(MARIO, 'INBOX', letter('avviso'), { flags: ['$PEC-mancata-consegna'], thread: 't@x.example' });
    await house.put(MARIO, 'INBOX', letter('ricevuta'), { flags: ['$PEC-consegna'], thread: 't@x.example' });
    await house.put(MARIO, 'Lavoro', letter('terza', 'pere'), { flags: ['\\Flagged'] });
  });
  const subjects = async (query: object) => {
    const inbox = await house.folder(MARIO, 'INBOX');
    return (await house.reading.list(house.own(MARIO), inbox, { ...LIST, ...query })).rows.map(
      ({ subject }) => subject,
    );
  };

  test('the usual folders come first, with counts; bad news is never folded away', async () => {
    const folders = await house.reading.folders(house.own(MARIO));
    assert.deepEqual(
      folders.map(({ name, messages, unread }) => [name, messages, unread]),
      [
        ['INBOX', 4, 2],
        ['Lavoro', 1, 1],
      ],
    );
    assert.deepEqual(await subjects({}), ['avviso', 'seconda', 'prima']);
    assert.deepEqual(await subjects({ fold: false }), ['ricevuta', 'avviso', 'seconda', 'prima']);
    assert.deepEqual(await subjects({ order: 'oldest', limit: 1, offset: 1 }), ['seconda']);
  });

  test('filters', async () => {
    assert.deepEqual(await subjects({ unread: true }), ['avviso', 'prima']);
    assert.deepEqual(await subjects({ label: 'lavoro' }), ['seconda']);
    assert.deepEqual(await subjects({ kind: 'receipt', fold: false }), ['ricevuta', 'avviso']);
    assert.deepEqual(await subjects({ kind: 'ordinary' }), ['seconda', 'prima']);
    assert.deepEqual(await subjects({ text: 'MELE pere' }), ['prima']);
    assert.deepEqual(await subjects({ subject: 'second' }), ['seconda']);
    assert.deepEqual(await subjects({ attachments: true }), []);
    assert.deepEqual(await subjects({ since: '2026-03-02', before: '2026-03-03' }), ['avviso', 'seconda', 'prima']);
    assert.deepEqual(await subjects({ before: '2026-03-02' }), []);
    const found = await house.reading.search(house.own(MARIO), { ...LIST, text: 'pere' });
    assert.deepEqual(
      found.rows.map(({ subject }) => subject),
      ['terza', 'prima'],
    );
  });

  test('flags, labels and moves; what the server verified cannot be set', async () => {
    const reader = house.own(MARIO);
    const [inbox, work] = [await house.folder(MARIO, 'INBOX'), await house.folder(MARIO, 'Lavoro')];
    assert.deepEqual(
      await house.reading.flags(reader, { folder: inbox, uids: [1], add: ['flagged', 'urgente'], remove: ['seen'] }),
      { changed: 1 },
    );
    const row = (await house.reading.list(reader, inbox, LIST)).rows.find(({ uid }) => uid === 1);
    assert.deepEqual([row?.isFlagged, row?.labels], [true, ['urgente']]);
    const words = 'Contabilità & bilancio';
    await house.reading.flags(reader, { folder: inbox, uids: [1], add: [words, 'URGENTE'], remove: [] });
    const labelled = (await house.reading.list(reader, inbox, { ...LIST, label: words })).rows;
    assert.deepEqual(
      labelled.map(({ uid, labels }) => [uid, labels]),
      [[1, [words, 'urgente']]],
    );
    await house.reading.flags(reader, { folder: inbox, uids: [1], add: [], remove: [words] });
    const odd = ['constructor', '__proto__'];
    await house.reading.flags(reader, { folder: inbox, uids: [1], add: odd, remove: [] });
    await house.reading.flags(reader, { folder: inbox, uids: [1], add: [], remove: odd });
    for (const flag of ['$PEC-busta', '\\Deleted', 'è'.repeat(100), '\\Recent'])
      await assert.rejects(
        house.reading.flags(reader, { folder: inbox, uids: [1], add: [flag], remove: [] }),
        refused('flag'),
        flag,
      );
    const moved = await house.reading.move(reader, { folder: inbox, uids: [1, 999], to: work });
    assert.deepEqual([moved.moved, moved.uids.length], [1, 1]);
    const back = await house.reading.move(reader, { folder: work, uids: moved.uids, to: inbox });
    assert.equal(back.moved, 1);
  });

  test('folders are made, renamed and deleted; those of the server stay', async () => {
    const reader = house.own(MARIO);
    const made = await house.reading.createFolder(reader, 'Clienti/Rossi');
    assert.equal(made.name, 'Clienti/Rossi');
    await assert.rejects(house.reading.createFolder(reader, 'Clienti/Rossi'), refused('folder-exists'));
    for (const bad of ['a//b', 'x\u0000', `${'x'.repeat(300)}`])
      await assert.rejects(house.reading.createFolder(reader, bad), refused('folder-name'), bad);
    assert.equal((await house.reading.renameFolder(reader, made.id, 'Bianchi')).name, 'Bianchi');
    // Mail programs that show what is subscribed show them too.
    assert.deepEqual(await house.store.subscriptions(MARIO), ['Bianchi', 'Clienti/Rossi']);
    await assert.rejects(house.reading.renameFolder(reader, made.id, 'Bianchi/Dentro'), refused('folder-into-itself'));
    const anna = house.own(ANNA);
    const needed = await house.reading.folders(anna);
    assert.deepEqual(
      needed.map(({ use }) => use),
      ['inbox', 'drafts', 'sent', 'trash'],
    );
    for (const { id, name } of needed) {
      await assert.rejects(house.reading.renameFolder(anna, id, 'Altro'), refused('folder-of-the-system'), name);
      await assert.rejects(house.reading.deleteFolder(anna, id, 'bin'), refused('folder-of-the-system'), name);
    }
    await house.reading.deleteFolder(reader, made.id, 'bin');
    await assert.rejects(house.reading.deleteFolder(reader, made.id, 'bin'), refused('no-folder'));
  });

  test('a folder goes with those below it; its messages are in the bin, unless they are to go for good', async () => {
    const reader = house.own(MARIO);
    const counts = async () =>
      Object.fromEntries((await house.reading.folders(reader)).map(({ name, messages }) => [name, messages]));
    const trash = (await counts()).Trash ?? 0;
    await house.put(MARIO, 'Pratiche', 'Subject: uno\n\n');
    await house.put(MARIO, 'Pratiche/2026/Maggio', 'Subject: due\n\n');
    await house.put(MARIO, 'Pratiche Altre', 'Subject: tre\n\n');
    await house.reading.deleteFolder(reader, await house.folder(MARIO, 'Pratiche'), 'bin');
    const left = await counts();
    assert.deepEqual(
      Object.keys(left).filter((name) => name.startsWith('Pratiche')),
      ['Pratiche Altre'],
    );
    assert.equal(left.Trash, trash + 2);
    await house.reading.deleteFolder(reader, await house.folder(MARIO, 'Pratiche Altre'), 'gone');
    assert.equal((await counts()).Trash, trash + 2);
  });

  test('what comes into a folder while it is emptied is not lost', async () => {
    const reader = house.own(MARIO);
    const folder = await house.folder(MARIO, 'Viva');
    const { move } = house.ports.store;
    let late = 2;
    house.ports.store.move = async (...order) => {
      const answer = await move(...order);
      if (late-- > 0) await house.put(MARIO, 'Viva', `Subject: tardi ${late}\n\n`);
      return answer;
    };
    await house.reading.deleteFolder(reader, folder, 'bin');
    house.ports.store.move = move;
    const found = await house.reading.search(reader, { offset: 0, limit: 9, fold: false, text: 'tardi' });
    const trash = (await house.reading.folders(reader)).find(({ use }) => use === 'trash')?.id;
    assert.deepEqual(
      found.rows.map((row) => row.folder),
      [trash, trash],
    );
  });

  test('a conversation is opened at its newest message, never at a folded receipt, in the bin only if nowhere else', async () => {
    const reader = house.own(MARIO);
    const inbox = await house.folder(MARIO, 'INBOX');
    const trash = await house.folder(MARIO, 'Trash');
    const [a, b] = ['a@x.example', 'b@x.example'];
    const first = await house.put(MARIO, 'INBOX', letter('a'), { thread: a, flags: ['\\Seen'] });
    await house.put(MARIO, 'INBOX', letter('a, ricevuta'), { thread: a, flags: ['$PEC-consegna'] });
    await house.put(MARIO, 'Trash', letter('a, via'), { thread: a });
    const gone = await house.put(MARIO, 'Trash', letter('b, via'), { thread: b });
    const places = async (box = reader.box) => {
      const found = await house.reading.newest(MARIO, box, [a, b, '', 'c@x.example']);
      return new Map([...found].map(([thread, { folder, uid }]) => [thread, [folder, uid]]));
    };
    assert.deepEqual(
      await places(),
      new Map([
        [a, [inbox, first]],
        [b, [trash, gone]],
      ]),
    );
    const narrow = { ...reader.box, level: 'read', folders: [await house.folder(MARIO, 'Lavoro')] } as const;
    assert.deepEqual(await places(narrow), new Map());
  });

  test('receipts that somebody put into a folder of his stand there, and count as unread', async () => {
    await house.put(MARIO, 'Prove', letter('consegna'), { flags: ['$PEC-consegna'] });
    const folder = await house.folder(MARIO, 'Prove');
    const list = await house.reading.list(house.own(MARIO), folder, { ...LIST, fold: true });
    assert.deepEqual(
      list.rows.map(({ subject }) => subject),
      ['consegna'],
    );
    const told = (await house.reading.folders(house.own(MARIO))).find(({ id }) => id === folder);
    assert.equal(told?.unread, 1);
  });

  test('a folder is exported as mbox and as ZIP', async () => {
    const reader = house.own(MARIO);
    const folder = await house.folder(MARIO, 'Lavoro');
    const mbox = await collect((await house.reading.export(reader, { folder, as: 'mbox' })).body);
    assert.match(mbox.toString('latin1'), /^From MAILER-DAEMON .*\nFrom: x@posta\.example\r\n/);
    const zip = await collect((await house.reading.export(reader, { folder, as: 'zip', uids: '1:5' })).body);
    const { openUnzip } = await import('#adapters/unzip');
    const listing = await openUnzip().list(zip);
    assert.deepEqual(listing.ok && listing.entries.map(({ name }) => name), ['00001 terza.eml']);
    const entry = await openUnzip().entry(zip, 0);
    assert.match(Buffer.from(entry!.octets).toString('latin1'), /^From: x@posta\.example\r\n/);
    await assert.rejects(house.reading.export(reader, { folder, as: 'zip', uids: '1;2' }), refused('uids'));
    const uid = await house.put(MARIO, 'Lavoro', letter('quarta'));
    const some = await house.reading.export(reader, { folder, as: 'zip', uids: [uid, 999] });
    const names = await openUnzip().list(await collect(some.body));
    assert.deepEqual(names.ok && names.entries.map(({ name }) => name), [`${`${uid}`.padStart(5, '0')} quarta.eml`]);
  });

  test('boxes tell what is open, and what fills them', async () => {
    const [box] = await house.reading.boxes({ login: MARIO, language: 'it' });
    assert.deepEqual([box?.address, box?.level, box?.unread], [MARIO, 'own', 2], 'a good receipt calls for nobody');
    const own = house.own(MARIO).box;
    assert.deepEqual(await house.reading.unread(MARIO, [own]), new Map([[own.mailbox.id, 2]]));
    const elsewhere = { ...own, level: 'read', folders: [await house.folder(MARIO, 'Lavoro')] } as const;
    assert.deepEqual(await house.reading.unread('delegata', [elsewhere]), new Map([[own.mailbox.id, 0]]));
    assert.deepEqual(await house.reading.boxes({ login: MARIO, language: 'it', only: ['other'] }), []);
    const described = await house.reading.box(house.own(MARIO));
    assert.equal(described.reserve, 100_000_000);
    assert.equal(described.biggest[0]?.name, 'INBOX');
  });
});

test('octets by range, parts decoded, images for what they are', async () => {
  const house = await openHouse();
  const reader = house.own(MARIO);
  const text = `From: x@y.example\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png; name="a.png"\nContent-Transfer-Encoding: base64\n\niVBORw0KGgoAAAA=\n--b\nContent-Type: text/html; name="x.html"\n\n<script>alert(1)</script>\n--b--\n`;
  const uid = await house.put(MARIO, 'INBOX', text);
  const folder = await house.folder(MARIO, 'INBOX');
  const raw = await house.reading.raw(reader, { folder, uid, download: true });
  assert.ok('size' in raw.body && raw.tag?.length === 64);
  const pieces: Buffer[] = [];
  for await (const piece of raw.body.read(6, 17)) pieces.push(Buffer.from(piece));
  assert.equal(`${Buffer.concat(pieces)}`, 'x@y.example');
  const image = await house.reading.part(reader, { folder, uid, part: '1', download: false });
  assert.deepEqual([image.type, image.name, (await collect(image.body)).length], ['image/png', 'a.png', 11]);
  const html = await house.reading.part(reader, { folder, uid, part: '2', download: false });
  assert.equal(html.type, 'text/html; charset=utf-8');
  await assert.rejects(house.reading.part(reader, { folder, uid, part: '3', download: false }), refused('no-part'));
  await assert.rejects(house.reading.partView(reader, { folder, uid, part: '1' }), refused('not-readable'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letter, Refusal } from '#contract';
import { cleanHtml } from './clean-html.ts';
import { pauseFor } from './merge-follow.ts';
import { mergeReport } from './merge-report.ts';
import { readCsv } from './read-csv.ts';
import { type House, openHouse, stream, ugo } from './test-house.ts';

const refused = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;

function csv(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, at) => `Nome ${at + 1};persona${at + 1}@pec.beta.example;"${at * 2},50"`,
  );
  return `nome;PEC;importo\r\n${lines.join('\r\n')}\r\n`;
}

const LETTER = letter.parse({
  subject: 'Avviso per {{nome}}',
  text: 'Gentile {{ nome }},\nil Suo importo è {{importo}} euro.\n',
  html: '<p>Gentile {{nome}}</p>',
  clientRef: 'avviso {{nome}}',
});

async function ready(house: House, rows = 40) {
  const merge = await house.merges.begin(ugo, 'Avvisi', stream(csv(rows)));
  return await house.merges.write(ugo, merge.id, LETTER, 'PEC');
}

/** Until nothing falls due any more, at most so many minutes. */
async function run(house: House, minutes = 10): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await house.workMerges();
    house.clock.advance(60_000);
  }
}

const subjects = (house: House) => house.accepted().map(({ octets }) => /Subject: (.*)\r\n/.exec(octets)![1]!);

test('each row gets its own letter, once, and the report tells what became of it', async () => {
  const house = openHouse();
  const merge = await ready(house);
  assert.deepEqual([merge.columns, merge.addressColumn, merge.rows], [['nome', 'PEC', 'importo'], 'PEC', 40]);
  await house.merges.turn(ugo, merge.id, 'start');
  await run(house);
  const done = await house.merges.read(ugo, merge.id);
  assert.deepEqual(
    [done.state, done.progress],
    ['done', { waiting: 0, accepted: 40, refused: 0, delivered: 0, failed: 0 }],
  );
  assert.equal(new Set(subjects(house)).size, 40);
  assert.deepEqual(
    house
      .accepted()
      .find(({ to }) => to[0] === 'persona7@pec.beta.example')!
      .octets.match(/Nome 7\b/g)?.length,
    3,
  );
  const [, value] = await house.merges.find('ugo', merge.id);
  let report = '';
  for await (const piece of mergeReport(merge.id, 'ugo', value, 'it', house.ports))
    report += new TextDecoder().decode(piece);
  assert.match(
    report,
    /^﻿?riga;nome;PEC;importo;esito;identificativo;quando;motivo\r\n1;Nome 1;persona1@pec\.beta\.example;0,50;accettato;opec\d+\./,
  );
  const { value: head } = await mergeReport(merge.id, 'ugo', value, 'de', house.ports).next();
  assert.match(new TextDecoder().decode(head!), /^\uFEFF?Zeile;nome;PEC;importo;Ergebnis;/);
  const ref = await house.ports.store.cards({ kind: 'client-ref', limit: 100 });
  assert.ok(ref.some((card) => (card.value as { clientRef: string }).clientRef === 'avviso Nome 40'));
});

test('what comes out of a row is text, never markup or a header', async () => {
  const house = openHouse();
  const begun = await house.merges.begin(
    ugo,
    'x',
    stream('nome,pec\n"<b>x</b>\r\nBcc: y@z.example",a@pec.b.example\n'),
  );
  await house.merges.write(ugo, begun.id, LETTER, 'pec');
  const { letter: full } = await house.merges.row(ugo, begun.id, 1);
  assert.equal(full.subject, 'Avviso per <b>x</b> Bcc: y@z.example');
  assert.match(full.html!, /&lt;b&gt;x&lt;\/b&gt;/);
});

test('faults are seen before it begins; bad rows are refused by themselves, others go', async () => {
  const house = openHouse();
  const rows = [
    'A;a@pec.b.example;1',
    'B;nobody;2',
    'C;A@pec.b.example;3',
    'D;d@pec.b.example',
    'A;a@pec.b.example;1 ',
    'E;e@pec.b.example;5;;',
  ];
  const begun = await house.merges.begin(ugo, 'x', stream(`nome;PEC;importo\n${rows.join('\n')}\n`));
  await assert.rejects(house.merges.turn(ugo, begun.id, 'start'), refused('merge-no-letter'));
  const merge = await house.merges.write(ugo, begun.id, LETTER, 'PEC');
  const told = ({ faults }: Pick<typeof merge, 'faults'>) =>
    faults.map(({ row, code, words }) => [row, code, ...words]);
  const bad = [
    [2, 'address-wrong', 'nobody'],
    [3, 'address-again', '1'],
    [4, 'uneven-row', '2', '3'],
    [5, 'row-again', '1'],
  ];
  assert.deepEqual([told(begun), told(merge)], [bad, bad], 'also when the letter is saved again');
  assert.equal(merge.leftOut, 3);
  const wrong = await house.merges.write(ugo, begun.id, { ...LETTER, text: '{{cognome}}' }, 'PEC');
  const detail = 'la colonna {{cognome}} non c’è';
  assert.deepEqual(wrong.faults[0], { row: 0, code: 'unknown-column', words: ['cognome'], detail });
  await assert.rejects(house.merges.turn(ugo, begun.id, 'start'), refused('merge-not-ready'));
  await house.merges.write(ugo, begun.id, LETTER, 'PEC');
  await house.merges.turn(ugo, begun.id, 'start');
  await run(house);
  const { progress } = await house.merges.read(ugo, begun.id);
  assert.deepEqual([progress.accepted, progress.refused], [3, 3]);
  assert.deepEqual(
    subjects(house).toSorted(),
    ['Avviso per A', 'Avviso per C', 'Avviso per E'],
    'what was said to be left out went to nobody, and what goes was not said to be',
  );
  const other = await house.merges.begin(ugo, 'y', stream('nome;PEC;altra\nA;a@pec.b.example;b@pec.b.example\n'));
  const { faults, leftOut } = await house.merges.write(ugo, other.id, LETTER, 'nome');
  assert.deepEqual([leftOut, faults.map(({ code }) => code)], [1, ['unknown-column', 'address-wrong']]);
});

test('a name stays a name however the editor has marked it, and what a row says is never markup, link or script', async () => {
  const house = openHouse();
  const rows = 'nome,R&D,pec,sito\n<i>Ugo</i>,"a"" onclick=""x",a@pec.b.example,javascript:alert(1)\n';
  const begun = await house.merges.begin(ugo, 'x', stream(rows));
  const html =
    '<p>Caro {{<strong>no</strong>me}}, {{R&amp;D}}, {{&nbsp;nome }}</p><p><a href="{{sito}}">qui</a> <a href="https://x.example/?q={{R&amp;D}}">là</a></p>';
  const merge = await house.merges.write(ugo, begun.id, { ...LETTER, html }, 'pec');
  assert.deepEqual(
    merge.faults.filter(({ row }) => row === 0).map(({ words }) => words[0]),
    ['importo'],
  );
  const { letter: full } = await house.merges.row(ugo, begun.id, 1);
  assert.equal(full.html!.match(/&lt;i&gt;Ugo&lt;\/i&gt;/g)?.length, 2);
  assert.doesNotMatch(full.html!, /<i>|\{\{|" onclick="/);
  const sent = cleanHtml(full.html!, 'seed').html;
  const tags = sent.match(/<a\b(?:[^>"]|"[^"]*")*>/g)?.map((tag) => tag.replaceAll(/"[^"]*"/g, '…'));
  assert.deepEqual(tags, ['<a>', '<a href=…>']);
  assert.match(sent, /<strong>/);
});

test('paused it stands still, started again it goes on, stopped it never does', async () => {
  const house = openHouse();
  const merge = await ready(house, 100);
  await house.merges.turn(ugo, merge.id, 'start');
  let windows = 0;
  await house.workMerges(() => windows++ < 2);
  await house.merges.turn(ugo, merge.id, 'pause');
  const sent = house.accepted().length;
  assert.ok(sent > 0 && sent < 100);
  await run(house, 3);
  assert.equal(house.accepted().length, sent);
  await assert.rejects(house.merges.write(ugo, merge.id, LETTER, 'PEC'), refused('not-in-this-state'));
  await house.merges.turn(ugo, merge.id, 'start');
  await run(house);
  assert.equal(house.accepted().length, 100);
  await assert.rejects(house.merges.turn(ugo, merge.id, 'stop'), refused('not-in-this-state'));
});

test('at the pace of the mailbox it waits; where sending is stopped it pauses and says why', async () => {
  const house = openHouse();
  const merge = await ready(house, 20);
  await house.merges.turn(ugo, merge.id, 'start');
  house.answer = 'later';
  await run(house, 3);
  assert.equal(house.accepted().length, 0);
  house.answer = 'forbidden';
  await run(house, 2);
  const paused = await house.merges.read(ugo, merge.id);
  assert.deepEqual([paused.state, paused.faults.at(-1)?.detail], ['paused', 'invio sospeso']);
  house.answer = 'accept';
  await house.merges.turn(ugo, merge.id, 'start');
  await run(house);
  assert.equal(house.accepted().length, 20);
});

test('wherever the power goes, and with two processes at work, no row is sent twice and none is left out', async () => {
  for (let moment = 0; moment < 60; moment += 5) {
    const house = openHouse();
    const merge = await ready(house, 30);
    await house.merges.turn(ugo, merge.id, 'start');
    const dying = house.workMerges();
    for (let turn = 0; turn < moment; turn++) await new Promise(setImmediate);
    house.crash((waiting) => Math.floor(waiting / 2));
    void dying.catch(() => {});
    const [one, two] = [openHouse(house.disk), openHouse(house.disk)];
    for (let minute = 0; minute < 12; minute++) {
      await Promise.all([one.workMerges(), two.workMerges()]);
      for (const each of [one, two]) each.clock.advance(60_000);
    }
    const sent = subjects(one);
    assert.equal(new Set(sent).size, 30, `left out after ${moment}`);
    assert.equal(sent.length, 30, `twice after ${moment}`);
    const { state, progress } = await one.merges.read(ugo, merge.id);
    assert.deepEqual([state, progress.accepted, progress.waiting], ['done', 30, 0], `counted wrong after ${moment}`);
  }
});

test('one that cannot be read stops no other, and a long one keeps no short one waiting', async () => {
  const house = openHouse();
  const { store } = house.ports;
  const value = { state: 'running' };
  const bad = { kind: 'merge', id: '0', owner: 'ugo', value, at: 0, dueAt: 0 };
  await store.commit({ cards: [{ kind: 'put', card: bad, was: 0 }] });
  const long = await ready(house, 400);
  await house.merges.turn(ugo, long.id, 'start');
  house.clock.advance(1);
  const short = await ready(house, 3);
  await house.merges.turn(ugo, short.id, 'start');
  const progressOf = async (id: string) => (await house.merges.read(ugo, id)).progress.accepted;
  let windows = 0;
  assert.equal(await house.workMerges(() => windows++ < 16), 3);
  assert.equal(house.faults.length, 1);
  assert.equal(await progressOf(short.id), 3);
  const [due] = await store.dueCards(['merge'], house.clock.now(), 1);
  assert.equal(due?.id, long.id);
  await house.workMerges();
  assert.equal(await progressOf(long.id), 400);
});

test('who was slow and taken for dead counts no row twice', async () => {
  const house = openHouse();
  const merge = await ready(house, 10);
  await house.merges.turn(ugo, merge.id, 'start');
  const other = openHouse(house.disk);
  other.clock.moveTo(house.clock.now() + 3_600_000);
  let held: (() => void) | undefined;
  const release = new Promise<void>((resolve) => {
    held = resolve;
  });
  const { message } = house.ports.store;
  const slow = openHouse(house.disk, {
    store: {
      ...house.ports.store,
      async mailboxById(id: string) {
        const found = await house.ports.store.mailboxById(id);
        await release;
        return found;
      },
      message,
    },
  });
  const late = slow.workMerges();
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  await other.workMerges();
  held?.();
  await late;
  const { state, progress } = await house.merges.read(ugo, merge.id);
  assert.equal(state, 'done');
  assert.deepEqual([progress.accepted, progress.waiting], [10, 0]);
});

test('deliveries are counted as they become known', async () => {
  const house = openHouse();
  const merge = await ready(house, 3);
  await house.merges.turn(ugo, merge.id, 'start');
  await run(house, 2);
  const rows = await house.ports.store.cards({ kind: 'merge-row', limit: 10 });
  for (const [at, card] of rows.entries()) {
    const { identificativo, address } = card.value as { identificativo: string; address: string };
    const state = at === 0 ? 'DELIVERED' : at === 1 ? 'FAILED' : 'WAITING';
    await house.ports.store.commit({ track: [{ identificativo, recipient: address, state }] });
  }
  await run(house, 3);
  const { progress } = await house.merges.read(ugo, merge.id);
  assert.deepEqual(progress, { waiting: 0, accepted: 1, refused: 0, delivered: 1, failed: 1 });
  house.clock.advance(27 * 3_600_000);
  await house.workMerges();
  assert.equal(
    await house.ports.store
      .nextDue()
      .then((due) => (due === undefined ? 0 : due - house.clock.now() > 86_400_000 ? 0 : 1)),
    0,
  );
});

test('of a few, what was delivered is told within seconds; many thousands are looked at each minute', async () => {
  const house = openHouse();
  const merge = await ready(house, 3);
  await house.merges.turn(ugo, merge.id, 'start');
  await house.workMerges();
  const told = async () => {
    await house.workMerges();
    return (await house.merges.read(ugo, merge.id)).progress.delivered;
  };
  assert.equal(await told(), 0);
  const [card] = await house.ports.store.cards({ kind: 'merge-row', limit: 1 });
  const { identificativo, address } = card!.value as { identificativo: string; address: string };
  await house.ports.store.commit({ track: [{ identificativo, recipient: address, state: 'DELIVERED' }] });
  house.clock.advance(2_000);
  assert.equal(await told(), 1);
  assert.deepEqual([1, 1_000, 200_000].map(pauseFor), [2_000, 3_000, 60_000]);
});

async function cells(octets: AsyncIterable<Uint8Array>) {
  const rows: (readonly string[])[] = [];
  for await (const row of readCsv(octets)) rows.push(row.cells);
  return rows;
}
test('in the letters and with the parting characters of any spreadsheet', async () => {
  const wanted = [
    ['città', 'pec'],
    ['Forlì', 'a;b@x.example'],
  ];
  assert.deepEqual(await cells(stream('﻿città\tpec\nForlì\ta;b@x.example\n')), wanted);
  assert.deepEqual(
    await cells(stream(Uint8Array.from('città\tpec\r\nForlì\ta;b@x.example', (c) => c.charCodeAt(0)))),
    wanted,
  );
  assert.deepEqual(await cells(stream(Buffer.from('﻿città\tpec\nForlì\ta;b@x.example\n', 'utf16le'))), wanted);
});
test('they are bounded', async () => {
  await assert.rejects(cells(stream(`${'a,'.repeat(250)}\n`)), refused('file-too-large'));
  async function* endless() {
    const piece = new TextEncoder().encode(`${'x'.repeat(150_000)},y\n`.repeat(7));
    for (;;) yield piece;
  }
  await assert.rejects(cells(endless()), refused('file-too-large'));
});

test('a mail merge to which nothing happened for 400 days goes, with its rows; one that is worked on stays', async () => {
  const house = openHouse();
  const merge = await ready(house, 20);
  await house.merges.turn(ugo, merge.id, 'start');
  await run(house);
  house.clock.advance(2 * 86_400_000);
  await house.workMerges();
  const left = async () => [
    await house.ports.store.countCards('merge'),
    await house.ports.store.countCards('merge-row'),
  ];
  house.clock.advance(399 * 86_400_000);
  await house.workMerges();
  assert.deepEqual(await left(), [1, 20]);
  const begun = await ready(house, 3);
  house.clock.advance(2 * 86_400_000);
  await house.workMerges();
  assert.deepEqual(await left(), [1, 0]);
  assert.equal((await house.merges.read(ugo, begun.id)).state, 'draft');
  await house.workMerges();
  assert.deepEqual(await left(), [1, 0]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Letter, Preflight } from '#contract';
import { isAddressLike, readAddresses, withAddresses } from './write-addresses.ts';
import { withPlainMarks } from './write-plain.ts';
import { problemsOf, toldYet } from './write-problems.ts';
import { isoOf, romeInstant, romeWall } from './write-rome.ts';
import { Saver, type SaveState } from './write-saver.ts';
import { forgetAllUnsaved, forgetUnsaved, hasUnsaved, keepUnsaved, unsavedOf } from './write-unsaved.ts';
import { PIECE_BYTES, sendFile, type UploadState, type UploadWay } from './write-upload.ts';

test('addresses are read out of what is typed and pasted', () => {
  assert.deepEqual(readAddresses('Rossi, Mario'), ['Rossi', 'Mario']);
  assert.deepEqual(readAddresses('Mario Rossi <m@pec.example>; "Studio" <s@pec.example>,a@b.example'), [
    'm@pec.example',
    's@pec.example',
    'a@b.example',
  ]);
  assert.deepEqual(readAddresses('a@b.example c@d.example\ne@f.example'), [
    'a@b.example',
    'c@d.example',
    'e@f.example',
  ]);
  assert.deepEqual(readAddresses(' ;, \n'), []);
  assert.deepEqual(withAddresses(['A@b.example'], ['a@B.example', 'c@d.example', 'C@d.example']), [
    'A@b.example',
    'c@d.example',
  ]);
  assert.ok(isAddressLike('a@b.example'));
  for (const bad of ['a', 'a@b', 'a b@c.example', '<a@b.example>', 'a@b.example.']) assert.ok(!isAddressLike(bad), bad);
});

test('Italian clocks: summer, winter, the hour that comes twice and the one that is skipped', () => {
  assert.equal(isoOf(romeInstant('2026-07-01', '10:00')!), '2026-07-01T08:00:00.000Z');
  assert.equal(isoOf(romeInstant('2026-12-01', '10:00')!), '2026-12-01T09:00:00.000Z');
  assert.equal(isoOf(romeInstant('2026-10-25', '02:30')!), '2026-10-25T00:30:00.000Z');
  assert.equal(isoOf(romeInstant('2026-03-29', '02:30')!), '2026-03-29T01:30:00.000Z');
  assert.equal(romeInstant('2026-02-30x', '10:00'), undefined);
  assert.equal(romeInstant('', ''), undefined);
  assert.deepEqual(romeWall(Date.parse('2026-12-31T23:30:00Z')), { day: '2027-01-01', hour: '00:30' });
});

test('what the pre-flight finds stands beside its field, faults first', () => {
  const found = {
    faults: [{ code: 'bad-address', detail: 'x', address: 'b' }],
    warnings: [
      { code: 'ordinary', detail: 'y', address: 'A@posta.example' },
      { code: 'no-subject', detail: 'z' },
      { code: 'little-room', detail: 'w' },
    ],
  } as unknown as Preflight;
  const problems = problemsOf({ to: ['a@posta.example'], cc: ['b'] }, found);
  assert.deepEqual(
    problems.map(({ place, isFault }) => [place, isFault]),
    [
      ['cc', true],
      ['to', false],
      ['subject', false],
      ['letter', false],
    ],
  );
  assert.equal(toldYet(problems, false).length, 3);
  assert.equal(toldYet(problems, true).length, 4);
});

class Broken extends Error {}
class Gone extends Error {}
class Elsewhere extends Error {}

function way(
  size: number,
  plan: (Error | undefined)[],
): UploadWay & { received: number; waits: number[]; sent: number[] } {
  const state = (): UploadState => ({ id: 'u', received: it.received, isWhole: it.received === size });
  const it = {
    received: 0,
    waits: [] as number[],
    sent: [] as number[],
    begin: () => Promise.resolve(state()),
    state: () => Promise.resolve(state()),
    async send(_id: string, offset: number, piece: Blob) {
      const fault = plan.shift();
      if (fault !== undefined) throw fault;
      assert.equal(offset, it.received);
      it.sent.push(piece.size);
      it.received += piece.size;
      return state();
    },
    isPassing: (fault: unknown) => fault instanceof Broken,
    isElsewhere: (fault: unknown) => fault instanceof Elsewhere,
    wait: (ms: number) => {
      it.waits.push(ms);
      return Promise.resolve();
    },
  };
  return it;
}

test('an upload goes in pieces, and after a break on from where the server stands', async () => {
  const size = PIECE_BYTES * 2 + 5;
  const road = way(size, [undefined, new Broken(), new Broken(), new Elsewhere()]);
  const troubles: boolean[] = [];
  const done = await sendFile(new Blob([new Uint8Array(size)]), road, {
    signal: new AbortController().signal,
    onProgress: () => {},
    onTrouble: (isBroken) => troubles.push(isBroken),
  });
  assert.equal(done.isWhole, true);
  assert.deepEqual(road.sent, [PIECE_BYTES, PIECE_BYTES, 5]);
  assert.deepEqual(road.waits, [500, 1_000]);
  assert.ok(troubles.includes(true));
  assert.equal(troubles.at(-1), false);
});

test('an upload that is refused, or called off, ends at once', async () => {
  const signal = new AbortController();
  const told = { signal: signal.signal, onProgress: () => {}, onTrouble: () => {} };
  await assert.rejects(sendFile(new Blob(['abc']), way(3, [new Error('no')]), told), /no/);
  let begun = 0;
  const begin = async () => {
    begun++;
    throw new Elsewhere('full');
  };
  await assert.rejects(sendFile(new Blob(['abc']), { ...way(3, []), begin }, told), /full/);
  assert.equal(begun, 1, 'what is refused before it began is not elsewhere');
  signal.abort(new Error('off'));
  await assert.rejects(sendFile(new Blob(['abc']), way(3, []), told), /off/);
});

function saving(faults: (Error | undefined)[]) {
  const saved: [string, number | undefined][] = [];
  const states: SaveState['is'][] = [];
  let due: (() => void) | undefined;
  const saver = new Saver<string>(
    {
      save(what, version) {
        const fault = faults.shift();
        if (fault !== undefined) return Promise.reject(fault);
        saved.push([what, version]);
        return Promise.resolve({ version: (version ?? 9) + 1, savedAt: 'later' });
      },
      kindOf(fault) {
        if (fault instanceof Gone) return 'gone';
        return fault instanceof Elsewhere ? 'elsewhere' : fault instanceof Broken ? 'passing' : 'lasting';
      },
      later(act) {
        due = act;
        return () => {
          due = undefined;
        };
      },
    },
    { version: 1, savedAt: 'first' },
    ({ is }) => states.push(is),
  );
  return { saver, saved, states, tick: () => due?.() };
}

test('what changes is saved once, after the last change, by who has seen the version before', async () => {
  const { saver, saved, states, tick } = saving([]);
  saver.change('a');
  saver.change('ab');
  tick();
  saver.change('abc');
  await saver.flush();
  assert.deepEqual(saved, [
    ['ab', 1],
    ['abc', 2],
  ]);
  assert.deepEqual(saver.state, { is: 'saved', at: 'later' });
  assert.ok(states.includes('saving'));
});

test('a draft saved elsewhere is overwritten only by who says so', async () => {
  const { saver, saved } = saving([new Elsewhere()]);
  saver.change('mine');
  await assert.rejects(saver.flush(), /elsewhere/);
  saver.change('mine, more');
  assert.equal(saver.state.is, 'elsewhere');
  await saver.keepMine();
  assert.deepEqual(saved, [['mine, more', undefined]]);
});

test('what was sent or thrown away elsewhere is not saved again by itself, however much is written', async () => {
  const { saver, saved, tick } = saving([new Gone()]);
  saver.change('a');
  await assert.rejects(saver.flush(), /gone/);
  saver.change('ab');
  tick();
  assert.deepEqual([saver.state.is, saved], ['gone', []]);
});

test('without a connection it waits, and saves when the connection is back', async () => {
  const { saver, saved, states, tick } = saving([new Broken()]);
  saver.change('a');
  await assert.rejects(saver.flush(), /waiting/);
  tick();
  await saver.flush();
  assert.deepEqual(saved, [['a', 1]]);
  assert.deepEqual(states, ['changed', 'saving', 'waiting', 'saving', 'saved']);
});

test('what becomes plain text keeps its paragraphs and the marks of its lists', () => {
  const html =
    '<p>Servono:</p><ul><li><p>bollo</p></li><li>firma<ol><li>prima</li><li>poi</li></ol></li></ul><p>Saluti<br>Ugo</p>';
  const text = withPlainMarks(html)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  assert.equal(text, 'Servono:\n\n- bollo\n- firma\n  1. prima\n  2. poi\n\nSaluti\nUgo');
});

test('what was written when the session ended is kept for its draft, and for nobody else who comes in', () => {
  const kept = new Map<string, string>();
  const place = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
    key: (at: number) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  };
  place.setItem('activation', 'of somebody else');
  const letter = { subject: 'Due' } as unknown as Letter;
  keepUnsaved('m1', 'd1', { version: 3, letter }, place);
  keepUnsaved('m2', 'd2', { version: undefined, letter }, place);
  assert.deepEqual(unsavedOf('m1', 'd1', place), { version: 3, letter });
  assert.equal(unsavedOf('m1', 'd2', place), undefined);
  forgetAllUnsaved(['m2'], place);
  assert.equal(unsavedOf('m1', 'd1', place), undefined);
  assert.ok(hasUnsaved(place));
  forgetUnsaved('m2', 'd2', place);
  assert.ok(!hasUnsaved(place));
  assert.deepEqual([...kept.keys()], ['activation']);
  place.setItem('unsaved m1 d1', '{');
  assert.equal(unsavedOf('m1', 'd1', place), undefined);
  const full = { ...place, setItem: () => assert.fail('no room') };
  keepUnsaved('m1', 'd3', { version: 1, letter }, full);
});

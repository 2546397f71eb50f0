import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import { evidenceAt, indexEvidenceAt, keepEvidence, purgeEvidence } from './evidence.ts';
import { dayPlus, legalInstant } from './legal-day.ts';

const HOUR = 3_600_000;
const UNO = 'http://crl.uno.example/ca.crl';
const DUE = 'http://crl.due.example/ca.crl';
const octets = (text: string) => new TextEncoder().encode(text);
const START = legalInstant('2026-03-02', '00:10');

function openBook() {
  const store = openMemoryStore();
  return {
    store,
    async see(at: number, found: Readonly<Record<string, string>>, kind: 'index' | 'crl' = 'crl') {
      const all = Object.entries(found).map(([source, text]) => ({ source, bytes: octets(text) }));
      const documents = await keepEvidence(store, kind, all, at);
      await store.commit({ documents });
      return documents.map(({ name }) => name);
    },
    async at(instant: number, ...urls: string[]) {
      const found = await evidenceAt(store, 'crl', { at: instant, ...(urls.length > 0 && { sources: urls }) });
      return found.map(({ source, bytes }) => `${source === UNO ? 'uno' : 'due'} ${new TextDecoder().decode(bytes)}`);
    },
  };
}

test('a document is kept once however often it is seen, with the instants at which it stood there', async () => {
  const { store, see } = openBook();
  const index = { 'https://indice.example/': 'first' };
  assert.equal((await see(START, index, 'index')).filter((name) => name.startsWith('evidence/index/')).length, 1);
  for (const hours of [12, 24, 36]) {
    assert.deepEqual(
      (await see(START + hours * HOUR, index, 'index')).map((name) => name.slice(0, 15)),
      ['evidence/index '],
    );
  }
  const found = await indexEvidenceAt(store, START + 30 * HOUR);
  assert.equal(new TextDecoder().decode(found!.bytes), 'first');
  assert.deepEqual([found!.first, found!.last], [START + 24 * HOUR, START + 36 * HOUR]);
  assert.equal(await indexEvidenceAt(store, START - 1), undefined);
});

test('of each address the list that was in use at an instant is found, in every hour and over days without any', async () => {
  const { see, at } = openBook();
  await see(START, { [UNO]: 'u1', [DUE]: 'd1' });
  await see(START + HOUR, { [UNO]: 'u2' });
  await see(START + 24 * HOUR, { [UNO]: 'u3', [DUE]: 'd1' });
  await see(START + 24 * HOUR * 20, { [UNO]: 'u4', [DUE]: 'd1' });
  assert.deepEqual((await at(START)).sort(), ['due d1', 'uno u1']);
  assert.deepEqual((await at(START + 2 * HOUR)).sort(), ['due d1', 'uno u2']);
  // Before this day has seen anything.
  assert.deepEqual((await at(START + 24 * HOUR - 1)).sort(), ['due d1', 'uno u2']);
  assert.deepEqual(await at(START + 15 * 24 * HOUR, UNO), ['uno u3']);
  assert.deepEqual(await at(START + 30 * 24 * HOUR, UNO), ['uno u4']);
  assert.deepEqual(await at(START + 30 * 24 * HOUR, 'http://none.example/'), []);
});

test('what changes and changes back is told apart by its instants', async () => {
  const { see, at } = openBook();
  for (const [hours, text] of ['a', 'b', 'a'].entries()) await see(START + hours * HOUR, { [UNO]: text });
  assert.deepEqual(await Promise.all([0, 1, 2].map(async (hours) => (await at(START + hours * HOUR + 1))[0])), [
    'uno a',
    'uno b',
    'uno a',
  ]);
});

test('after 31 months documents go, those seen again since stay, and a long pause is made up for in parts', async () => {
  const { store, see } = openBook();
  const on = (day: string) => legalInstant(day, '12:00');
  await see(on('2026-01-10'), { [UNO]: 'short', [DUE]: 'long' });
  await see(on('2026-01-11'), { [DUE]: 'long' });
  await see(on('2026-01-20'), { [UNO]: 'short' });
  const purge = async (day: string) => {
    const step = await purgeEvidence(store, on(day));
    await store.commit(step);
    return step.forget?.length ?? 0;
  };
  assert.equal(await purge('2028-08-10'), 0, 'the last day of the month more');
  assert.equal(await purge('2028-08-11'), 1, 'the day alone: both its lists were seen later');
  assert.equal(await purge('2028-08-12'), 2, 'and then the list that nobody saw again');
  assert.equal((await evidenceAt(store, 'crl', { at: on('2026-01-20') }))[0]!.source, UNO);
  assert.equal(await purge(dayPlus('2028-08-12', 1_000)), 2);
  assert.deepEqual(await evidenceAt(store, 'crl', { at: on('2026-01-20') }), []);
  // Hundreds of days at once, the rest the next time.
  await purge('2040-01-01');
  const { documents } = await purgeEvidence(store, on('2040-01-01'));
  assert.equal(documents?.length, 1);
});

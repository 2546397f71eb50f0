import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import { openCharges } from './charges.ts';
import { readDesk } from './desk.ts';
import { BOX, grantTo, openTeam, T0 } from './test-team.ts';

async function house() {
  const team = await openTeam(grantTo('anna'), grantTo('ugo', { expiresAt: T0 - 1 }));
  const describe = async (_: string, thread: string) =>
    thread === 'missing' ? undefined : { subject: `About ${thread}`, from: 'a@pec.beta.example', at: T0 };
  const charges = openCharges({ ...team, describe });
  const desk = (login: string, query: Partial<Parameters<typeof readDesk>[2]> = {}) =>
    readDesk(BOX.id, login, { whose: 'all', limit: 10, ...query }, team.store);
  return { ...team, charges, desk };
}

const codeOf = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test('who takes charge without naming anybody takes it himself; the history tells each change', async () => {
  const { charges } = await house();
  const taken = await charges.change(BOX, 't', { version: 0, state: 'in-charge', dueOn: '2026-03-05' }, 'anna');
  assert.deepEqual(
    { assignee: taken.assignee, state: taken.state, dueOn: taken.dueOn, version: taken.version },
    { assignee: 'anna', state: 'in-charge', dueOn: '2026-03-05', version: 1 },
  );
  const given = await charges.change(BOX, 't', { version: 1, assignee: null, dueOn: null }, BOX.address);
  assert.equal(given.assignee, undefined);
  assert.deepEqual(
    given.history.map(({ by, what }) => `${by} ${what}`),
    [
      'anna state:in-charge',
      'anna assignee:anna',
      'anna due:2026-03-05',
      `${BOX.address} assignee:`,
      `${BOX.address} due:`,
    ],
  );
  assert.equal(given.history[0]?.at, '2026-03-01T10:00:00.000+01:00');
});

test('two who change the same at once: one is told to look again, and two notes at once both stand', async () => {
  const { charges } = await house();
  await charges.change(BOX, 't', { version: 0, state: 'in-charge' }, 'anna');
  await assert.rejects(charges.change(BOX, 't', { version: 0, state: 'done' }, BOX.address), codeOf('changed'));
  await Promise.all([charges.note(BOX, 't', 'one', 'anna'), charges.note(BOX, 't', 'two', BOX.address)]);
  const { notes, assignee } = await charges.of(BOX.id, 't');
  assert.deepEqual([notes.map(({ text }) => text).sort(), assignee], [['one', 'two'], 'anna']);
});

test('nothing is given to who works here no more, and nothing noted on what is not there', async () => {
  const { charges } = await house();
  for (const assignee of ['ugo', 'nobody'])
    await assert.rejects(charges.change(BOX, 't', { version: 0, assignee }, 'anna'), codeOf('not-on-team'));
  await assert.rejects(charges.note(BOX, 'missing', 'x', 'anna'), codeOf('not-found'));
  await assert.rejects(charges.of(BOX.id, 'a\0b'), codeOf('not-found'));
  await assert.rejects(charges.note(BOX, 't', 'x'.repeat(300_000), 'anna'), codeOf('too-many-notes'));
});

test('the desk shows what is open, what is due first, and what is done only when asked', async () => {
  const { charges, desk } = await house();
  await charges.change(BOX, 'a', { version: 0, assignee: 'anna' }, 'anna');
  await charges.change(BOX, 'b', { version: 0, dueOn: '2026-03-09' }, 'anna');
  await charges.change(BOX, 'c', { version: 0, dueOn: '2026-03-02' }, 'anna');
  await charges.change(BOX, 'd', { version: 0, state: 'in-charge' }, 'anna');
  await charges.change(BOX, 'd', { version: 1, state: 'done' }, 'anna');
  const threads = async (...args: Parameters<typeof desk>) => (await desk(...args)).items.map(({ thread }) => thread);
  assert.deepEqual(await threads('anna'), ['c', 'b', 'a']);
  assert.deepEqual(await threads('anna', { whose: 'mine' }), ['a']);
  assert.deepEqual(await threads('anna', { whose: 'nobody' }), ['c', 'b']);
  assert.deepEqual(await threads('anna', { state: 'done' }), ['d']);
  assert.equal((await desk('anna')).items[0]?.subject, 'About c');
  const first = await desk('anna', { limit: 2 });
  assert.deepEqual(
    [first.items.length, (await desk('anna', { limit: 2, after: first.next! })).items.map(({ thread }) => thread)],
    [2, ['a']],
  );
  assert.deepEqual(await threads('ugo', { whose: 'mine' }), []);
});

test('what comes in waits for somebody once; what the team knows is left as it is', async () => {
  const { charges, store, desk } = await house();
  const about = { subject: 'New', from: 'a@pec.beta.example', at: T0 };
  const card = await charges.arrived(BOX.id, 't', about);
  assert.ok(card);
  await store.commit({ cards: [card] });
  assert.equal(await charges.arrived(BOX.id, 't', about), undefined);
  assert.equal((await desk('anna')).items[0]?.subject, 'New');
  assert.deepEqual([...(await charges.among(BOX.id, ['t', 'u', 't']))], [['t', { state: 'open' }]]);
});

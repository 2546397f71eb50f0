import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import { openCharges } from './charges.ts';
import { readDesk } from './desk.ts';
import { BOX, grantTo, openTeam, T0 } from './test-team.ts';
import type { Opened } from './threads.ts';

const ALL: Opened = { mailbox: BOX };
const SOME: Opened = { mailbox: BOX, folders: ['7'] };

async function house() {
  const team = await openTeam(grantTo('anna'), grantTo('ugo', { expiresAt: T0 - 1 }));
  /** Of one who may look into some folders alone, only `c` stands there. */
  const threads = {
    describe: async ({ folders }: Opened, thread: string) =>
      thread === 'missing' || (folders && thread !== 'c')
        ? undefined
        : { subject: `About ${thread}`, from: 'a@pec.beta.example', at: T0 },
    open: async () => new Set(['c']),
  };
  const charges = openCharges({ ...team, threads });
  const desk = (login: string, query: Partial<Parameters<typeof readDesk>[2]> = {}, box: Opened = ALL) =>
    readDesk(box, login, { whose: 'all', limit: 10, ...query }, { ...team, threads });
  return { ...team, charges, desk };
}

const codeOf = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test('who takes charge without naming anybody takes it himself; the history tells each change', async () => {
  const { charges } = await house();
  const taken = await charges.change(ALL, 't', { version: 0, state: 'in-charge', dueOn: '2026-03-05' }, 'anna');
  assert.deepEqual(
    { assignee: taken.assignee, state: taken.state, dueOn: taken.dueOn, version: taken.version },
    { assignee: 'anna', state: 'in-charge', dueOn: '2026-03-05', version: 1 },
  );
  const given = await charges.change(ALL, 't', { version: 1, assignee: null, dueOn: null }, BOX.address);
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
  await charges.change(ALL, 't', { version: 0, state: 'in-charge' }, 'anna');
  await assert.rejects(charges.change(ALL, 't', { version: 0, state: 'done' }, BOX.address), codeOf('changed'));
  await Promise.all([charges.note(ALL, 't', 'one', 'anna'), charges.note(ALL, 't', 'two', BOX.address)]);
  const { notes, assignee } = await charges.of(ALL, 't');
  assert.deepEqual([notes.map(({ text }) => text).sort(), assignee], [['one', 'two'], 'anna']);
});

test('nothing is given to who works here no more, and nothing noted on what is not there', async () => {
  const { charges } = await house();
  for (const assignee of ['ugo', 'nobody'])
    await assert.rejects(charges.change(ALL, 't', { version: 0, assignee }, 'anna'), codeOf('not-on-team'));
  await assert.rejects(charges.note(ALL, 'missing', 'x', 'anna'), codeOf('not-found'));
  await assert.rejects(charges.of(ALL, 'a\0b'), codeOf('not-found'));
  await assert.rejects(charges.note(ALL, 't', 'x'.repeat(300_000), 'anna'), codeOf('too-many-notes'));
});

test('the desk shows what is open, what is due first, and what is done only when asked', async () => {
  const { charges, desk } = await house();
  await charges.change(ALL, 'a', { version: 0, assignee: 'anna' }, 'anna');
  await charges.change(ALL, 'b', { version: 0, dueOn: '2026-03-09' }, 'anna');
  await charges.change(ALL, 'c', { version: 0, dueOn: '2026-03-02' }, 'anna');
  await charges.change(ALL, 'd', { version: 0, state: 'in-charge' }, 'anna');
  await charges.change(ALL, 'd', { version: 1, state: 'done' }, 'anna');
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
  assert.deepEqual(
    await threads('anna', {}, SOME),
    ['c'],
    'what stands in folders that are closed to him is not shown',
  );
});

test('to one who may look into some folders alone, what is elsewhere is not there', async () => {
  const { charges } = await house();
  for (const thread of ['a', 'c']) await charges.note(ALL, thread, 'secret', 'anna');
  assert.equal((await charges.of(SOME, 'c')).notes.length, 1);
  await assert.rejects(charges.of(SOME, 'a'), codeOf('not-found'));
  await assert.rejects(charges.note(SOME, 'a', 'x', 'anna'), codeOf('not-found'));
  await assert.rejects(charges.change(SOME, 'a', { version: 1, state: 'done' }, 'anna'), codeOf('not-found'));
});

test('a rule gives a conversation to somebody of the team, and to nobody else', async () => {
  const { charges } = await house();
  await charges.assign(BOX, 't', 'anna');
  await charges.assign(BOX, 'u', 'nobody');
  const { assignee, history } = await charges.of(ALL, 't');
  assert.deepEqual([assignee, history.at(-1)?.by, (await charges.of(ALL, 'u')).version], ['anna', 'rule', 0]);
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

test('30 months after its last change a charge is forgotten, taken or not', async () => {
  const { charges, clock, store } = await house();
  await charges.change(ALL, 't', { version: 0, state: 'in-charge' }, 'anna');
  await charges.change(ALL, 'u', { version: 0, state: 'done' }, 'anna');
  clock.moveTo(Date.parse('2027-03-01T09:00:00Z'));
  await charges.note(ALL, 't', 'still at it', 'anna');
  clock.moveTo(Date.parse('2028-09-01T08:59:59Z'));
  assert.equal(await charges.forgetOld(), 0);
  clock.moveTo(Date.parse('2028-09-01T09:00:00Z'));
  assert.equal(await charges.forgetOld(), 1);
  assert.equal((await charges.of(ALL, 't')).notes.length, 1);
  assert.equal(await store.countCards('charge'), 1);
});

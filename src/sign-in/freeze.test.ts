import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFirstLogin, readFirstLogin, takeFirstLogin } from './first-login.ts';
import { freezeMailbox, unfreezeMailbox } from './freeze.ts';
import { personOf, recordNoted } from './ground.ts';
import { demandNewPassword, signInFacts } from './operators.ts';
import { changePassword, makeAppPassword, revokeAppPassword } from './passwords.ts';
import { arrival, hashOf, refusalOf, signInHouse, UGO } from './test-sign-in.ts';

test('stops sending at once and ends other sessions and passwords of programs; who did it goes on under a new id', async () => {
  const house = await signInHouse();
  const [thief, mine] = [await house.signIn(), await house.signIn()];
  const program = await makeAppPassword(house.ground, house.callerOf(mine), { name: 'Thunderbird', scope: 'all' });
  const box = mine.standing.box!.mailbox;
  const token = { kind: 'credential', id: 'erp', owner: UGO, value: {}, at: house.legalTime.now() };
  const hook = { kind: 'webhook', id: 'hook', owner: box.id, value: {}, at: house.legalTime.now() };
  await house.store.commit({ cards: [token, hook].map((card) => ({ kind: 'put', card, was: 0 })) });
  const turned = await freezeMailbox(house.ground, box, {
    by: 'holder',
    reason: 'furto',
    endsAllBut: mine.begun.session.id,
  });
  const [kept] = await house.store.appPasswords(UGO);
  assert.equal(kept?.revokedAt, house.legalTime.now());
  assert.equal(kept?.id, program.id);
  assert.deepEqual(
    await Promise.all(['credential', 'webhook'].map((kind) => house.store.cards({ kind, limit: 9 }))),
    [[], []],
    'nor is anything left for a program of his',
  );
  for (const { begun } of [thief, mine])
    assert.equal(await house.visitors.ofSession(begun.secret, arrival()), undefined);
  const visitor = await house.visitors.ofSession(turned!.secret, arrival());
  assert.deepEqual(
    [visitor?.standing.box?.maySend, visitor?.standing.box?.mailbox.frozen],
    [false, { since: house.legalTime.now(), by: 'holder', reason: 'furto' }],
  );
  assert.match(JSON.stringify(house.store.state.log), /casella ugo@pec.alfa.example, invio fermato: titolare, furto/);
  assert.match(house.notices.at(-1)!.subject.it, /invio fermato/);
});

test('what a program may come in with is made in the commit that tells its owner, by letter and where he reads it', async () => {
  const house = await signInHouse();
  const { standing } = await house.signIn();
  const card = { kind: 'credential', id: 'erp', owner: UGO, value: {}, at: house.legalTime.now() };
  const step = { cards: [{ kind: 'put', card, was: 0 }] } as const;
  const made = { kind: 'token-made', about: 'ERP' } as const;
  await recordNoted(house.ground, personOf(standing), made, async () => step);
  assert.match(house.notices.at(-1)!.text.it, /Token o client per programmi creato: ERP/);
  assert.ok(await house.store.card('credential', 'erp'));
  const told = house.notices.length;
  await assert.rejects(
    recordNoted(house.ground, personOf(standing), made, async () => step),
    { code: 'busy' },
  );
  assert.equal(house.store.state.messages.size, told, 'no letter without what it tells of');
});

test('its holder lets it send again, but not what an operator stopped, nor what policy leaves to them', async () => {
  const house = await signInHouse({ mailbox: { policy: { unfreeze: 'operator' } } });
  const box = (await house.store.mailbox(UGO))!;
  const frozen = async () => (await house.store.mailbox(UGO))?.frozen?.by;
  for (const by of ['holder', 'operator', 'brake'] as const) {
    await freezeMailbox(house.ground, box, { by, ...(by === 'brake' && { count: 21 }) });
    assert.equal(await frozen(), by);
    const released = await refusalOf(unfreezeMailbox(house.ground, box, 'holder'));
    assert.equal(released, by === 'holder' ? 'done' : 'operator-only');
    await unfreezeMailbox(house.ground, box, 'operator');
    assert.equal(await frozen(), undefined);
  }
  assert.match(JSON.stringify(house.store.state.log), /invio fermato: freno, 21 messaggi in un'ora/);
});

test('what is frozen stays as it was frozen, and is told once; a field that others change meanwhile is not lost', async () => {
  const house = await signInHouse();
  const box = (await house.store.mailbox(UGO))!;
  await Promise.all([
    freezeMailbox(house.ground, box, { by: 'operator', reason: 'segnalazione' }),
    freezeMailbox(house.ground, box, { by: 'brake', count: 21 }),
    house.store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change: { quotaBytes: 77 } }] }),
  ]);
  const { frozen, quotaBytes } = (await house.store.mailbox(UGO))!;
  assert.deepEqual([frozen?.by, quotaBytes, house.store.state.messages.size], ['operator', 77, 1]);
});

test('a new one is long, differs, and is not his name; the old one must be known', async () => {
  const house = await signInHouse();
  const change = async (next: string, current = 'ugo-pw') =>
    await refusalOf(changePassword(house.ground, house.callerOf(await house.signIn()), { current, next }));
  assert.equal(await change('una frase lunga davvero', 'wrong'), 'wrong-password');
  for (const weak of ['short', 'ababababababab', 'ugo-ugo-ugo-12'])
    assert.equal(await change(weak), 'weak-password', weak);
  assert.equal(await change('una frase lunga davvero'), 'done');
  assert.equal((await house.store.mailbox(UGO))?.passwordHash, hashOf('una frase lunga davvero'));
});

test('those of programs are made, listed and revoked, each once', async () => {
  const house = await signInHouse();
  const me = house.callerOf(await house.signIn());
  const { id, password } = await makeAppPassword(house.ground, me, { name: 'Telefono', scope: 'read' });
  assert.match(password, /^[a-z2-9]{4}(-[a-z2-9]{4}){4}$/);
  await revokeAppPassword(house.ground, me, id);
  assert.equal(await refusalOf(revokeAppPassword(house.ground, me, id)), 'not-there');
  assert.equal((await house.store.appPasswords(UGO)).length, 1);
});

test('a first one that somebody else chose lets him do nothing but choose his own', async () => {
  const house = await signInHouse();
  const demanded = await demandNewPassword(house.store, UGO, house.legalTime.now());
  await house.store.commit({ cards: [demanded] });
  const entered = await house.signIn();
  const must = async (secret: string) => {
    const visitor = await house.visitors.ofSession(secret, arrival());
    return visitor?.by.kind === 'session' && visitor.by.must;
  };
  assert.equal(await must(entered.begun.secret), 'password');
  const next = 'una frase lunga davvero';
  const turned = await changePassword(house.ground, house.callerOf(entered), { current: 'ugo-pw', next });
  assert.equal(await must(turned.secret), undefined);
  const again = await house.signIn({}, UGO, next);
  assert.equal(await must(again.begun.secret), undefined);
});

const password = 'una frase lunga davvero';

test('one opens once, for a week, and another one ends it; the token is nowhere kept nor sent', async () => {
  const house = await signInHouse();
  const make = async () => {
    const link = await makeFirstLogin(house.ground, UGO);
    await house.store.commit({ cards: link.cards });
    return link;
  };
  const [old, link] = [await make(), await make()];
  assert.equal(link.link, `https://webmail.alfa.example/primo-accesso#${link.token}`);
  assert.ok(!JSON.stringify([...house.store.state.cards.values()]).includes(link.token));
  assert.equal(await refusalOf(readFirstLogin(house.ground, old.token)), 'link-over');
  assert.equal((await readFirstLogin(house.ground, link.token)).standing.person, 'Holder of ugo');
  const earlier = await house.signIn();
  const use = (token: string, chosen = password) =>
    takeFirstLogin(house.ground, { token, password: chosen }, arrival());
  assert.equal(await refusalOf(use(link.token, 'short')), 'weak-password');
  const both = await Promise.all([refusalOf(use(link.token)), refusalOf(use(link.token))]);
  assert.deepEqual(both.sort(), ['done', 'link-over']);
  assert.equal(await house.visitors.ofSession(earlier.begun.secret, arrival()), undefined);
  assert.equal((await house.signIn({}, UGO, password)).state, 'in');
  const late = await make();
  house.legalTime.advance(7 * 86_400_000);
  assert.equal(await refusalOf(use(late.token)), 'link-over');
  assert.equal((await signInFacts(house.ground, UGO)).lastLogin, house.legalTime.now() - 7 * 86_400_000);
});

test('it signs in, but not past a second factor', async () => {
  for (const hasSecondFactor of [true, undefined]) {
    const house = await signInHouse({ mailbox: hasSecondFactor ? { hasSecondFactor } : {} });
    const { token, cards } = await makeFirstLogin(house.ground, UGO);
    await house.store.commit({ cards });
    const used = await takeFirstLogin(house.ground, { token, password }, arrival());
    assert.equal(used.state, hasSecondFactor ? 'chosen' : 'in');
    if (used.state === 'in') assert.ok(await house.visitors.ofSession(used.begun.secret, arrival()));
  }
});

test('who presses twice is still in', async () => {
  const house = await signInHouse();
  const mine = await house.signIn();
  const { id } = mine.begun.session;
  const press = () => freezeMailbox(house.ground, mine.standing.box!.mailbox, { by: 'holder', endsAllBut: id });
  const [goesOn] = (await Promise.all([press(), press()])).filter((one) => one !== undefined);
  assert.ok(await house.visitors.ofSession(goesOn!.secret, arrival()));
  assert.ok((await house.store.mailbox(UGO))?.frozen);
});

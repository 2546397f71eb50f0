import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirm } from './confirm.ts';
import { readFactors } from './enrol.ts';
import { enterWithPassword } from './enter.ts';
import { FIRST_LOGIN_MS, makeFirstLogin } from './first-login.ts';
import { openGround, personOf, recordNoted } from './ground.ts';
import { changePassword } from './passwords.ts';
import { refused } from './refusals.ts';
import { ABSOLUTE_MS, IDLE_MS } from './sessions.ts';
import { sweepSignIn } from './sweep.ts';
import { arrival, type House, PEER, refusalOf, sha256, signInHouse, UGO } from './test-sign-in.ts';
import { boxesOf } from './visitors.ts';

const MINUTE_MS = 60_000;
const who = async ({ visitors }: House, cookie: string) => (await visitors.ofSession(cookie, arrival()))?.login;

test('name and password begin one; in the store stands only a digest of what the browser holds', async () => {
  const house = await signInHouse();
  const { begun, standing } = await house.signIn();
  assert.equal(standing.person, 'Holder of ugo');
  const visitor = await house.visitors.ofSession(begun.secret, arrival());
  assert.ok(visitor?.by.kind === 'session');
  assert.deepEqual([visitor.login, visitor.by.isConfirmed, visitor.by.isHalfIn, visitor.roles], [UGO, true, false, []]);
  assert.deepEqual(
    boxesOf(visitor.standing).map(({ mailbox, level }) => [mailbox.id, level]),
    [['ugo', 'own']],
  );
  const kept = JSON.stringify([...house.store.state.cards.values()]);
  assert.ok(!kept.includes(begun.secret) && kept.includes(sha256(begun.secret)));
  assert.equal(await who(house, sha256(begun.secret)), undefined, 'the digest itself opens nothing');
  assert.equal(await who(house, 'x'), undefined);
});

test('one ends when it is not used for an hour, and after twelve whatever is done; moving legal time ends none', async () => {
  const house = await signInHouse();
  const { begun } = await house.signIn();
  house.legalTime.advance(10 * 24 * IDLE_MS);
  house.monotonic.advance(IDLE_MS - 1);
  assert.equal(await who(house, begun.secret), UGO);
  house.monotonic.advance(IDLE_MS - 1);
  assert.equal(await who(house, begun.secret), UGO, 'it was used meanwhile');
  await house.visitors.ofSession(begun.secret, arrival({ isIdle: true }));
  house.monotonic.advance(IDLE_MS);
  assert.equal(await who(house, begun.secret), undefined);

  const second = (await house.signIn()).begun;
  for (let used = 0; used < ABSOLUTE_MS; used += 30 * MINUTE_MS) {
    assert.equal(await who(house, second.secret), UGO);
    house.monotonic.advance(30 * MINUTE_MS);
  }
  assert.equal(await who(house, second.secret), undefined);
  assert.equal(await sweepSignIn(house.ground), 1, 'the first went when the second began');
  assert.equal(await house.store.countCards('web-session'), 0);
});

test('links for a first password that nobody opened are removed when they are over, and not before', async () => {
  const { ground, store, legalTime } = await signInHouse();
  await store.commit({ cards: (await makeFirstLogin(ground, UGO)).cards });
  assert.equal(await sweepSignIn(ground), 0);
  legalTime.advance(FIRST_LOGIN_MS);
  assert.equal(await sweepSignIn(ground), 1);
  assert.equal(await store.countCards('first-login'), 0);
});

test('each sign-in has an id of its own: one that a stranger planted is nothing', async () => {
  const house = await signInHouse();
  const ids = [(await house.signIn()).begun.secret, (await house.signIn()).begun.secret];
  assert.notEqual(ids[0], ids[1]);
  assert.equal(await who(house, 'planted-by-a-stranger'), undefined);
});

test('proving who he is again gives another id; the old one opens nothing sensitive, and soon nothing at all', async () => {
  const house = await signInHouse();
  const entered = await house.signIn();
  house.monotonic.advance(11 * MINUTE_MS);
  const before = await house.visitors.ofSession(entered.begun.secret, arrival());
  assert.ok(before?.by.kind === 'session' && !before.by.isConfirmed, 'after ten minutes it is to be proved again');
  const turned = await confirm(house.ground, house.callerOf(entered), { kind: 'password', password: 'ugo-pw' });
  const [old, now] = await Promise.all(
    [entered.begun.secret, turned.secret].map((cookie) => house.visitors.ofSession(cookie, arrival())),
  );
  assert.ok(old?.by.kind === 'session' && now?.by.kind === 'session');
  assert.deepEqual([old.by.isConfirmed, now.by.isConfirmed], [false, true]);
  assert.equal(old.by.csrf, now.by.csrf, 'the page goes on');
  house.monotonic.advance(15_000);
  assert.equal(await who(house, entered.begun.secret), undefined);
  assert.equal(await who(house, turned.secret), UGO);
  assert.equal((await house.ground.sessions.list(UGO)).length, 1);
});

test('a new password, by whoever it was given, ends what came in with the old one', async () => {
  const house = await signInHouse();
  const [mine, thief] = [await house.signIn(), await house.signIn()];
  const next = 'una frase lunga davvero';
  const turned = await changePassword(house.ground, house.callerOf(mine), { current: 'ugo-pw', next });
  assert.deepEqual(
    [await who(house, mine.begun.secret), await who(house, thief.begun.secret), await who(house, turned.secret)],
    [undefined, undefined, UGO],
  );
  const change = { passwordHash: 'by the operator' };
  await house.store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change }] });
  assert.equal(await who(house, turned.secret), undefined);
  assert.match(JSON.stringify(house.store.state.log), /password cambiata dal titolare/);
});

test('a closed account ends them; of one login there are at most twenty', async () => {
  const house = await signInHouse();
  const first = await house.signIn();
  for (let more = 0; more < 20; more++) {
    house.monotonic.advance(1);
    await house.signIn();
  }
  assert.equal(await who(house, first.begun.secret), undefined);
  const { begun } = await house.signIn();
  await house.store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change: { status: 'revoked' } }] });
  assert.equal(await who(house, begun.secret), undefined);
  assert.equal(await refusalOf(house.signIn()), 'closed');
});

test('a wrong password and a name that nobody has are told alike, after the same work', async () => {
  const house = await signInHouse({ mailbox: { hasSecondFactor: true } });
  for (const login of [UGO, 'nobody@pec.alfa.example', 'x'.repeat(100)]) {
    house.hashed.length = 0;
    const tried = enterWithPassword(house.ground, { login, password: 'wrong' }, arrival());
    assert.equal(await refusalOf(tried), 'wrong-credentials');
    assert.equal(house.hashed.length, 1, login);
  }
});

test('who guesses is put off, also with the right password then', async () => {
  const house = await signInHouse();
  const guess = (password: string) => refusalOf(house.signIn({}, UGO, password));
  for (let time = 0; time < 10; time++) assert.equal(await guess('wrong'), 'wrong-credentials');
  assert.equal(await guess('ugo-pw'), 'too-many-tries');
  assert.equal(await refusalOf(house.signIn({ peer: '198.51.100.9' })), 'done', 'its holder comes from elsewhere');
});

test('a device that was never seen is told of by letter, the first one and known ones are not', async () => {
  const house = await signInHouse();
  const { newDevice } = await house.signIn();
  assert.ok(newDevice);
  const again = await house.signIn({ knownDevice: newDevice });
  assert.equal(again.newDevice, undefined);
  assert.equal(house.notices.length, 0);
  const device = 'Mozilla/5.0 (Windows NT 10.0) <script>alert(1)</script> Chrome/150.0 Safari/537.36\r\nBcc: x@y';
  await house.signIn({ knownDevice: 'a stranger', device, peer: '203.0.113.5', language: 'en' });
  const [notice] = house.notices;
  assert.equal(notice?.subject.it, 'Avviso di sicurezza: accesso da un dispositivo nuovo');
  assert.match(notice!.text.en, /new device: Chrome on Windows \(203\.0\.113\.5\)/);
  assert.ok(!/script|Bcc/.test(JSON.stringify(notice)), 'nothing of what his browser said stands in the letter');
  assert.equal(notice?.mailbox?.id, 'ugo');
  const { happenings, lastLogin, language } = await readFactors(house.ground, UGO);
  assert.deepEqual(
    happenings.map(({ kind, about }) => [kind, about]),
    [['new-device', '203.0.113.5']],
  );
  assert.deepEqual([lastLogin, language], [house.legalTime.now(), 'en']);
});

test('where policy or a role demands a second factor he is half in until he has one', async () => {
  const half = async (house: House) => {
    const { begun } = await house.signIn();
    const visitor = await house.visitors.ofSession(begun.secret, arrival());
    return visitor?.by.kind === 'session' ? visitor.by.must : 'nobody';
  };
  const asked = await signInHouse({ mailbox: { policy: { secondFactor: 'required' } } });
  assert.equal(await half(asked), 'second-factor');
  const role = { kind: 'role', id: UGO, owner: '', value: { role: 'operator' }, at: 1 };
  for (const isTest of [true, false]) {
    const house = await signInHouse({ isTest });
    await house.store.commit({ cards: [{ kind: 'put', card: role }] });
    assert.equal(await half(house), isTest ? undefined : 'second-factor');
    const { begun } = await house.signIn();
    assert.deepEqual((await house.visitors.ofSession(begun.secret, arrival()))?.roles, [{ role: 'operator' }]);
  }
  assert.equal(
    await half(
      await signInHouse({ mailbox: { address: 'ugo@severo.example' } }).then(async (house) => ({
        ...house,
        signIn: () => house.signIn({}, 'ugo@severo.example'),
      })),
    ),
    'second-factor',
  );
});

test('many sign-ins of one person at the same time all come in, and nothing of his record is lost', async () => {
  const house = await signInHouse();
  const entered = await Promise.all(Array.from({ length: 5 }, () => house.signIn({ peer: PEER })));
  assert.equal(new Set(entered.map(({ begun }) => begun.secret)).size, 5);
  assert.equal((await readFactors(house.ground, UGO)).devices.length, 5);
});

test('many who sign in to one mailbox at once all come in; what may be kept a few times is, though all ask for it at once', async () => {
  const house = await signInHouse();
  const entered = await Promise.all(Array.from({ length: 40 }, (_, i) => house.signIn({ peer: `192.0.2.${i}` })));
  const last = entered.at(-1)!;
  assert.equal(await who(house, last.begun.secret), UGO);
  const { store } = house;
  // Another process is at it as well.
  const grounds = [house.ground, openGround(house.ground.ports)];
  const asked = Array.from({ length: 30 }, (_, i) =>
    recordNoted(grounds[i % 2]!, personOf(last.standing), { kind: 'token-made', about: `${i}` }, async () => {
      if ((await store.countCards('credential', UGO)) >= 3) throw refused.braked();
      const card = { kind: 'credential', id: `${i}`, owner: UGO, value: {}, at: house.legalTime.now() };
      return { cards: [{ kind: 'put', card, was: 0 }] };
    }),
  );
  await Promise.allSettled(asked);
  assert.equal(await store.countCards('credential', UGO), 3);
});

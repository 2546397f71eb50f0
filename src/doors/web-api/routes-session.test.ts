import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { makeFirstLogin } from '#sign-in';
import { sessionHouse, UGO } from './test-session.ts';

const MINUTE_MS = 60_000;

test('a person signs in, sees what is open to him, and signs out', async () => {
  await using house = await sessionHouse();
  const browser = house.browser();
  const entered = await browser.signIn(` ${UGO.toUpperCase()} `);
  assert.equal(entered.status, 200);
  const me = (entered.value as { me: Record<string, unknown> }).me;
  assert.deepEqual([me.login, me.name, me.language, me.roles, me.isSandbox], [UGO, 'Holder of ugo', 'it', [], true]);
  const box = {
    id: 'ugo',
    address: UGO,
    holder: 'Holder of ugo',
    level: 'own',
    maySend: true,
    status: 'active',
    unread: 3,
  };
  assert.deepEqual(me.boxes, [box]);
  assert.equal((await browser.ask('GET /session')).status, 200);
  assert.equal((await browser.ask('PATCH /session', { language: 'de' })).told?.language, 'de');
  assert.equal((await browser.ask('GET /session')).told?.language, 'de');
  assert.deepEqual((await browser.ask('DELETE /session')).value, {});
  assert.equal(browser.session(), undefined);
  assert.equal((await browser.ask('GET /session')).status, 401);
});

test('the cookie is for browsers alone: not for scripts, not for other sites, not over a clear line', async () => {
  await using house = await sessionHouse();
  const { headers } = await house.browser().signIn();
  const cookies = [headers['set-cookie']].flat().map(String);
  const session = cookies.find((one) => one.startsWith('__Host-ceralacca='))!;
  assert.match(session, /; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  assert.ok(cookies.every((one) => /HttpOnly/.test(one)));
});

test('fixation: a session that was planted in his browser is neither taken nor goes on', async () => {
  await using house = await sessionHouse();
  const thief = house.browser();
  await thief.signIn('ada@pec.alfa.example', 'ada-pw');
  const planted = thief.session()!;
  const browser = house.browser();
  browser.jar.set('__Host-ceralacca', planted);
  const entered = await browser.signIn();
  assert.equal((entered.value as { me: { login: string } }).me.login, UGO);
  assert.notEqual(browser.session(), planted);
  assert.equal((await thief.ask('GET /session')).told?.login, 'ada@pec.alfa.example', 'his own is his own');
  const before = browser.session()!;
  await browser.ask('POST /session/confirm', { kind: 'password', password: 'ugo-pw' });
  assert.notEqual(browser.session(), before, 'another id with every privilege');
});

test('CSRF: without the word of his page, or from a foreign one, nothing changes', async () => {
  await using house = await sessionHouse();
  const browser = house.browser();
  await browser.signIn();
  const cookie = `__Host-ceralacca=${browser.session()}`;
  const other = house.browser();
  await other.signIn();
  const { csrf } = (await other.ask('GET /session')).value as unknown as { csrf: string };
  const tries = [
    await house.call('POST /security/freeze', { body: {}, headers: { cookie } }),
    await house.call('POST /security/freeze', { body: {}, headers: { cookie, 'x-ceralacca-csrf': csrf } }),
    await browser.ask('POST /security/freeze', {}, { 'sec-fetch-site': 'cross-site' }),
    await browser.ask('POST /security/freeze', {}, { origin: 'https://evil.example' }),
    await house.call('DELETE /session', { headers: { cookie } }),
  ];
  for (const { status, value } of tries)
    assert.deepEqual([status, (value as { code?: string } | undefined)?.code], [403, 'csrf']);
  assert.equal((await house.store.mailbox(UGO))?.frozen, undefined);
  const login = { login: UGO, password: 'ugo-pw' };
  const foreign = await house.call('POST /session', { body: login, headers: { origin: 'https://evil.example' } });
  assert.equal(foreign.status, 403, 'nobody is made to sign in as somebody else, either');
});

test('wrong passwords are told alike whoever exists, after the same work, and soon put off', async () => {
  await using house = await sessionHouse();
  const answers = [];
  for (const login of [UGO, 'nobody@pec.alfa.example']) {
    house.hashed.length = 0;
    const { status, value } = await house.browser().signIn(login, 'wrong');
    answers.push({ status, value });
    assert.equal(house.hashed.length, 1);
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.equal(answers[0]!.status, 401);
  for (let more = 0; more < 9; more++) await house.browser().signIn(UGO, 'wrong');
  const put = await house.browser().signIn();
  assert.deepEqual([put.status, put.code, put.headers['retry-after']], [429, 'too-many-tries', '600']);
});

/** Signed in, with an authenticator. */
async function withTotp() {
  const house = await sessionHouse();
  const browser = house.browser();
  await browser.signIn();
  const begun = (await browser.ask('POST /security/totp')).value as unknown as { secret: string; challenge: string };
  const code = () => TOTP.generate({ secret: Secret.fromBase32(begun.secret), timestamp: house.realTime.now() });
  const done = await browser.ask('PUT /security/totp', { challenge: begun.challenge, code: code() });
  house.realTime.advance(30_000);
  return { house, browser, code, recoveryCodes: (done.value as unknown as { recoveryCodes: string[] }).recoveryCodes };
}

test('with an authenticator the password alone opens nothing; its code opens once', async () => {
  const { house, browser, code, recoveryCodes } = await withTotp();
  await using _house = house;
  assert.equal(recoveryCodes.length, 10);
  assert.equal((await browser.ask('GET /session')).status, 200, 'he goes on under a new id');
  const second = house.browser();
  const asked = (await second.signIn()).value as unknown as { state: string; challenge: string; methods: string[] };
  assert.deepEqual(
    [asked.state, asked.methods, second.session()],
    ['second-factor', ['totp', 'recovery-code'], undefined],
  );
  const answer = { challenge: asked.challenge, factor: { kind: 'totp', code: code() } };
  assert.equal((await second.ask('POST /session/second-factor', answer)).status, 200);
  assert.equal((await second.ask('GET /session')).status, 200);
  const replayed = await house.browser().ask('POST /session/second-factor', answer);
  assert.deepEqual([replayed.status, replayed.code], [400, 'challenge-over']);
  assert.equal(
    (await second.ask('POST /session/confirm', { kind: 'password', password: 'ugo-pw' })).code,
    'second-factor-needed',
  );
});

test('what is sensitive asks him again after ten minutes, with his second factor', async () => {
  const { house, browser, code } = await withTotp();
  await using _house = house;
  const make = () => browser.ask('POST /security/app-passwords', { name: 'Telefono', scope: 'read' });
  assert.equal((await make()).status, 200);
  house.monotonic.advance(10 * MINUTE_MS);
  assert.deepEqual([(await make()).status, (await make()).code], [401, 'unconfirmed']);
  const confirmed = await browser.ask('POST /session/confirm', { kind: 'totp', code: code() });
  assert.equal(confirmed.status, 200);
  assert.equal((await make()).status, 200);
  const { value } = await browser.ask('GET /security');
  const { totp, appPasswords, sessions, recoveryCodesLeft, mustHaveSecondFactor } = value as unknown as {
    totp?: unknown;
    appPasswords: { name: string }[];
    sessions: { isThis: boolean; device: string }[];
    recoveryCodesLeft: number;
    mustHaveSecondFactor: boolean;
  };
  assert.ok(totp);
  assert.deepEqual(
    appPasswords.map(({ name }) => name),
    ['Telefono', 'Telefono'],
  );
  assert.deepEqual(
    sessions.map(({ isThis }) => isThis),
    [true],
  );
  assert.deepEqual([recoveryCodesLeft, mustHaveSecondFactor], [10, false]);
});

test('theft: a stolen session is worth nothing after a freeze or a new password', async () => {
  for (const act of ['freeze', 'password'] as const) {
    await using house = await sessionHouse();
    const browser = house.browser();
    await browser.signIn();
    const stolen = house.browser();
    stolen.jar.set('__Host-ceralacca', browser.session()!);
    assert.equal((await stolen.ask('GET /session')).status, 200);
    const next = 'una frase lunga davvero';
    const done =
      act === 'freeze'
        ? await browser.ask('POST /security/freeze', { reason: 'rubato' })
        : await browser.ask('PUT /security/password', { current: 'ugo-pw', next });
    assert.equal(done.status, 204, act);
    assert.equal((await stolen.ask('GET /session')).status, 401, act);
    assert.equal((await browser.ask('GET /session')).status, 200, 'who did it stays in');
  }
});

test('a frozen mailbox shows it, sends nothing, and is released by who proves again who he is', async () => {
  await using house = await sessionHouse();
  const browser = house.browser();
  await browser.signIn();
  await browser.ask('POST /security/freeze', {});
  const box = async () => {
    const { boxes } = (await browser.ask('GET /session')).value as unknown as {
      boxes: { status: string; maySend: boolean }[];
    };
    return [boxes[0]?.status, boxes[0]?.maySend];
  };
  assert.deepEqual(await box(), ['frozen', false]);
  house.monotonic.advance(10 * MINUTE_MS);
  assert.equal((await browser.ask('DELETE /security/freeze')).code, 'unconfirmed');
  await browser.ask('POST /session/confirm', { kind: 'password', password: 'ugo-pw' });
  assert.equal((await browser.ask('DELETE /security/freeze')).status, 204);
  assert.deepEqual(await box(), ['active', true]);
});

test('a link for a first password is shown, opens once, and signs in', async () => {
  await using house = await sessionHouse();
  const { token, cards } = await makeFirstLogin(house.ground, UGO);
  await house.store.commit({ cards });
  const browser = house.browser();
  const shown = (await browser.ask('POST /session/first-login', { token })).told;
  assert.deepEqual([shown?.login, shown?.name], [UGO, 'Holder of ugo']);
  const password = 'una frase lunga davvero';
  const taken = await browser.ask('PUT /session/first-login', { token, password, language: 'de' });
  assert.equal(taken.status, 200);
  assert.equal((await browser.ask('GET /session')).told?.language, 'de');
  assert.equal((await house.browser().ask('PUT /session/first-login', { token, password })).code, 'link-over');
});

test('sessions of one person are his: nobody ends those of others', async () => {
  await using house = await sessionHouse();
  const [ugo, ada] = [house.browser(), house.browser()];
  await ugo.signIn();
  await ada.signIn('ada@pec.alfa.example', 'ada-pw');
  const { sessions } = (await ugo.ask('GET /security')).value as unknown as { sessions: { id: string }[] };
  assert.equal((await ada.ask(`DELETE /security/sessions/${sessions[0]!.id}`)).status, 404);
  assert.equal((await ugo.ask('GET /session')).status, 200);
  assert.equal((await ugo.ask(`DELETE /security/sessions/${sessions[0]!.id}`)).status, 204);
  assert.equal((await ugo.ask('GET /session')).status, 401);
});

test('header injection: what a stranger writes into a name or a device never becomes a header or a log line', async () => {
  await using house = await sessionHouse();
  const browser = house.browser();
  const hostile = { 'user-agent': 'Mozilla/5.0 Firefox/1 <img src=x onerror=alert(1)>' };
  const body = { login: `${UGO}\r\nSet-Cookie: a=b`, password: 'ugo-pw' };
  const tried = await browser.ask('POST /session', body, hostile);
  assert.equal(tried.status, 401);
  assert.equal(tried.headers['set-cookie'], undefined);
  const named = {
    kind: 'put-mailbox',
    mailbox: { ...(await house.store.mailbox(UGO))!, holder: 'Ugo\r\nX: y' },
  } as const;
  await house.store.commit({ accounts: [named] });
  const entered = await browser.ask('POST /session', { login: UGO, password: 'ugo-pw' }, hostile);
  assert.equal(entered.headers.x, undefined);
  const { sessions } = (await browser.ask('GET /security')).value as unknown as { sessions: { device: string }[] };
  assert.equal(sessions[0]?.device, 'Firefox');
});

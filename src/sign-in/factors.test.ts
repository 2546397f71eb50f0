import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginConfirmation, confirm } from './confirm.ts';
import {
  beginPasskeyEnrolment,
  beginTotp,
  type Enrolled,
  enrolPasskey,
  enrolTotp,
  readFactors,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
} from './enrol.ts';
import { answerChallenge, beginPasskey, enterWithPassword, type FactorAsked, type SignedIn } from './enter.ts';
import type { Answer } from './factors.ts';
import { resetSecondFactor } from './operators.ts';
import { testPasskey } from './test-passkey.ts';
import { arrival, codeAt, enrollerOf, type House, refusalOf, SITE, signInHouse, UGO } from './test-sign-in.ts';
import { waitAfter } from './totp.ts';

const STEP_MS = 30_000;

/** He has an authenticator, and signs in by it. */
async function withTotp(house: House) {
  const entered = await house.signIn();
  const { secret, challenge, uri } = await beginTotp(house.ground, house.callerOf(entered));
  const code = () => codeAt(secret, house.realTime.now());
  const enrolled = await enrolTotp(house.ground, house.callerOf(entered), { challenge, code: code() });
  house.realTime.advance(STEP_MS);
  return { entered, enrolled, secret, uri, code };
}

async function withPasskey(house: House, name = 'chiave') {
  const entered = await house.signIn();
  const passkey = testPasskey(name, SITE);
  const enroller = house.callerOf(entered);
  const { options, challenge } = await beginPasskeyEnrolment(house.ground, enroller);
  const credential = passkey.register(options);
  const enrolled = await enrolPasskey(house.ground, enroller, { challenge, name, credential });
  return { entered, enrolled, passkey };
}

async function ask(house: House): Promise<FactorAsked> {
  const asked = await enterWithPassword(house.ground, { login: UGO, password: 'ugo-pw' }, arrival());
  assert.ok(asked.state === 'second-factor');
  return asked;
}

const answer = (house: House, challenge: string, factor: Answer): Promise<SignedIn> =>
  answerChallenge(house.ground, { challenge, factor }, arrival());
const totp = (code: string): Answer => ({ kind: 'totp', code });
const after = ({ enrolled, entered }: { readonly enrolled: Enrolled; readonly entered: SignedIn }) =>
  enrollerOf(enrolled.turned.session.id, entered.standing);

test('is enrolled with a first code, gives recovery codes, and is asked for from then on; other sessions end', async () => {
  const house = await signInHouse();
  const other = await house.signIn();
  const { entered, enrolled, uri, code } = await withTotp(house);
  assert.match(
    uri,
    /^otpauth:\/\/totp\/Gestore%20Alfa:ugo%40pec\.alfa\.example\?issuer=Gestore%20Alfa&secret=[A-Z2-7]{32}&/,
  );
  assert.equal(enrolled.recoveryCodes?.length, 10);
  for (const { begun } of [other, entered])
    assert.equal(await house.visitors.ofSession(begun.secret, arrival()), undefined);
  assert.ok(await house.visitors.ofSession(enrolled.turned.secret, arrival()));
  const asked = await ask(house);
  assert.deepEqual(asked.methods, ['totp', 'recovery-code']);
  const { begun } = await answer(house, asked.challenge, totp(code()));
  assert.equal((await house.visitors.ofSession(begun.secret, arrival()))?.standing.hasSecondFactor, true);
  assert.equal((await house.store.mailbox(UGO))?.hasSecondFactor, true);
});

test('its secret is sealed at rest, and its recovery codes stand there only as marks', async () => {
  const house = await signInHouse();
  const { secret, enrolled } = await withTotp(house);
  const kept = JSON.stringify([...house.store.state.cards.values()]);
  for (const hidden of [
    secret,
    ...enrolled.recoveryCodes!,
    ...enrolled.recoveryCodes!.map((one) => one.replaceAll('-', '')),
  ])
    assert.ok(!kept.includes(hidden));
});

test('a code opens once, also when two bring it at the same time; clocks may differ by one step', async () => {
  const house = await signInHouse();
  const { code, secret } = await withTotp(house);
  const [one, two] = [await ask(house), await ask(house)];
  const shown = code();
  const both = await Promise.all([one, two].map(({ challenge }) => refusalOf(answer(house, challenge, totp(shown)))));
  assert.deepEqual(both.sort(), ['done', 'wrong-factor']);
  assert.equal(await refusalOf(answer(house, two.challenge, totp(shown))), 'wrong-factor', 'nor later');
  const at = house.realTime.now();
  const third = await ask(house);
  assert.equal(
    await refusalOf(answer(house, third.challenge, totp(codeAt(secret, at - STEP_MS)))),
    'wrong-factor',
    'nor an earlier one',
  );
  assert.equal(await refusalOf(answer(house, third.challenge, totp(codeAt(secret, at + 2 * STEP_MS)))), 'wrong-factor');
  assert.equal(await refusalOf(answer(house, third.challenge, totp(codeAt(secret, at + STEP_MS)))), 'done');
});

test('real time is what its codes are judged by: the time machine changes nothing', async () => {
  const house = await signInHouse();
  const { code } = await withTotp(house);
  house.legalTime.advance(30 * 24 * 3_600_000);
  assert.equal(await refusalOf(answer(house, (await ask(house)).challenge, totp(code()))), 'done');
});

test('a challenge is answered once, is over in ten minutes, bears five wrong answers, and is of one purpose', async () => {
  const house = await signInHouse();
  const { code } = await withTotp(house);
  const first = await ask(house);
  await answer(house, first.challenge, totp(code()));
  house.realTime.advance(STEP_MS);
  assert.equal(await refusalOf(answer(house, first.challenge, totp(code()))), 'challenge-over');
  const late = await ask(house);
  house.monotonic.advance(600_000);
  assert.equal(await refusalOf(answer(house, late.challenge, totp(code()))), 'challenge-over');
  const worn = await ask(house);
  const recovery = { kind: 'recovery-code', code: 'aaaa-aaaa-aaaa' } as const;
  for (let tries = 0; tries < 5; tries++)
    assert.equal(await refusalOf(answer(house, worn.challenge, recovery)), 'wrong-factor');
  assert.equal(await refusalOf(answer(house, worn.challenge, totp(code()))), 'challenge-over');
  const enrolling = await beginTotp(house.ground, after(await withTotpLeft(house, code)));
  assert.equal(await refusalOf(answer(house, enrolling.challenge, totp(code()))), 'challenge-over');
  assert.equal(await refusalOf(answer(house, 'made-up', totp(code()))), 'challenge-over');
  const password = { kind: 'password', password: 'ugo-pw' } as const;
  assert.equal(await refusalOf(answer(house, (await ask(house)).challenge, password)), 'second-factor-needed');
});

test('who tries codes waits longer and longer, however many challenges and peers he has, and the holder is told', async () => {
  const house = await signInHouse();
  const { code, enrolled } = await withTotp(house);
  let looked = 0;
  for (let tries = 0; tries < 60; tries++) {
    const { challenge } = await ask(house);
    const wrong = code() === '000000' ? '000001' : '000000';
    const tried = answerChallenge(
      house.ground,
      { challenge, factor: totp(wrong) },
      arrival({ peer: `198.51.100.${tries}` }),
    );
    if ((await refusalOf(tried)) === 'wrong-factor') looked++;
  }
  assert.equal(looked, 5);
  assert.equal(await refusalOf(answer(house, (await ask(house)).challenge, totp(code()))), 'too-many-tries');
  const recovery = { kind: 'recovery-code', code: enrolled.recoveryCodes![0]!.toUpperCase() } as const;
  assert.equal(await refusalOf(answer(house, (await ask(house)).challenge, recovery)), 'done', 'its holder comes in');
  house.monotonic.advance(120_000);
  house.realTime.advance(120_000);
  assert.equal(await refusalOf(answer(house, (await ask(house)).challenge, totp(code()))), 'done');
  const waits = [4, 5, 6, 7, 20].map(waitAfter);
  assert.deepEqual(waits, [0, 120_000, 240_000, 480_000, 86_400_000]);
});

test('of one login at most ten challenges are open', async () => {
  const house = await signInHouse();
  const { code } = await withTotp(house);
  const first = await ask(house);
  for (let more = 0; more < 10; more++) {
    house.legalTime.advance(1);
    await ask(house);
  }
  assert.equal(await refusalOf(answer(house, first.challenge, totp(code()))), 'challenge-over');
  assert.equal(await house.store.countCards('sign-in-challenge', UGO), 10);
});

test('removed, the password opens again what it did; where one is demanded the last one stays', async () => {
  const house = await signInHouse();
  const made = await withTotp(house);
  const enroller = after(made);
  assert.equal(
    await refusalOf(removeTotp(house.ground, { ...enroller, mustHaveFactor: true })),
    'second-factor-required',
  );
  await removeTotp(house.ground, enroller);
  assert.equal((await house.store.mailbox(UGO))?.hasSecondFactor, undefined);
  const kept = await readFactors(house.ground, UGO);
  assert.deepEqual([kept.totp, kept.recoveryCodes], [undefined, []]);
  assert.equal((await house.signIn()).state, 'in');
  assert.deepEqual(
    house.notices.slice(0, 2).map(({ subject }) => subject.it),
    ['Avviso di sicurezza: autenticatore aggiunto', 'Avviso di sicurezza: autenticatore rimosso'],
  );
});

/** As `withTotp` left it: he comes in again by code, for a session of his own. */
async function withTotpLeft(house: House, code: () => string) {
  house.realTime.advance(STEP_MS);
  house.monotonic.advance(600_000);
  const entered = await answer(house, (await ask(house)).challenge, totp(code()));
  house.realTime.advance(STEP_MS);
  return { entered, enrolled: { turned: entered.begun } };
}

test('each opens once; new ones end the old; what is left is told', async () => {
  const house = await signInHouse();
  const made = await withTotp(house);
  const [one, two] = made.enrolled.recoveryCodes!;
  const use = async (code: string) =>
    refusalOf(answer(house, (await ask(house)).challenge, { kind: 'recovery-code', code }));
  assert.deepEqual(
    [await use(one!), await use(one!), await use(two!.replaceAll('-', ''))],
    ['done', 'wrong-factor', 'done'],
  );
  assert.ok(house.notices.some(({ text }) => text.it.includes('Codice di recupero usato: ne restano 8')));
  const renewed = await renewRecoveryCodes(house.ground, after(made));
  assert.deepEqual([await use(made.enrolled.recoveryCodes![2]!), await use(renewed[0]!)], ['wrong-factor', 'done']);
});

test('one is registered, answers as second factor, and opens alone; its counter never goes back', async () => {
  const house = await signInHouse();
  const { passkey, enrolled } = await withPasskey(house);
  assert.equal(enrolled.recoveryCodes?.length, 10);
  const asked = await ask(house);
  assert.deepEqual(asked.methods, ['passkey', 'recovery-code']);
  const credential = passkey.answer(asked.passkey);
  assert.equal(await refusalOf(answer(house, asked.challenge, { kind: 'passkey', credential })), 'done');
  const alone = await beginPasskey(house.ground);
  const opened = await answer(house, alone.challenge, { kind: 'passkey', credential: passkey.answer(alone.passkey) });
  assert.equal(opened.standing.login, UGO);
  passkey.counter = 1;
  const copied = await beginPasskey(house.ground);
  const stale = { kind: 'passkey', credential: passkey.answer(copied.passkey) } as const;
  assert.equal(await refusalOf(answer(house, copied.challenge, stale)), 'wrong-passkey');
});

test('an answer opens once: neither the challenge nor the answer can be brought again', async () => {
  const house = await signInHouse();
  const { passkey } = await withPasskey(house);
  const alone = await beginPasskey(house.ground);
  const factor = { kind: 'passkey', credential: passkey.answer(alone.passkey) } as const;
  const both = await Promise.all([1, 2].map(() => refusalOf(answer(house, alone.challenge, factor))));
  assert.equal(both.filter((one) => one === 'done').length, 1);
  assert.equal(await refusalOf(answer(house, alone.challenge, factor)), 'challenge-over');
  const other = await beginPasskey(house.ground);
  assert.equal(await refusalOf(answer(house, other.challenge, factor)), 'wrong-passkey');
  house.monotonic.advance(600_000);
  const late = { kind: 'passkey', credential: passkey.answer(other.passkey) } as const;
  assert.equal(await refusalOf(answer(house, other.challenge, late)), 'challenge-over');
});

test('of another site, of another key, without the person verified, or of somebody unknown it opens nothing', async () => {
  const house = await signInHouse();
  const { passkey } = await withPasskey(house);
  const cases = [
    { origin: 'https://webmail.alfa.example.evil.example' },
    { origin: 'http://webmail.alfa.example' },
    { rpId: 'evil.example' },
    { isUnverified: true },
    { challenge: 'b3RoZXI' },
  ];
  for (const change of cases) {
    const { challenge, passkey: options } = await beginPasskey(house.ground);
    const factor = { kind: 'passkey', credential: passkey.answer(options, change) } as const;
    assert.equal(await refusalOf(answer(house, challenge, factor)), 'wrong-passkey', JSON.stringify(change));
  }
  const { challenge, passkey: options } = await beginPasskey(house.ground);
  const stranger = testPasskey('chiave', SITE);
  for (const credential of [stranger.answer(options), { id: 'x', type: 'public-key' }])
    assert.equal(await refusalOf(answer(house, challenge, { kind: 'passkey', credential })), 'wrong-passkey');
});

test('it is registered for our site alone, for one login, verified, and no key twice', async () => {
  const house = await signInHouse();
  const { enrolled, entered, passkey } = await withPasskey(house);
  const enroller = after({ enrolled, entered });
  for (const change of [{ origin: 'https://evil.example' }, { rpId: 'evil.example' }, { isUnverified: true }]) {
    const { options, challenge } = await beginPasskeyEnrolment(house.ground, enroller);
    const credential = testPasskey('other', SITE).register(options, change);
    const tried = enrolPasskey(house.ground, enroller, { challenge, name: 'x', credential });
    assert.equal(await refusalOf(tried), 'wrong-passkey');
  }
  const { options, challenge } = await beginPasskeyEnrolment(house.ground, enroller);
  const again = enrolPasskey(house.ground, enroller, { challenge, name: 'x', credential: passkey.register(options) });
  assert.equal(await refusalOf(again), 'wrong-passkey');
  const asOther = { ...enroller, login: 'ada@pec.alfa.example' };
  const credential = testPasskey('other', SITE).register(options);
  assert.equal(
    await refusalOf(enrolPasskey(house.ground, asOther, { challenge, name: 'x', credential })),
    'challenge-over',
  );
});

test('it confirms what is sensitive, for the session that asked and for no other', async () => {
  const house = await signInHouse();
  const { passkey } = await withPasskey(house);
  const enter = async () => {
    const { challenge, passkey: options } = await beginPasskey(house.ground);
    return answer(house, challenge, { kind: 'passkey', credential: passkey.answer(options) });
  };
  const [mine, other] = [await enter(), await enter()];
  const [me, thief] = [house.callerOf(mine), house.callerOf(other)];
  const { passkey: options } = await beginConfirmation(house.ground, me);
  const factor = { kind: 'passkey', credential: passkey.answer(options) } as const;
  assert.equal(await refusalOf(confirm(house.ground, thief, factor)), 'challenge-over');
  assert.equal(
    await refusalOf(confirm(house.ground, me, { kind: 'password', password: 'ugo-pw' })),
    'second-factor-needed',
  );
  const turned = await confirm(house.ground, me, factor);
  assert.notEqual(turned.session.id, me.id);
  assert.equal(await refusalOf(confirm(house.ground, house.callerOf(mine), factor)), 'challenge-over');
});

test('several may be there, one is forgotten; an operator resets them all, and it is told', async () => {
  const house = await signInHouse();
  const first = await withPasskey(house);
  const enroller = after(first);
  const { options, challenge } = await beginPasskeyEnrolment(house.ground, enroller);
  const second = testPasskey('seconda', SITE);
  const both = await enrolPasskey(house.ground, enroller, {
    challenge,
    name: 'seconda',
    credential: second.register(options),
  });
  assert.equal(both.recoveryCodes, undefined, 'those of the first hold');
  const now = enrollerOf(both.turned.session.id, first.entered.standing);
  assert.equal(await refusalOf(removePasskey(house.ground, now, 'x')), 'not-there');
  const left = await removePasskey(house.ground, now, first.passkey.id);
  assert.deepEqual(
    (await readFactors(house.ground, UGO)).passkeys.map(({ name }) => name),
    ['seconda'],
  );
  await resetSecondFactor(house.ground, UGO, 'operatore anna');
  assert.equal((await house.store.mailbox(UGO))?.hasSecondFactor, undefined);
  assert.equal(await house.visitors.ofSession(left.turned.secret, arrival()), undefined);
  assert.match(house.notices.at(-1)!.text.de, /Zweiter Faktor vom Anbieter zurückgesetzt/);
  assert.match(JSON.stringify(house.store.state.log), /secondo fattore azzerato: operatore anna/);
});

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import type { AccountChange, AppPassword, Grant, Mailbox, User } from '#ports';
import { sampleMailbox, T0 } from '#testing';
import { makeAppPassword } from './app-password.ts';
import { type LoginUse, openLogins } from './logins.ts';

const UGO = 'ugo@pec.alfa.example';
const ADA = 'ada@pec.alfa.example';
const chance = (seed: number) => ({ bytes: (length: number) => Uint8Array.from({ length }, (_, at) => seed + at) });
const kept = (password: string) => `hash of ${password}`;

const box = (id: string, change: Partial<Mailbox> = {}): AccountChange => {
  return { kind: 'put-mailbox', mailbox: sampleMailbox(id, { passwordHash: kept(`${id}-pw`), ...change }) };
};
const user = (login: string, change: Partial<User> = {}): AccountChange => {
  const passwordHash = kept(`${login}-pw`);
  return { kind: 'put-user', user: { login, name: login, status: 'active', passwordHash, ...change } };
};
const grant = (mailbox: string, login: string, change: Partial<Grant> = {}): AccountChange => {
  return { kind: 'put-grant', grant: { mailbox, login, level: 'read', maySend: false, ...change } };
};
function program(login: string, seed: number, change: Partial<AppPassword> = {}) {
  const { id, secret, canonical } = makeAppPassword(chance(seed), new Set());
  const passwordHash = kept(canonical);
  const appPassword = { id, login, name: 'x', scope: 'all' as const, passwordHash, createdAt: T0, ...change };
  return { secret, put: { kind: 'put-app-password', appPassword } satisfies AccountChange };
}

async function logins(...accounts: AccountChange[]) {
  const store = openMemoryStore();
  await store.commit({ accounts });
  const hashes: (string | undefined)[] = [];
  const { enter, standing } = openLogins({
    store,
    legalTime: { now: () => T0 },
    async verifyPassword(hash, password) {
      hashes.push(hash);
      return hash === kept(password);
    },
  });
  const tell = async (name: string, password: string, use: LoginUse = 'read') => {
    const entry = await enter(name, password, use);
    if (!entry.ok) return entry.why;
    const shown = [entry.box, ...entry.shared].map(
      (each) => each && `${each.mailbox.id} ${each.level}${each.maySend ? ' send' : ''}`,
    );
    return `${entry.login}: ${shown.join(', ')}`;
  };
  return { store, hashes, tell, enter, standing };
}

suite('one login for every door', () => {
  test('a holder comes in by his address in any letter case, and finds the boxes granted to him', async () => {
    const { tell } = await logins(
      box('ugo'),
      box('ada'),
      box('eva', { status: 'revoked' }),
      grant('ada', UGO, { level: 'write', maySend: true }),
      grant('eva', UGO),
    );
    assert.equal(await tell('UGO@pec.alfa.example', 'ugo-pw'), `${UGO}: ugo own send, ada write send`);
    assert.equal(await tell(UGO, 'ada-pw'), 'credentials');
    assert.equal(await tell(UGO, ''), 'credentials');
  });

  test('a user has no box of his own, and opens one by address*login', async () => {
    const { tell } = await logins(box('ugo'), user('anna'), grant('ugo', 'anna', { level: 'manage' }));
    assert.equal(await tell('Anna', 'anna-pw'), 'anna: , ugo manage');
    assert.equal(await tell(`${UGO}*anna`, 'anna-pw'), 'anna: ugo manage');
    assert.equal(await tell(`${UGO}*anna`, 'ugo-pw'), 'credentials', "never with the holder's password");
    assert.equal(await tell(`${ADA}*anna`, 'anna-pw'), 'no-grant');
    assert.equal(await tell(`${UGO}*nobody`, 'ugo-pw'), 'credentials');
    assert.equal(await tell('*anna', 'anna-pw'), 'no-grant');
    assert.equal(await tell(`${UGO}*`, 'ugo-pw'), 'credentials');
  });

  test('a holder may name his own box; an address with a star of its own is an address', async () => {
    const { tell } = await logins(box('ugo'), box('star', { address: 'a*b@pec.alfa.example' }));
    assert.equal(await tell(`${UGO}*${UGO}`, 'ugo-pw'), `${UGO}: ugo own send`);
    assert.equal(await tell('a*b@pec.alfa.example', 'star-pw'), 'a*b@pec.alfa.example: star own send');
  });

  test('a grant that has ended opens nothing', async () => {
    const { tell } = await logins(box('ugo'), box('ada'), grant('ada', UGO, { expiresAt: T0 }));
    assert.equal(await tell(UGO, 'ugo-pw'), `${UGO}: ugo own send`);
    assert.equal(await tell(`${ADA}*${UGO}`, 'ugo-pw'), 'no-grant');
  });

  test('a mailbox that may only receive, or only be read, is open to its holder and sends nothing, for nobody', async () => {
    for (const status of ['receive-only', 'read-only'] as const) {
      const { tell } = await logins(box('ugo', { status }), box('ada'), grant('ugo', ADA, { maySend: true }));
      assert.equal(await tell(UGO, 'ugo-pw'), `${UGO}: ugo own`, status);
      assert.equal(await tell(ADA, 'ada-pw'), `${ADA}: ada own send, ugo read`, status);
    }
  });

  test('who is suspended may read and not send, for nobody; who is revoked, and a suspended user, may not enter', async () => {
    const suspended = { status: 'suspended' } as const;
    const { tell, standing } = await logins(
      box('ugo', suspended),
      box('ada'),
      box('eva', { status: 'revoked' }),
      user('anna', suspended),
      grant('ada', UGO, { maySend: true }),
      grant('ugo', ADA, { maySend: true }),
    );
    assert.equal(await tell(UGO, 'ugo-pw'), `${UGO}: ugo own, ada read`);
    assert.equal(await tell(ADA, 'ada-pw'), `${ADA}: ada own send, ugo read`);
    assert.equal(await tell('eva@pec.alfa.example', 'eva-pw'), 'closed');
    assert.equal(await tell('eva@pec.alfa.example', 'x'), 'credentials', 'that it is closed is told to nobody else');
    assert.equal(await tell('anna', 'anna-pw'), 'closed');
    assert.equal(await standing({ name: 'anna' }), undefined);
    assert.equal((await standing({ name: `${ADA}*${UGO}` }))?.box?.maySend, false);
  });
});

suite('a second factor', () => {
  const guarded = { hasSecondFactor: true } as const;

  test('with one, a password of his own opens the pages alone; application passwords open what they did', async () => {
    const mine = program(UGO, 0);
    const { tell } = await logins(box('ugo', guarded), user('anna', guarded), mine.put, grant('ugo', 'anna'));
    assert.deepEqual(
      [await tell(UGO, 'ugo-pw'), await tell(UGO, 'ugo-pw', 'send'), await tell('anna', 'anna-pw')],
      ['second-factor', 'second-factor', 'second-factor'],
    );
    assert.equal(await tell(UGO, 'ugo-pw', 'web'), `${UGO}: ugo own send`);
    assert.equal(await tell(UGO, mine.secret, 'send'), `${UGO}: ugo own send`);
    assert.equal(await tell(UGO, 'wrong'), 'credentials', 'that he has one is told to nobody else');
  });

  test('the pages take no application password', async () => {
    const mine = program(UGO, 0);
    const { tell } = await logins(box('ugo'), mine.put);
    assert.deepEqual(
      [await tell(UGO, mine.secret, 'web'), await tell(UGO, mine.secret)],
      ['scope', `${UGO}: ugo own send`],
    );
  });

  test('programs that came in with his own password are out when he gets one, browsers stay', async () => {
    const { store, enter, standing } = await logins(box('ugo'));
    const [mail, web] = [await enter(UGO, 'ugo-pw', 'send'), await enter(UGO, 'ugo-pw', 'web')];
    assert.ok(mail.ok && web.ok);
    await store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change: guarded }] });
    assert.equal(await standing(mail), undefined);
    assert.equal((await standing(web))?.hasSecondFactor, true);
  });

  test('whoever came in with a password that is another now is out, by whichever way it was changed', async () => {
    const mine = program(UGO, 0);
    const { store, enter, standing } = await logins(box('ugo'), mine.put);
    const [mail, web, own] = [
      await enter(UGO, 'ugo-pw', 'read'),
      await enter(UGO, 'ugo-pw', 'web'),
      await enter(UGO, mine.secret, 'read'),
    ];
    assert.ok(mail.ok && web.ok && own.ok);
    await store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change: { passwordHash: kept('new') } }] });
    assert.deepEqual([await standing(mail), await standing(web)], [undefined, undefined]);
    assert.ok(await standing(own), 'the application password is what it was');
  });

  test('from a mailbox that is frozen nobody sends, everybody reads', async () => {
    const frozen = { since: T0, by: 'holder' } as const;
    const { tell } = await logins(box('ugo', { frozen }), box('ada'), grant('ugo', ADA, { maySend: true }));
    assert.equal(await tell(UGO, 'ugo-pw'), `${UGO}: ugo own`);
    assert.equal(await tell(ADA, 'ada-pw'), `${ADA}: ada own send, ugo read`);
  });
});

suite('application passwords', () => {
  test('they work wherever the password does, as typed or copied, each only for what it is for', async () => {
    const [all, read, send] = [
      program(UGO, 0),
      program(UGO, 40, { scope: 'read' }),
      program(UGO, 80, { scope: 'send' }),
    ];
    const { tell } = await logins(box('ugo'), all.put, read.put, send.put);
    const mine = `${UGO}: ugo own send`;
    for (const typed of [all.secret, ` ${all.secret.toUpperCase()} `, all.secret.replaceAll('-', '')]) {
      assert.equal(await tell(UGO, typed), mine, typed);
      assert.equal(await tell(UGO, typed, 'send'), mine);
    }
    assert.deepEqual([await tell(UGO, read.secret), await tell(UGO, read.secret, 'send')], [mine, 'scope']);
    assert.deepEqual([await tell(UGO, send.secret), await tell(UGO, send.secret, 'send')], ['scope', mine]);
    assert.equal(await tell(UGO, 'ugo-pw'), mine);
  });

  test('a revoked one is told so to its holder alone; one of another login is nothing', async () => {
    const revoked = program(UGO, 0, { revokedAt: T0 });
    const { tell } = await logins(box('ugo'), box('ada'), revoked.put);
    assert.equal(await tell(UGO, revoked.secret), 'revoked');
    assert.equal(await tell(UGO, `${revoked.secret.slice(0, -1)}z`), 'credentials');
    assert.equal(await tell(ADA, revoked.secret), 'credentials');
  });

  test('who came in with one that is revoked since may no longer be in', async () => {
    const mine = program(UGO, 0);
    const { store, enter, standing } = await logins(box('ugo'), mine.put);
    const entry = await enter(UGO, mine.secret, 'read');
    assert.ok(entry.ok);
    assert.ok(await standing(entry));
    await store.commit({ accounts: [program(UGO, 0, { revokedAt: T0 }).put] });
    assert.equal(await standing(entry), undefined);
    assert.ok(await standing({ name: UGO }), 'his own password still holds');
  });

  test('a wrong password costs one hash, whatever exists', async () => {
    const mine = program(UGO, 0);
    const { tell, hashes } = await logins(box('ugo'), user('anna'), mine.put, program(UGO, 40).put);
    const { secret } = program(UGO, 80);
    for (const name of [UGO, 'anna', 'nobody', `${UGO}*anna`, `${UGO}*nobody`, `nobody*${UGO}`]) {
      for (const password of ['wrong', secret, `${mine.secret.slice(0, -1)}z`]) {
        hashes.length = 0;
        assert.equal(await tell(name, password), 'credentials');
        assert.equal(hashes.length, 1, `${name} ${password}`);
      }
    }
    hashes.length = 0;
    // No store can be asked for a NUL, and a stranger must not be able to cause a fault.
    for (const name of ['x'.repeat(513), `${UGO}\0`]) assert.equal(await tell(name, 'wrong'), 'credentials');
    assert.deepEqual(hashes, []);
  });

  test('a new one avoids the ids given, and holds eighty bits behind its id', () => {
    const first = makeAppPassword(chance(0), new Set());
    assert.match(first.secret, /^[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){4}$/);
    let seed = 0;
    const next = makeAppPassword({ bytes: (length) => chance(seed++).bytes(length) }, new Set([first.id]));
    assert.notEqual(next.id, first.id);
    assert.equal(next.canonical, next.secret.replaceAll('-', ''));
  });
});

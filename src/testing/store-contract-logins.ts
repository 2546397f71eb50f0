import assert from 'node:assert/strict';
import type { AppPassword, Grant, User } from '#ports';
import type { StoreCase } from './store-contract.ts';
import { mailboxStep, sampleMailbox, T0 } from './store-samples.ts';

const user = (login: string, change: Partial<User> = {}): User => {
  return { login, name: `Name of ${login}`, status: 'active', ...change };
};
const grant = (mailbox: string, login: string, change: Partial<Grant> = {}): Grant => {
  return { mailbox, login, level: 'read', maySend: false, ...change };
};
const appPassword = (id: string, login: string, change: Partial<AppPassword> = {}): AppPassword => {
  return { id, login, name: 'Thunderbird', scope: 'all', passwordHash: '$argon2id$x', createdAt: T0, ...change };
};

/** Who else logs in, and what he may do where. Lists come in the order of their keys. */
export const loginCases: readonly StoreCase[] = [
  [
    'users are put, found in any letter case, and replaced',
    async ({ store, reopen }) => {
      const first = user('anna.verdi', { passwordHash: '$argon2id$x' });
      await store.commit({
        accounts: [
          { kind: 'put-user', user: user('zeno') },
          { kind: 'put-user', user: first },
        ],
      });
      assert.deepEqual(await store.user('Anna.Verdi'), first);
      assert.deepEqual(await store.users(), [first, user('zeno')]);
      assert.equal(await store.user('nobody'), undefined);
      await store.commit({ accounts: [{ kind: 'put-user', user: user('anna.verdi', { status: 'suspended' }) }] });
      await using again = await reopen?.();
      assert.deepEqual(await (again ?? store).user('anna.verdi'), user('anna.verdi', { status: 'suspended' }));
    },
  ],
  [
    'grants are put, replaced, listed by mailbox and by login, and taken away',
    async ({ store }) => {
      await store.commit(mailboxStep(sampleMailbox('ugo'), sampleMailbox('ada')));
      const manage = grant('ugo', 'anna.verdi', { level: 'manage', maySend: true, expiresAt: T0 });
      await store.commit({
        accounts: [
          { kind: 'put-grant', grant: grant('ugo', 'anna.verdi') },
          { kind: 'put-grant', grant: grant('ugo', 'ada@pec.alfa.example') },
          { kind: 'put-grant', grant: grant('ada', 'anna.verdi') },
          { kind: 'put-grant', grant: manage },
        ],
      });
      assert.deepEqual(await store.grants({ mailbox: 'ugo' }), [grant('ugo', 'ada@pec.alfa.example'), manage]);
      assert.deepEqual(await store.grants({ login: 'Anna.Verdi' }), [grant('ada', 'anna.verdi'), manage]);
      const remove = { kind: 'remove-grant', mailbox: 'ugo', login: 'anna.verdi' } as const;
      await store.commit({ accounts: [remove] });
      await store.commit({ accounts: [remove] });
      assert.deepEqual(await store.grants({ login: 'anna.verdi' }), [grant('ada', 'anna.verdi')]);
    },
  ],
  [
    'a grant on a mailbox nobody knows rejects, its neighbours are recorded',
    async ({ store }) => {
      const bad = store.commit({ accounts: [{ kind: 'put-grant', grant: grant('nobody', 'zeno') }] });
      const good = store.commit({ accounts: [{ kind: 'put-user', user: user('zeno') }] });
      await assert.rejects(bad);
      assert.ok((await good).done);
      const together = sampleMailbox('ugo');
      await store.commit({
        accounts: [
          { kind: 'put-mailbox', mailbox: together },
          { kind: 'put-grant', grant: grant('ugo', 'zeno') },
        ],
      });
      assert.deepEqual(await store.grants({ mailbox: 'ugo' }), [grant('ugo', 'zeno')]);
    },
  ],
  [
    'of a mailbox and of a user some fields are changed, the others stay as they are',
    async ({ store, reopen }) => {
      const ugo = sampleMailbox('ugo', { passwordHash: '$argon2id$x', organisation: 'comune' });
      await store.commit(mailboxStep(ugo));
      await store.commit({ accounts: [{ kind: 'put-user', user: user('zeno', { passwordHash: '$argon2id$x' }) }] });
      const frozen = { since: T0, by: 'holder', reason: 'mi hanno rubato il telefono' } as const;
      await Promise.all([
        store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change: { frozen, organisation: null } }] }),
        store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change: { status: 'suspended' } }] }),
        store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change: { quotaBytes: 5 } }] }),
        store.commit({ accounts: [{ kind: 'change-user', login: 'zeno', change: { hasSecondFactor: true } }] }),
        store.commit({ accounts: [{ kind: 'change-user', login: 'zeno', change: { passwordHash: null } }] }),
      ]);
      const nobody = { kind: 'change-mailbox', id: 'nobody', change: { status: 'revoked' } } as const;
      assert.ok((await store.commit({ accounts: [nobody, { kind: 'change-user', login: 'x', change: {} }] })).done);
      await using again = await reopen?.();
      const { organisation: _taken, ...rest } = ugo;
      const changed = { ...rest, frozen, status: 'suspended', quotaBytes: 5 };
      assert.deepEqual(await (again ?? store).mailbox(ugo.address), changed);
      assert.deepEqual(await store.user('zeno'), user('zeno', { hasSecondFactor: true }));
      assert.deepEqual(await store.mailboxById('nobody'), undefined);
      // What stands beside the record changed too: no room, and not active.
      const expects = [{ kind: 'quota', mailbox: 'ugo', bytes: 1 }] as const;
      assert.equal((await store.commit({ expects })).done, false);
      await store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change: { status: 'active' } }] });
      assert.ok((await store.commit({ expects })).done);
      assert.equal((await store.commit({ expects: [{ ...expects[0], bytes: 6 }] })).done, false);
    },
  ],
  [
    'passwords of programs are kept by login and id, revoked ones too',
    async ({ store }) => {
      const [a, b, other] = [
        appPassword('a', 'zeno'),
        appPassword('b', 'zeno', { scope: 'send' }),
        appPassword('a', 'x'),
      ];
      await store.commit({
        accounts: [other, b, a].map((kept) => ({ kind: 'put-app-password', appPassword: kept })),
      });
      assert.deepEqual(await store.appPasswords('Zeno'), [a, b]);
      const revoked = { ...a, revokedAt: T0 };
      await store.commit({ accounts: [{ kind: 'put-app-password', appPassword: revoked }] });
      assert.deepEqual(await store.appPasswords('zeno'), [revoked, b]);
      assert.deepEqual(await store.appPasswords('x'), [other], 'an id is of one login alone');
    },
  ],
];

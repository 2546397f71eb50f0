import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mailboxStep, sampleMailbox, T0 } from '#testing';
import { checkRule, Findings } from './check-finding.ts';
import { connect } from './connection.ts';
import { LOGIN_RULES } from './login-rules.ts';
import { openPostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
after(() => database[Symbol.asyncDispose]());

async function furnish(): Promise<void> {
  await database.empty();
  await using store = await openPostgresStore({ connection: database.server });
  const { commit } = store;
  const granted = { mailbox: 'ugo', level: 'read', maySend: false } as const;
  await commit(mailboxStep(sampleMailbox('ugo'), sampleMailbox('ada')));
  await commit({
    accounts: [
      { kind: 'put-user', user: { login: 'anna', name: 'Anna', status: 'active' } },
      { kind: 'put-grant', grant: { ...granted, login: 'anna' } },
      { kind: 'put-grant', grant: { ...granted, login: 'ada@pec.alfa.example' } },
      {
        kind: 'put-app-password',
        appPassword: { id: 'a', login: 'anna', name: 'x', scope: 'all', passwordHash: 'x', createdAt: T0 },
      },
    ],
  });
}

async function broken(): Promise<string> {
  const client = await connect(database.admin, 'check');
  const findings = new Findings(10);
  for (const rule of LOGIN_RULES) await checkRule(client, rule, T0, findings);
  await client.end();
  for (const { what, where } of findings.list) assert.ok(what.length > 0 && where.length > 0);
  return findings.list.map(({ rule, where }) => `${rule} ${where}`).join(', ');
}

test('logins, grants and passwords that belong together break no rule', async () => {
  await furnish();
  assert.equal(await broken(), '');
});

test('rights on a folder are put, replaced and taken away; on one that is gone they are not kept', async () => {
  await furnish();
  await using store = await openPostgresStore({ connection: database.server });
  const made = await store.createFolder('ugo', 'Pratiche', T0);
  assert.ok(made.done);
  const folder = made.folder.id;
  const put = (rights: string, on = folder) =>
    store.commit({ accounts: [{ kind: 'put-folder-rights', rights: { folder: on, login: 'anna', rights } }] });
  await put('lr');
  await put('lrs');
  await put('lrs', '999');
  assert.deepEqual(await store.folderRights([folder, '999']), [{ folder, login: 'anna', rights: 'lrs' }]);
  await store.commit({ accounts: [{ kind: 'remove-folder-rights', folder, login: 'anna' }] });
  assert.deepEqual(await store.folderRights([folder]), []);
  await put('l');
  await store.deleteFolder(folder);
  assert.deepEqual(await store.folderRights([folder]), []);
  await put('l');
  assert.equal(await broken(), '');
});

const faults: readonly (readonly [broken: string, title: string, sql: string])[] = [
  [
    'grant-mailbox anna',
    'a grant on a mailbox that is gone',
    "UPDATE mailbox_grant SET mailbox = 'x' WHERE login = 'anna'",
  ],
  ['grant-login zeno', 'a grant to nobody', "UPDATE mailbox_grant SET login = 'zeno' WHERE login = 'anna'"],
  ['app-password-login a', 'a password of nobody', "UPDATE app_password SET login = 'zeno'"],
  [
    'folder-rights-folder anna',
    'rights on a folder that is gone',
    "INSERT INTO folder_rights VALUES ('99', 'anna', 'lr')",
  ],
  [
    'grant-own ugo@pec.alfa.example',
    'a grant to the holder himself',
    "UPDATE mailbox_grant SET login = 'ugo@pec.alfa.example' WHERE login = 'anna'",
  ],
  [
    'user-mailbox ugo@pec.alfa.example',
    'a user who has the address of a mailbox',
    "INSERT INTO login_user VALUES ('ugo@pec.alfa.example', '{}')",
  ],
];

for (const [rule, title, sql] of faults) {
  test(`the check finds ${title}`, async () => {
    await furnish();
    const admin = await connect(database.admin, 'fault');
    await admin.query('SET session_replication_role = replica');
    await admin.query(sql);
    await admin.end();
    assert.equal(await broken(), rule);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import { giveRole, listPeople, takeRole } from './people.ts';
import { OPERATOR, openAdministration, sampleBox } from './test-administration.ts';

const refusal = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;
const anna = { name: 'Anna Operatrice', role: 'operator' } as const;

test('who is new gets a link; the holder of a mailbox and a user do not', async () => {
  const { ports, store, told } = await openAdministration();
  await store.commit({ accounts: [{ kind: 'put-mailbox', mailbox: sampleBox('ugo@pec.alfa.example') }] });
  assert.deepEqual(await giveRole(OPERATOR, 'Anna', anna, ports), {
    firstLogin: 'https://web.example/primo-accesso#anna',
  });
  assert.deepEqual(await giveRole(OPERATOR, 'anna', { ...anna, role: 'operator' }, ports), {});
  assert.deepEqual(await giveRole(OPERATOR, 'ugo@pec.alfa.example', { name: 'Ugo', role: 'auditor' }, ports), {});
  assert.deepEqual(told.first, ['anna']);
  assert.equal((await store.user('anna'))?.name, 'Anna Operatrice');
  assert.deepEqual(
    (await listPeople(OPERATOR, ports)).map(({ login, role, name }) => [login, role, name]),
    [
      ['anna', 'operator', 'Anna Operatrice'],
      ['ugo@pec.alfa.example', 'auditor', 'Titolare'],
    ],
  );
});

test('the last operator keeps his role, and who loses his is out at once', async () => {
  const { ports, told } = await openAdministration();
  await giveRole(OPERATOR, 'anna', anna, ports);
  await assert.rejects(takeRole(OPERATOR, 'anna', ports), refusal('last-operator'));
  await assert.rejects(giveRole(OPERATOR, 'anna', { ...anna, role: 'auditor' }, ports), refusal('last-operator'));
  await giveRole(OPERATOR, 'bruno', { ...anna, name: 'Bruno' }, ports);
  await takeRole(OPERATOR, 'anna', ports);
  assert.deepEqual(told.ended, ['anna']);
  assert.deepEqual(
    (await listPeople(OPERATOR, ports)).map(({ login }) => login),
    ['bruno'],
  );
  await assert.rejects(takeRole(OPERATOR, 'anna', ports), refusal('not-found'));
});

test('an organisation is named for its administrator, and for him alone', async () => {
  const { ports, comune } = await openAdministration();
  const role = { name: 'X', role: 'organisation' } as const;
  await assert.rejects(giveRole(OPERATOR, 'x', role, ports), refusal('role-organisation'));
  await assert.rejects(
    giveRole(OPERATOR, 'x', { ...anna, organisation: comune.id }, ports),
    refusal('role-organisation'),
  );
  await assert.rejects(giveRole(OPERATOR, 'x', { ...role, organisation: 'none' }, ports), refusal('not-found'));
  for (const login of ['', '*x', 'a b', 'ugo@pec*anna'])
    await assert.rejects(giveRole(OPERATOR, login, anna, ports), refusal('login'));
});

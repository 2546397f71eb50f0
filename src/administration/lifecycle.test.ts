import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MailboxState, Refusal } from '#contract';
import { findMailboxes } from './find-mailboxes.ts';
import { changeState, endClosings, reassign } from './lifecycle.ts';
import { addMailbox } from './make-mailbox.ts';
import { NOW, OPERATOR, openAdministration } from './test-administration.ts';

const DAY_MS = 86_400_000;
const REASON = 'prova';
const refusal = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;

async function openWithBox() {
  const opened = await openAdministration();
  const { id } = await addMailbox(
    opened.mayor,
    {
      address: 'anagrafe@comune.example',
      holder: 'Comune, Anagrafe',
      holderKind: 'public-body',
      contactAddress: 'ced@posta.example',
    },
    opened.ports,
  );
  return { ...opened, id };
}

const STATES: readonly MailboxState[] = ['active', 'suspended', 'receive-only', 'read-only', 'closing'];

test('every state follows every other, and what the store says of mail coming in goes with it', async () => {
  const { ports, store, id } = await openWithBox();
  const until = '2026-06-30';
  for (const from of STATES) {
    for (const to of STATES) {
      await changeState(OPERATOR, id, { state: from, reason: REASON, until }, ports);
      const { state } = await changeState(OPERATOR, id, { state: to, reason: REASON, until }, ports);
      assert.equal(state, to, `${from} -> ${to}`);
      const { status } = (await store.mailboxById(id))!;
      assert.equal(status, to === 'closing' ? 'receive-only' : to);
      assert.equal(
        (await store.nextDue()) !== undefined && (await store.card('mailbox-closing', id)) !== undefined,
        to === 'closing',
      );
    }
  }
});

test('nothing follows the end, but the same tax code', async () => {
  const { ports, store, told, id } = await openWithBox();
  await changeState(OPERATOR, id, { state: 'revoked', reason: REASON }, ports);
  assert.deepEqual([told.over, told.ended], [[id], ['anagrafe@comune.example']]);
  await assert.rejects(
    changeState(OPERATOR, id, { state: 'active', reason: REASON }, ports),
    refusal('mailbox-revoked'),
  );
  const again = { holder: 'Comune, Anagrafe', reason: REASON };
  await assert.rejects(reassign(OPERATOR, id, { ...again, taxCode: '12345678903' }, ports), refusal('other-tax-code'));
  await reassign(OPERATOR, id, { ...again, taxCode: '00743110157' }, ports);
  const { status, passwordHash } = (await store.mailboxById(id))!;
  assert.deepEqual([status, passwordHash], ['active', undefined]);
});

test('a mailbox that closes tells its holder, ends when its last day is over, and not before', async () => {
  const { ports, store, clock, told, id } = await openWithBox();
  const closing = { state: 'closing', reason: 'fusione', until: '2026-03-31' } as const;
  assert.equal((await changeState(OPERATOR, id, closing, ports)).until, '2026-04-01T00:00:00.000+02:00');
  assert.equal((await store.items(id, 'INBOX')).length, 1);
  const { items } = await findMailboxes(OPERATOR, { limit: 10, state: 'closing' }, ports);
  assert.deepEqual(
    items.map((box) => box.id),
    [id],
  );
  assert.deepEqual((await findMailboxes(OPERATOR, { limit: 10, state: 'receive-only' }, ports)).items, []);
  clock.advance(Date.UTC(2026, 2, 31, 21, 59) - NOW);
  assert.equal(await endClosings(ports), 0);
  clock.advance(60_000);
  assert.equal(await endClosings(ports), 1);
  assert.equal(await endClosings(ports), 0);
  assert.equal((await store.mailboxById(id))?.status, 'revoked');
  assert.deepEqual(told.over, [id]);
  const acts = await store.searchLog({ event: 'Amministrazione', limit: 50 });
  assert.match(
    acts.at(-1)!.eccezioni!.join(' '),
    /casella-stato anagrafe@comune\.example in chiusura -> chiusa; fusione/,
  );
});

test('a last day that is over, too far, or none, is refused', async () => {
  const { ports, id } = await openWithBox();
  for (const until of [undefined, '2026-03-01', '2026-02-30', '2096-01-01']) {
    const change = { state: 'closing' as const, reason: REASON, until };
    await assert.rejects(changeState(OPERATOR, id, change, ports), refusal('closing-day'), until);
  }
  await changeState(OPERATOR, id, { state: 'closing', reason: REASON, until: '2026-03-02' }, ports);
});

test('a mailbox that was opened again meanwhile is not ended by its old last day', async () => {
  const { ports, store, clock, id } = await openWithBox();
  await changeState(OPERATOR, id, { state: 'closing', reason: REASON, until: '2026-03-03' }, ports);
  await changeState(OPERATOR, id, { state: 'active', reason: REASON }, ports);
  clock.advance(5 * DAY_MS);
  assert.equal(await endClosings(ports), 0);
  assert.equal((await store.mailboxById(id))?.status, 'active');
});

test('one that cannot be ended keeps neither the others nor the clock waiting', async () => {
  const { ports, store, clock, id, mayor } = await openWithBox();
  const second = { address: 'tributi@comune.example', holder: 'Comune, Tributi', contactAddress: 'ced@posta.example' };
  const other = await addMailbox(mayor, { ...second, holderKind: 'public-body' }, ports);
  await changeState(OPERATOR, id, { state: 'closing', reason: REASON, until: '2026-03-03' }, ports);
  const bad = { kind: 'mailbox-closing', id: other.id, owner: '', value: {}, at: NOW, dueAt: NOW };
  await store.commit({
    accounts: [{ kind: 'change-mailbox', id: other.id, change: { status: 'receive-only' } }],
    cards: [{ kind: 'put', card: bad }],
  });
  clock.advance(5 * DAY_MS);
  await assert.rejects(endClosings(ports));
  assert.equal((await store.mailboxById(id))?.status, 'revoked');
  assert.equal(await endClosings(ports), 0);
});

test('nor one that the command line opened again, which knows of no last day', async () => {
  const { ports, store, clock, id } = await openWithBox();
  await changeState(OPERATOR, id, { state: 'closing', reason: REASON, until: '2026-03-03' }, ports);
  await store.commit({ accounts: [{ kind: 'change-mailbox', id, change: { status: 'active' } }] });
  clock.advance(5 * DAY_MS);
  assert.equal(await endClosings(ports), 1);
  assert.deepEqual(
    [(await store.mailboxById(id))?.status, await store.card('mailbox-closing', id)],
    ['active', undefined],
  );
});

test('a person’s tax code makes no public body of its holder', async () => {
  const { ports, mayor } = await openAdministration();
  const given = { address: 'luisa@comune.example', holder: 'Luisa Bo', contactAddress: 'luisa@posta.example' };
  const taxCode = 'BOXLSU80A41H501W';
  await assert.rejects(
    addMailbox(mayor, { ...given, taxCode, holderKind: 'public-body' }, ports),
    refusal('tax-code-of-a-person'),
  );
  assert.equal((await addMailbox(mayor, { ...given, taxCode, holderKind: 'person' }, ports)).holder, 'Luisa Bo');
});

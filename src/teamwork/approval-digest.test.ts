import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import type { Outgoing } from '#contract';
import type { AccountChange } from '#ports';
import { openApprovalDigest } from './approval-digest.ts';
import { BOX, grantTo, openTeam, T0 } from './test-team.ts';

const EVA = { ...BOX, id: 'eva', address: 'eva@pec.alfa.example' };
const eva: AccountChange = { kind: 'put-mailbox', mailbox: EVA };
const issuer = {
  name: 'Gestore Alfa',
  domain: 'gestore-alfa.example',
  serviceAddress: 'posta-certificata@gestore-alfa.example',
};
const waits = (id: string, by: string): Outgoing => ({
  ...{ id, by, state: 'awaiting-approval', at: '2026-03-01T09:00:00.000+01:00' },
  ...{ to: ['a@pec.beta.example'], subject: `Letter ${id}`, size: 10 },
});

test('a morning on which it failed is made good as soon as it can be', async () => {
  const team = await openTeam(grantTo('anna'));
  let isWell = false;
  const awaiting = async () => {
    if (!isWell) throw new Error('the database is away');
    return new Map([[BOX.id, [waits('1', 'anna')]]]);
  };
  const digest = openApprovalDigest({ ...team, digests: nodeDigests, issuer, awaiting });
  await assert.rejects(digest());
  isWell = true;
  assert.equal(await digest(), 1);
  assert.equal(await digest(), 0);
});

test('each morning those who may approve are told once of what others wrote, in their own mailboxes', async () => {
  const team = await openTeam(eva, grantTo('anna'), grantTo('ugo', { maySend: true, mayApprove: true }));
  await team.store.commit({ accounts: [grantTo(EVA.address, { maySend: true, mayApprove: true })] });
  let waiting = new Map([[BOX.id, [waits('1', 'anna'), waits('2', EVA.address)]]]);
  const open = () => openApprovalDigest({ ...team, digests: nodeDigests, issuer, awaiting: async () => waiting });
  const [one, two] = [open(), open()];
  const letters = async (mailbox: string) => {
    const items = await team.store.items(mailbox, 'INBOX');
    return await Promise.all(
      items.map(async ({ messageId }) => {
        const [piece] = (await team.store.message(messageId))!.rope;
        return new TextDecoder().decode(piece as Uint8Array);
      }),
    );
  };
  // 10:00 of legal time.
  const told = await Promise.all([one(), two()]);
  assert.deepEqual(told.sort(), [0, 2]);
  assert.deepEqual([await one(), await two(), await open()()], [0, 0, 0]);
  const [toHolder, toEva] = [await letters(BOX.id), await letters(EVA.id)];
  assert.match(toHolder[0]!, /Letter 1[\s\S]*Letter 2/);
  assert.match(toEva[0]!, /Letter 1/);
  assert.doesNotMatch(toEva[0]!, /Letter 2/);
  assert.match(toEva[0]!, /^Auto-Submitted: auto-generated\r$/m);

  team.clock.moveTo(T0 + 21 * 3_600_000);
  assert.equal(await one(), 0, 'at seven nobody is there');
  team.clock.moveTo(T0 + 22 * 3_600_000);
  assert.equal(await one(), 2);
  team.clock.moveTo(T0 + 46 * 3_600_000);
  waiting = new Map();
  assert.equal(await one(), 0);
});

test('a morning that passed while nobody was at work is made up for, also before the next one', async () => {
  const team = await openTeam(grantTo('anna'));
  let waiting = new Map<string, readonly Outgoing[]>();
  const digest = openApprovalDigest({ ...team, digests: nodeDigests, issuer, awaiting: async () => waiting });
  assert.equal(await digest(), 0, 'nothing waited that morning');
  waiting = new Map([[BOX.id, [waits('1', 'anna')]]]);
  // From half past midnight to half past midnight a day later.
  team.clock.moveTo(T0 + 14.5 * 3_600_000);
  assert.equal(await digest(), 0, 'this morning was done');
  team.clock.moveTo(T0 + 38.5 * 3_600_000);
  assert.equal(await digest(), 1);
  team.clock.moveTo(T0 + 45 * 3_600_000);
  assert.equal(await digest(), 0, 'it was made up for');
});

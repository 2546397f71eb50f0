import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { ascii, indexMime } from '#mime';
import { openWorld } from '#testing';
import { acceptSubmission } from './accept-submission.ts';

const ADA = 'ada@pec.beta.example';

test('what goes along with a message changes with it in one commit, or nothing is accepted', async () => {
  const world = await openWorld();
  const { accessPoint, store, accounts } = world.member('alfa').process;
  const mailbox = (await accounts.mailbox('mario@pec.alfa.example'))!;
  const submit = async (to: string, was: number) => {
    const octets = ascii(`From: ${mailbox.address}\r\nTo: ${to}\r\nSubject: x\r\n\r\nciao\r\n`);
    const index = indexMime(octets);
    const header = octets.subarray(0, index.root.bodyStart);
    const taken = { rope: [octets], size: octets.length, sha256: hash('sha256', octets), index, header };
    return await acceptSubmission(
      {
        ...{ ...taken, mailbox, mailFrom: mailbox.address, recipients: [ADA], received: '', peer: '192.0.2.1' },
        along: ({ identificativo, isAccepted, faults, at }) => {
          const value = { identificativo, isAccepted, faults: faults.length };
          return { cards: [{ kind: 'put', card: { kind: 'told', id: 'one', owner: '', value, at }, was }] };
        },
      },
      accessPoint,
    );
  };
  const answered = async (event: 'Accettazione' | 'NonAccettazione') =>
    (await store.searchLog({ event, limit: 10 })).length;

  const [first, second] = await Promise.all([submit(ADA, 0), submit(ADA, 0)]);
  assert.deepEqual([first.code, second.code].sort(), [250, 451]);
  assert.equal([first, second].find(({ code }) => code === 451)?.isOvertaken, true);
  assert.equal(await answered('Accettazione'), 1);
  const told = (await store.card('told', 'one'))!.value;
  const { identificativo } = [first, second].find(({ decided }) => decided)!.decided!;
  assert.deepEqual(told, { identificativo, isAccepted: true, faults: 0 });

  const refused = await submit('other@pec.beta.example', 1);
  assert.equal(refused.decided?.isAccepted, false);
  assert.deepEqual((await store.card('told', 'one'))!.value, {
    identificativo: refused.decided!.identificativo,
    isAccepted: false,
    faults: 1,
  });
  assert.equal(await answered('NonAccettazione'), 1);
});

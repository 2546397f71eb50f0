import assert from 'node:assert/strict';
import type { Mailbox } from '#ports';
import type { OpenedStore, StoreCase } from './store-contract.ts';
import { mailboxStep, sampleMailbox, sampleMessage, samplePlacement, T0 } from './store-samples.ts';

/** Accounts, folders and the UIDs in them. */
export const mailboxCases: readonly StoreCase[] = [
  [
    'domains and mailboxes are put, found in any letter case, and replaced',
    async ({ store }) => {
      const closed = { name: 'closed.example', closedChannel: { allowOnly: ['pec.beta.example'] } };
      await store.commit({
        accounts: [
          { kind: 'put-domain', domain: { name: 'pec.alfa.example' } },
          { kind: 'put-domain', domain: closed },
        ],
      });
      const byName = (await store.domains()).toSorted((a, b) => (a.name < b.name ? -1 : 1));
      assert.deepEqual(byName, [closed, { name: 'pec.alfa.example' }]);

      const first = sampleMailbox('ugo', { passwordHash: '$argon2id$x', kind: 'service' });
      await store.commit(mailboxStep(first, sampleMailbox('ada')));
      assert.deepEqual(await store.mailbox('UGO@Pec.Alfa.example'), first);
      const second: Mailbox = {
        ...sampleMailbox('ugo'),
        status: 'suspended',
        ordinaryMail: { kind: 'refuse', text: 'Scrivere a ada@pec.alfa.example', from: T0 },
      };
      await store.commit(mailboxStep(second));
      assert.deepEqual(await store.mailboxById('ugo'), second);
      assert.deepEqual((await store.mailboxes()).map((mailbox) => mailbox.id).sort(), ['ada', 'ugo']);
      await store.commit({ accounts: [{ kind: 'put-domain', domain: { name: 'closed.example' } }] });
      assert.deepEqual(
        (await store.domains()).find((domain) => domain.name === closed.name),
        { name: closed.name },
      );
    },
  ],
  ['a domain goes when it has no mailboxes, and stays with any', domainsGo],
  ['mailboxes are listed by what they belong to, and counted', listedAndCounted],
  ['what comes is placed where mail may come in, and nowhere else', onlyWhereMailComesIn],
  ['UIDs answer the placements in order, for each folder its own', uidsInOrder],
  [
    'UIDs are unique and ascend under 200 commits at once',
    async ({ store, reopen }) => {
      await store.commit(mailboxStep(sampleMailbox('ugo', { quotaBytes: 1e9 })));
      await store.commit({ messages: [sampleMessage('m-1')] });
      await using other = await reopen?.();
      const commit = async (n: number) => {
        const through = n % 2 === 1 && other ? other : store;
        const result = await through.commit({ placements: [samplePlacement('ugo', 'm-1', { size: n })] });
        return result.done ? result.uids : [];
      };
      const uids = (await Promise.all(Array.from({ length: 200 }, (_, n) => commit(n)))).flat();
      assert.equal(new Set(uids).size, 200);
      const items = await store.items('ugo', 'INBOX');
      assert.deepEqual(
        items.map((item) => item.uid),
        uids.toSorted((a, b) => a - b),
      );
      for (const item of items) assert.equal(uids[item.size], item.uid, 'each commit was told its own UID');
      assert.ok((await store.folder('ugo', 'INBOX'))!.uidNext > Math.max(...uids));
      const later = await store.commit({ placements: [samplePlacement('ugo', 'm-1')] });
      assert.ok(later.done && later.uids[0]! > Math.max(...uids));
    },
  ],
];

async function uidsInOrder({ store, reopen }: OpenedStore): Promise<void> {
  await store.commit(mailboxStep(sampleMailbox('ugo'), sampleMailbox('ada')));
  const place = samplePlacement;
  const result = await store.commit({
    messages: [sampleMessage('m-1')],
    placements: [
      place('ugo', 'm-1', { flags: ['\\Seen', '$PEC', '$pec'], internalDate: T0 + 5, size: 11 }),
      place('ugo', 'm-1', { folder: 'Sent' }),
      place('ada', 'm-1'),
      place('ugo', 'm-1', { size: 22 }),
    ],
  });
  assert.deepEqual(result, { done: true, uids: [1, 1, 1, 2] });
  const stored = { messageId: 'm-1', internalDate: T0, flags: [] };
  assert.deepEqual(await store.items('ugo', 'INBOX'), [
    { ...stored, uid: 1, size: 11, internalDate: T0 + 5, flags: ['$PEC', '\\Seen'] },
    { ...stored, uid: 2, size: 22 },
  ]);
  assert.deepEqual((await store.folders('ugo')).map((folder) => folder.name).sort(), ['INBOX', 'Sent']);
  assert.equal(await store.folder('ada', 'Sent'), undefined);
  const inbox = await store.folder('ugo', 'INBOX');
  assert.ok(Number.isInteger(inbox!.uidValidity) && inbox!.uidValidity > 0 && inbox!.uidValidity < 2 ** 32);
  assert.equal(inbox!.uidNext, 3);
  if (!reopen) return;
  await using again = await reopen();
  assert.deepEqual(await again.folder('ugo', 'INBOX'), inbox);
}

async function listedAndCounted({ store }: OpenedStore): Promise<void> {
  const comune = { organisation: 'o-1', office: 'u-1' };
  await store.commit(
    mailboxStep(
      sampleMailbox('ugo', { ...comune, holder: 'Ugo Foscolo' }),
      sampleMailbox('ada', { organisation: 'o-1', status: 'receive-only' }),
      sampleMailbox('eva_', { address: 'eva_@pec.beta.example' }),
    ),
  );
  await store.commit({
    messages: [sampleMessage('m-1')],
    placements: [samplePlacement('ugo', 'm-1', { size: 7 })],
    accounts: [{ kind: 'put-grant', grant: { mailbox: 'ugo', login: 'anna', level: 'read', maySend: false } }],
  });
  const found = async (query: Partial<Parameters<typeof store.findMailboxes>[0]>) =>
    (await store.findMailboxes({ limit: 10, ...query })).map(({ mailbox }) => mailbox.id);
  assert.deepEqual(await found({}), ['ada', 'eva_', 'ugo']);
  assert.deepEqual(await found({ limit: 1, after: 'ada@pec.alfa.example' }), ['eva_']);
  assert.deepEqual(await found({ organisation: 'o-1' }), ['ada', 'ugo']);
  assert.deepEqual(await found({ office: 'u-1' }), ['ugo']);
  assert.deepEqual(await found({ domain: 'pec.beta.example' }), ['eva_']);
  assert.deepEqual(await found({ statuses: ['receive-only', 'revoked'] }), ['ada']);
  assert.deepEqual(await found({ text: 'FOSC' }), ['ugo']);
  assert.deepEqual(await found({ text: 'A_@' }), ['eva_'], 'no sign stands for another');
  const [ugo] = await store.findMailboxes({ limit: 1, text: 'ugo' });
  assert.deepEqual({ ...ugo, mailbox: '' }, { mailbox: '', usedBytes: 7, messages: 1, delegates: 1 });
  const totals = (await store.mailboxTotals()).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const alfa = { domain: 'pec.alfa.example', kind: 'user', organisation: 'o-1', mailboxes: 1 } as const;
  assert.deepEqual(totals.map((total) => total.domain + total.status + total.usedBytes + total.mailboxes).sort(), [
    'pec.alfa.exampleactive71',
    'pec.alfa.examplereceive-only01',
    'pec.beta.exampleactive01',
  ]);
  assert.deepEqual(
    totals.find(({ usedBytes }) => usedBytes === 7),
    { ...alfa, status: 'active', office: 'u-1', usedBytes: 7, quotaBytes: 1_000 },
  );
}

async function onlyWhereMailComesIn({ store }: OpenedStore): Promise<void> {
  const rooms = { active: true, 'receive-only': true, suspended: false, 'read-only': false, revoked: false } as const;
  await store.commit({ messages: [sampleMessage('m-1')] });
  for (const [status, isOpen] of Object.entries(rooms) as [Mailbox['status'], boolean][]) {
    await store.commit(mailboxStep(sampleMailbox('ugo', { status })));
    const result = await store.commit({
      expects: [{ kind: 'quota', mailbox: 'ugo', bytes: 1 }],
      placements: [samplePlacement('ugo', 'm-1', { size: 1 })],
    });
    assert.equal(result.done, isOpen, status);
  }
}

async function domainsGo({ store }: OpenedStore): Promise<void> {
  const names = ['pec.alfa.example', 'alfa.example', 'wrong.example'];
  await store.commit({ accounts: names.map((name) => ({ kind: 'put-domain', domain: { name } })) });
  await store.commit(mailboxStep(sampleMailbox('ugo', { status: 'revoked' })));
  await store.commit({ accounts: names.map((name) => ({ kind: 'remove-domain', name })) });
  assert.deepEqual(
    (await store.domains()).map(({ name }) => name),
    ['pec.alfa.example'],
  );
}

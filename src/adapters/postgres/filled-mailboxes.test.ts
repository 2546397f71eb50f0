import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailboxStep, sampleMailbox, sampleMessage, samplePlacement } from '#testing';
import { openPostgresStore } from './open-store.ts';
import { withTestDatabase } from './test-database.ts';

test('the mailboxes that are full to a share of their quota are told with what they use', async () => {
  await withTestDatabase(async ({ server }) => {
    await using store = await openPostgresStore({ connection: server });
    const service = sampleMailbox('service', { kind: 'service', quotaBytes: Number.MAX_SAFE_INTEGER });
    const boxes = [
      sampleMailbox('empty'),
      sampleMailbox('below'),
      sampleMailbox('full'),
      sampleMailbox('over'),
      service,
    ];
    await store.commit(mailboxStep(...boxes));
    const sizes = { below: 749, full: 750, over: 1_200, service: 1 };
    for (const [mailbox, size] of Object.entries(sizes)) {
      const message = { ...sampleMessage(`m-${mailbox}`), size };
      await store.commit({ messages: [message], placements: [samplePlacement(mailbox, message.id, { size })] });
    }
    const found = (await store.filledMailboxes(75)).map(({ mailbox, usedBytes }) => [mailbox.id, usedBytes]);
    assert.deepEqual(found.sort(), [
      ['full', 750],
      ['over', 1_200],
    ]);
    assert.deepEqual((await store.filledMailboxes(120))[0]!.mailbox, sampleMailbox('over'));
  });
});

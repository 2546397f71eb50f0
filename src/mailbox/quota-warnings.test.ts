import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import { newId } from '#issuing';
import { decodeText, field, indexMime, latin1ToString } from '#mime';
import type { Mailbox } from '#ports';
import { type FilledMailbox, openQuotaWarnings } from './quota-warnings.ts';

const MINUTE = 60_000;
const UGO: Mailbox = {
  id: 'ugo',
  address: 'ugo@pec.alfa.example',
  holder: 'Ugo',
  kind: 'user',
  status: 'active',
  quotaBytes: 1_000,
  ordinaryMail: { kind: 'accept' },
};
const issuer = {
  name: 'Gestore Alfa S.p.A.',
  domain: 'gestore-alfa.example',
  serviceAddress: 'posta-certificata@gestore-alfa.example',
  isTest: true,
};

/** A store whose mailboxes are as full as the test says. */
async function setting(mailboxes: readonly Mailbox[] = [UGO]) {
  const clock = memoryClock(Date.UTC(2026, 2, 2, 8));
  const random = seededRandom(1);
  const memory = openMemoryStore();
  await memory.commit({ accounts: mailboxes.map((mailbox) => ({ kind: 'put-mailbox', mailbox })) });
  const use = new Map<string, number>();
  const asked: number[] = [];
  const looked: string[] = [];
  const store = {
    ...memory,
    document: (name: string) => {
      looked.push(name);
      return memory.document(name);
    },
    async filledMailboxes(percent: number): Promise<readonly FilledMailbox[]> {
      asked.push(percent);
      const all = mailboxes.map((mailbox) => ({ mailbox, usedBytes: use.get(mailbox.id) ?? 0 }));
      return all.filter(({ mailbox, usedBytes }) => usedBytes * 100 >= mailbox.quotaBytes * percent);
    },
  };
  const ports = {
    ...{ store, legalTime: clock, random, digests: nodeDigests, issuer },
    quotaReserve: { percent: 10, leastBytes: 0 },
    newMessageId: (at: number) => newId(at, random),
  };
  const subjects = async (mailbox = 'ugo') => {
    const items = await memory.items(mailbox, 'INBOX');
    const messages = await Promise.all(items.map(({ messageId }) => memory.message(messageId)));
    return messages.map((message) => {
      const index = indexMime(message!.rope[0] as Uint8Array);
      return /\d+ %|piena \//.exec(decodeText(field(index.root, 'subject')!.value))![0];
    });
  };
  return {
    ...{ memory, asked, looked, subjects },
    open: () => openQuotaWarnings(ports),
    async at(usedBytes: number, warn: () => Promise<number>, mailbox = 'ugo') {
      use.set(mailbox, usedBytes);
      clock.advance(MINUTE);
      return await warn();
    },
  };
}

test('a holder is warned once at 80 %, once at 90 %, once when the reserve is entered', async () => {
  const { open, at, subjects } = await setting();
  const warn = open();
  const told: number[] = [];
  for (const used of [0, 799, 800, 850, 899, 900, 950, 1_000, 1_001, 1_090]) told.push(await at(used, warn));
  assert.deepEqual(told, [0, 0, 1, 0, 0, 1, 0, 0, 1, 0]);
  assert.deepEqual(await subjects(), ['80 %', '90 %', 'piena /']);
});

test('a mailbox that fills at once is told of the highest level alone', async () => {
  const { open, at, subjects } = await setting();
  await at(1_050, open());
  assert.deepEqual(await subjects(), ['piena /']);
});

test('use that swings around a level warns once; after it has clearly fallen, again', async () => {
  const { open, at } = await setting();
  const warn = open();
  const told: number[] = [];
  for (const used of [800, 790, 810, 760, 820, 749, 800]) told.push(await at(used, warn));
  assert.deepEqual(told, [1, 0, 0, 0, 0, 0, 1]);
  assert.deepEqual([await at(900, warn), await at(860, warn), await at(900, warn)], [1, 0, 0]);
  assert.deepEqual([await at(849, warn), await at(900, warn)], [0, 1]);
});

test('what was told is remembered over a restart, and what fell meanwhile is forgotten', async () => {
  const { open, at } = await setting();
  assert.equal(await at(800, open()), 1);
  assert.equal(await at(850, open()), 0);
  const again = open();
  assert.deepEqual([await at(100, again), await at(850, again)], [0, 1]);
});

test('two processes never warn twice, and each learns what the other told', async () => {
  const ada = { ...UGO, id: 'ada', address: 'ada@pec.alfa.example' };
  const { open, at, subjects } = await setting([UGO, ada]);
  const [first, second] = [open(), open()];
  await at(0, first);
  await at(0, second);
  await at(800, async () => 0);
  assert.deepEqual((await Promise.all([first(), second()])).sort(), [0, 1]);
  assert.deepEqual([await at(900, second), await first()], [1, 0]);
  await at(800, first, 'ada');
  assert.deepEqual(
    [await second(), await at(100, second), await at(100, first), await at(900, second), await first()],
    [0, 0, 0, 1, 0],
  );
  assert.deepEqual(await subjects(), ['80 %', '90 %', '90 %']);
  assert.deepEqual(await subjects('ada'), ['80 %']);
});

test('while nothing crosses, one question is all that is asked', async () => {
  const { open, at, asked, looked } = await setting();
  const warn = open();
  await at(850, warn);
  asked.length = 0;
  looked.length = 0;
  for (let minutes = 0; minutes < 5; minutes++) await at(850 + minutes, warn);
  assert.deepEqual(asked, [75, 75, 75, 75, 75]);
  assert.deepEqual(looked, []);
});

test('a service mailbox and a revoked one are warned of nothing', async () => {
  const service: Mailbox = { ...UGO, id: 'service', kind: 'service' };
  const revoked: Mailbox = { ...UGO, id: 'revoked', address: 'r@pec.alfa.example', status: 'revoked' };
  const { open, at } = await setting([service, revoked]);
  assert.equal(await at(1_000, async () => 0, 'service'), 0);
  assert.equal(await at(1_000, open(), 'revoked'), 0);
});

test('the warning is an ordinary message of the provider, in two languages, and no program takes it for PEC', async () => {
  const { open, at, memory } = await setting();
  await at(1_050, open());
  const [item] = await memory.items('ugo', 'INBOX');
  assert.deepEqual(item!.flags, []);
  const message = await memory.message(item!.messageId);
  const octets = message!.rope[0] as Uint8Array;
  assert.equal(octets.length, item!.size);
  const { root, bareLineEnd } = indexMime(octets);
  assert.equal(bareLineEnd, false);
  assert.equal(field(root, 'from')!.value.trim(), 'non-rispondere@gestore-alfa.example');
  assert.equal(field(root, 'to')!.value.trim(), UGO.address);
  assert.equal(field(root, 'auto-submitted')!.value.trim(), 'auto-generated');
  for (const name of ['x-ricevuta', 'x-trasporto', 'x-tiporicevuta']) assert.equal(field(root, name), undefined);
  const text = latin1ToString(octets);
  assert.match(text, /^X-Ceralacca-Sandbox: /);
  assert.match(text, /non =C3=A8 una ricevuta/);
  assert.match(text, /it is no receipt/);
  assert.match(text, /occupa 2 KB dei 1 KB concessi[\s\S]*riserva di=?\s*1 KB[\s\S]*uses 2 KB of the 1 KB granted/);
  for (const line of text.split('\r\n')) assert.ok(line.length <= 76, line);
  const [record] = await memory.searchLog({ event: 'Amministrazione', limit: 9 });
  assert.deepEqual(record!.eccezioni, ['casella ugo@pec.alfa.example, avviso di spazio 100 %']);
});

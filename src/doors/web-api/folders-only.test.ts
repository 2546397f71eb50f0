import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenWriting } from '#writing';
import { type KeepingPorts, keepingRoutes } from './routes-keeping.ts';
import { mergingRoutes } from './routes-merging.ts';
import { type TeamworkPorts, teamworkRoutes } from './routes-teamwork.ts';
import { writingRoutes } from './routes-writing.ts';
import { testVisitors, testWebApi } from './test-web-api.ts';

const sending = (id: string, by: string) => ({
  ...{ id, by, state: 'awaiting-approval', at: '2026-03-01T09:00:00.000+01:00' },
  ...{ to: ['a@pec.beta.example'], subject: `Letter ${id}`, size: 10 },
});

async function openTo(folders: readonly string[] | undefined) {
  const visitors = testVisitors([{ login: 'anna', boxes: [{ id: 'm1', level: 'manage', maySend: true }] }]);
  const narrowed = {
    ...visitors,
    box: async (...asked: Parameters<typeof visitors.box>) => {
      const box = await visitors.box(...asked);
      return box && { ...box, ...(folders && { folders }) };
    },
  };
  const undone: string[] = [];
  const all = [sending('1', 'ugo'), sending('2', 'anna')];
  const outbox = {
    list: async (_: string, { by }: { by?: string }) => ({
      items: all.filter((one) => by === undefined || one.by === by),
    }),
    read: async (_: string, id: string) => all.find((one) => one.id === id),
    undo: async (_: string, id: string) => void undone.push(id),
    awaitingApproval: async () => all,
  };
  const rules = { list: async () => [], add: async (_: string, value: object) => ({ ...value, id: 'r', version: 1 }) };
  const writing = { rules, outbox, merges: { list: async () => ({ items: [] }) } } as unknown as OpenWriting;
  const notices = {
    'GET /mailboxes/{mailbox}/notices': async () => ({ version: 0, addresses: [], on: 'nothing', escalation: [] }),
    'PUT /mailboxes/{mailbox}/notices': async ({ body }: { body: unknown }) => body,
  };
  const api = await testWebApi(
    {
      keeping: keepingRoutes({ book: {}, writing, notices } as unknown as KeepingPorts),
      merging: mergingRoutes(writing),
      writing: writingRoutes(writing),
      teamwork: teamworkRoutes({ outbox } as unknown as TeamworkPorts),
    },
    narrowed,
  );
  return { ...api, undone };
}

const NOTICES = { version: 0, addresses: ['anna@posta.example'], on: 'everything', escalation: [] };
const RULE = {
  ...{ name: 'r', isOn: true, order: 1, conditions: { all: [{ field: 'subject', is: 'contains', value: 'x' }] } },
  acts: [{ do: 'move', folder: 'mine' }],
};

test('who may look into some folders alone has no rules, notices or mail merges, which are of the whole mailbox', async () => {
  for (const [folders, status] of [
    [undefined, 200],
    [['f1'], 403],
  ] as const) {
    await using open = await openTo(folders);
    for (const [what, body] of [
      ['GET /mailboxes/m1/rules'],
      ['POST /mailboxes/m1/rules', RULE],
      ['GET /mailboxes/m1/notices'],
      ['PUT /mailboxes/m1/notices', NOTICES],
      ['GET /mailboxes/m1/merges'],
    ] as const) {
      const answer = await open.call(what, { as: 'anna', ...(body && { body }) });
      assert.equal(answer.status, status, `${what} ${answer.text}`);
    }
  }
});

test('nor does he see, or call back, what others told to go', async () => {
  await using open = await openTo(['f1']);
  const idsOf = (value: readonly { id: string }[]) => value.map(({ id }) => id);
  const { value } = await open.call('GET /mailboxes/m1/outbox', { as: 'anna' });
  assert.deepEqual(idsOf((value as { items: { id: string }[] }).items), ['2']);
  assert.equal((await open.call('GET /mailboxes/m1/outbox/1', { as: 'anna' })).status, 404);
  assert.equal((await open.call('GET /mailboxes/m1/outbox/2', { as: 'anna' })).status, 200);
  assert.equal((await open.call('POST /mailboxes/m1/outbox/1/undo', { as: 'anna' })).status, 404);
  assert.deepEqual(open.undone, []);
  assert.deepEqual(idsOf((await open.call('GET /mailboxes/m1/approvals', { as: 'anna' })).value), ['2']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaveTraces, type Trace } from './leave-traces.ts';

const outgoing = { subject: 'Diffida\r\nurgente', identificativo: 'opec1' };
const SEND = 'POST /mailboxes/{mailbox}/send';
const DRAFT = 'POST /mailboxes/{mailbox}/drafts/{draft}/send';
const DECIDE = 'POST /mailboxes/{mailbox}/approvals/{outgoing}';
const SETTINGS = 'PUT /mailboxes/{mailbox}/settings';
const WEBHOOK = 'PATCH /mailboxes/{mailbox}/webhooks/{webhook}';

function house(tell: (trace: Trace) => Promise<void>) {
  const untold: unknown[] = [];
  const plain = {
    [SEND]: async (_: unknown, __: unknown) => outgoing,
    [DRAFT]: async (_: unknown, __: unknown) => [{ subject: 'a' }, { subject: 'b' }],
    [DECIDE]: async (_: unknown, __: unknown) => outgoing,
    [SETTINGS]: async (_: unknown, __: unknown) => ({}),
    [WEBHOOK]: async (_: unknown, __: unknown) => ({}),
    'GET /mailboxes/{mailbox}/settings': async (_: unknown, __: unknown) => ({}),
  };
  const routes = leaveTraces(plain, { tellAccess: tell, onUntold: (fault) => void untold.push(fault) });
  const by = (level: string) => ({ box: { level, mailbox: { id: 'ugo' } }, visitor: { login: 'anna' }, device: 'X' });
  return { routes, by, untold };
}

test('what delegates send and change is told to the holder; what he does himself, or only looks at, is not', async () => {
  const told: Trace[] = [];
  const { routes, by } = house(async (trace) => void told.push(trace));
  for (const level of ['own', 'write']) {
    await routes[SEND]({}, by(level));
    await routes[DRAFT]({}, by(level));
    await routes[DECIDE]({ body: { verdict: 'return' } }, by(level));
    await routes[DECIDE]({ body: { verdict: 'send' } }, by(level));
    await routes[SETTINGS]({}, by(level));
    await routes[WEBHOOK]({}, by(level));
    await routes['GET /mailboxes/{mailbox}/settings']({}, by(level));
  }
  const anna = { mailbox: 'ugo', login: 'anna', device: 'X' };
  const certified = { ...anna, what: 'sent', thread: 'opec1', subject: 'Diffida urgente' };
  assert.deepEqual(told, [
    certified,
    { ...anna, what: 'sent', subject: 'a' },
    { ...anna, what: 'sent', subject: 'b' },
    certified,
    { ...anna, what: 'settings' },
    { ...anna, what: 'settings' },
  ]);
});

test('what went is answered so, though no trace could be left; a refusal leaves none', async () => {
  const { routes, by, untold } = house(() => Promise.reject(new Error('the database is away')));
  assert.equal(await routes[SEND]({}, by('write')), outgoing);
  assert.equal(untold.length, 1);
  const refuses = { [SEND]: async (_: unknown, __: unknown) => Promise.reject(new Error('may not send')) };
  const told: Trace[] = [];
  const traced = leaveTraces(refuses, { tellAccess: async (trace) => void told.push(trace), onUntold: () => {} });
  await assert.rejects(traced[SEND]({}, by('write')), /may not send/);
  assert.deepEqual(told, []);
});

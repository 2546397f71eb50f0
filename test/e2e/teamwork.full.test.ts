import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ChainEvent, Outgoing } from '#contract';
import { decodeText, field, indexMime } from '#mime';
import { signIn, type WebSession } from './browser-session.ts';
import { startCountry, type TestCountry } from './country.ts';
import { letter } from './mail.ts';
import { until } from './poll.ts';
import { mailboxOf } from './pop3.ts';
import { SmtpClient } from './smtp.ts';

const HOLDER = 'mario.rossi@pec.alfa.example';
const CLERK = 'officine.ferri@pec.alfa.example';
const FAR = 'avv.bianchi@pec.beta.example';
let country: TestCountry;
let holder: WebSession;
let clerk: WebSession;

before(async () => {
  country = await startCountry();
  [holder, clerk] = await Promise.all([signIn(country.alfa, HOLDER), signIn(country.alfa, CLERK)]);
});

after(async () => {
  await country[Symbol.asyncDispose]();
});

const of = (what: string) => what.replace('{mailbox}', holder.mailbox);
const statusOf = async (session: WebSession, what: string, body?: unknown) =>
  (await session.ask(of(what), body)).status;
const events = async () =>
  (await holder.json<{ events: ChainEvent[] }>(of('GET /mailboxes/{mailbox}/events?limit=1000'))).events;
const delegate = (method: string) => of(`${method} /mailboxes/{mailbox}/delegates/${CLERK}`);
const RIGHTS = { level: 'write', maySend: true, needsApproval: true, mayApprove: false };

async function subjectsOf(messages: readonly Uint8Array[]): Promise<readonly string[]> {
  const read = messages.map((bytes) => decodeText(field(indexMime(bytes).root, 'subject')?.value ?? ''));
  return read.map((subject) => subject.trim());
}

test('what came in is told by ordinary mail that says it is none of PEC, and again while nobody reads it', async () => {
  const { ordinary } = country.network;
  const [box] = ordinary.mailboxes;
  const told = () => mailboxOf(ordinary.pop3s, country.root, box!);
  const escalation = [{ afterHours: 4, addresses: [box!.address] }];
  const settings = { version: 0, addresses: [box!.address], on: 'certified', escalation };
  await holder.json(of('PUT /mailboxes/{mailbox}/notices'), settings);
  assert.equal(
    await statusOf(holder, 'PUT /mailboxes/{mailbox}/notices', { ...settings, version: 1, addresses: [FAR] }),
    400,
  );
  await country.submit({ from: FAR, to: [HOLDER] }, letter(FAR, [HOLDER], 'Diffida urgente', { body: 'segreto\r\n' }));
  const [first] = await until('the notice has come', async () => {
    const found = await told();
    return found.length > 0 && found;
  });
  const text = first!.toString('latin1').replaceAll('=\r\n', '');
  assert.match(text, /Diffida urgente/);
  assert.match(text, /NON HA VALORE LEGALE/);
  assert.match(text, /^Auto-Submitted: auto-generated\r$/m);
  assert.doesNotMatch(text, /segreto/);
  await country.advance('PT5H');
  const again = await until('the reminder has come', async () => {
    const found = await told();
    return found.length > 1 && found;
  });
  assert.match((await subjectsOf(again)).join('\n'), /non letta da 4 ore/);
});

test('what a delegate writes waits for another pair of eyes, which are told in the morning', async () => {
  await holder.json(delegate('PUT'), RIGHTS);
  const body = { to: [FAR], subject: 'Da firmare', text: 'x', clientRef: 'four-eyes' };
  const [waiting] = [await clerk.json<Outgoing>(of('POST /mailboxes/{mailbox}/send'), body)];
  assert.equal(waiting.state, 'awaiting-approval');
  using program = await SmtpClient.submitter(country.alfa.submissions!, country.root, country.box(CLERK));
  await assert.rejects(
    program.send({ from: HOLDER, to: [FAR] }, letter(HOLDER, [FAR], 'Di nascosto')),
    /5\.7/,
    'his mail program cannot go around it',
  );
  const approval = `POST /mailboxes/{mailbox}/approvals/${waiting.id}`;
  assert.equal(await statusOf(clerk, approval, { verdict: 'send' }), 403, 'not by who wrote it');
  await country.advance('PT24H');
  await until('the holder was told', async () =>
    (await subjectsOf(await country.inbox(HOLDER))).some((subject) => /^Da approvare/.test(subject)),
  );
  const listed = await holder.json<Outgoing[]>(of('GET /mailboxes/{mailbox}/approvals'));
  assert.deepEqual(
    listed.map(({ id, by }) => [id, by]),
    [[waiting.id, CLERK]],
  );
  await holder.json(of(approval), { verdict: 'send' });
  const done = await until('it is delivered', async () =>
    (await events()).find(({ clientRef, type }) => clientRef === 'four-eyes' && type === 'delivered'),
  );
  assert.equal(done.recipient, FAR);
});

/** Until an open page of the holder is told of this. */
async function pageHears(kind: string): Promise<void> {
  const { body } = await holder.ask(of('GET /mailboxes/{mailbox}/changes'));
  let heard = '';
  for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
    heard += piece;
    if (heard.includes(`"kind":"${kind}"`)) return;
  }
  throw new Error(`the stream ended: ${heard}`);
}

test('four eyes asked for afterwards are asked of what waits for its hour too; open pages and the holder are told', async () => {
  await holder.json(delegate('PUT'), { ...RIGHTS, needsApproval: false });
  const { now } = (await (await fetch(`${country.network.control}/clock`)).json()) as { now: string };
  const letter = { to: [FAR], subject: 'Programmata', text: 'x', clientRef: 'later' };
  const draft = await clerk.json<{ id: string }>(of('POST /mailboxes/{mailbox}/drafts'), { letter });
  const told = pageHears('outbox');
  const at = new Date(Date.parse(now) + 60_000).toISOString();
  const [out] = await clerk.json<Outgoing[]>(of(`POST /mailboxes/{mailbox}/drafts/${draft.id}/send`), { at });
  assert.equal(out!.state, 'scheduled');
  await told;
  const settings = await holder.json<object>(of('GET /mailboxes/{mailbox}/settings'));
  await holder.json(of('PUT /mailboxes/{mailbox}/settings'), { ...settings, fourEyes: true });
  await country.advance('PT2M');
  const [waiting] = await until('it waits for approval', async () => {
    const found = await holder.json<Outgoing[]>(of('GET /mailboxes/{mailbox}/approvals'));
    return found.length > 0 && found;
  });
  assert.deepEqual([waiting!.id, waiting!.state], [out!.id, 'awaiting-approval']);
  assert.equal(
    (await events()).find(({ clientRef }) => clientRef === 'later'),
    undefined,
    'nothing was sent',
  );
  await holder.json(of(`POST /mailboxes/{mailbox}/approvals/${out!.id}`), { verdict: 'send' });
  await until('it is delivered', async () =>
    (await events()).find(({ clientRef, type }) => clientRef === 'later' && type === 'delivered'),
  );
  const { items } = await holder.json<{ items: { what: string; login: string; subject?: string }[] }>(
    of('GET /mailboxes/{mailbox}/accesses'),
  );
  assert.ok(items.some(({ what, login, subject }) => what === 'sent' && login === CLERK && subject === 'Programmata'));
  const changed = await holder.json<{ version: number }>(of('GET /mailboxes/{mailbox}/settings'));
  await holder.json(of('PUT /mailboxes/{mailbox}/settings'), { ...changed, fourEyes: false });
  await holder.json(delegate('PUT'), RIGHTS);
});

interface Desk {
  readonly items: readonly {
    readonly thread: string;
    readonly version: number;
    readonly subject: string;
    readonly assignee?: string;
  }[];
}

test('what came in waits on the desk of the team; who took it, what was noted and who opened it can be seen', async () => {
  await country.submit({ from: FAR, to: [HOLDER] }, letter(FAR, [HOLDER], 'Richiesta di accesso'));
  const desk = (whose: string) => clerk.json<Desk>(of(`GET /mailboxes/{mailbox}/desk?whose=${whose}`));
  const row = await until('it is on the desk', async () =>
    (await desk('nobody')).items.find(({ subject }) => subject === 'Richiesta di accesso'),
  );
  const thread = of(`/mailboxes/{mailbox}/threads/${encodeURIComponent(row.thread)}`);
  await clerk.json(`PUT ${thread}/charge`, { version: row.version, state: 'in-charge', dueOn: '2026-12-31' });
  await clerk.json(`POST ${thread}/notes`, { text: 'chiedo all’ufficio tecnico' });
  assert.equal((await clerk.ask(`PUT ${thread}/charge`, { version: row.version, state: 'done' })).status, 409);
  assert.deepEqual(
    (await desk('mine')).items.map(({ subject, assignee }) => [subject, assignee]),
    [['Richiesta di accesso', CLERK]],
  );
  const charge = await holder.json<{ notes: { by: string; text: string }[] }>(`GET ${thread}/charge`);
  assert.deepEqual(
    charge.notes.map(({ by, text }) => [by, text]),
    [[CLERK, 'chiedo all’ufficio tecnico']],
  );

  const [inbox] = await clerk.json<{ id: string }[]>(of('GET /mailboxes/{mailbox}/folders'));
  const list = await clerk.json<{ rows: { uid: number; subject: string }[] }>(
    of(`GET /mailboxes/{mailbox}/folders/${inbox!.id}/messages`),
  );
  const message = list.rows.find(({ subject }) => subject === 'Richiesta di accesso');
  await clerk.json(of(`GET /mailboxes/{mailbox}/folders/${inbox!.id}/messages/${message!.uid}`));
  const seen = await until('the access is told', async () => {
    const { items } = await holder.json<{ items: { login: string; what: string }[] }>(
      of('GET /mailboxes/{mailbox}/accesses'),
    );
    return items.find(({ what }) => what === 'opened');
  });
  assert.equal(seen.login, CLERK);
  assert.equal(await statusOf(clerk, 'GET /mailboxes/{mailbox}/accesses'), 403);
});

test('who is let into one folder alone finds nothing of the others, by whatever way', async () => {
  const folders = await holder.json<{ id: string; use: string }[]>(of('GET /mailboxes/{mailbox}/folders'));
  const sent = folders.find(({ use }) => use === 'sent')!;
  const [inbox] = folders;
  const fresh = await signIn(country.alfa, HOLDER);
  await fresh.json(delegate('PUT'), {
    level: 'read',
    maySend: false,
    needsApproval: false,
    mayApprove: false,
    folders: [sent.id],
  });
  const shown = await clerk.json<{ id: string }[]>(of('GET /mailboxes/{mailbox}/folders'));
  assert.deepEqual(
    shown.map(({ id }) => id),
    [sent.id],
  );
  assert.equal(await statusOf(clerk, `GET /mailboxes/{mailbox}/folders/${inbox!.id}/messages`), 404);
  assert.equal(await statusOf(clerk, 'GET /mailboxes/{mailbox}/events'), 403);
  assert.deepEqual((await clerk.json<Desk>(of('GET /mailboxes/{mailbox}/desk'))).items, []);
  await fresh.ask(delegate('DELETE'));
  assert.equal(await statusOf(clerk, 'GET /mailboxes/{mailbox}/folders'), 404);
});

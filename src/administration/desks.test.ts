import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import { sampleJob } from '#testing';
import { listActs } from './audit.ts';
import { addMalfunction } from './duty-desk.ts';
import { followFlow } from './flow.ts';
import { orderExtract, searchLog } from './log-desk.ts';
import { readFindings } from './provider-desk.ts';
import { actOnJob, readQueue } from './queue-board.ts';
import { readServiceLevels, readStatistics } from './service-desk.ts';
import { NOW, OPERATOR, openAdministration, openDesk } from './test-administration.ts';

const refusal = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;

test('the queue is told by destination and job by job, without addresses', async () => {
  const { ports, store } = await openAdministration();
  const late = { runAt: NOW + 60_000, expiresAt: NOW + 86_400_000 };
  await store.commit({
    jobs: [sampleJob('a', late), sampleJob('b', late), sampleJob('c', { ...late, queue: 'relay:posta.example' })],
  });
  const board = await readQueue({ limit: 2 }, ports);
  assert.deepEqual(
    board.queues.map(({ queue, jobs }) => [queue, jobs]),
    [
      ['provider:pec.beta.example', 2],
      ['relay:posta.example', 1],
    ],
  );
  assert.deepEqual(
    board.jobs.map(({ id }) => id),
    ['a', 'b'],
  );
  await store.claimJobs({ worker: 'w', now: NOW + 60_000, monotonicNow: 0, leaseMs: 1, limit: 2 });
  const rest = await readQueue({ limit: 2, after: board.next }, ports);
  assert.deepEqual([rest.jobs.map(({ id }) => id), rest.next], [['c'], undefined]);
  const one = await readQueue({ limit: 2, queue: 'relay:posta.example' }, ports);
  assert.deepEqual([one.jobs.map(({ id }) => id), one.queues.length], [['c'], 2]);
  assert.ok(!JSON.stringify(board).includes('ugo@'));
});

test('a job is tried at once, or given up with what its sender is owed; one at work is left alone', async () => {
  const { ports, store } = await openAdministration();
  await store.commit({ jobs: [sampleJob('a', { runAt: NOW + 60_000, expiresAt: NOW + 86_400_000 })] });
  await actOnJob(OPERATOR, 'a', { act: 'retry', reason: 'rete di nuovo su' }, ports);
  assert.equal((await store.jobs(1))[0]?.runAt, NOW);
  await actOnJob(OPERATOR, 'a', { act: 'give-up', reason: 'dominio dismesso' }, ports);
  const [given] = await store.jobs(1);
  assert.deepEqual(given?.work.givenUp, { by: 'anna' });
  const acts = await store.searchLog({ event: 'Amministrazione', limit: 10, newestFirst: true });
  assert.match(acts[0]!.eccezioni!.join(' '), /coda-interrotta .* dominio dismesso/);
  await store.claimJobs({ worker: 'w', now: NOW, monotonicNow: 0, leaseMs: 1_000, limit: 1 });
  await assert.rejects(actOnJob(OPERATOR, 'a', { act: 'retry', reason: 'x' }, ports), refusal('job-at-work'));
  await assert.rejects(actOnJob(OPERATOR, 'none', { act: 'retry', reason: 'x' }, ports), refusal('not-found'));
});

test('a search of the log is written down before it is answered, and shows no subject', async () => {
  const { ports, store } = await openAdministration();
  await store.commit({
    log: [
      {
        instant: NOW,
        point: 'AP',
        event: 'Accettazione',
        identificativo: 'id-1',
        mittente: 'mario@pec.alfa.example',
        oggetto: 'Segreto',
      },
    ],
  });
  const { items } = await searchLog(
    OPERATOR,
    { sender: 'mario@pec.alfa.example', why: 'reclamo 12', limit: 10 },
    ports,
  );
  assert.equal(items[0]?.event, 'Accettazione');
  assert.ok(!JSON.stringify(items).includes('Segreto'));
  const [look] = await store.searchLog({ event: 'RegistroConsultato', limit: 10 });
  assert.equal(look?.utente, 'anna');
  assert.match(look.eccezioni![0]!, /sender=mario@pec\.alfa\.example; motivo: reclamo 12/);
});

test('an extract is of something, and who ordered it stands in the log', async () => {
  const { ports, store } = await openAdministration();
  const asked: string[] = [];
  const makeExtract = async (authority: string) => {
    asked.push(authority);
    return { name: 'estratto.zip', bytes: new Uint8Array() };
  };
  const order = { authority: 'Procura', reference: 'RGNR 1/26' };
  await assert.rejects(orderExtract(OPERATOR, order, { ...ports, makeExtract }), refusal('extract-of-everything'));
  await orderExtract(OPERATOR, { ...order, identificativo: '<id-1>' }, { ...ports, makeExtract });
  assert.deepEqual(asked, ['Procura (RGNR 1/26)']);
  const [look] = await store.searchLog({ event: 'RegistroConsultato', limit: 10 });
  assert.equal(look?.utente, 'anna');
});

test('the flow tells domains, never names before the @ nor subjects, and ends when nobody looks', async () => {
  let tell: Parameters<Parameters<typeof followFlow>[0]>[0] = () => {};
  let isStopped = false;
  const ending = new AbortController();
  const flow = followFlow((listener) => {
    tell = listener;
    return () => {
      isStopped = true;
    };
  }, ending.signal);
  const first = flow.next();
  const about = { instant: NOW, point: 'AP', oggetto: 'Segreto', mittente: 'mario@pec.alfa.example' } as const;
  tell([
    { seq: 1, event: 'RegistroConsultato', ...about },
    {
      seq: 2,
      event: 'Accettazione',
      ...about,
      destinatari: [{ address: 'ugo@pec.beta.example', type: 'certificato' }],
    },
  ]);
  const { value } = await first;
  assert.deepEqual(value, {
    ...{ seq: 2, at: '2026-03-02T09:00:00.000+01:00', point: 'AP', event: 'Accettazione' },
    ...{ from: 'pec.alfa.example', to: ['pec.beta.example'] },
  });
  const next = flow.next();
  ending.abort();
  assert.equal((await next).done, true);
  assert.ok(isStopped);
});

test('what the auditor of the night found, with what to do next', async () => {
  const { store } = await openAdministration();
  assert.deepEqual(await readFindings(store), { total: 0, findings: [] });
  const report = {
    ...{ version: 1, at: '2026-03-02T00:05:00.000Z', durationMs: 5, total: 1, counts: { I2: 1 } },
    rules: [
      {
        rule: 'I2',
        says: 'x',
        next: 'Leggere',
        total: 1,
        findings: [{ where: 'r', what: 'manca', identificativo: 'id-1' }],
      },
    ],
  };
  await store.commit({
    documents: [{ name: 'audit/last', bytes: new TextEncoder().encode(JSON.stringify(report)), at: NOW }],
  });
  const { findings } = await readFindings(store);
  assert.deepEqual(findings, [{ rule: 'I2', identificativo: 'id-1', where: 'r', problem: 'manca', next: 'Leggere' }]);
});

test('availability, figures without a code and records with one, and the register of malfunctions', async () => {
  const { ports, store } = await openAdministration();
  const desk = openDesk(ports);
  await addMalfunction(OPERATOR, { code: '2A', text: 'ritardi' }, desk);
  const told = (await store.searchLog({ event: 'Amministrazione', limit: 50 })).filter(({ eccezioni = [] }) =>
    /malfun/.test(eccezioni.join()),
  );
  assert.equal(told.length, 1, 'one act, one record');
  await assert.rejects(addMalfunction(OPERATOR, { code: '9Z', text: 'x' }, desk), refusal('malfunction-code'));
  const levels = await readServiceLevels(undefined, desk);
  assert.deepEqual([levels.period, levels.availability, levels.malfunctions[0]?.code], ['2026-Q1', 100, '2A']);
  const figures = await readStatistics({}, desk);
  assert.ok(!('provider' in figures.p01) && !('csv' in figures));
  const records = await readStatistics({ code: 'VAT-12345678903', period: '2026-Q1' }, desk);
  assert.match(String(records.csv), /^P01;VAT-12345678903;1;2026;2;0;5;3;0;1\r\n/);
  await assert.rejects(readStatistics({ code: 'x' }, desk), refusal('provider-code'));
});

test('who changed what: the newest first, page by page, also those of one person', async () => {
  const { store } = await openAdministration();
  const { items, next } = await listActs(OPERATOR, { limit: 1 }, store);
  assert.deepEqual(
    items.map(({ act, on, by }) => [act, on, by]),
    [['organizzazione-nuova', 'Officine Ferri', 'anna']],
  );
  const second = await listActs(OPERATOR, { limit: 1, after: next }, store);
  assert.equal(second.items[0]?.on, 'Comune di Roccaverde');
  assert.deepEqual((await listActs(OPERATOR, { limit: 9, login: 'bruno' }, store)).items, []);
});

test('who looked into the log stands among the acts, page by page, but not for the administrator of an organisation', async () => {
  const { ports, store, mayor } = await openAdministration();
  const bruno = { login: 'bruno' };
  for (const why of ['pratica 1', 'pratica 2']) {
    await searchLog(bruno, { sender: 'mario@pec.alfa.example', why, limit: 1 }, ports);
    await addMalfunction(OPERATOR, { code: '5', text: why }, openDesk(ports));
  }
  const told: string[] = [];
  for (let after: string | undefined, n = 0; n < 4; n++) {
    const { items, next } = await listActs(OPERATOR, { limit: 1, after }, store);
    told.push(...items.map(({ act, by, detail }) => `${act} ${by} ${/pratica \d/.exec(detail ?? '')}`));
    after = next;
  }
  assert.deepEqual(told, [
    'malfunzionamento-registrato anna pratica 2',
    'registro-consultato bruno pratica 2',
    'malfunzionamento-registrato anna pratica 1',
    'registro-consultato bruno pratica 1',
  ]);
  const his = await listActs(OPERATOR, { limit: 9, login: 'bruno' }, store);
  assert.equal(his.items.length, 2);
  const hers = await listActs(mayor, { limit: 50 }, store);
  assert.ok(hers.items.length > 0 && hers.items.every(({ act }) => act !== 'registro-consultato'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProviderConfig } from '#config';
import type { Merge, Outgoing } from '#contract';
import { signIn } from './browser-session.ts';
import { startCountry, type TestCountry } from './country.ts';
import { acceptedSubjects, prepare } from './going-out.ts';
import { until } from './poll.ts';
import { joinProvider } from './provider-process.ts';

const FROM = 'mario.rossi@pec.alfa.example';
const TO = 'officine.ferri@pec.alfa.example';
const AMOUNTS = { tag: 'Diviso', scheduled: 15, rows: 60 };
const AHEAD_MS = 8_000;

/** Alfa's first process has the doors, the pages among them, and is no worker; workers have no door. */
async function startDivided(): Promise<{ country: TestCountry; worker(node: string): ProviderConfig }> {
  let alfa: ProviderConfig | undefined;
  const country = await startCountry({
    configure(config) {
      const limited = { ...config, limits: { ...config.limits, submissionsPerHour: 10_000 } };
      if (config.domain !== 'gestore-alfa.example') return limited;
      alfa = limited;
      return { ...limited, roles: ['access', 'incoming', 'delivery', 'imap', 'pop3', 'web'] };
    },
  });
  const sealedLog = () => ({ ...alfa!.sealedLog, listen: undefined });
  return { country, worker: (node) => ({ ...alfa!, node, roles: ['worker'], sealedLog: sealedLog() }) };
}

test('what waits for its hour, mail merges and rules are worked by workers without pages, by one of them each', async () => {
  const { country, worker } = await startDivided();
  await using _country = country;
  const [session, other] = await Promise.all([signIn(country.alfa, FROM), signIn(country.alfa, TO)]);
  const box = `/mailboxes/${session.mailbox}`;
  const rule = {
    ...{ name: 'Segna', isOn: true, order: 0 },
    conditions: { all: [{ field: 'subject', is: 'contains', value: 'Diviso' }] },
    acts: [{ do: 'flag' }],
  };
  await other.json(`POST /mailboxes/${other.mailbox}/rules`, rule);
  const { subjects, merge } = await prepare(session, TO, AMOUNTS, AHEAD_MS);
  await session.json(`POST ${box}/merges/${merge}/start`);
  const waiting = async () => (await session.json<{ items: Outgoing[] }>(`GET ${box}/outbox`)).items;
  const due = Math.max(...(await waiting()).map(({ at }) => Date.parse(at)));
  await until('their hour has come', () => Date.now() > due + 1_500);
  assert.equal((await waiting()).length, AMOUNTS.scheduled, 'a process that is no worker sends nothing of it');
  await using _two = await joinProvider(worker('2'));
  await using _three = await joinProvider(worker('3'));
  await until(
    'everything has gone out',
    async () => {
      const { state } = await session.json<Merge>(`GET ${box}/merges/${merge}`);
      return state === 'done' && (await waiting()).length === 0;
    },
    90_000,
    300,
  );
  const accepted = await acceptedSubjects(country.data, 'alfa');
  assert.deepEqual(
    [...subjects].filter((subject) => accepted.get(subject) !== 1).map((one) => `${one}: ${accepted.get(one) ?? 0}`),
    [],
  );
  const flagged = async () => {
    const folders = await other.json<{ id: string; role?: string; name: string }[]>(
      `GET /mailboxes/${other.mailbox}/folders`,
    );
    const inbox = folders.find(({ name }) => name === 'INBOX')!;
    const page = await other.json<{ rows: { isFlagged: boolean }[] }>(
      `GET /mailboxes/${other.mailbox}/folders/${inbox.id}/messages?limit=200`,
    );
    return page.rows.filter(({ isFlagged }) => isFlagged).length;
  };
  await until('the rule has flagged what came', async () => (await flagged()) === subjects.size, 60_000, 500);
});

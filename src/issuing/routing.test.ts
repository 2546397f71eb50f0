import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerIndexOf } from '#pec';
import { jobsToSend, QUEUE_LIFE_MS } from './routing.ts';

const AT = Date.UTC(2026, 10, 22);
const random = { bytes: (length: number) => new Uint8Array(length).fill(7) };
const beta = {
  name: 'Beta',
  mailReceipt: 'r@gestore-beta.example',
  managedDomains: ['pec.beta.example'],
  certificates: [],
  hashes: [],
};
const routing = {
  isOwnDomain: (domain: string) => domain === 'pec.alfa.example',
  index: () => providerIndexOf([beta]),
};
const outgoing = { messageId: 'm', mailFrom: 'a@pec.alfa.example', at: AT };

test('one message becomes one hop inside, one transaction for each provider domain and one for each ordinary domain', () => {
  const recipients = [
    'x@PEC.alfa.example',
    'y@pec.beta.example',
    'z@pec.beta.example',
    'w@posta.example',
    'v@pec.alfa.example',
  ];
  const works = jobsToSend({ ...outgoing, recipients, notice: 'M4', identificativo: 'i' }, routing, random).map(
    ({ work }) => work,
  );
  assert.deepEqual(
    works.map((work) => [work.kind, work.recipients, work.kind === 'relay' ? work.destination : undefined]),
    [
      ['receive', ['x@PEC.alfa.example', 'v@pec.alfa.example'], undefined],
      ['relay', ['y@pec.beta.example', 'z@pec.beta.example'], { kind: 'provider', domain: 'pec.beta.example' }],
      ['relay', ['w@posta.example'], { kind: 'ordinary', domain: 'posta.example' }],
    ],
  );
});

test('each destination has a queue of its own, and a job lives 24 hours', () => {
  const jobs = jobsToSend({ ...outgoing, recipients: ['y@pec.beta.example', 'w@posta.example'] }, routing, random);
  assert.deepEqual(
    jobs.map(({ queue }) => queue),
    ['relay:pec.beta.example', 'relay:posta.example'],
  );
  assert.ok(jobs.every(({ runAt, expiresAt }) => runAt === AT && expiresAt === AT + QUEUE_LIFE_MS));
});

test('without an index nothing is taken for a provider', () => {
  const [job] = jobsToSend(
    { ...outgoing, recipients: ['y@pec.beta.example'] },
    { ...routing, index: () => undefined },
    random,
  );
  assert.ok(job?.work.kind === 'relay' && job.work.destination.kind === 'ordinary');
});

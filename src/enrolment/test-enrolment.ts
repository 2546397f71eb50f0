import { createHash } from 'node:crypto';
import { nodeDigests } from '#adapters/files';
import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import type { Applicant } from '#contract';
import { jobsToSend } from '#issuing';
import type { EnrolmentPorts } from './enrolment-ports.ts';

/** 2 March 2026. */
const NOW = Date.UTC(2026, 2, 2, 8);
export const DAY_MS = 86_400_000;

export const MARIO: Applicant = {
  kind: 'person',
  taxCode: 'RSSMRA80A01H501U',
  givenName: 'Mario',
  familyName: 'Rossi',
  birthDate: '1980-01-01',
  birthPlace: 'Roma',
  country: 'IT',
  postalAddress: 'Via Roma 1, Roccaverde',
  contactAddress: 'mario@posta.example',
  language: 'it',
};

const markOf = (text: string) => createHash('sha256').update(`mark ${text}`).digest('hex');

/** The office on a store in memory, with one domain where people may activate mailboxes. */
export async function openEnrolment(change: Partial<EnrolmentPorts> = {}) {
  const store = openMemoryStore();
  const clock = memoryClock(NOW);
  const random = seededRandom(1);
  await store.commit({
    accounts: [
      { kind: 'put-domain', domain: { name: 'pec.alfa.example', enrolment: 'open', organisation: 'o-1' } },
      { kind: 'put-domain', domain: { name: 'comune.example' } },
    ],
  });
  const issuer = {
    name: 'Gestore Alfa',
    domain: 'gestore-alfa.example',
    serviceAddress: 'posta-certificata@gestore-alfa.example',
  };
  const routing = { isOwnDomain: () => false, index: () => undefined };
  const ports: EnrolmentPorts = {
    ...{ store, random, digests: nodeDigests, legalTime: clock },
    issuing: { issuer, jobsToSend: (outgoing) => jobsToSend(outgoing, routing, random) },
    personal: {
      seal: (text) => Buffer.from(text).toString('base64'),
      open: (sealed) => Buffer.from(sealed, 'base64').toString(),
      mark: markOf,
      marks: (text) => [markOf(text)],
      isOld: () => false,
    },
    terms: { version: '2026-01', text: 'Condizioni di prova.' },
    isOpen: true,
    publicUrl: () => 'https://web.alfa.example',
    newMailbox: { quotaBytes: 1_000_000, ordinaryMail: 'accept' },
    judgePassword: () => {},
    hashPassword: async (password) => `hash of ${password}`,
    ipaTaxCode: async () => null,
    ...change,
  };
  return { ports, store, clock };
}

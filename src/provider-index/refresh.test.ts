import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { memoryClock, memoryDownload, openMemoryStore } from '#adapters/memory';
import { type LdifEntry, readLdif, writeLdif } from '#ldif';
import type { ProviderRecord } from '#pec';
import type { ProviderDirectory } from '#ports';
import { indexAuthority, testCertificate, testRecord, testSigner } from '#testing';
import {
  DOCUMENT,
  indexAlarms,
  indexEvidenceAt,
  openProviderIndex,
  readCrlStates,
  readIndexState,
  recordEntry,
  signDocument,
} from './index.ts';

const HOUR = 3_600_000;
const AT = Date.UTC(2026, 2, 2, 8);
const FILE = 'https://indice.example/indice.ldif.p7m';
const WHERE = 'ldaps://indice.example';

async function provider(key: string, ...managedDomains: readonly string[]): Promise<ProviderRecord> {
  const name = `Gestore ${key}`;
  const mailReceipt = `posta-certificata@${key}.example`;
  const order = { authority: 'uno', keys: 'alfa', providerName: name, serviceAddress: mailReceipt, serial: 40 };
  return testRecord({ name, mailReceipt, managedDomains, certificates: [await testCertificate(order)] });
}

const rootEntry = (url: string | undefined): LdifEntry => ({
  dn: 'o=postacert',
  attributes: new Map([['o', ['postacert']], ...(url === undefined ? [] : [['LDIFLocationURL', [url]] as const])]),
});

/** As a reader gives them: names in lower case. */
const asRead = (entries: readonly LdifEntry[]) => readLdif(writeLdif(entries));

/** A book, and the authority whose file and directory it reads; what they say is changed in `world`. */
async function openBook(options: { readonly ldap?: true; readonly indexUrl?: undefined } = {}) {
  const { certificate: authority } = await indexAuthority();
  const signer = await testSigner('indice', authority);
  const documents = new Map<string, Uint8Array>();
  const download = memoryDownload(documents);
  const store = openMemoryStore();
  const legalTime = memoryClock(AT);
  const world: { records: readonly ProviderRecord[]; ldap: readonly LdifEntry[] | Error | undefined } = {
    records: [await provider('alfa', 'pec.alfa.example'), await provider('beta', 'pec.beta.example')],
    ldap: undefined,
  };
  const inFile = () => [rootEntry(FILE), ...world.records.map(recordEntry)];
  const directory: ProviderDirectory = {
    description: WHERE,
    async entries() {
      if (world.ldap instanceof Error) throw world.ldap;
      return asRead(world.ldap ?? inFile());
    },
  };
  const index = openProviderIndex({
    ...{ store, legalTime, authority, indexDownload: download, crlDownload: download, crlUrls: [] },
    indexUrl: 'indexUrl' in options ? undefined : FILE,
    ...(options.ldap === true && { directory }),
  });
  const commit = async (refresh: Awaited<ReturnType<typeof index.refreshIndex>>) => {
    assert.equal((await store.commit(refresh.step)).done, true);
    refresh.adopt();
    return refresh.had;
  };
  return {
    ...{ store, index, world, documents },
    now: () => legalTime.now(),
    /** The authority publishes; the book fetches, so many hours later. */
    async refresh(hoursLater = 0, publishes = true) {
      legalTime.advance(hoursLater * HOUR);
      const ldif = writeLdif(inFile());
      const ports = { signer, digests: nodeDigests };
      if (publishes) documents.set(FILE, await signDocument(ldif, legalTime.now(), ports));
      return commit(await index.refreshIndex());
    },
    refreshCrls: async () => commit(await index.refreshCrls()),
    state: () => readIndexState(store),
    async alarms() {
      return indexAlarms(await readIndexState(store), legalTime.now()).map(({ code, text }) => `${code}: ${text}`);
    },
    log: async (event: 'IndiceRifiutato' | 'IndiceScaduto' | 'IndiceDivergente') =>
      (await store.searchLog({ event, limit: 100 })).map(({ eccezioni }) => eccezioni!.join()),
  };
}

test('what is in use is told: which file, since when, how many; and a book opened again knows it too', async () => {
  const book = await openBook();
  assert.match((await book.alarms())[0]!, /^index-empty: there is no copy of the index/);
  assert.equal(await book.refresh(), true);
  await book.refresh(1, false);
  const { copy, attempts } = await book.state();
  assert.deepEqual([copy!.providers, copy!.domains, copy!.url], [2, 2, FILE]);
  assert.deepEqual([copy!.since, copy!.fetchedAt], [AT, AT + HOUR]);
  assert.deepEqual(attempts, [{ at: AT + HOUR, outcome: 'taken', since: AT, times: 2 }]);
  assert.deepEqual(await book.alarms(), []);
  const kept = await indexEvidenceAt(book.store, AT);
  assert.deepEqual([kept!.sha256, kept!.last], [copy!.sha256, AT + HOUR]);
});

test('T125 a copy older than 48 hours is an alarm; a trouble that lasts is a record of the log now and then, not each time', async () => {
  const book = await openBook();
  await book.refresh();
  book.documents.delete(FILE);
  for (let tries = 0; tries < 62; tries++) await book.refresh(1, false);
  assert.equal((await book.state()).attempts[0]!.times, 62);
  assert.equal((await book.log('IndiceRifiutato')).length, 6);
  assert.equal((await book.log('IndiceScaduto')).length, 2);
  assert.match((await book.alarms())[0]!, /^index-stale: the copy is older than 48 hours; it stays in use: /);
  assert.equal(book.index.view()!.recordOfDomain('pec.alfa.example')!.name, 'Gestore alfa');
  await book.refresh(1);
  assert.deepEqual(await book.alarms(), []);
});

test('a loss of domains is held and named; a person accepts that loss, and no other', async () => {
  const book = await openBook();
  const [alfa, beta] = book.world.records as [ProviderRecord, ProviderRecord];
  await book.refresh();
  book.world.records = [alfa];
  assert.equal(await book.refresh(1), false);
  const { held } = await book.state();
  assert.deepEqual(held!.domains, { first: ['pec.beta.example'], total: 1 });
  assert.match((await book.alarms())[0]!, /^index-held: .*1 domains.*ceralacca index accept.*pec\.beta\.example/);
  assert.match((await book.log('IndiceRifiutato'))[0]!, /trattenuto: 1 domini scomparsi: pec\.beta\.example/);
  const accept = {
    name: DOCUMENT.lossAccepted,
    bytes: new TextEncoder().encode(JSON.stringify(held!.loss)),
    at: book.now(),
  };
  await book.store.commit({ documents: [accept] });
  book.world.records = [beta];
  assert.equal(await book.refresh(1), false, 'another loss');
  assert.equal((await book.state()).held!.since, AT + 2 * HOUR);
  book.world.records = [alfa];
  assert.equal(await book.refresh(1), true);
  assert.deepEqual([(await book.state()).held, await book.alarms()], [undefined, []]);
  book.world.records = [beta];
  assert.equal(await book.refresh(1), false, 'what was accepted once counts no more');
});

test('T126 entries that were not taken and domains claimed twice are alarms with their names', async () => {
  const book = await openBook();
  await book.refresh();
  const [alfa, beta] = book.world.records as [ProviderRecord, ProviderRecord];
  const taking = { ...beta, managedDomains: [...beta.managedDomains, 'pec.alfa.example'] };
  book.world.records = [alfa, taking, { ...beta, name: 'Gestore rotto', hashes: ['00'] }];
  assert.equal(await book.refresh(1), true);
  const alarms = await book.alarms();
  assert.equal(
    alarms[0],
    'index-claimed-twice: providerName=Gestore beta,o=postacert also claims pec.alfa.example stays with Gestore alfa',
  );
  assert.match(
    alarms[1]!,
    /^index-rejected: providerName=Gestore rotto,o=postacert was not taken: the certificate with hash/,
  );
});

test('the directory is compared with the signed file, which is believed; each difference is named once in the log', async () => {
  const book = await openBook({ ldap: true });
  await book.refresh();
  assert.equal((await book.state()).directory!.state, 'agrees');
  const [alfa, beta] = book.world.records as [ProviderRecord, ProviderRecord];
  const gamma = await provider('gamma', 'pec.gamma.example');
  const [other] = gamma.certificates;
  const changed = await testRecord({
    ...alfa,
    mailReceipt: 'x@alfa.example',
    managedDomains: ['pec.omega.example'],
    certificates: [other!],
    hashes: undefined as never,
  });
  book.world.ldap = [rootEntry('https://elsewhere.example/i.p7m'), recordEntry(changed), recordEntry(gamma)];
  for (let times = 0; times < 3; times++) assert.equal(await book.refresh(1), true);
  const { directory } = await book.state();
  assert.deepEqual([directory!.state, directory!.since], ['differs', AT + HOUR]);
  const named = directory!.differences.first.map(
    ({ record, detail }) => `${record}: ${detail.replaceAll(/[0-9a-f]{40}/g, 'HASH')}`,
  );
  assert.deepEqual(named, [
    `o=postacert: LDIFLocationURL is https://elsewhere.example/i.p7m, the file came from ${FILE}`,
    'Gestore alfa: mailReceipt is x@alfa.example in the directory, not posta-certificata@alfa.example',
    'Gestore alfa: managedDomains missing in the directory: pec.alfa.example',
    'Gestore alfa: managedDomains in the directory alone: pec.omega.example',
    'Gestore alfa: providerCertificate missing in the directory: HASH',
    'Gestore alfa: providerCertificate in the directory alone: HASH',
    'Gestore beta: is missing in the directory',
    'Gestore gamma: stands in the directory alone',
  ]);
  assert.equal((await book.log('IndiceDivergente')).length, 1);
  assert.match((await book.alarms())[0]!, /^index-directory: ldaps:\/\/indice\.example says otherwise/);
  assert.deepEqual(
    book.index.records().map(({ name }) => name),
    [alfa.name, beta.name],
  );
});

test('a directory that does not answer stops nothing; it is said in words', async () => {
  const book = await openBook({ ldap: true });
  book.world.ldap = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  assert.equal(await book.refresh(), true);
  assert.equal(await book.refresh(1), true);
  const { directory } = await book.state();
  assert.deepEqual([directory!.state, directory!.since], ['unreachable', AT]);
  assert.equal(directory!.why, 'nobody listens there (connect ECONNREFUSED)');
  assert.deepEqual(await book.alarms(), []);
});

test('without a configured address the directory says where the signed file is, and the last place serves while it is silent', async () => {
  const book = await openBook({ ldap: true, indexUrl: undefined });
  book.world.ldap = [rootEntry(undefined)];
  assert.equal(await book.refresh(), false);
  assert.match((await book.state()).attempts[0]!.why!, /nobody says where the signed index is: o=postacert bears no/);
  book.world.ldap = undefined;
  assert.equal(await book.refresh(1), true);
  book.world.ldap = new Error('gone');
  assert.equal(await book.refresh(1), true);
  assert.equal((await book.state()).copy!.url, FILE);
});

test('our record is an alarm when the index has not said the same for 24 hours, and one record of the log', async () => {
  const book = await openBook();
  const [alfa] = book.world.records as [ProviderRecord];
  const published = { ...alfa, managedDomains: [...alfa.managedDomains, 'nuovo.alfa.example'] };
  const bytes = writeLdif([recordEntry(published)]);
  await book.store.commit({ documents: [{ name: DOCUMENT.ownRecord, bytes, at: AT }] });
  for (let times = 0; times < 2; times++) await book.refresh(12);
  assert.deepEqual(
    (await book.state()).own!.differences.first.map(({ detail }) => detail),
    ['managedDomains missing in the index: nuovo.alfa.example'],
  );
  assert.match((await book.alarms())[0]!, /^index-own-record: .*nuovo\.alfa\.example/);
  await book.refresh(12);
  assert.equal((await book.log('IndiceDivergente')).length, 1);
  book.world.records = [published, ...book.world.records.slice(1)];
  await book.refresh(12);
  assert.deepEqual(await book.alarms(), []);
});

test('revocation lists are told one by one, with the trouble of the last attempt', async () => {
  const book = await openBook();
  await book.refresh();
  assert.equal(await book.refreshCrls(), false);
  const [list] = await readCrlStates(book.store);
  assert.match(list!.url, /^http:\/\/crl\.uno\.example/);
  assert.ok(list!.fault);
});

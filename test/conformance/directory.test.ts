import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { readCertificate } from '#cms';
import { signDocument } from '#provider-index';
import {
  CAST,
  HOUR,
  INDEX_URL,
  openWorld,
  type ProviderSpec,
  serviceAddressOf,
  testCertificate,
  testSigner,
  type World,
} from '#testing';
import { MARIO, UFFICIO } from './case-table.ts';

const alfa = CAST[0]!;

/** The provider fetches what stands there now, without the authorities publishing anew. */
async function fetchAgain(world: World, key = 'beta'): Promise<void> {
  await world.member(key).process.refresh();
}

const domainsOf = (world: World, key = 'beta') =>
  world
    .member(key)
    .process.index.records()
    .flatMap(({ managedDomains }) => managedDomains);

test('T120 an index with one octet altered is refused: the copy before stays in force, and the log tells', async () => {
  const world = await openWorld();
  const before = domainsOf(world);
  const altered = world.directory.documents.get(INDEX_URL)!.slice();
  altered[Math.floor(altered.length / 3)]! ^= 1;
  world.directory.documents.set(INDEX_URL, altered);
  await fetchAgain(world);
  assert.deepEqual(domainsOf(world), before);
  assert.equal((await world.log('beta', 'IndiceRifiutato')).length, 1);
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.settle();
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
});

test('T121 an index signed with the key of a provider is refused', async () => {
  const world = await openWorld();
  const { openSignedDocument } = await import('#provider-index');
  const content = await openSignedDocument(world.directory.documents.get(INDEX_URL)!, world.directory.indexCertificate);
  const signer = await testSigner('alfa', world.directory.certificateOf('alfa'));
  const stolen = await signDocument(content, world.clock.now(), { signer, digests: nodeDigests });
  world.directory.documents.set(INDEX_URL, stolen);
  await fetchAgain(world);
  assert.match((await world.log('beta', 'IndiceRifiutato'))[0]!.eccezioni!.join(), /not signed by the authority/);
});

test('T125 the index is fetched through the day, and a copy older than 48 hours is an alarm but stays in use', async () => {
  const world = await openWorld();
  await world.advance('PT24H');
  assert.ok((await world.log('beta', 'IndiceAggiornato')).length >= 2);
  world.directory.documents.delete(INDEX_URL);
  const { publish } = world.directory;
  world.directory.publish = async (at) => {
    await publish(at);
    world.directory.documents.delete(INDEX_URL);
  };
  await world.advance(47 * HOUR);
  assert.deepEqual(await world.log('beta', 'IndiceScaduto'), []);
  await world.advance(8 * HOUR);
  assert.ok((await world.log('beta', 'IndiceScaduto')).length > 0);
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.settle();
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
});

test('T126 a domain that two providers claim stays with the one who had it, and the log tells', async () => {
  const world = await openWorld();
  const gamma = world.directory.records.get('gamma')!;
  world.directory.records.set('gamma', { ...gamma, managedDomains: [...gamma.managedDomains, 'pec.beta.example'] });
  await world.refresh();
  const view = world.member('alfa').process.index.view();
  assert.equal(view?.recordOfDomain('pec.beta.example')?.name, 'Gestore Beta S.r.l.');
  assert.match((await world.log('alfa', 'IndiceRifiutato'))[0]!.eccezioni!.join(), /pec\.beta\.example/);
});

test('T123 and T132: a new key beside the old one in the index, and then in use: no message is lost on the way', async () => {
  const world = await openWorld();
  const serviceAddress = serviceAddressOf(alfa);
  const certificate = await testCertificate({
    authority: 'uno',
    keys: 'alfa',
    providerName: alfa.name,
    serviceAddress,
    serial: 90,
  });
  const record = world.directory.records.get('alfa')!;
  const hashes = [...record.hashes, (await readCertificate(certificate)).sha1];
  world.directory.records.set('alfa', { ...record, certificates: [...record.certificates, certificate], hashes });
  for (let day = 0; day < 2; day++) {
    await world.submit({ from: MARIO, to: UFFICIO });
    await world.advance('PT24H');
  }
  world.directory.putCertificate('alfa', certificate);
  await world.crash('alfa');
  await world.settle();
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.advance('PT24H');
  assert.deepEqual(await world.numbers(UFFICIO), ['M4', 'M4', 'M4']);
  assert.equal((await world.numbers(MARIO)).filter((number) => number === 'M11').length, 3);
});

test('T124 a secondary environment is answered at its own mailReceipt, for its own domains and certificate', async () => {
  const second: ProviderSpec = {
    key: 'secondo',
    name: alfa.name,
    unit: 'Ambiente secondario',
    domain: 'secondo.gestore-alfa.example',
    pecDomains: [{ name: 'pec.secondo.example' }],
    mailboxes: ['rosa@pec.secondo.example'],
    authority: 'uno',
  };
  const world = await openWorld({ providers: [...CAST, second] });
  await world.submit({ from: 'rosa@pec.secondo.example', to: UFFICIO });
  await world.settle();
  assert.deepEqual(await world.numbers('rosa@pec.secondo.example'), ['M1', 'M11']);
  assert.deepEqual(
    (await world.service('secondo')).map(({ number }) => number),
    ['M5'],
  );
  assert.deepEqual(await world.service('alfa'), []);
});

test('without any copy of the index nothing is accepted: recipients cannot be typed', async () => {
  const world = await openWorld();
  world.indexView = (key, view) => (key === 'alfa' ? undefined : view);
  const answer = await world.submit({ from: MARIO, to: UFFICIO });
  assert.equal(answer.code, 451);
  assert.deepEqual(await world.numbers(MARIO), []);
});

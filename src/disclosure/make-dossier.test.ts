import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { nodeDigests } from '#adapters/files';
import { readTimestampRequest, timestampRequest, writeTimestampToken } from '#cms';
import {
  allBytes,
  isArchive,
  judgeNow,
  MANIFEST,
  memorySource,
  openArchive,
  readManifest,
  renewDossier,
  verifyDossier,
} from '#evidence';
import { testAuthority } from '#testing';
import { makeDossier } from './make-dossier.ts';
import { archiveBytes, DAY, type DisclosureHouse, openDisclosureHouse } from './test-house.ts';

const YEAR = 365 * DAY;
const mario = { kind: 'holder', address: 'mario@pec.alfa.example' } as const;

let house: DisclosureHouse;
let identificativo: string;
let dossier: Uint8Array;

before(async () => {
  house = await openDisclosureHouse();
  const to = ['ufficio@pec.beta.example', 'anna@pec.alfa.example'];
  identificativo = (await house.world.submit({ from: mario.address, to, subject: 'Perizia n. 7' })).identificativo;
  await house.world.submit({ from: 'anna@pec.alfa.example', to: 'elena@pec.beta.example', subject: 'segreto di Anna' });
  await house.world.advance(DAY);
  await house.seal();
  dossier = await archiveBytes(await makeDossier({ identificativo, asker: mario }, house.ports));
});

const judge = async (bytes: Uint8Array, roots = house.roots, at = house.world.clock.now()) =>
  await verifyDossier(memorySource(bytes), { roots }, at);

const namesOf = async (bytes: Uint8Array) => [...(await openArchive(memorySource(bytes))).keys()];

test('a dossier of a message to two recipients holds, every link of it, and tells nothing of others', async () => {
  const verdict = await judge(dossier);
  assert.deepEqual(
    verdict.links.filter(({ state }) => state !== 'ok'),
    [],
  );
  assert.equal(verdict.outcome, 'holds');
  assert.equal(verdict.existedAt !== undefined && verdict.existedAt <= house.world.clock.now(), true);
  const numbers = verdict.messages.map(({ message }) => message.number).sort();
  assert.deepEqual(numbers, ['M1', 'M11', 'M11', 'M4', 'M5', 'M5']);
  assert.equal(Buffer.from(dossier).includes('segreto'), false);
});

test('the files of a dossier stand in one order, the receipts byte for byte as they were issued', async () => {
  const names = await namesOf(dossier);
  assert.deepEqual(names.slice(0, 13), [
    'manifest.json',
    'manifest.json.p7s',
    'manifest.json.p7s.tsr',
    'LEGGIMI.txt',
    'fascicolo.pdf',
    'messaggi/originale.eml',
    'messaggi/busta.eml',
    'ricevute/1-accettazione.eml',
    'ricevute/2-presa-in-carico.eml',
    'ricevute/3-consegna.eml',
    'ricevute/4-presa-in-carico.eml',
    'ricevute/5-consegna.eml',
    'registro/estratto.json',
  ]);
  assert.equal(names.at(-1), 'SHA256SUMS');
  const files = await openArchive(memorySource(dossier));
  const received = await house.world.inbox(mario.address);
  const accepted = received.find(({ number }) => number === 'M1');
  assert.deepEqual(await allBytes(files.get('ricevute/1-accettazione.eml')!, 1e6), new Uint8Array(accepted!.bytes));
});

test('that a dossier was given out stands in the log, with who asked', async () => {
  const [record] = await house.store.searchLog({ event: 'RegistroConsultato', limit: 1 });
  assert.deepEqual([record?.identificativo, record?.utente], [identificativo, mario.address]);
});

test('only its sender may have the dossier, and an authority by order', async () => {
  const ask = (asker: Parameters<typeof makeDossier>[0]['asker']) =>
    makeDossier({ identificativo, asker }, house.ports);
  await assert.rejects(ask({ kind: 'holder', address: 'anna@pec.alfa.example' }), /was not sent by anna/);
  await assert.rejects(ask({ kind: 'holder', address: 'studio@legal.alfa.example' }), /no message of studio/);
  const { manifest } = await ask({ kind: 'authority', name: 'Tribunale di Prova, RG 1/2026' });
  assert.equal(manifest.askedBy, 'Tribunale di Prova, RG 1/2026');
  await assert.rejects(makeDossier({ identificativo: 'x@y.example', asker: mario }, house.ports), /tells nothing/);
});

test('whatever octet of a dossier is changed, a broken link is named', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(dossier.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const changed = dossier.slice();
      changed[at]! ^= flip;
      const { outcome, links } = await judge(changed);
      assert.equal(outcome, 'broken', `octet ${at}`);
      assert.ok(links.some(({ state, why }) => state === 'broken' && why.it !== '' && why.en !== ''));
    }),
    { numRuns: 25 },
  );
});

test('an altered archive is judged, what never was one is told apart', async () => {
  assert.equal(await isArchive(memorySource(dossier.with(0, 0))), true);
  assert.equal(await isArchive(memorySource(dossier.with(dossier.length - 22, 0))), true);
  assert.equal(await isArchive(memorySource(new TextEncoder().encode('root:x:0:0:root:/root:/bin/sh\n'))), false);
});

test('who alters a receipt and makes the digests anew is found by the signatures that he cannot make', async () => {
  const files = await openArchive(memorySource(dossier));
  const receipt = Buffer.from(await allBytes(files.get('ricevute/5-consegna.eml')!, 1e6));
  const at = Buffer.from(dossier).indexOf(receipt);
  const changed = dossier.slice();
  const place = at + receipt.lastIndexOf('Perizia');
  changed.set(Buffer.from('Pigrizi'), place);
  const broken = (await judge(changed)).links.filter(({ state }) => state === 'broken');
  const named = broken.filter(({ about }) => about.includes('ricevute/5-consegna.eml')).map(({ kind }) => kind);
  assert.ok(named.includes('files') && named.includes('message') && named.includes('log'), named.join());
});

test('without a root to believe nothing is broken and nothing is decided', async () => {
  const { outcome, links } = await judge(dossier, []);
  assert.equal(outcome, 'undecided');
  assert.deepEqual(
    links.filter(({ state }) => state === 'broken'),
    [],
  );
});

test('who trusts other authorities is told so of each signature', async () => {
  const { authority } = await testAuthority('tre');
  const { outcome, links } = await judge(dossier, [authority.certificate]);
  assert.equal(outcome, 'broken');
  const kinds = new Set(links.filter(({ state }) => state === 'broken').map(({ kind }) => kind));
  for (const kind of ['message', 'manifest', 'timestamp'] as const) assert.ok(kinds.has(kind), kind);
});

test('before the outcome is known a dossier says what is missing and when it will be known', async () => {
  house.world.fate = () => 'deferred';
  const sent = await house.world.submit({ from: mario.address, to: 'elena@pec.beta.example', subject: 'Presto' });
  await house.world.settle();
  const { manifest, files } = await makeDossier({ identificativo: sent.identificativo, asker: mario }, house.ports);
  house.world.fate = () => 'arrives';
  const [first, ...rest] = manifest.missing;
  assert.equal(first?.what, 'take-charge');
  assert.equal(first?.recipient, 'elena@pec.beta.example');
  const knownBy = Date.parse(first!.knownBy!) - house.world.clock.now();
  assert.ok(knownBy > 23 * 3_600_000 && knownBy <= DAY, `${knownBy}`);
  assert.deepEqual(
    rest.map(({ what }) => what),
    ['head'],
    'the records of this hour wait for the next head',
  );
  const verdict = await judge(await archiveBytes({ files }));
  assert.equal(verdict.links.filter(({ state }) => state === 'broken').length, 0);
  assert.ok(verdict.links.some(({ kind, state }) => kind === 'complete' && state === 'not-judged'));
});

test('without a time-stamp authority a dossier is made, says so, and is stamped later', async () => {
  house.timestamps.isDown = true;
  const made = await makeDossier({ identificativo, asker: mario }, house.ports);
  house.timestamps.isDown = false;
  assert.match(made.unstamped ?? '', /down/);
  const bytes = await archiveBytes(made);
  assert.equal((await judge(bytes)).outcome, 'undecided');
  const stamped = await renew(bytes, (digest) => house.timestamps.stamp(digest));
  assert.equal((await judge(stamped)).outcome, 'holds');
});

async function renew(bytes: Uint8Array, stamp: (digest: Uint8Array) => Promise<Uint8Array>, rehash = false) {
  const files = await openArchive(memorySource(bytes));
  return await archiveBytes(await renewDossier(files, { stamp, rehash, sha256: nodeDigests.sha256 }));
}

/** A time-stamp authority of a later year, with a stronger key: its tokens hold for twenty years. */
async function laterAuthority(at: number) {
  const { authority } = await testAuthority('uno');
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = await authority.issueTimestamper({
    publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    subject: { C: 'IT', CN: 'Marche di domani' },
    notBefore: at - DAY,
    notAfter: at + 12 * YEAR,
    serial: Uint8Array.of(78),
  });
  const key = { key: privateKey, dsaEncoding: 'der' } as const;
  const signer = {
    certificate,
    chain: [],
    sign: async (data: Uint8Array) => new Uint8Array(sign('sha256', data, key)),
  };
  return async (digest: Uint8Array) => {
    const digestAlgorithm = digest.length === 32 ? 'sha256' : 'sha512';
    const request = readTimestampRequest(timestampRequest({ digest, digestAlgorithm, nonce: Uint8Array.of(1, 2) }));
    const stated = { request, serial: Uint8Array.of(9), at, policy: '1.3.6.1.4.1.32473.1', accuracyMs: 1000 };
    return await writeTimestampToken(signer, stated);
  };
}

test('ten years on a renewed dossier holds, and one not renewed says why not', async () => {
  const now = house.world.clock.now();
  const { links, outcome } = await judge(dossier, house.roots, now + 10 * YEAR);
  assert.equal(outcome, 'broken');
  const stamp = links.find(({ kind }) => kind === 'timestamp')!;
  assert.match(stamp.why.en, /held until 2031-01-01 and was not renewed before: .*RSA with 2048 bits/);
  assert.match(stamp.why.it, /valeva fino al 2031-01-01 e non è stata rinnovata prima/);
  const renewed = await renew(dossier, await laterAuthority(now + 3 * YEAR));
  assert.ok((await namesOf(renewed)).includes(MANIFEST.evidenceRecord));
  const verdict = await judge(renewed, house.roots, now + 10 * YEAR);
  assert.equal(
    verdict.outcome,
    'holds',
    verdict.links
      .filter(({ state }) => state === 'broken')
      .map(({ why }) => why.en)
      .join(),
  );
  const behind = await judgeNow((at) => judge(renewed, house.roots, at), now);
  assert.deepEqual([behind.outcome, behind.at], ['holds', now + 3 * YEAR + 60_000], 'by a clock that is behind');
  const again = await renew(renewed, await laterAuthority(now + 10 * YEAR), true);
  assert.equal((await judge(again, house.roots, now + 20 * YEAR)).outcome, 'holds', 'also with another digest');
  const changed = again.slice();
  changed[Buffer.from(again).indexOf('FASCICOLO')]! ^= 1;
  assert.equal((await judge(changed, house.roots, now + 20 * YEAR)).outcome, 'broken');
  assert.equal((await judge(renewed, house.roots, now + 20 * YEAR)).outcome, 'broken', 'a renewal ages too');
});

test('a renewal that came too late proves nothing', async () => {
  const now = house.world.clock.now();
  const late = await renew(dossier, await laterAuthority(now + 6 * YEAR));
  const { outcome, links } = await judge(late, house.roots, now + 7 * YEAR);
  assert.equal(outcome, 'broken');
  assert.match(links.find(({ kind }) => kind === 'timestamp')!.why.en, /renewed only on 2032/);
});

test('what was damaged is not renewed', async () => {
  const files = await openArchive(memorySource(dossier));
  const manifest = readManifest(await allBytes(files.get(MANIFEST.manifest)!, 1e6));
  const changed = dossier.slice();
  const at = Buffer.from(dossier).indexOf(Buffer.from(manifest.files[0]!.sha256));
  changed[at] = changed[at] === 48 ? 49 : 48;
  await assert.rejects(
    renew(changed, (digest) => house.timestamps.stamp(digest)),
    /altered/,
  );
});

test('a revocation list had from elsewhere is believed beside those that the dossier brings', async () => {
  const { serialNumber, issuer } = new X509Certificate(house.world.directory.certificateOf('alfa'));
  const { crl } = await testAuthority(/O=Autorità (\S+)/.exec(issuer)![1]!);
  const made = house.world.clock.now();
  const now = made + DAY;
  const judged = async (since: number) => {
    const crls = [await crl(now, [{ serial: Buffer.from(serialNumber, 'hex'), since }])];
    return await verifyDossier(memorySource(dossier), { roots: house.roots, crls }, now);
  };
  const before = await judged(made - 10 * DAY);
  assert.equal(before.outcome, 'broken');
  const broken = before.links.filter(({ state }) => state === 'broken').map(({ kind }) => kind);
  assert.ok(broken.includes('manifest') && broken.includes('revocation'), broken.join(', '));
  const after = await judged(made + DAY / 2);
  assert.equal(after.outcome, 'holds', 'what was signed and stamped before it was revoked stands');
});

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import {
  isAttestation,
  isReceiptProof,
  memorySource,
  readInclusionEvidence,
  verifyAttestation,
  verifyInclusionEvidence,
  verifyReceiptProof,
} from '#evidence';
import { verifyMessage } from '#pec';
import { makeDossier } from './make-dossier.ts';
import { missingReceipts, receiptsOf } from './missing-receipts.ts';
import { findReceipts, type ReproducedReceipt, reproduceReceipt, reproduceReceipts } from './reproduce-receipts.ts';
import { DAY, type DisclosureHouse, openDisclosureHouse } from './test-house.ts';

const mario = { kind: 'holder', address: 'mario@pec.alfa.example' } as const;
const anna = { kind: 'holder', address: 'anna@pec.alfa.example' } as const;

let house: DisclosureHouse;
let identificativo: string;

before(async () => {
  house = await openDisclosureHouse();
  const to = ['ufficio@pec.beta.example', anna.address];
  identificativo = (await house.world.submit({ from: mario.address, to, subject: 'Perizia n. 7' })).identificativo;
  await house.world.advance(DAY);
  await house.seal();
});

async function bytesOf({ content }: ReproducedReceipt): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content.read()) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

const ask = (more: object = {}) => reproduceReceipt({ identificativo, asker: mario, ...more }, house.ports);

test('a receipt that was deleted comes back octet for octet, with the proof that the log holds its record', async () => {
  const inbox = await house.world.inbox(mario.address);
  const delivery = inbox.find(
    ({ number, daticert }) => number === 'M11' && daticert?.consegna === 'ufficio@pec.beta.example',
  )!;
  const uids = (await house.store.items(mario.address, 'INBOX')).map(({ uid }) => uid);
  await house.store.expunge(mario.address, 'INBOX', uids);
  const [receipt, ...others] = await ask({ kind: 'consegna', recipient: 'UFFICIO@pec.beta.example' });
  assert.equal(others.length, 0);
  assert.equal(receipt!.origin, 'original');
  assert.deepEqual(Buffer.from(await bytesOf(receipt!)), Buffer.from(delivery.bytes));
  const [evidence] = readInclusionEvidence(receipt!.proof!);
  assert.match(evidence!.record, new RegExp(receipt!.sha256!));
  const checks = await verifyInclusionEvidence([evidence!], { roots: house.roots }, house.world.clock.now());
  assert.deepEqual(
    checks.filter(({ outcome }) => outcome !== 'ok'),
    [],
  );
});

test('a receipt and the proof beside it are judged together, and no proof fits another receipt', async () => {
  const [accepted, delivered] = [(await ask({ kind: 'accettazione' }))[0]!, (await ask({ kind: 'consegna' }))[0]!];
  const judge = async (receipt: Uint8Array, proof: string) =>
    await verifyReceiptProof(
      { name: 'r.eml', receipt: memorySource(receipt), proof: memorySource(new TextEncoder().encode(proof)) },
      { roots: house.roots },
      house.world.clock.now(),
    );
  const octets = await bytesOf(accepted);
  const proof = memorySource(new TextEncoder().encode(accepted.proof));
  const alone = await verifyReceiptProof({ name: 'r', proof }, { roots: house.roots }, house.world.clock.now());
  const open = alone.links.filter(({ state }) => state !== 'ok').map(({ kind }) => kind);
  assert.deepEqual([alone.outcome, open], ['undecided', ['message']]);
  const good = await judge(octets, accepted.proof!);
  assert.equal(good.outcome, 'holds', JSON.stringify(good.links));
  assert.ok(good.newest! <= house.world.clock.now(), 'the stamp of its head');
  assert.equal(await isReceiptProof(memorySource(new TextEncoder().encode(accepted.proof))), true);
  const brokenIn = async (receipt: Uint8Array, proof: string) => {
    const { links } = await judge(receipt, proof);
    return links.filter(({ state }) => state === 'broken').map(({ kind }) => kind);
  };
  assert.deepEqual(await brokenIn(octets, delivered.proof!), ['log'], 'of another receipt');
  const altered = accepted.proof!.replace('Perizia', 'Pigrizi');
  assert.notEqual(altered, accepted.proof);
  assert.deepEqual(await brokenIn(octets, altered), ['inclusion']);
  assert.deepEqual(await brokenIn(octets, '{"inclusion":1,"heads":[],"records":[]}'), ['log'], 'it proves nothing');
  assert.deepEqual(await brokenIn(octets, '{}'), ['record']);
});

test('the sender may have all receipts, a recipient what was delivered to him, and a stranger nothing', async () => {
  const kinds = async (asker: { kind: 'holder'; address: string }) =>
    (await reproduceReceipt({ identificativo, asker }, house.ports)).map(({ kind }) => kind).sort();
  assert.deepEqual(await kinds(mario), [
    ...['accettazione', 'busta', 'consegna', 'consegna', 'presa-in-carico', 'presa-in-carico'],
  ]);
  assert.deepEqual(await kinds(anna), ['busta']);
  await assert.rejects(kinds({ kind: 'holder', address: 'studio@legal.alfa.example' }), /has no receipt/);
});

test('each receipt given stands in the log with who asked', async () => {
  await ask({ kind: 'accettazione' });
  const records = await house.store.searchLog({ event: 'RegistroConsultato', limit: 100, newestFirst: true });
  assert.deepEqual(records[0]?.eccezioni, ['ricevuta riprodotta: accettazione']);
  assert.equal(records[0]?.utente, mario.address);
});

test('of octets that are kept no more the log is attested, in a message that no program takes for the receipt', async () => {
  const ports = { ...house.ports, store: { ...house.ports.store, message: async () => undefined } };
  const [receipt] = await reproduceReceipt({ identificativo, kind: 'accettazione', asker: mario }, ports);
  assert.equal(receipt!.origin, 'attestation');
  const bytes = await bytesOf(receipt!);
  const text = Buffer.from(bytes).toString('latin1');
  assert.match(text, /^Subject: ATTESTAZIONE DAL REGISTRO: accettazione: Perizia n\. 7\r$/m);
  assert.match(text, /^X-Ceralacca-Attestazione: accettazione\r$/m);
  assert.doesNotMatch(text, /^X-(Ricevuta|Trasporto)|daticert|postacert/im);
  const verdict = await verifyMessage(bytes, { trust: house.roots });
  assert.deepEqual([verdict.number, verdict.signature, verdict.binding], ['ordinary', 'valid', 'ok']);
  assert.equal(verdict.holds, false, 'it is no PEC message');
  const source = memorySource(bytes);
  assert.equal(await isAttestation(source), true);
  const { attestation, links } = await verifyAttestation(source, { roots: house.roots }, house.world.clock.now());
  assert.equal(attestation?.identificativo, identificativo);
  assert.deepEqual(
    links.filter(({ state }) => state !== 'ok'),
    [],
  );
});

test('octets that are damaged or missing are attested, never given, and the others are given all the same', async () => {
  const { blobs } = house.ports;
  const of = async (kind: string) =>
    (await findReceipts({ identificativo, asker: mario }, house.ports)).find((one) => one.kind === kind)!.stored;
  const [damaged, gone] = [await of('accettazione'), await of('busta')];
  const ropeOf = async (id: string) => (await house.store.message(id))!.rope;
  const [bad, none] = [await ropeOf(damaged), await ropeOf(gone)];
  const read: typeof blobs.read = async function* (rope) {
    if (isDeepStrictEqual(rope, none)) throw new Error('blob x is missing');
    for await (const piece of blobs.read(rope)) {
      const octets = piece.slice();
      if (isDeepStrictEqual(rope, bad)) octets[9]! ^= 1;
      yield octets;
    }
  };
  const ports = { ...house.ports, blobs: { ...blobs, read } };
  const told = (await reproduceReceipt({ identificativo, asker: mario }, ports)).map(({ kind, origin, fault = '' }) =>
    `${kind} ${origin} ${fault}`.trim(),
  );
  assert.deepEqual(told.sort(), [
    'accettazione attestation its octets are not those that were stored',
    'busta attestation blob x is missing',
    ...['consegna original', 'consegna original', 'presa-in-carico original', 'presa-in-carico original'],
  ]);
  const { manifest } = await makeDossier({ identificativo, asker: mario }, ports);
  assert.deepEqual(
    manifest.missing.map(({ what }) => what),
    ['octets', 'octets'],
  );
  assert.deepEqual(
    manifest.files.filter(({ name }) => /busta|accettazione|originale/.test(name)),
    [],
  );
});

test('an attestation with a changed octet does not hold', async () => {
  const ports = { ...house.ports, store: { ...house.ports.store, message: async () => undefined } };
  const [receipt] = await reproduceReceipt({ identificativo, kind: 'consegna', asker: mario }, ports);
  const bytes = await bytesOf(receipt!);
  const at = Buffer.from(bytes).indexOf('  consegna: ');
  assert.ok(at > 0);
  bytes[at + 2]! ^= 1;
  const { links } = await verifyAttestation(memorySource(bytes), { roots: house.roots }, house.world.clock.now());
  assert.ok(links.some(({ kind, state }) => kind === 'message' && state === 'broken'));
});

test('all receipts that are missing in a mailbox are found and reproduced, each day of the log read once', async () => {
  const reads: string[] = [];
  const { read } = house.files;
  house.files.read = (name, start) => {
    reads.push(name);
    return read(name, start);
  };
  const missing = await missingReceipts(mario.address, house.ports);
  assert.deepEqual(
    missing.map(({ kind }) => kind),
    ['accettazione', 'consegna', 'consegna'],
  );
  const done: string[] = [];
  for await (const { origin, proof } of reproduceReceipts(missing, mario, house.ports))
    done.push(`${origin} ${proof !== undefined}`);
  assert.deepEqual(done, ['original true', 'original true', 'original true']);
  assert.deepEqual(reads, ['2026-03-02.log', '2026-03-02.log.leaves']);
  house.files.read = read;
  assert.equal((await receiptsOf([identificativo], mario, house.ports)).length, 3);
});

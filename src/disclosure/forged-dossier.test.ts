import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { digest, openP7m, signCades, timestampResponse } from '#cms';
import {
  allBytes,
  bytesContent,
  type DossierManifest,
  isAttestation,
  memorySource,
  openArchive,
  verifyAttestation,
  verifyDossier,
  weigh,
  writeSums,
} from '#evidence';
import { hex } from '#mime';
import { signDocument } from '#provider-index';
import { testSigner } from '#testing';
import { attest } from './attest.ts';
import { receiptsIn } from './find-receipts.ts';
import { makeDossier } from './make-dossier.ts';
import { makeExtract } from './make-extract.ts';
import { archiveBytes, DAY, type DisclosureHouse, openDisclosureHouse, sha256 } from './test-house.ts';

// What a provider can sign that is not true: true parts, put together wrongly.

const mario = { kind: 'holder', address: 'mario@pec.alfa.example' } as const;
type Files = Map<string, Uint8Array>;

let house: DisclosureHouse;
let made: Files;
/** Of another message with the same subject, to the same recipients. */
let other: Files;

before(async () => {
  house = await openDisclosureHouse();
  const to = ['ufficio@pec.beta.example', 'anna@pec.alfa.example'];
  const letter = { from: mario.address, to, subject: 'Perizia n. 7' };
  const sent = [await house.world.submit(letter), await house.world.submit(letter)];
  await house.world.advance(DAY);
  await house.seal();
  const dossiers = sent.map(({ identificativo }) => makeDossier({ identificativo, asker: mario }, house.ports));
  [made, other] = (await Promise.all(dossiers.map(async (one) => filesOf(await one)))) as [Files, Files];
});

async function filesOf(archive: Parameters<typeof archiveBytes>[0]): Promise<Files> {
  const files: Files = new Map();
  for (const [name, source] of await openArchive(memorySource(await archiveBytes(archive))))
    files.set(name, await allBytes(source, 1e8));
  return files;
}

const json = (files: Files, name: string) => JSON.parse(Buffer.from(files.get(name)!).toString());
const octetsOf = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value)));

function without(files: Files, names: RegExp): Files {
  return new Map([...files].filter(([name]) => !names.test(name)));
}

type Loose<T> = { -readonly [K in keyof T]: T[K] extends object | undefined ? Loose<T[K]> : T[K] };
/** Changes a manifest, or what it tells of the message. */
type Forge = (manifest: Loose<DossierManifest>) => void;

/** The archive of these files, its manifest made anew and signed by this provider, and stamped. */
async function judge(files: Files, { by = 'alfa', forge = (_) => {} }: { by?: 'alfa' | 'beta'; forge?: Forge } = {}) {
  const { certificate, chain, sign } = await testSigner(by, house.world.directory.certificateOf(by));
  const manifest = json(files, 'manifest.json');
  manifest.files = manifest.files.filter(({ name }: { name: string }) => files.has(name));
  for (const file of manifest.files) file.sha256 = hex(sha256(files.get(file.name)!));
  forge(manifest);
  const octets = octetsOf(manifest);
  const signer = { certificate, chain, sign: (data: Uint8Array) => sign(data, 'fascicolo') };
  const signature = await signCades(
    signer,
    { sha256: await digest('sha256', octets) },
    { signingTime: house.world.clock.now() },
  );
  const whole = new Map(without(files, /^SHA256SUMS$/))
    .set('manifest.json', octets)
    .set('manifest.json.p7s', signature)
    .set('manifest.json.p7s.tsr', timestampResponse(await house.timestamps.stamp(sha256(signature))));
  whole.set('SHA256SUMS', writeSums([...whole].map(([name, bytes]) => [name, hex(sha256(bytes))])));
  const weighed = [...whole].map(([name, bytes]) => weigh(name, bytesContent(bytes), nodeDigests.sha256()));
  const bytes = await archiveBytes({ files: await Promise.all(weighed) });
  const { outcome, links } = await verifyDossier(memorySource(bytes), { roots: house.roots }, house.world.clock.now());
  const told = (state: string) =>
    links.filter((link) => link.state === state).map(({ kind, about, why }) => `${kind} ${about}: ${why.en}`);
  return { outcome, links: links.length, broken: told('broken'), unjudged: told('not-judged') };
}

test('true parts that are signed and stamped anew by their provider hold', async () => {
  const { outcome, broken, unjudged } = await judge(made);
  assert.deepEqual([outcome, broken, unjudged], ['holds', [], []]);
});

test('the provider that certified a message signs its dossier, and no other', async () => {
  const { broken } = await judge(made, { by: 'beta' });
  assert.deepEqual(broken, ['manifest manifest.json.p7s: signed by gestore-beta.example, not by gestore-alfa.example']);
  const forge: Forge = (manifest) => {
    manifest.provider = { name: 'Gestore Beta', domain: 'gestore-beta.example' };
  };
  const asBeta = (await judge(made, { by: 'beta', forge })).broken.join('\n');
  assert.match(asBeta, /^message messaggi\/busta\.eml: signed by gestore-alfa.example, not by gestore-beta.example$/m);
  assert.match(asBeta, /^record .*: the extract is of another provider$/m);
  assert.match(asBeta, /^head .*: it is of the log of gestore-alfa.example, not of gestore-beta.example$/m);
});

test('what the manifest tells of the message is what the envelope certifies', async () => {
  const forge: Forge = ({ message }) => {
    Object.assign(message!, { subject: 'Altro', sender: 'luca@pec.alfa.example', acceptedAt: '2020-01-01' });
  };
  const { broken } = await judge(made, { forge });
  assert.deepEqual(broken, ['facts manifest.json: does not agree with the envelope: mittente, oggetto, data']);
});

test('what XML cannot hold in a subject speaks against nobody', async () => {
  const subject = `=?utf-8?B?${Buffer.from('a\0b\uffff').toString('base64')}?=`;
  const raw = `From: ${mario.address}\r\nTo: anna@pec.alfa.example\r\nSubject: ${subject}\r\n\r\nciao\r\n`;
  const { identificativo } = await house.world.submit({ from: mario.address, to: 'anna@pec.alfa.example', raw });
  await house.world.settle();
  const odd = await filesOf(await makeDossier({ identificativo, asker: mario }, house.ports));
  assert.deepEqual((await judge(odd)).broken, []);
});

test('an original that no message encloses is not judged to be the one', async () => {
  const files = without(made, /busta|consegna/).set('messaggi/originale.eml', octetsOf('falso'));
  const { unjudged } = await judge(files);
  assert.ok(unjudged.includes('original messaggi/originale.eml: no message encloses it: it may be any'));
});

test('a receipt or a record of another message with the same subject is told apart', async () => {
  const receipt = new Map(made).set('ricevute/5-consegna.eml', other.get('ricevute/5-consegna.eml')!);
  assert.match((await judge(receipt)).broken.join('\n'), /^facts ricevute\/5-consegna.eml: .*identificativo/m);
  const extract = json(made, 'registro/estratto.json');
  extract.days.push(...json(other, 'registro/estratto.json').days);
  const mixed = without(made, /5-consegna/).set('registro/estratto.json', octetsOf(extract));
  const { outcome, broken } = await judge(mixed);
  assert.equal(outcome, 'broken');
  assert.ok(broken.length > 5 && broken.every((text) => /^record \d+: is of another message$/.test(text)));
});

test('an index that a provider signed is not that of its authority', async () => {
  const signer = await testSigner('alfa', house.world.directory.certificateOf('alfa'));
  const { content } = await openP7m(made.get('indice/indice.ldif.p7m')!);
  const own = await signDocument(content, house.world.clock.now(), { signer, digests: nodeDigests });
  const { broken } = await judge(new Map(made).set('indice/indice.ldif.p7m', own));
  assert.deepEqual(broken, ['index indice/indice.ldif.p7m: signed by a provider of it, not by its authority']);
});

test('a dossier without messages and an extract without records prove nothing', async () => {
  assert.equal((await judge(without(made, /messaggi|ricevute|registro/))).outcome, 'undecided');
  const asExtract: Forge = (manifest) => {
    manifest.kind = 'extract';
  };
  assert.equal((await judge(without(made, /registro/), { forge: asExtract })).outcome, 'undecided');
});

test('an extract of the log of another provider does not hold, and a head named often is judged once', async () => {
  const files = await filesOf(await makeExtract({ asker: mario, query: {} }, house.ports));
  assert.equal((await judge(files)).outcome, 'holds');
  const extract = json(files, 'registro/estratto.json');
  const elsewhere = new Map(files).set('registro/estratto.json', octetsOf({ ...extract, domain: 'altro.example' }));
  assert.match((await judge(elsewhere)).broken.join(), /the extract is of another provider/);
  const days = Array.from({ length: 500 }, () => ({
    ...extract.days[0],
    records: extract.days[0].records.slice(0, 1),
  }));
  const often = new Map(files).set(
    'registro/estratto.json',
    octetsOf({ ...extract, days: [...extract.days, ...days] }),
  );
  const { links, outcome } = await judge(often);
  assert.deepEqual([outcome, links], ['holds', (await judge(files)).links]);
});

test('an attestation is of its signer’s log and of one message, and says something', async () => {
  const records = await house.store.searchLog({ sender: mario.address, limit: 10 });
  const [receipt] = receiptsIn(records);
  const { issuer } = house.ports;
  const facts = { receipt: receipt!, asker: mario };
  const judged = async (bytes: Uint8Array) => {
    const { links } = await verifyAttestation(memorySource(bytes), { roots: house.roots }, house.world.clock.now());
    return links.filter(({ state }) => state === 'broken').map(({ kind, why }) => `${kind}: ${why.en}`);
  };
  assert.deepEqual(await judged(await attest({ ...facts, evidence: undefined }, house.ports)), []);
  assert.deepEqual(await judged(await attest({ ...facts, evidence: [] }, house.ports)), ['record: there is none']);
  const beta = await testSigner('beta', house.world.directory.certificateOf('beta'));
  const asAlfa = { ...issuer, serviceAddress: 'posta-certificata@gestore-beta.example' };
  const foreign = { ...house.ports, issuer: asAlfa, currentSigner: () => beta };
  assert.deepEqual(await judged(await attest({ ...facts, evidence: undefined }, foreign)), [
    'message: is not the provider that signed',
  ]);
});

test('a message that speaks of attestations in its text is a message', async () => {
  const body = 'X-Ceralacca-Attestazione: consegna\r\n';
  await house.world.submit({ from: mario.address, to: 'anna@pec.alfa.example', subject: 'x', body });
  await house.world.settle();
  const envelope = (await house.world.inbox('anna@pec.alfa.example')).at(-1)!;
  assert.ok(envelope.text.includes(body));
  assert.equal(await isAttestation(memorySource(new Uint8Array(envelope.bytes))), false);
});

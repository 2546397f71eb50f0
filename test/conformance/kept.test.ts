import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { judgeKept } from '#incoming-point';
import { PEC_KEYWORDS, type ProviderIndexView, readMessage } from '#pec';
import { CAST, openWorld, serviceAddressOf, testAuthority, testCertificate, type World } from '#testing';
import { ELENA, MARIO, UFFICIO } from './case-table.ts';
import { forge, inDaticert } from './forge.ts';

const UNVERIFIED = ['$PEC-nonverificata'];
const BETA = CAST.find(({ key }) => key === 'beta')!;
const LATER_MS = 21 * 366 * 86_400_000;

let world: World;
before(async () => {
  world = await openWorld();
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.settle();
});

const portsOf = () => world.member('alfa').process.incomingPoint;

async function judged(octets: Uint8Array, change: Partial<ReturnType<typeof portsOf>> = {}) {
  return await judgeKept(await readMessage(octets), [octets], { ...portsOf(), ...change });
}

async function inbox(address: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const letters = await world.folder(address, 'INBOX');
  return new Map(
    await Promise.all(letters.map(async ({ bytes }) => [(await readMessage(bytes)).number, bytes] as const)),
  );
}

describe('what a holder puts into his mailbox himself is judged before it gets a keyword', () => {
  test('every notice and envelope that was placed here gets again what it had', async () => {
    const mine = await inbox(MARIO);
    assert.deepEqual([...mine.keys()].sort(), ['M1', 'M11']);
    for (const [number, octets] of mine) assert.deepEqual(await judged(octets), PEC_KEYWORDS[number as 'M1']);
    assert.deepEqual(await judged((await inbox(UFFICIO)).get('M4')!), PEC_KEYWORDS.M4);
  });

  test('one changed octet, no signature, another From, or a kind that is none: $PEC-nonverificata', async () => {
    const text = Buffer.from((await inbox(MARIO)).get('M11')!).toString('latin1');
    for (const [from, to] of [
      ['Content-Type: multipart/mixed', 'Content-Type: multipart/Mixed'],
      ['multipart/signed', 'multipart/mixed'],
      ['From: posta-certificata@', 'From: posta-certificatx@'],
      ['X-Ricevuta: avvenuta-consegna', 'X-Ricevuta: accettazione'],
      ['X-Ricevuta: avvenuta-consegna', 'X-Ricevuta: fnord'],
    ] as const) {
      assert.ok(text.includes(from), from);
      assert.deepEqual(await judged(Buffer.from(text.replace(from, to), 'latin1')), UNVERIFIED, to);
    }
  });

  test('an index or a root that is missing proves nothing', async () => {
    const octets = (await inbox(MARIO)).get('M1')!;
    const { trust } = portsOf();
    assert.deepEqual(await judged(octets, { trust: { ...trust, index: () => undefined } }), UNVERIFIED);
    assert.deepEqual(await judged(octets, { trust: { ...trust, roots: () => [] } }), UNVERIFIED);
    assert.deepEqual(await judged(octets, { trust: { ...trust, crls: () => [] } }), UNVERIFIED, 'nor a missing list');
  });

  test('years later the certificate has ended, and the message is what it was', async () => {
    const later = { legalTime: { now: () => world.clock.now() + LATER_MS } };
    for (const [number, octets] of await inbox(MARIO))
      assert.deepEqual(await judged(octets, later), PEC_KEYWORDS[number as 'M1']);
  });

  test('a certificate that left the index counts while its provider holds the domain; of a domain of others it proves nothing', async () => {
    const octets = (await inbox(MARIO)).get('M11')!;
    const index = portsOf().trust.index()!;
    const judgedWith = (view: ProviderIndexView) =>
      judged(octets, { trust: { ...portsOf().trust, index: () => view } });
    const left: ProviderIndexView = { ...index, recordOfCertificate: () => undefined };
    assert.deepEqual(await judgedWith(left), PEC_KEYWORDS.M11);
    const gamma = index.recordOfDomain('pec.gamma.example');
    assert.ok(gamma);
    const moved: ProviderIndexView = { ...index, recordOfDomain: () => gamma };
    assert.deepEqual(await judgedWith(moved), UNVERIFIED);
  });

  test('a holder with a certificate of his own, of a domain of the provider, certifies nothing', async () => {
    const certificate = await testCertificate({
      ...{ authority: 'due', keys: 'elena', providerName: 'Elena', serviceAddress: ELENA, serial: 77 },
    });
    const forged = await forge((await inbox(MARIO)).get('M11')!, {
      header: (text) => text.replace(/posta-certificata@[a-z.-]+/g, ELENA),
      signedBy: { keys: 'elena', certificate },
      at: world.clock.now(),
    });
    assert.deepEqual(await judged(forged), UNVERIFIED);
  });

  test('the acceptance of a message is the word of its own provider, whatever else it names', async () => {
    const forged = await forge((await inbox(MARIO)).get('M11')!, {
      header: (text) => text.replace('X-Ricevuta: avvenuta-consegna', 'X-Ricevuta: accettazione'),
      edit: inDaticert((xml) => xml.replace('tipo="avvenuta-consegna"', 'tipo="accettazione"')),
      signedBy: { keys: 'beta', certificate: world.directory.certificateOf('beta') },
      at: world.clock.now(),
    });
    assert.equal((await readMessage(forged)).number, 'M1');
    assert.deepEqual(await judged(forged), UNVERIFIED);
  });

  test('a certificate that was revoked before it ended dates nothing back', async () => {
    const certificate = await testCertificate({
      ...{ authority: 'due', keys: 'beta', providerName: 'Gestore Beta S.p.A.', serial: 78 },
      ...{ serviceAddress: serviceAddressOf(BETA), notAfter: world.clock.now() + 86_400_000 },
    });
    const octets = await forge((await inbox(MARIO)).get('M11')!, {
      signedBy: { keys: 'beta', certificate },
      at: world.clock.now(),
    });
    const at = world.clock.now() + 2 * 86_400_000;
    const { crl } = await testAuthority('due');
    const judgedWith = async (revoked: Parameters<typeof crl>[1]) => {
      const list = await crl(at, revoked);
      const trust = { ...portsOf().trust, crls: () => [list] };
      return await judged(octets, { trust, legalTime: { now: () => at } });
    };
    assert.deepEqual(await judgedWith([]), PEC_KEYWORDS.M11);
    const since = world.clock.now() + 43_200_000;
    assert.deepEqual(await judgedWith([{ serial: Uint8Array.of(78), since }]), UNVERIFIED);
  });
});

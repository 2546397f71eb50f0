import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScannerUnavailable } from '#ports';
import { inPieces } from '#testing';
import { memoryBlobs } from './blobs.ts';
import { memoryClock } from './clocks.ts';
import { memoryDownload } from './download.ts';
import { seededRandom } from './random.ts';
import { type MemoryPeer, memoryRelay, type WireFaults } from './relay.ts';
import { memoryScanner } from './scanner.ts';

test('the same seed gives the same chance, another seed another', () => {
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    return [...random.bytes(8), random.below(1_000_000), random.fraction()].join();
  };
  assert.equal(draw(7), draw(7));
  assert.notEqual(draw(7), draw(8));
  const random = seededRandom(1);
  const counts = [0, 0, 0, 0];
  for (let n = 0; n < 4_000; n++) counts[random.below(4)]! += 1;
  for (const count of counts) assert.ok(count > 850 && count < 1_150, counts.join());
  assert.throws(() => random.pick([]), RangeError);
});

test('the clock stands still until it is moved, and never goes back', () => {
  const clock = memoryClock(1_000);
  clock.advance(5);
  assert.equal(clock.now(), 1_005);
  assert.throws(() => clock.moveTo(1_004), RangeError);
  assert.throws(() => clock.moveTo(Number.NaN), RangeError);
  assert.equal(clock.now(), 1_005);
});

test('the scanner knows what it was told, also across pieces, and says when it is out of order', async () => {
  const infected = new TextEncoder().encode('xx TEST-VIRUS-OF-THE-SIMULATED-WORLD yy');
  const scanner = memoryScanner();
  assert.deepEqual(await scanner.scan(inPieces(infected, 10)), { infected: true, virus: 'Test.Simulated' });
  assert.deepEqual(await scanner.scan(inPieces(infected.subarray(9), 10)), { infected: false });
  const broken = memoryScanner({ unavailable: 1, random: seededRandom(1) });
  await assert.rejects(broken.scan(inPieces(infected)), ScannerUnavailable);
});

test('a download is found by its address, and has a limit', async () => {
  const download = memoryDownload(new Map([['https://index.example/', new Uint8Array(9)]]));
  const limits = { maxBytes: 9, timeoutMs: 1 };
  assert.equal((await download.get('https://index.example/', limits)).length, 9);
  await assert.rejects(download.get('https://index.example/', { ...limits, maxBytes: 8 }), /over 8 octets/);
  await assert.rejects(download.get('https://other.example/', limits), /404/);
});

async function relayed(faults: WireFaults, peerOf: (peer: MemoryPeer) => MemoryPeer | undefined = (peer) => peer) {
  const blobs = memoryBlobs();
  let received = 0;
  const peer: MemoryPeer = {
    async receive({ recipients }) {
      received += 1;
      return recipients.map((recipient) => ({ recipient, outcome: 'sent', reply: '250 ok' }));
    },
  };
  await using relay = memoryRelay({ peer: () => peerOf(peer), blobs, faults, random: seededRandom(1) });
  const replies = await relay.send({
    destination: { kind: 'provider', domain: 'pec.beta.example' },
    mailFrom: 'a@pec.alfa.example',
    recipients: ['b@pec.beta.example', 'c@pec.beta.example'],
    message: [new Uint8Array(5)],
    size: 5,
    eightBit: false,
  });
  return { received, outcomes: replies.map((reply) => reply.outcome), replies };
}

test('the wire brings a message, refuses it, loses the answer or brings it twice', async () => {
  const both = (outcome: string) => [outcome, outcome];
  const facts = async (faults: WireFaults) => {
    const { received, outcomes } = await relayed(faults);
    return { received, outcomes };
  };
  assert.deepEqual(await facts({}), { received: 1, outcomes: both('sent') });
  assert.deepEqual(await facts({ refused: 1 }), { received: 0, outcomes: both('deferred') });
  assert.deepEqual(await facts({ replyLost: 1 }), { received: 1, outcomes: both('deferred') });
  assert.deepEqual(await facts({ doubled: 1 }), { received: 2, outcomes: both('sent') });
});

test('a peer that breaks down is a reason to come again, a domain that does not exist is not', async () => {
  const broken = await relayed({}, () => ({ receive: () => Promise.reject(new Error('power cut')) }));
  assert.deepEqual(broken.outcomes, ['deferred', 'deferred']);
  const nobody = await relayed({}, () => undefined);
  assert.deepEqual(
    nobody.replies.map((reply) => [reply.outcome, 'noSuchDomain' in reply]),
    [
      ['failed', true],
      ['failed', true],
    ],
  );
});

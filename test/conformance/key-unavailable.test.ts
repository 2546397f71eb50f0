import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Signer, SignerUnavailable } from '#ports';
import { auditWorld, openWorld, testSigner, type World } from '#testing';
import { MARIO, UFFICIO } from './case-table.ts';

/** A key in a token that is not there; it is asked in vain. */
function gone(): Signer & { asked: number } {
  return {
    certificate: new Uint8Array(),
    chain: [],
    asked: 0,
    async sign() {
      this.asked += 1;
      throw new SignerUnavailable('the token is gone');
    },
  };
}

/** Without the key of a provider for a while. */
async function withoutKey(world: World, key: string, work: () => Promise<void>): Promise<void> {
  // What signs has a certificate; only the key is out of reach.
  const certificate = world.directory.certificateOf(key);
  const signer = { ...gone(), certificate };
  world.signers.set(key, signer);
  await work();
  assert.ok(signer.asked > 0, 'the key was asked for');
  world.signers.delete(key);
}

async function assertOnceEach(world: World): Promise<void> {
  await world.advance('PT26H');
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11']);
  assert.deepEqual(await auditWorld(world), []);
}

test('without its key the access point answers 451 and keeps nothing; the same message again is accepted once', async () => {
  const world = await openWorld();
  await withoutKey(world, 'alfa', async () => {
    assert.equal((await world.submit({ from: MARIO, to: UFFICIO })).code, 451);
    assert.deepEqual(await world.numbers(MARIO), []);
    assert.deepEqual(await world.log('alfa', 'Accettazione'), []);
    assert.equal(await world.member('alfa').disk.inspect.openJobs(), 0);
  });
  assert.equal((await world.submit({ from: MARIO, to: UFFICIO })).code, 250);
  await assertOnceEach(world);
});

test('without its key the incoming point takes nothing in charge; the peer tries again and nothing is lost', async () => {
  const world = await openWorld({ tolerant: true });
  await withoutKey(world, 'beta', async () => {
    await world.submit({ from: MARIO, to: UFFICIO });
    await world.settle();
    assert.deepEqual(await world.log('beta', 'RicezioneBusta'), []);
    assert.deepEqual(await world.numbers(UFFICIO), []);
  });
  await assertOnceEach(world);
});

test('without its key the delivery point delivers nothing and certifies nothing; both happen once it is back', async () => {
  const world = await openWorld({ tolerant: true });
  // The incoming point still has it, for the receipt of taking charge; the delivery point no more.
  let left = 1;
  const signer = await testSigner('beta', world.directory.certificateOf('beta'));
  const fading: Signer = {
    ...signer,
    sign: async (data) => {
      left -= 1;
      if (left < 0) throw new SignerUnavailable('the token is gone');
      return await signer.sign(data);
    },
  };
  world.signers.set('beta', fading);
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.settle();
  assert.ok(left < 0, 'the delivery point asked for the key');
  assert.equal((await world.log('beta', 'RicezioneBusta')).length, 1);
  assert.deepEqual(await world.numbers(UFFICIO), []);
  assert.deepEqual(await world.log('beta', 'Consegna'), []);
  world.signers.delete('beta');
  await assertOnceEach(world);
});

test('a notice that falls due while the key is out of reach is issued when it is back, once', async () => {
  const world = await openWorld({ tolerant: true });
  world.fate = ({ destination }) => (destination.domain === 'pec.beta.example' ? 'deferred' : 'arrives');
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.advance('PT11H');
  world.signers.set('alfa', { ...gone(), certificate: world.directory.certificateOf('alfa') });
  await assert.rejects(world.advance('PT2H'), SignerUnavailable);
  assert.deepEqual(await world.numbers(MARIO), ['M1']);
  world.signers.delete('alfa');
  await world.settle();
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M9']);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PEC_KEYWORDS } from '#pec';
import type { Placement } from '#ports';
import { openWorld, type WorldOptions } from '#testing';
import { ANNA, ELENA, lose, MARIO, PIPPO, UFFICIO, VIRUS } from './case-table.ts';
import { intercepted } from './intercept.ts';

const NOBODY = 'nessuno@pec.beta.example';

/** A world that remembers every placement of every provider. */
async function watched() {
  const placements: Placement[] = [];
  const store: NonNullable<NonNullable<WorldOptions['sabotage']>[string]['store']> = (real) => ({
    ...real,
    async commit(step) {
      const result = await real.commit(step);
      if (result.done) placements.push(...(step.placements ?? []));
      return result;
    },
  });
  const world = await openWorld({ sabotage: { alfa: { store }, beta: { store }, gamma: { store } } });
  return { world, placements };
}

describe('what a holder sends shows in Sent', () => {
  test('an accepted message stands in Sent at once, octet by octet as it was submitted, seen, with the keyword of the server', async () => {
    const world = await openWorld();
    const original = world.write({ from: MARIO, to: UFFICIO, body: 'perch\xe9 no?\r\n' });
    await world.submit({ from: MARIO, to: UFFICIO, raw: original });
    const [sent, ...others] = await world.folder(MARIO, 'Sent');
    assert.deepEqual(others, []);
    assert.deepEqual(Buffer.from(sent!.bytes), Buffer.from(original));
    assert.deepEqual(sent!.flags, ['$PEC-inviato', '\\Seen']);
    assert.equal(sent!.at, world.clock.now());
  });

  test('a refused message is not in Sent', async () => {
    const world = await openWorld();
    await world.submit({ from: MARIO, to: UFFICIO, body: VIRUS });
    await world.submit({ from: MARIO, to: UFFICIO, headers: { Bcc: ELENA } });
    await world.settle();
    assert.deepEqual([...(await world.numbers(MARIO))].sort(), ['M2', 'M3']);
    assert.deepEqual(await world.folder(MARIO, 'Sent'), []);
  });

  test('a big original is one body, named by Sent and by the envelope', async () => {
    const world = await openWorld();
    await world.submit({ from: MARIO, to: UFFICIO, body: `${'x'.repeat(76)}\r\n`.repeat(4_000) });
    const { inspect, blobs } = world.member('alfa').disk;
    const names = async (id: string) => {
      const { rope } = (await inspect.message(id))!;
      return rope.flatMap((piece) => ('blob' in piece ? [piece.blob] : []));
    };
    const [sent] = await world.folder(MARIO, 'Sent');
    const [job] = await inspect.jobs(9);
    assert.equal(job!.work.kind, 'relay');
    assert.deepEqual(await names(sent!.storedId!), await names(job!.work.messageId));
    assert.equal(blobs.blobs.size, 1);
  });

  test('a full mailbox still sends: what the law accepts is not lost for want of room, and is charged', async () => {
    const world = await openWorld();
    await world.change(MARIO, { quotaBytes: 10 });
    const { identificativo } = await world.submit({ from: MARIO, to: UFFICIO });
    await world.settle();
    assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11']);
    const [sent] = await world.folder(MARIO, 'Sent');
    assert.ok(identificativo !== '' && sent !== undefined);
    const { usedBytes } = await world.member('alfa').disk.inspect.mailboxUse(MARIO);
    const inbox = (await world.inbox(MARIO)).reduce((sum, { bytes }) => sum + bytes.length, 0);
    assert.equal(usedBytes, inbox + sent.bytes.length);
  });
});

describe('keywords and threads', () => {
  test('every message the engine places bears the keywords of its number and the identificativo it is about', async () => {
    const { world, placements } = await watched();
    const { identificativo } = await world.submit({ from: MARIO, to: [UFFICIO, ANNA, NOBODY] });
    await world.settle();
    const wanted = [
      ...[MARIO, MARIO, MARIO, MARIO].map((address, at) => [
        address,
        PEC_KEYWORDS[(['M1', 'M11', 'M11', 'M14'] as const)[at]!],
      ]),
      ...[UFFICIO, ANNA].map((address) => [address, PEC_KEYWORDS.M4]),
      ...['alfa', 'alfa'].map((key) => [`service-${key}`, PEC_KEYWORDS.M5]),
      [MARIO, ['$PEC-inviato', '\\Seen']],
    ];
    const found = placements.map(({ mailbox, flags }) => [mailbox, flags]);
    const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();
    assert.deepEqual(sorted(found), sorted(wanted));
    for (const { thread } of placements) assert.equal(thread, identificativo);
  });

  test('a refusal, a notice of time-out and a notice of virus bear theirs', async () => {
    const { world, placements } = await watched();
    await world.submit({ from: MARIO, to: UFFICIO, body: VIRUS });
    await world.submit({ from: MARIO, to: UFFICIO, headers: { Bcc: ELENA } });
    lose(world, 'M4');
    await world.submit({ from: ANNA, to: UFFICIO });
    await world.advance('PT24H');
    const flagsOf = (address: string) =>
      placements.filter(({ mailbox, folder }) => mailbox === address && folder === 'INBOX').map(({ flags }) => flags);
    assert.deepEqual(flagsOf(MARIO), [PEC_KEYWORDS.M3, PEC_KEYWORDS.M2]);
    assert.deepEqual(flagsOf(ANNA), [PEC_KEYWORDS.M1, PEC_KEYWORDS.M9, PEC_KEYWORDS.M10]);

    world.fate = () => 'arrives';
    world.scanners.set('beta', { description: 'infected', scan: async () => ({ infected: true, virus: 'Test' }) });
    const { identificativo } = await world.submit({ from: ANNA, to: UFFICIO, subject: 'infetto' });
    await world.settle();
    const about = placements.filter(({ thread, folder }) => thread === identificativo && folder === 'INBOX');
    assert.deepEqual(
      about.map(({ flags }) => flags).sort(),
      [PEC_KEYWORDS.M1, PEC_KEYWORDS.M5, PEC_KEYWORDS.M7, PEC_KEYWORDS.M8].sort(),
    );
  });

  test('an anomaly envelope says so, belongs with what it wraps, and never bears the keyword of what that claims to be', async () => {
    const { world, placements } = await watched();
    const reply = { References: '<prima@posta.example> <poi@posta.example>' };
    await world.sendOrdinary({ from: PIPPO, to: UFFICIO, headers: reply });
    await world.settle();
    assert.deepEqual(
      placements.map(({ mailbox, flags, thread }) => ({ mailbox, flags, thread })),
      [{ mailbox: UFFICIO, flags: ['$PEC-anomalia'], thread: 'prima@posta.example' }],
    );

    const { world: other, deliver, forged } = await intercepted();
    await deliver(await forged({ edit: (text) => text.replace('Buongiorno', 'Buonasera.') }));
    const [found] = await other.inbox(UFFICIO);
    assert.deepEqual([found!.number, found!.flags], ['M6', ['$PEC-anomalia']]);
  });
});

test('receipts and notices go to Ricevute where the holder chose it, all else to INBOX', async () => {
  const world = await openWorld();
  await world.change(MARIO, { receiptsFolder: 'Ricevute' });
  await world.submit({ from: MARIO, to: [UFFICIO, NOBODY] });
  await world.submit({ from: MARIO, to: UFFICIO, headers: { Bcc: ELENA } });
  await world.settle();
  lose(world, 'M4');
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.advance('PT24H');
  world.fate = () => 'arrives';
  await world.submit({ from: ANNA, to: MARIO });
  await world.settle();
  assert.deepEqual(await world.numbers(MARIO), ['M4']);
  const receipts = (await world.folder(MARIO, 'Ricevute')).map(({ number }) => number);
  assert.deepEqual(receipts.sort(), ['M1', 'M1', 'M10', 'M11', 'M14', 'M2', 'M9']);
});

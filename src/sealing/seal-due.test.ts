import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { digest, readTimestampResponse, verifyCades, verifyTimestamp } from '#cms';
import { readSignedHead, verifyDayFile } from '#evidence';
import { sealedNames } from '#message-log';
import { hex } from '#mime';
import { SignerUnavailable } from '#ports';
import { DAY, HOUR, openHouse, type SealingHouse, START } from './test-sealing.ts';

const sha256 = (octets: Uint8Array) => {
  const hasher = nodeDigests.sha256();
  hasher.update(octets);
  return hasher.digest();
};

/** The day as its file has it, with signature and time-stamp judged. */
async function judged({ files, root, clock }: SealingHouse, day: string) {
  const octets = files.kept.get(`${day}.log`)!;
  const seqs: number[] = [];
  const verdict = await verifyDayFile(files.read(`${day}.log`), {
    sha256,
    onRecord: ({ record }) => seqs.push(record.seq),
  });
  assert.ok(verdict.ok, JSON.stringify(verdict));
  const p7s = files.kept.get(`${day}.log.p7s`)!;
  const question = { contentDigest: await digest('sha256', octets), roots: [root], at: clock.now() };
  const { valid, reasons } = await verifyCades(p7s, question);
  assert.ok(valid, reasons.join());
  const tsr = files.kept.get(`${day}.log.tsr`);
  let stampedAt: number | undefined;
  if (tsr) {
    const response = readTimestampResponse(tsr);
    assert.ok(response.granted);
    const stamp = await verifyTimestamp(response.token, { content: p7s, roots: [root], at: clock.now() });
    assert.ok(stamp.valid, stamp.reasons.join());
    stampedAt = stamp.stampedAt;
  }
  return { ...verdict, seqs, stampedAt, sha256: hex(sha256(octets)) };
}

test('T134 a day is closed, signed and time-stamped as soon as it is over, every record in it', async () => {
  const house = await openHouse();
  const sealing = house.open();
  await sealing.sealDue();
  await house.write({ oggetto: 'Perché no? €' }, { event: 'BustaTrasporto' });
  await sealing.sealDue();
  assert.deepEqual([...house.files.kept.keys()], []);
  house.clock.moveTo(Date.UTC(2026, 2, 1, 23, 0, 4));
  assert.deepEqual((await sealing.sealDue()).closed, [], 'a record of the last second may still come');
  house.clock.advance(1_000);
  const { closed, stamped, busy } = await sealing.sealDue();
  assert.deepEqual([closed.map(({ day }) => day), busy], [['2026-03-01'], false]);
  assert.ok(stamped >= 2, 'the day and its heads');
  const day = await judged(house, '2026-03-01');
  assert.deepEqual([day.seqs, day.records, day.closed - START], [[1, 2], 2, 13 * HOUR + 5_000 + HOUR]);
  assert.ok(day.stampedAt! - START < DAY);
  assert.equal(day.opening.previous, null);
  assert.deepEqual(house.files.kept.get('2026-03-01.log.leaves')!.length, 32 * 3);
  const last = house.store.state.log.slice(2).map(({ event, related }) => [event, related]);
  assert.deepEqual(last, [
    ['RegistroChiuso', ['2026-03-01.log']],
    ['RegistroMarcato', ['2026-03-01.log.tsr']],
  ]);
});

test('days without a record, and days that were missed, have their files too, each tied to the one before', async () => {
  const house = await openHouse();
  const sealing = house.open();
  await house.write({});
  await sealing.sealDue();
  house.clock.advance(100 * DAY);
  await house.write({ oggetto: 'much later' });
  const { closed } = await sealing.sealDue();
  assert.equal(closed.length, 100);
  let before: Awaited<ReturnType<typeof judged>> | undefined;
  for (const { day } of closed) {
    const now = await judged(house, day);
    const tie = before && { day: before.opening.day, size: before.size, root: before.root, sha256: before.sha256 };
    assert.deepEqual(now.opening.previous, tie ?? null);
    assert.ok(now.stampedAt);
    assert.equal(now.records, day === '2026-03-01' ? 1 : 0);
    before = now;
  }
  house.clock.advance(DAY);
  assert.deepEqual((await judgedAfter(house, sealing, '2026-06-09')).seqs.slice(0, 1), [2]);
});

async function judgedAfter(house: SealingHouse, sealing: ReturnType<SealingHouse['open']>, day: string) {
  await sealing.sealDue();
  return judged(house, day);
}

test('the days on which the clocks change have 23 and 25 hours', async () => {
  for (const [day, hours] of [
    ['2026-03-29', 23],
    ['2026-10-25', 25],
  ] as const) {
    const begin = Date.parse(`${day}T00:00:00+0${hours === 23 ? 1 : 2}:00`);
    const house = await openHouse(begin);
    const sealing = house.open();
    await house.write({ oggetto: 'first' });
    house.clock.moveTo(begin + hours * HOUR - 1);
    await house.write({ oggetto: 'last' });
    assert.equal((await sealing.sealDue()).closed.length, 0);
    house.clock.advance(1);
    await house.write({ oggetto: 'tomorrow' });
    house.clock.advance(5_000);
    const { closed } = await sealing.sealDue();
    assert.deepEqual(
      closed.map((one) => one.day),
      [day],
    );
    assert.deepEqual((await judged(house, day)).seqs, [1, 2]);
  }
});

test('what was late stands in the next day with its own instant, and a clock that was wrong is no midnight', async () => {
  const house = await openHouse(Date.UTC(2026, 2, 1, 22));
  const sealing = house.open();
  await house.write({ oggetto: 'a' });
  await house.write({ oggetto: 'from the future', instant: START + 900 * DAY });
  await house.write({ oggetto: 'b' });
  house.clock.advance(HOUR + 1_000);
  await house.write({ oggetto: 'of the second day' });
  await house.write({ oggetto: 'late', instant: house.clock.now() - 2_000 });
  house.clock.advance(5_000);
  await sealing.sealDue();
  assert.deepEqual((await judged(house, '2026-03-01')).seqs, [1, 2, 3]);
  house.clock.advance(DAY);
  await sealing.sealDue();
  const second = await judged(house, '2026-03-02');
  assert.deepEqual(second.seqs.slice(0, 2), [4, 5]);
  assert.match(house.text('2026-03-02'), /"instant":"2026-03-01T23:59:59\.000\+01:00".*"oggetto":"late"/);
});

test('T134 no record waits longer than an hour for a signed and time-stamped head, and heads are signed only over something new', async () => {
  const house = await openHouse();
  const sealing = house.open();
  await house.write({});
  const waits: boolean[] = [];
  for (let minute = 0; minute < 180; minute += 15) {
    waits.push((await sealing.sealDue()).head);
    house.clock.advance(15 * 60_000);
    if (minute === 75) await house.write({});
  }
  assert.deepEqual(
    waits.flatMap((head, n) => (head ? [n * 15] : [])),
    [0, 120],
  );
  const heads = await house.store.documents(sealedNames.heads, { limit: 9 });
  const signed = await Promise.all(heads.map(({ bytes }) => readSignedHead(bytes)));
  assert.deepEqual(
    signed.map(({ head: { size, final, previous } }) => ({ size, final, previous })),
    [
      { size: 2, final: false, previous: null },
      { size: 3, final: false, previous: null },
    ],
  );
  for (const { name, bytes } of heads) {
    const token = await house.store.document(sealedNames.headStamp(name));
    const { valid } = await verifyTimestamp(token!.bytes, {
      content: bytes,
      roots: [house.root],
      at: house.clock.now(),
    });
    assert.ok(valid);
  }
  house.clock.advance(DAY);
  await sealing.sealDue();
  const day = await judged(house, '2026-03-01');
  const final = (await house.store.documents(sealedNames.headsOf('2026-03-01'), { limit: 9 })).at(-1)!;
  const { head } = await readSignedHead(final.bytes);
  assert.deepEqual([head.final, head.size, head.root], [true, day.size, day.root]);
});

test('whoever is in the way of new months holds up no sealing, and is asked again after a while', async () => {
  const house = await openHouse();
  let asked = 0;
  let isBusy = true;
  const store = {
    ...house.store,
    async openLogMonths(first: string, last: string) {
      asked++;
      if (isBusy) throw new Error('canceling statement due to lock timeout');
      await house.store.openLogMonths(first, last);
    },
  };
  const sealing = house.open({ store });
  assert.match((await sealing.openMonths()) ?? '', /lock timeout/);
  await house.write({});
  house.clock.advance(DAY);
  const { closed, monthsFault } = await sealing.sealDue();
  assert.deepEqual([closed.length, /lock timeout/.test(monthsFault ?? ''), asked], [1, true, 2]);
  isBusy = false;
  house.clock.advance(1_000);
  await sealing.sealDue();
  assert.equal(asked, 2, 'not each second');
  house.clock.advance(600_000);
  assert.equal((await sealing.sealDue()).monthsFault, undefined);
  await sealing.sealDue();
  assert.equal(asked, 3);
});

test('while the signing key is away, what was signed before is time-stamped', async () => {
  const house = await openHouse();
  let isAway = false;
  const currentSigner = () => {
    if (isAway) throw new SignerUnavailable('the token is gone');
    return house.signer;
  };
  const sealing = house.open({ currentSigner });
  await house.write({});
  await house.open({ timestamps: undefined }).sealDue();
  house.clock.advance(DAY);
  await house.open({ timestamps: undefined }).sealDue();
  assert.equal(house.files.kept.has('2026-03-01.log.tsr'), false);
  isAway = true;
  house.clock.advance(DAY);
  await assert.rejects(sealing.sealDue(), SignerUnavailable);
  assert.equal(house.files.kept.has('2026-03-01.log.tsr'), true);
  isAway = false;
  const { closed } = await sealing.sealDue();
  assert.deepEqual(
    closed.map(({ day }) => day),
    ['2026-03-02'],
  );
});

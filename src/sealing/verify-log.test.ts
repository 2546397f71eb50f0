import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { nodeDigests } from '#adapters/files';
import { memoryLogFiles } from '#adapters/memory';
import type { StoredLogRecord } from '#ports';
import { gather } from '#testing';
import { DAY, HOUR, openHouse, PROVIDER, type SealingHouse } from './test-sealing.ts';
import { daysToVerify, type VerifyRange, verifyLog } from './verify-log.ts';
import { verifyOpenDay } from './verify-open-day.ts';
import type { LogFinding, VerifiedDay, VerifyLogPorts } from './verify-ports.ts';

const FIRST = '2026-03-01';
const SECOND = '2026-03-02';

let house: SealingHouse;
before(async () => {
  house = await lived();
});

/** Three closed days, the second without much, and an open one with a head. */
async function lived(): Promise<SealingHouse> {
  const made = await openHouse();
  const sealing = made.open();
  for (let n = 0; n < 6; n++) {
    await made.write({ oggetto: `Oggetto ${n} è €`, identificativo: `id-${n}` });
    if (n % 2 === 1) await sealing.sealDue();
    made.clock.advance(HOUR);
  }
  for (let n = 0; n < 3; n++) {
    made.clock.advance(DAY);
    await sealing.sealDue();
  }
  await made.write({ oggetto: 'today' });
  made.clock.advance(HOUR);
  await sealing.sealDue();
  return made;
}

async function verified(
  change: Partial<VerifyLogPorts> = {},
  range: VerifyRange = {},
  alone = false,
): Promise<readonly VerifiedDay[]> {
  const roots = [house.root];
  const { files, clock } = house;
  const store = alone ? {} : { store: house.store };
  const ports = { files, ...store, digests: nodeDigests, roots, timestampRoots: roots, at: clock.now(), ...change };
  return gather(verifyLog(await daysToVerify(range, ports), ports));
}

const findingsOf = (days: readonly VerifiedDay[]) => days.flatMap(({ findings }) => findings);
const told = (findings: readonly LogFinding[]) =>
  findings.map(({ day, what, seq, text }) => `${day} ${what} ${seq ?? '-'} ${text}`);

/** The files with one of them changed, or without it. */
function filesWith(name: string, bytes: Uint8Array | undefined) {
  const files = memoryLogFiles();
  for (const [key, value] of house.files.kept) files.kept.set(key, value);
  if (bytes === undefined) files.kept.delete(name);
  else files.kept.set(name, bytes);
  return files;
}

/** The store whose records were changed by somebody who may do everything there. */
function storeWith(change: (log: StoredLogRecord[]) => void): NonNullable<VerifyLogPorts['store']> {
  const log = [...house.store.state.log];
  change(log);
  return {
    ...house.store,
    searchLog: async ({ afterSeq = 0, limit, event }) =>
      log.filter(({ seq, event: of }) => seq > afterSeq && (event === undefined || of === event)).slice(0, limit),
  };
}

test('a log that nobody touched is found whole, with the database and without', async () => {
  for (const alone of [false, true]) {
    const days = await verified({}, {}, alone);
    assert.deepEqual(told(findingsOf(days)), []);
    assert.deepEqual(
      days.map(({ day }) => day),
      [FIRST, SECOND, '2026-03-03'],
    );
    assert.deepEqual([days[0]!.records, days[0]!.notes], [6, []]);
    assert.match(days[0]!.signedBy!, /Gestore Alfa/);
    assert.ok(days.every(({ stampedAt }) => stampedAt !== undefined));
  }
  const ports = {
    ...house,
    digests: nodeDigests,
    roots: [house.root],
    timestampRoots: [house.root],
    at: house.clock.now(),
  };
  const open = await verifyOpenDay(ports, PROVIDER);
  assert.deepEqual([open!.day, told(open!.findings), open!.records > 0], ['2026-03-04', [], true]);
});

test('T135 one octet that was changed anywhere in a file of a day is found', async () => {
  const names = [`${FIRST}.log`, `${FIRST}.log.p7s`, `${FIRST}.log.leaves`, `${SECOND}.log`];
  const changed = fc.tuple(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 255 }));
  const property = fc.asyncProperty(changed, async ([name, at, flip]) => {
    const bytes = house.files.kept.get(name)!.slice();
    bytes[at % bytes.length]! ^= flip;
    const findings = findingsOf(await verified({ files: filesWith(name, bytes) }, { from: FIRST, to: SECOND }));
    assert.ok(
      findings.some(({ day }) => day === name.slice(0, 10)),
      `${name} octet ${at % bytes.length}`,
    );
  });
  await fc.assert(property, { numRuns: 60 });
});

test('T135 a file that was cut, that grew, or that is another day whole and good is found', async () => {
  const log = house.files.kept.get(`${FIRST}.log`)!;
  for (const [bytes, expected] of [
    [log.subarray(0, -1), /line 8: the last line has no LF/],
    [log.subarray(0, -200), /the file was cut/],
    [Buffer.concat([log, Buffer.from('{}\n')]), /line 9: a line stands behind the end line/],
    [house.files.kept.get(`${SECOND}.log`)!, /it is the log of 2026-03-02/],
    [new Uint8Array(0), /the file was cut/],
  ] as const) {
    const findings = findingsOf(await verified({ files: filesWith(`${FIRST}.log`, bytes) }));
    assert.match(told(findings).join('\n'), expected);
    assert.ok(findings.some(({ what }) => what === 'signature'));
  }
});

test('what is missing is named: a day, a signature, an old time-stamp; what can be made again is only noted', async () => {
  const missing = async (name: string) => {
    const days = await verified({ files: filesWith(name, undefined) });
    return { findings: told(findingsOf(days)), notes: days.flatMap(({ notes }) => notes) };
  };
  assert.match(
    (await missing(`${SECOND}.log`)).findings.join(),
    /2026-03-02 missing - 2026-03-02\.log is missing: every day/,
  );
  assert.match((await missing(`${SECOND}.log.p7s`)).findings.join(), /2026-03-02\.log\.p7s is missing/);
  assert.match((await missing(`${SECOND}.log.tsr`)).findings.join(), /2026-03-02\.log\.tsr is missing: no authority/);
  const fresh = await missing('2026-03-03.log.tsr');
  assert.deepEqual([fresh.findings, fresh.notes], [[], ['not time-stamped yet']]);
  const leaves = await missing(`${SECOND}.log.leaves`);
  assert.deepEqual([leaves.findings.length, leaves.notes.length], [0, 1]);
  const oldest = memoryLogFiles();
  for (const [name, bytes] of house.files.kept) if (!name.startsWith(FIRST)) oldest.kept.set(name, bytes);
  const days = await verified({ files: oldest });
  assert.match(told(findingsOf(days)).join(), /2026-03-01\.log is missing: every day/);
});

test('T135 a record that was altered, dropped or added in the database is named by its position and day', async () => {
  const found = async (change: (log: StoredLogRecord[]) => void) =>
    told(findingsOf(await verified({ store: storeWith(change) })));
  assert.deepEqual(await found((log) => (log[1] = { ...log[1]!, oggetto: 'other' })), [
    '2026-03-01 record 2 was altered: the database says otherwise than the sealed file',
  ]);
  assert.deepEqual(await found((log) => log.splice(2, 1)), [
    '2026-03-01 record 3 was dropped: it stands in the sealed file, and not in the database',
  ]);
  assert.deepEqual(await found((log) => log.splice(2, 0, { ...log[1]!, seq: 2.5 })), [
    '2026-03-01 record 2.5 was added: it stands in the database, and not in the sealed file',
  ]);
  const lastOfFirst = 6;
  assert.deepEqual(await found((log) => log.splice(lastOfFirst, 0, { ...log[1]!, seq: lastOfFirst + 0.5 })), [
    '2026-03-02 record 6.5 was added: it stands in the database, and not in the sealed file',
  ]);
  const many = await found((log) => log.splice(0, 6));
  assert.equal(many.length, 6);
});

test('records of the open day that are no longer those of its heads are found before midnight', async () => {
  const open = house.store.state.log.length - 1;
  const store = storeWith((log) => (log[open - 1] = { ...log[open - 1]!, peer: 'x' }));
  const ports = { files: house.files, store, digests: nodeDigests, roots: [house.root], timestampRoots: [house.root] };
  const day = await verifyOpenDay({ ...ports, at: house.clock.now() }, PROVIDER);
  assert.match(told(day!.findings).join(), /the head signed on .* states another tree/);
});

test('a whole day written anew, with a good signature of the provider, does not fit its heads nor the day after it', async () => {
  const forger = await openHouse();
  forger.clock.advance(HOUR);
  const sealing = forger.open();
  for (let n = 0; n < 6; n++) await forger.write({ oggetto: `Oggetto ${n}, altered` });
  forger.clock.moveTo(house.clock.now());
  await sealing.sealDue();
  const files = memoryLogFiles();
  for (const [name, bytes] of house.files.kept)
    files.kept.set(name, name.startsWith(FIRST) ? forger.files.kept.get(name)! : bytes);
  const alone = told(
    findingsOf(
      await gather(
        verifyLog([FIRST, SECOND], {
          files,
          digests: nodeDigests,
          roots: [house.root],
          timestampRoots: [house.root],
          at: house.clock.now(),
        }),
      ),
    ),
  );
  assert.deepEqual(alone, [
    '2026-03-02 link - it names another tree of 2026-03-01 than that file makes',
    '2026-03-02 link - it names another file of 2026-03-01',
  ]);
  const withDatabase = told(findingsOf(await verified({ files }))).join('\n');
  assert.match(withDatabase, /2026-03-01 head - the head of .* states another tree/);
  assert.match(withDatabase, /2026-03-01 file - it is not the file that was closed/);
  assert.match(withDatabase, /2026-03-01 record 1 was altered/);
});

test('a provider that nobody trusts, and a certificate of another provider, are named', async () => {
  const findings = told(findingsOf(await verified({ roots: [], timestampRoots: [] })));
  assert.match(findings.join('\n'), /2026-03-01 signature - /);
  assert.match(findings.join('\n'), /2026-03-01 time-stamp - /);
});

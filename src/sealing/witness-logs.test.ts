import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Day, dayEnd, dayStart, nextDay, readCountersignature, readSignedHead, signHead } from '#evidence';
import { ALFA, BETA, openWitness, recordsOf, showLog, signerOf, type ToldDay } from './test-shown-log.ts';
import { witnessAlarms } from './witness-alarms.ts';
import { witnessLogs } from './witness-logs.ts';

const DAY: Day = '2026-11-22';
const HOUR = 3_600_000;

async function house() {
  const witness = await openWitness(BETA, ALFA, dayStart(DAY) + 12 * HOUR);
  const look = async (days: readonly ToldDay[]) => {
    witness.view.shown = (await showLog(ALFA, days)).download;
    const [outcome] = await witnessLogs(witness.ports);
    return outcome!;
  };
  return { ...witness, look };
}

const RECORDS = recordsOf(DAY, 12);
const open = (count: number): ToldDay => ({
  day: DAY,
  records: RECORDS.slice(0, count),
  openAt: dayStart(DAY) + count * HOUR,
});

test('an honest log is countersigned as it grows, closes, and goes on', async () => {
  const { look, signed, events, ports } = await house();
  assert.deepEqual(await look([open(3)]), { domain: ALFA.domain, outcome: 'consistent', countersigned: 1 });
  assert.deepEqual(await look([open(3)]), { domain: ALFA.domain, outcome: 'consistent', countersigned: 0 });
  assert.deepEqual(await look([open(9)]), { domain: ALFA.domain, outcome: 'consistent', countersigned: 1 });
  const closed = { day: DAY, records: RECORDS };
  const next = { day: nextDay(DAY), records: recordsOf(nextDay(DAY), 2), openAt: dayEnd(DAY) + 2 * HOUR };
  assert.deepEqual(await look([closed, next]), { domain: ALFA.domain, outcome: 'consistent', countersigned: 2 });
  const kept = await signed();
  assert.equal(kept.length, 2);
  for (const { p7m, countersignatures } of kept) {
    const { witness, certificate } = await readCountersignature(countersignatures[0]!, p7m);
    assert.equal(witness, BETA.domain);
    assert.deepEqual(certificate, ports.signer().certificate);
  }
  assert.equal((await readSignedHead(kept[0]!.p7m)).head.final, true);
  assert.deepEqual(events(), Array(3).fill('RegistroTestimoniato'));
});

test('a past of months is checked in one look, and signed by its newest heads', async () => {
  const { look, signed } = await house();
  const days: ToldDay[] = [];
  for (let day = '2026-01-01', n = 0; n < 150; n++, day = nextDay(day)) days.push({ day, records: [] });
  assert.deepEqual(await look(days), { domain: ALFA.domain, outcome: 'consistent', countersigned: 7 });
  assert.equal((await signed()).length, 7);
  assert.deepEqual(await look(days), { domain: ALFA.domain, outcome: 'consistent', countersigned: 0 });
});

test('heads of a time when a certificate had ended are vouched for by the newest, and are not signed', async () => {
  const { ports, view, signed } = await house();
  const days: ToldDay[] = [];
  for (let day = DAY, n = 0; n < 4; n++, day = nextDay(day)) days.push({ day, records: [] });
  view.shown = (await showLog(ALFA, days)).download;
  const ended = (good: number) => ({
    ...ports,
    judgeSigner: async (_domain: string, { at }: { readonly at: number }) =>
      at > dayEnd(days[good]!.day) ? undefined : 'the certificate has ended',
  });
  assert.match(JSON.stringify((await witnessLogs({ ...ended(3), judgeSigner: async () => 'ended' }))[0]), /no-answer/);
  assert.deepEqual(await witnessLogs(ended(2)), [{ domain: ALFA.domain, outcome: 'consistent', countersigned: 2 }]);
  assert.equal((await signed()).length, 2);
});

test('who cannot be asked, or answers what is no answer, is neither signed nor accused', async () => {
  const { look, view, ports, alarms, events } = await house();
  assert.match(JSON.stringify(await witnessLogs(ports)), /"no-answer","reason":"connection refused"/);
  await look([open(3)]);
  const answers = ['', 'null', '{"heads":7}', '{"heads":[{"p7m":"%"}]}', '{"heads":[]}', '{"heads":[{"p7m":"AAAA"}]}'];
  for (const text of answers) {
    view.shown = { get: async () => new TextEncoder().encode(text) };
    const [outcome] = await witnessLogs(ports);
    assert.equal(outcome!.outcome, 'no-answer', text);
  }
  // Another provider's heads, well signed.
  view.shown = (await showLog(BETA, [open(3)])).download;
  assert.match(
    JSON.stringify(await witnessLogs(ports)),
    /a head is shown that gestore-alfa.example did not sign: its certificate is of posta-certificata@gestore-beta/,
  );
  assert.deepEqual([(await alarms()).length, events().length], [0, 1]);
});

test('a head that somebody else signed is not believed', async () => {
  const { view, ports } = await house();
  view.shown = (await showLog(ALFA, [open(3)])).download;
  const judged = { ...ports, judgeSigner: async () => 'the certificate is not in the index' };
  assert.match(JSON.stringify(await witnessLogs(judged)), /did not sign: the certificate is not in the index/);
  const { head } = (await showLog(ALFA, [open(3)])).heads[0]!;
  await assert.rejects(
    readSignedHead(await signHead(head, await signerOf(BETA))),
    /it says it is of gestore-alfa.example, its certificate is of posta-certificata@gestore-beta.example/,
  );
});

test('a contradiction is told once, its evidence never written over, and what was seen before stays the measure', async () => {
  const { look, alarms, events, clock, store } = await house();
  await look([open(6)]);
  const forged = RECORDS.with(2, { ...RECORDS[2]!, mittente: 'altro@pec.alfa.example' });
  const first = await look([{ day: DAY, records: forged }]);
  assert.equal(first.outcome === 'contradicted' && first.isNew, true);
  const [alarm] = await alarms();
  clock.advance(HOUR);
  const again = await look([{ day: DAY, records: forged.slice(0, 8) }]);
  assert.equal(again.outcome === 'contradicted' && again.isNew, false);
  assert.deepEqual(await alarms(), [alarm]);
  assert.equal(events().filter((one) => one.startsWith('RegistroContraddetto')).length, 1);
  const told = await witnessAlarms(store);
  assert.equal(told.length, 1);
  assert.match(told[0]!.text, /^the log of gestore-alfa.example contradicts itself, found on 2026-11-22T12:00:00.000/);
  assert.deepEqual((await look([{ day: DAY, records: RECORDS }])).outcome, 'consistent');
  assert.deepEqual(await alarms(), [alarm]);
});

test('who shows less than it had shown is accused', async () => {
  const { look, alarms } = await house();
  await look([open(6)]);
  assert.match(JSON.stringify(await look([open(4)])), /5 leaves are shown, 7 were seen/);
  assert.equal((await alarms()).length, 1);
});

test('who gives no proof is asked again for a day, and then accused', async () => {
  const { look, view, ports, clock, alarms } = await house();
  await look([open(6)]);
  const { download } = await showLog(ALFA, [open(9)]);
  view.shown = {
    get: async (url, limits) => {
      if (url.includes('consistency')) throw new Error('status 404');
      return download.get(url, limits);
    },
  };
  assert.match(JSON.stringify(await witnessLogs(ports)), /"no-answer","reason":"status 404"/);
  assert.equal((await alarms()).length, 0);
  clock.advance(25 * HOUR);
  assert.match(JSON.stringify(await witnessLogs(ports)), /no proof is given that the tree of 7 leaves/);
  assert.equal((await alarms()).length, 1);
});

test('two processes that look at once sign once', async () => {
  const { view, ports, events } = await house();
  view.shown = (await showLog(ALFA, [open(3)])).download;
  const both = await Promise.all([witnessLogs(ports), witnessLogs(ports)]);
  assert.deepEqual(
    both
      .flat()
      .map((one) => one.outcome === 'consistent' && one.countersigned)
      .sort(),
    [0, 1],
  );
  assert.equal(events().length, 1);
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { httpsDownload } from '#adapters/https';
import { fromPem } from '#cms';
import {
  compareHeads,
  type DayRecord,
  readHeadPage,
  readProof,
  readSignedHead,
  readWitnessPage,
  verifyDayFile,
  verifyInclusionEvidence,
} from '#evidence';
import { hex } from '#mime';
import { dataFolder } from '#sandbox';
import { startCountry, type TestCountry } from './country.ts';
import { letter } from './mail.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const LIMITS = { maxBytes: 8_388_608, timeoutMs: 30_000 };

let country: TestCountry;
before(async () => {
  country = await startCountry();
});
after(() => country?.[Symbol.asyncDispose]());

async function ask(log: string, query: string): Promise<string> {
  const octets = await httpsDownload({ ca: [country.root] }).get(new URL(query, log).href, LIMITS);
  return new TextDecoder().decode(octets);
}

const heads = async () => readHeadPage(await ask(country.alfa.log!, 'heads'));
const seenByBeta = async () => readWitnessPage(await ask(country.beta.log!, `witnessed?domain=${country.alfa.domain}`));
const legalNow = async () =>
  Date.parse(((await (await fetch(`${country.network.control}/clock`)).json()) as { now: string }).now);

async function recordsOf(day: string): Promise<readonly DayRecord[]> {
  const records: DayRecord[] = [];
  const file = readFileSync(join(dataFolder(country.data).provider('alfa').log, `${day}.log`));
  const sha256 = (octets: Uint8Array) => new Uint8Array(createHash('sha256').update(octets).digest());
  const chunks = (async function* () {
    yield new Uint8Array(file);
  })();
  const verdict = await verifyDayFile(chunks, { sha256, onRecord: (record) => records.push(record) });
  assert.ok(verdict.ok, verdict.ok ? '' : verdict.fault);
  return records;
}

test('what one provider certifies can be proved with what it and its witness publish, and the root alone', async () => {
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Da provare'));
  await until('both receipts', async () => (await country.inbox(MARIO)).length >= 2);
  await country.advance('P2D');
  const published = await until('the witness has signed the closed days', async () => {
    await country.advance('PT2M');
    const found = await heads();
    return found.slice(0, 2).every(({ countersignatures }) => countersignatures.length === 1) && found;
  });
  const [head] = published;
  const { day, size } = (await readSignedHead(head!.p7m)).head;
  const records = await recordsOf(day);
  const receipt = records.find(({ record }) => record.event === 'Accettazione')!;
  const answer = await ask(
    country.alfa.log!,
    `inclusion?day=${day}&commitment=${hex(receipt.commitment)}&size=${size}`,
  );
  const { index } = JSON.parse(answer) as { index: number };
  const evidence = { record: receipt.text, salt: receipt.salt, index, path: readProof(answer), head: head! };
  const trust = { roots: [fromPem(country.root)[0]!.der] };
  const checks = await verifyInclusionEvidence([evidence], trust, await legalNow());
  assert.deepEqual(
    checks.map(({ question, outcome }) => `${question} ${outcome}`),
    ['head ok', 'timestamp ok', 'signer ok', 'witness ok', 'record ok', 'inclusion ok', 'date ok'],
  );
  assert.deepEqual((await seenByBeta()).alarms, []);
});

test('the operator changes a record behind its own log: the other provider says so, with both signatures', async () => {
  // Before noon: the day whose record is changed is still open hours later.
  const minutes = Math.floor(((await legalNow()) % DAY) / MINUTE);
  await country.advance(`PT${DAY / MINUTE - minutes + 600}M`);
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Da cambiare'));
  await country.advance('PT2H');
  const before = await until('the witness has seen today', async () => {
    await country.advance('PT2M');
    const last = (await seenByBeta()).heads.at(-1)!;
    const { head } = await readSignedHead(last.p7m);
    return !head.final && head;
  });
  {
    await using records = await openRecords(country.data, 'alfa');
    await records.rows('ALTER TABLE log_record DISABLE TRIGGER log_record_unchanged');
    for (const { name } of await records.rows<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'log_record'::regclass`,
    ))
      await records.rows(`ALTER TABLE ${name} DISABLE TRIGGER log_record_unchanged`);
    const changed = await records.rows(
      `UPDATE log_record SET record = replace(record::text, 'Da cambiare', 'Mai scritto')::json
       WHERE record::text LIKE '%Da cambiare%' RETURNING seq`,
    );
    assert.ok(changed.length > 0);
  }
  await country.advance('P1D');
  const [alarm] = await until('the witness has found it', async () => {
    await country.advance('PT2M');
    const { alarms } = await seenByBeta();
    return alarms.length > 0 && alarms;
  });
  assert.match(
    alarm!.reason,
    new RegExp(`^${before.day}: the tree of \\d+ leaves is not the beginning of that of \\d+$`),
  );
  const [kept, shown] = await Promise.all(alarm!.heads.map(readSignedHead));
  assert.deepEqual([kept!.head.domain, shown!.head.domain], [country.alfa.domain, country.alfa.domain]);
  assert.equal(compareHeads(kept!.head, shown!.head).outcome, 'prove', 'the proof that is asked for is not there');
});

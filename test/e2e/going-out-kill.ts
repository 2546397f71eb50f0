import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { signIn, type WebSession } from './browser-session.ts';
import { chance } from './chance.ts';
import { startCountry, type TestCountry } from './country.ts';
import { acceptedSubjects, allGone, prepare, sendUntilAnswered } from './going-out.ts';
import { assertOnce, settleLedger } from './ledger.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';
import { providerPid } from './sandbox.ts';

const FROM = 'mario.rossi@pec.alfa.example';
const TO = 'officine.ferri@pec.alfa.example';
/** The letters fall due so much later than they are begun: a machine that has much to do writes a hundred of them slowly. */
const AHEAD_MS = 1_800_000;
/** The clock is moved to so little before. */
const SOON_MS = 8_000;

/** A provider that stays dead for seconds is killed less often while there is something to lose. */
const PAUSE_MS = 400;

export interface KillPlan {
  readonly rounds: number;
  /** Of each round. */
  readonly scheduled: number;
  readonly rows: number;
  readonly atOnce: number;
  readonly kills: number;
  readonly seed: number;
}

/** Rounds of sending by the clock while the provider is killed again and again; throws unless each message went once. Answers what was done. */
export async function killedWhileSending(
  { rounds, seed, ...plan }: KillPlan,
  say: (text: string) => void,
): Promise<string> {
  const random = chance(seed);
  await using country = await startCountry({
    longestPauseMs: PAUSE_MS,
    configure: (config) => ({ ...config, limits: { ...config.limits, submissionsPerHour: undefined } }),
  });
  const session = await signIn(country.alfa, FROM);
  const subjects = new Set<string>();
  let kills = 0;
  for (let round = 1; round <= rounds; round++) {
    const wanted = await oneRound(country, session, { ...plan, tag: `Giro ${round}`, random, say });
    kills += wanted.kills;
    for (const subject of wanted.subjects) subjects.add(subject);
  }
  assert.ok(kills >= rounds, 'somebody was killed');
  const accepted = await acceptedSubjects(country.data, 'alfa');
  assert.deepEqual(
    [...subjects].filter((subject) => accepted.get(subject) !== 1).map((one) => `${one}: ${accepted.get(one) ?? 0}`),
    [],
  );
  const submitted = { accepted: subjects, unsure: new Set<string>() };
  assertOnce(
    await settleLedger(country, { from: FROM, to: TO }, subjects, () => idle(country.data), 180_000),
    submitted,
  );
  await using records = await openRecords(country.data, 'alfa');
  assert.deepEqual(await records.findings(), []);
  return `${kills} kills, ${subjects.size} messages`;
}

interface Round extends Omit<KillPlan, 'rounds' | 'seed'> {
  readonly tag: string;
  random(): number;
  /** How long each part took. */
  say(text: string): void;
}

async function oneRound(
  country: TestCountry,
  session: WebSession,
  { tag, scheduled, rows, atOnce, kills: wanted, random, say }: Round,
) {
  const seconds = stopwatch();
  const now = await clockOf(country);
  const { subjects, merge } = await prepare(session, TO, { tag, scheduled, rows }, now - Date.now() + AHEAD_MS);
  const tooEarlyS = Math.floor((now + AHEAD_MS - SOON_MS - (await clockOf(country))) / 1_000);
  if (tooEarlyS > 0) await country.advance(`PT${tooEarlyS}S`);
  const prepared = seconds();
  await session.json(`POST /mailboxes/${session.mailbox}/merges/${merge}/start`);
  const direct = Array.from({ length: atOnce }, (_, at) => `${tag} subito ${at + 1}.`);
  const sending = Promise.all(
    direct.map(async (subject, at) => {
      await pause(at * 300);
      await sendUntilAnswered(session, TO, subject);
    }),
  );
  await pause(Math.max(0, now + AHEAD_MS - (await clockOf(country)) - 1_000));
  let kills = 0;
  for (; kills < wanted; kills++) {
    await pause(300 + random() * 2_000);
    const pid = await until('the provider is there', () => providerPid(country.data, 'alfa'), 180_000);
    process.kill(pid, 'SIGKILL');
    await until('it is back', async () => (await session.ask('GET /session')).ok, 180_000);
  }
  await sending;
  const killed = seconds();
  await allGone(country, session, merge);
  say(`${tag}: prepared ${prepared} s, killed ${killed} s, gone ${seconds()} s`);
  return { kills, subjects: new Set([...subjects, ...direct]) };
}

async function clockOf({ network }: TestCountry): Promise<number> {
  const { now } = (await (await fetch(`${network.control}/clock`)).json()) as { now: string };
  return Date.parse(now);
}

async function idle(data: string): Promise<boolean> {
  await using records = await openRecords(data, 'alfa');
  const [jobs] = await records.rows<{ count: string }>('SELECT count(*) FROM job');
  const [owed] = await records.rows<{ count: string }>(
    `SELECT count(*) FROM tracking WHERE state NOT IN ('DELIVERED', 'FAILED')`,
  );
  await records.rows('UPDATE job SET run_at = least(run_at, $1)', [Date.now()]);
  return Number(jobs!.count) + Number(owed!.count) === 0;
}

/** Seconds since it was last asked. */
function stopwatch(): () => number {
  let from = performance.now();
  return () => {
    const since = from;
    from = performance.now();
    return Math.round((from - since) / 1_000);
  };
}

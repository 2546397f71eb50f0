import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogEvent } from '#ports';
import { auditWorld, type Letter, openWorld, type SubmissionAnswer, type World, type WorldOptions } from '#testing';
import { judgeChains } from './chains.ts';

export const [MARIO, ANNA, STUDIO] = [
  'mario@pec.alfa.example',
  'anna@pec.alfa.example',
  'studio@legal.alfa.example',
] as const;
export const [UFFICIO, PROTOCOLLO, ELENA] = [
  'ufficio@pec.beta.example',
  'protocollo@pec.beta.example',
  'elena@pec.beta.example',
] as const;
export const SPORTELLO = 'sportello@chiuso.beta.example';
export const [COMUNE, SINDACO] = ['comune@pec.gamma.example', 'sindaco@pec.gamma.example'] as const;
export const PIPPO = 'pippo@posta.example';
export const VIRUS = 'TEST-VIRUS-OF-THE-SIMULATED-WORLD';

/** One row of the case table of spec chapter 12. */
export interface CaseRow {
  /** `C01`, with a letter where the row has ways. */
  readonly id: string;
  readonly title: string;
  readonly world?: WorldOptions;
  readonly before?: (world: World) => Promise<void> | void;
  /** Submitted by its From. */
  readonly letter?: Letter;
  /** What else happens, after the submission and before the world comes to rest. */
  readonly afterwards?: (world: World, answer: SubmissionAnswer) => Promise<void>;
  /** How long to wait afterwards; two days unless said otherwise. */
  readonly wait?: string;
  /** What stands in mailboxes in the end, by address, in any order; none of the others has anything. */
  readonly sees: Readonly<Record<string, readonly string[]>>;
  /** What stands in service mailboxes, by provider. */
  readonly service?: Readonly<Record<string, readonly string[]>>;
  /** How often each of these events stands in the log of a provider. */
  readonly log?: Readonly<Record<string, Partial<Record<LogEvent, number>>>>;
  readonly check?: (world: World, answer: SubmissionAnswer) => Promise<void>;
  /** Why the auditor of the logs has something to say of this case, as a pattern for each of its findings. */
  readonly audit?: RegExp;
}

const sorted = (numbers: readonly string[]) => [...numbers].sort();

/** One test for each row. */
export function testCases(rows: readonly CaseRow[]): void {
  for (const row of rows) test(`${row.id} ${row.title}`, () => runCase(row));
}

async function runCase(row: CaseRow): Promise<void> {
  const world = await openWorld(row.world);
  await row.before?.(world);
  const answer = row.letter ? await world.submit(row.letter) : { code: 250, text: '', identificativo: '' };
  assert.equal(answer.code, 250, answer.text);
  await world.settle();
  await row.afterwards?.(world, answer);
  await world.advance(row.wait ?? 'PT48H');

  const expected: Record<string, readonly string[]> = {};
  const found: Record<string, readonly string[]> = {};
  for (const { spec } of world.members()) {
    for (const address of spec.mailboxes) {
      const numbers = sorted(await world.numbers(address));
      if (numbers.length > 0) found[address] = numbers;
    }
    const service = (await world.service(spec.key)).map(({ number }) => number);
    if (service.length > 0) found[`service of ${spec.key}`] = sorted(service);
  }
  for (const [address, numbers] of Object.entries(row.sees))
    if (numbers.length > 0) expected[address] = sorted(numbers);
  for (const [key, numbers] of Object.entries(row.service ?? {})) expected[`service of ${key}`] = sorted(numbers);
  assert.deepEqual(found, expected);

  for (const [key, events] of Object.entries(row.log ?? {})) {
    for (const [event, count] of Object.entries(events))
      assert.equal((await world.log(key, event as LogEvent)).length, count, `${event} in the log of ${key}`);
  }
  await row.check?.(world, answer);
  assert.deepEqual(await judgeChains(world), []);
  const findings = await auditWorld(world);
  assert.deepEqual(
    findings.filter((line) => !row.audit?.test(line)),
    [],
  );
  assert.equal(
    findings.length > 0,
    row.audit !== undefined,
    'the auditor has something to say exactly where the row says so',
  );
}

/** For `fate`: these numbers never arrive, though the peer says 250. */
export function lose(world: World, ...numbers: readonly string[]): void {
  world.fate = async (_, message) => (numbers.includes((await message()).number) ? 'lost' : 'arrives');
}

/** The last message of this number that a provider gave to the wire. */
export async function lastSent(world: World, from: string, number: string) {
  const sent = (await world.sent(from, number)).at(-1);
  assert.ok(sent, `${from} sent no ${number}`);
  return sent;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CheckResult, type Finding, STORE_RULES } from '#adapters/postgres';
import type { Logger } from '#config';
import { INVARIANTS } from '#message-log';
import type { NamedDocument } from '#ports';
import { buildAuditReport, LAST_AUDIT, readReport, summaryOf } from './audit-report.ts';
import { type NightCheck, openNightAudit } from './night-audit.ts';

const HOUR = 3_600_000;
/** One o'clock in the afternoon in Rome. */
const NOON = Date.parse('2026-03-10T12:00:00Z');

const found = (...findings: readonly Finding[]): CheckResult => ({
  findings,
  counts: new Map([...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, of]) => [rule, of.length])),
});

/** Processes of one provider, whose clock is moved by hand. */
function openHouse() {
  const documents = new Map<string, NamedDocument>();
  const told: string[] = [];
  const checks: number[] = [];
  const clock = { now: NOON };
  let outcome: () => CheckResult = () => found();
  let isTaken = false;
  const line = (level: string) => (_facts: unknown, text: string) => void told.push(`${level} ${text}`);
  const ports = {
    store: {
      document: async (name: string) => documents.get(name),
      async commit({ documents: kept = [] }: { readonly documents?: readonly NamedDocument[] }) {
        for (const one of kept) documents.set(one.name, one);
        return { done: true as const, uids: [] };
      },
    },
    legalTime: { now: () => clock.now },
    monotonic: { now: () => clock.now - NOON },
    log: { info: line('info'), error: line('error') } as unknown as Logger,
    async check({ now, rest, judge }: NightCheck) {
      if (isTaken || !(await judge())) return undefined;
      checks.push(now);
      await rest();
      return outcome();
    },
  };
  return {
    open: () => openNightAudit(ports),
    /** Moves the clock, looks, and looks again when everything has settled. */
    async pass(hours: number, ...audits: readonly ReturnType<typeof openNightAudit>[]) {
      clock.now += hours * HOUR;
      for (const audit of audits) await audit.runDue();
      clock.now += 61_000;
      for (const audit of audits) await audit.runDue();
    },
    finds(next: () => CheckResult) {
      outcome = next;
    },
    take(taken: boolean) {
      isTaken = taken;
    },
    report: () => readReport(documents.get(LAST_AUDIT)),
    ...{ checks, told },
  };
}

test('T138 the auditor goes round once for each day, after midnight in Rome', async () => {
  const { open, pass, checks, told, report } = openHouse();
  const audit = open();
  await pass(0, audit);
  await pass(9.5, audit);
  assert.deepEqual(checks, [], 'a provider that begins has had no night yet');
  await pass(1.5, audit);
  assert.equal(checks.length, 1, 'midnight in Rome is eleven in the evening UTC');
  await pass(1, audit);
  await pass(20, audit);
  assert.equal(checks.length, 1);
  await pass(5, audit);
  assert.equal(checks.length, 2);
  assert.equal(report()?.total, 0);
  assert.deepEqual(told, Array(2).fill('info the audit of the night: nothing found'));
});

test('of two processes one audits; who comes later, or starts again, does it not a second time', async () => {
  const { open, pass, checks } = openHouse();
  const [one, other] = [open(), open()];
  await pass(0, one, other);
  await pass(12, one, other);
  assert.equal(checks.length, 1);
  await pass(1, open());
  assert.equal(checks.length, 1);
  await pass(48, open());
  assert.equal(checks.length, 2, 'who was down over midnight does it when he is back');
});

test('what is found is told, kept and counted', async () => {
  const { open, pass, finds, told, report } = openHouse();
  const audit = open();
  await pass(0, audit);
  const about = { identificativo: 'id-1', recipient: 'a@b.example' };
  finds(() =>
    found({ rule: 'blob-size', what: 'short', where: 'b' }, { rule: 'I5', what: 'none', where: 'id-1', ...about }),
  );
  await pass(12, audit);
  assert.deepEqual(told, ['error the audit of the night: 2 findings: I5 1, blob-size 1 (ceralacca check --last)']);
  assert.deepEqual(report()?.rules[0], {
    rule: 'I5',
    says: INVARIANTS.I5,
    next: 'Read what was recorded of each message, and what its recipients know of it.',
    total: 1,
    findings: [{ what: 'none', where: 'id-1', ...about }],
  });
});

test('an audit that fails, or that another process began and did not end, is done within hours', async () => {
  const { open, pass, finds, take, told, checks } = openHouse();
  const audit = open();
  await pass(0, audit);
  finds(() => {
    throw new Error('the database went');
  });
  await pass(12, audit);
  assert.deepEqual(told, ['error the audit of the night failed and will be tried again']);
  finds(() => found());
  take(true);
  await pass(1, audit);
  take(false);
  assert.equal(checks.length, 1);
  await pass(1, audit);
  assert.equal(checks.length, 2);
});

test('an audit that is stopped ends at its next rest, and says nothing', async () => {
  const { open, pass, told, report } = openHouse();
  const audit = open();
  await pass(0, audit);
  await audit.stop();
  await pass(12, audit);
  assert.deepEqual([told, report()], [[], undefined]);
});

test('every rule has its sentence and its next step', () => {
  const rules = [...Object.keys(INVARIANTS), ...STORE_RULES.map(({ rule }) => rule)];
  const report = buildAuditReport({ findings: [], counts: new Map(rules.map((rule) => [rule, 3])) }, NOON, 1.4);
  assert.deepEqual(
    report.rules.map(({ rule }) => rule),
    rules,
  );
  for (const { says, next } of report.rules) assert.match(`${says} ${next}`, /^[A-Z].+\. [A-Z].+\.$/);
  assert.equal(report.total, 3 * rules.length);
  assert.equal(summaryOf({ total: 1, counts: { I4: 1 } }), '1 finding: I4 1');
});

test('an audit of a clock that ran years ahead keeps no later one from being made', async () => {
  const { open, pass, checks } = openHouse();
  const audit = open();
  await pass(0, audit);
  await pass(24 * 1_000, audit);
  assert.equal(checks.length, 1);
  await pass(-24 * 1_000, audit);
  await pass(24, audit);
  assert.equal(checks.length, 2);
  const other = open();
  await pass(0, other);
  await pass(24, other, audit);
  assert.ok(checks.length >= 3);
});

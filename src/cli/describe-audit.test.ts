import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildAuditReport } from '#provider';
import { describeAudit } from './describe-audit.ts';

const AT = Date.parse('2026-03-10T23:01:00Z');
const sound = { findings: [], counts: new Map() };

test('a sound provider is told in one line', () => {
  const report = buildAuditReport(sound, AT, 1_260);
  assert.equal(describeAudit(report, {}), 'Every invariant holds (2026-03-10T23:01:00.000Z, 1.3 s).\n');
  assert.equal(describeAudit(report, { id: 'x' }), 'Nothing is found in it (2026-03-10T23:01:00.000Z, 1.3 s).\n');
});

test('findings stand by rule, each with its message and the command to look at it', () => {
  const about = (identificativo: string) => ({ where: identificativo, identificativo });
  const findings = [
    { rule: 'blob-missing', what: 'is named but does not exist', where: 'b-1 of message m-1' },
    { rule: 'I5', what: 'ugo@pec.beta.example: no outcome', ...about('opec1.20260310@pec.alfa.example') },
    { rule: 'I5', what: 'ada@pec.beta.example: 2 outcomes', ...about("o'dd\u001b[2J") },
  ];
  const counts = new Map([
    ['blob-missing', 1],
    ['I5', 7],
  ]);
  const report = buildAuditReport({ findings, counts }, AT, 40);
  assert.equal(
    describeAudit(report, { config: 'my provider.yaml' }),
    `I5: Each certified recipient has exactly one outcome: delivery or non-delivery.
  opec1.20260310@pec.alfa.example  ugo@pec.beta.example: no outcome
    ceralacca log search --config 'my provider.yaml' --id opec1.20260310@pec.alfa.example
  o'dd\ufffd[2J  ada@pec.beta.example: 2 outcomes
    ceralacca log search --config 'my provider.yaml' --id 'o'\\''dd\ufffd[2J'
  … and 5 more (--limit)
  Read what was recorded of each message, and what its recipients know of it.

blob-missing: Every body that a message names is a file that is there.
  b-1 of message m-1  is named but does not exist
  Restore these octets from a backup, check again, and ask what changed the disk.

8 findings, 2 rules broken (2026-03-10T23:01:00.000Z, 0.0 s).
`,
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import { acknowledgementDocument, listWitnessAlarms, tellWitnessAlarm, witnessAlarms } from './witness-alarms.ts';
import { alarmDocument, witnessNames } from './witness-documents.ts';

const AT = Date.UTC(2026, 2, 1, 9);
const DAY = 86_400_000;

function openEvidence() {
  const store = openMemoryStore();
  const contradict = async (head: number, at = AT) => {
    const heads = [new Uint8Array([head]), new Uint8Array([9])] as const;
    await store.commit({ documents: [await alarmDocument('altro.example', { at, reason: `leaf ${head}`, heads })] });
  };
  const accuse = (...lines: readonly string[]) =>
    store.commit({
      documents: [
        { name: witnessNames.accusations('teste.example'), bytes: new TextEncoder().encode(lines.join('\n')), at: AT },
      ],
    });
  const acknowledge = async (reason: string) => {
    const [first] = await listWitnessAlarms(store);
    await store.commit({ documents: [acknowledgementDocument(first!, { at: AT + DAY, by: 'anna', reason })] });
  };
  const told = async () => (await witnessAlarms(store)).map(({ text }) => text);
  return { store, contradict, accuse, acknowledge, told };
}

test('an alarm that somebody has looked at is told with who, when and why; a new contradiction alarms again', async () => {
  const { store, contradict, acknowledge, told } = openEvidence();
  await contradict(3);
  await acknowledge('provider restored a backup');
  assert.deepEqual(await told(), []);
  const looked = (await listWitnessAlarms(store)).map((alarm) => tellWitnessAlarm(alarm).text);
  assert.deepEqual(looked, [
    'the log of altro.example contradicts itself, found on 2026-03-01T10:00:00.000+01:00: leaf 3 (acknowledged on 2026-03-02T10:00:00.000+01:00 by anna: provider restored a backup)',
  ]);
  await contradict(3, AT + DAY);
  assert.deepEqual(await told(), [], 'the same, looked at again');
  await contradict(4, AT + 2 * DAY);
  assert.deepEqual(await told(), [
    'the log of altro.example contradicts itself, found on 2026-03-03T10:00:00.000+01:00: leaf 4',
  ]);
  const [open, acknowledged] = await listWitnessAlarms(store);
  assert.deepEqual([open!.acknowledged, acknowledged!.acknowledged?.by], [undefined, 'anna']);
});

test('of what a witness accuses us, what is new alarms, and what was acknowledged stays so when it is told in part', async () => {
  const { store, accuse, acknowledge, told } = openEvidence();
  await accuse('day 1: unknown head', 'day 2: unknown head');
  await acknowledge('restored');
  await accuse('day 2: unknown head');
  assert.deepEqual(await told(), []);
  await accuse('day 2: unknown head', 'day 3: unknown head');
  assert.deepEqual(await told(), ['OUR LOG CONTRADICTS ITSELF, says teste.example: day 3: unknown head']);
  await acknowledge('again');
  const all = await listWitnessAlarms(store);
  assert.deepEqual(
    all.map(({ reason, acknowledged }) => [reason, acknowledged?.reason]),
    [
      ['day 2: unknown head', 'restored'],
      ['day 3: unknown head', 'again'],
    ],
  );
  await accuse();
  assert.deepEqual(await listWitnessAlarms(store), []);
});

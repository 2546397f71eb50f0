import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import { isoLegalTime } from '#pec';
import { readOverview } from './overview.ts';
import { NOW, OPERATOR, openAdministration } from './test-administration.ts';
import { acknowledgeWitnessAlarm, listWitnessAlarms, type ToldContradiction } from './witness-desk.ts';

const refusal = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;
const ALARM: ToldContradiction = {
  ...{ id: 'ab12', of: 'theirs', domain: 'beta.example', at: NOW, reason: 'leaf 3', covers: ['x'] },
};

async function openWitnessDesk() {
  const { ports, store } = await openAdministration();
  const { legalTime } = ports;
  const kept = async () => {
    const document = await store.document('looked/ab12');
    return document && JSON.parse(new TextDecoder().decode(document.bytes));
  };
  const desk = {
    ...{ store, legalTime },
    contradictions: async () => {
      const acknowledged = await kept();
      return [{ ...ALARM, ...(acknowledged && { acknowledged }) }];
    },
    acknowledgement: ({ id }: ToldContradiction, told: object) => ({
      ...{ name: `looked/${id}`, bytes: new TextEncoder().encode(JSON.stringify(told)), at: NOW },
    }),
  };
  return { desk, ports, store };
}

test('an alarm about a log is acknowledged once, by name and with a reason, in the same commit as its record', async () => {
  const { desk, store } = await openWitnessDesk();
  await assert.rejects(acknowledgeWitnessAlarm(OPERATOR, 'zz', 'x', desk), refusal('not-found'));
  await acknowledgeWitnessAlarm(OPERATOR, 'ab12', 'ripristino', desk);
  const acknowledged = { at: isoLegalTime(NOW), by: 'anna', reason: 'ripristino' };
  assert.deepEqual(await listWitnessAlarms(desk), [
    { id: 'ab12', of: 'theirs', domain: 'beta.example', at: isoLegalTime(NOW), reason: 'leaf 3', acknowledged },
  ]);
  const [record] = await store.searchLog({ event: 'Amministrazione', limit: 1, newestFirst: true });
  assert.deepEqual(
    [record!.utente, record!.eccezioni],
    ['anna', ['contraddizione-presa-in-visione', 'registro di beta.example', 'leaf 3; motivo: ripristino']],
  );
  await assert.rejects(acknowledgeWitnessAlarm(OPERATOR, 'ab12', 'x', desk), refusal('acknowledged-already'));
});

test('of two who acknowledge at once one is told that the other was quicker', async () => {
  const { desk } = await openWitnessDesk();
  const both = await Promise.allSettled(['a', 'b'].map((why) => acknowledgeWitnessAlarm(OPERATOR, 'ab12', why, desk)));
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('the overview tells what was acknowledged apart: it is no longer asked for, and not gone', async () => {
  const { ports, store } = await openWitnessDesk();
  const told = {
    code: 'log-theirs-contradicted',
    values: { domain: 'beta.example', at: isoLegalTime(NOW), why: 'leaf 3' },
    ...{ text: 'the log of beta.example contradicts itself', at: NOW, by: 'anna', reason: 'ripristino' },
  } as const;
  const nothing = async () => [];
  const overview = await readOverview(OPERATOR, {
    ...{ store, legalTime: ports.legalTime, hourCounts: nothing, alarms: nothing, acknowledged: async () => [told] },
  });
  assert.deepEqual(overview.acknowledged, [{ ...told, at: isoLegalTime(NOW) }]);
  assert.deepEqual([overview.isWell, overview.findings], [true, []]);
  const open = {
    about: 'log',
    code: 'log-changed',
    values: { day: '2026-03-01' },
    text: 'THE LOG WAS CHANGED',
  } as const;
  const ill = await readOverview(OPERATOR, {
    ...{ store, legalTime: ports.legalTime, hourCounts: nothing, alarms: async () => [open], acknowledged: nothing },
  });
  assert.deepEqual([ill.isWell, ill.findings], [false, [{ level: 'bad', ...open }]]);
});

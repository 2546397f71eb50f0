import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actDraft, actOf, conditionDraft, conditionOf, isSize, waysOf, withField } from './rule-draft.ts';

test('a size is written in MB and kept in octets', () => {
  const draft = conditionDraft({ field: 'size', is: 'larger', value: '2500000' });
  assert.equal(draft.value, '2.5');
  assert.deepEqual(conditionOf({ ...draft, value: '2,5' }), { field: 'size', is: 'larger', value: '2500000' });
  for (const good of ['1', '0,5', '12.25']) assert.ok(isSize(good), good);
  for (const bad of ['', 'grande', '-1', '1e9', '1.000.000']) assert.ok(!isSize(bad), bad);
});

test('a kind is one of the list, also where somebody wrote it in Italian', () => {
  const kind = (value: string) => conditionDraft({ field: 'kind', is: 'contains', value });
  assert.deepEqual(kind('Ricevuta'), { field: 'kind', is: 'is', value: 'receipt' });
  assert.equal(kind('certified').value, 'certified');
});

test('another field keeps what was typed only where it still means something', () => {
  const typed = { field: 'from', is: 'begins', value: 'avv.' } as const;
  assert.deepEqual(withField(typed, 'subject'), { field: 'subject', is: 'begins', value: 'avv.' });
  assert.deepEqual(withField(typed, 'kind'), { field: 'kind', is: 'is', value: 'certified' });
  assert.deepEqual(withField(typed, 'size'), { field: 'size', is: 'larger', value: '' });
  assert.deepEqual(withField({ field: 'size', is: 'larger', value: '3' }, 'to'), {
    field: 'to',
    is: 'contains',
    value: '',
  });
  for (const field of ['from', 'kind', 'size'] as const) assert.ok(waysOf(field).length > 0);
});

test('what a rule does comes back as it was', () => {
  for (const act of [
    { do: 'move', folder: '7' },
    { do: 'label', label: 'Contabilità' },
    { do: 'assign', login: 'a' },
    { do: 'stop' },
  ] as const)
    assert.deepEqual(actOf(actDraft(act)), act);
});

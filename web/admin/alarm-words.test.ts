import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALARM_VALUES } from '#contract';
import { de } from './words-alarms-de.ts';
import { en } from './words-alarms-en.ts';
import { it } from './words-alarms-it.ts';

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!);

test('every alarm that a provider can raise has words in three languages, in which every value stands', () => {
  for (const [language, { alarms }] of Object.entries({ it, en, de })) {
    const texts = Object.entries<string>(alarms);
    const codes = texts.map(([name]) => name.replace(/_(one|other)$/, ''));
    assert.deepEqual([...new Set(codes)].sort(), Object.keys(ALARM_VALUES).sort(), language);
    for (const [name, text] of texts) {
      const values: readonly string[] = ALARM_VALUES[name.replace(/_(one|other)$/, '') as keyof typeof ALARM_VALUES];
      // One of something is told without its number, as it is said.
      const isPut = (value: string) => !(name.endsWith('_one') && value === 'count');
      assert.deepEqual(holes(text).sort(), values.filter(isPut).sort(), `${language} ${name}`);
    }
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statements } from './statements.ts';
import { WORDS } from './words.ts';

const gaps = (phrase: string) => [...phrase.matchAll(/\{\w+\}/g)].map(String).sort();

test('every phrase of the public pages stands in three languages, with the same gaps', () => {
  const names = Object.keys(WORDS.it).sort();
  for (const language of ['en', 'de'] as const) {
    assert.deepEqual(Object.keys(WORDS[language]).sort(), names);
    for (const name of names as (keyof typeof WORDS.it)[]) {
      assert.notEqual(WORDS[language][name].trim(), '');
      assert.deepEqual(gaps(WORDS[language][name]), gaps(WORDS.it[name]), name);
    }
  }
});

test('the statements have the same sections in three languages', () => {
  const facts = { name: 'N', months: 30, day: '2026-11-22' };
  for (const which of ['accessibility', 'privacy'] as const) {
    const shapes = (['it', 'en', 'de'] as const).map((language) =>
      statements(language, facts)[which].sections.map((section) => section.paragraphs.length),
    );
    assert.deepEqual(shapes[1], shapes[0]);
    assert.deepEqual(shapes[2], shapes[0]);
  }
});

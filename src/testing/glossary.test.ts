import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeGlossary } from './glossary.ts';
import { FIELD_TERMS } from './glossary-terms.ts';
import { houseRoot } from './house.ts';

const textOf = (path: string) => readFileSync(join(houseRoot, path), 'utf8');

test('GLOSSARY.md is what wire.ts and the tables of terms say (else: node bin/make-glossary.mjs)', () => {
  assert.equal(textOf('GLOSSARY.md'), makeGlossary(textOf('src/pec/wire.ts')));
});

test('the terms of the field are in alphabetical order, each once', () => {
  const terms = FIELD_TERMS.map(({ italian }) => italian.toLowerCase());
  assert.deepEqual(
    terms,
    [...new Set(terms)].sort((a, b) => a.localeCompare(b, 'it')),
  );
});

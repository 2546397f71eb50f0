import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inItalian } from './italian-reason.ts';

/** What reads what a stranger gives; its faults are shown to people. */
const READERS = ['dossier-archive', 'dossier-manifest', 'extract-document', 'inclusion-json', 'judge-log', 'read-json'];

test('why an archive or a proof cannot be read is said in Italian, too', () => {
  const texts = READERS.flatMap((name) => {
    const source = readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8');
    return [...source.matchAll(/Fault\(\s*(['`])(.*?)\1/g)].map(([, , text]) => text!.replaceAll(/\$\{[^}]*\}/g, 'x'));
  });
  assert.ok(texts.length > 25, `${texts.length}`);
  assert.deepEqual(
    texts.filter((text) => inItalian(text) === text),
    [],
  );
  assert.equal(
    inItalian('x.json stands in the archive twice; something new'),
    'x.json sta due volte nell’archivio; something new',
  );
});

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { hasGerman, inGerman } from './german.ts';
import { ADVICE, HEADLINES, OTHER_ADVICE, WORDS } from './words.ts';

const EVIDENCE = fileURLToPath(new URL('../../src/evidence', import.meta.url));
/** What they throw is shown as well. */
const READERS = [
  'dossier-archive.ts',
  'dossier-manifest.ts',
  'extract-document.ts',
  'inclusion-json.ts',
  'read-json.ts',
];
const FAULT = /Fault\(\s*(['`])(.*?)\1/g;
const REPORT = fileURLToPath(new URL('./report.ts', import.meta.url));

interface Node {
  readonly type?: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly key?: Node;
  readonly callee?: Node;
  readonly arguments?: readonly Node[];
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
  readonly consequent?: Node;
  readonly alternate?: Node;
}

/** A text as it is written, `x` where something is put in; nothing for what is said elsewhere. */
function texts(node: Node | undefined): readonly string[] {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? [node.value] : [];
  if (node?.type === 'TemplateLiteral') return [node.quasis!.map(({ value }) => value.cooked).join('x')];
  if (node?.type === 'ConditionalExpression') return [...texts(node.consequent), ...texts(node.alternate)];
  return [];
}

/** English texts of the judges: last of what is given to the makers of links, and every `en:`. */
function englishOf(path: string, makers: RegExp): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    if (Array.isArray(node) || typeof node !== 'object' || node === null) return;
    const { type, callee, arguments: given = [], key, value } = node as Node;
    if (type === 'CallExpression' && makers.test(callee?.name ?? '') && given.length > 1) {
      const english = callee?.name === 'row' ? given[1] : given.at(-1);
      found.push(...texts(english));
    }
    if (type === 'Property' && key?.name === 'en') found.push(...texts(value as Node));
    for (const inner of Object.values(node)) visit(inner);
  };
  visit(parseSync(path, readFileSync(path, 'utf8')).program);
  return found.filter((text) => /[a-z]{2}/i.test(text.replaceAll('xx', '')));
}

test('whatever the judges can say stands in German, too', () => {
  const files = globSync('*.ts', { cwd: EVIDENCE }).filter((name) => !name.endsWith('.test.ts'));
  const all: string[] = files.flatMap((name) => englishOf(join(EVIDENCE, name), /^(ok|broken|notJudged|link|fault)$/));
  assert.ok(all.length > 80, `${all.length}`);
  for (const [, , text] of READERS.flatMap((name) => [...readFileSync(join(EVIDENCE, name), 'utf8').matchAll(FAULT)]))
    all.push(text!.replaceAll(/\$\{[^}]*\}/g, 'x'));
  const partial = new Set([': known by x']);
  assert.deepEqual(
    all.filter((text) => !hasGerman(text) && !partial.has(text)),
    [],
  );
});

test('whatever the page says stands in German, too', () => {
  const own = [
    ...Object.values(WORDS),
    ...Object.values(ADVICE),
    OTHER_ADVICE,
    ...Object.values(HEADLINES).flatMap((kind) => Object.values(kind)),
  ];
  const labels = englishOf(REPORT, /^row$/);
  assert.ok(labels.length > 10);
  for (const text of [...own.map(({ en }) => en), ...labels]) assert.ok(hasGerman(text), text);
});

test('what is put into a phrase is turned as well; what nobody knows stays', () => {
  const german = (en: string) => inGerman({ it: '', en });
  assert.equal(
    german('does not hold: the certificate expired on 2026-01-01'),
    'hält nicht: das Zertifikat ist am 2026-01-01 abgelaufen',
  );
  assert.equal(
    german('the certificate is not sound: CN=X is not a trusted root; something new'),
    'das Zertifikat ist nicht in Ordnung: CN=X gehört nicht zu den genannten Stellen; something new',
  );
  assert.equal(german('delivery receipt, the signature holds: CN=A'), 'Zustellbestätigung, die Signatur hält: CN=A');
  assert.equal(german('never heard'), 'never heard');
  const told = german(`was altered: ${'; '.repeat(200)}x`);
  assert.match(told, /^wurde verändert/);
});

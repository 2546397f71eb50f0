import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseSync } from 'vite';

const web = fileURLToPath(new URL('..', import.meta.url));
const LANGUAGES = ['it', 'en', 'de'] as const;
const italian = globSync('*/*-it.ts', { cwd: web }).sort();

type Flat = Readonly<Record<string, string>>;

function flatten(catalogue: object, before = ''): Flat {
  return Object.fromEntries(
    Object.entries(catalogue).flatMap(([name, text]) =>
      typeof text === 'string' ? [[before + name, text]] : Object.entries(flatten(text, `${before}${name}.`)),
    ),
  );
}

async function read(path: string, language: string): Promise<Flat> {
  const file = join(web, path.replace(/-it\.ts$/, `-${language}.ts`));
  return flatten(((await import(pathToFileURL(file).href)) as Record<string, object>)[language]!);
}

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

test('every catalogue says the same things in Italian, English and German, with the same values put in', async () => {
  assert.ok(italian.length >= 1);
  for (const path of italian) {
    const it = await read(path, 'it');
    for (const language of LANGUAGES) {
      const texts = await read(path, language);
      assert.deepEqual(Object.keys(texts).sort(), Object.keys(it).sort(), `${path} in ${language}`);
      for (const [key, text] of Object.entries(texts)) {
        assert.notEqual(text.trim(), '', `${path} ${language} ${key}`);
        assert.deepEqual(holes(text), holes(it[key]!), `${path} ${language} ${key}`);
      }
    }
  }
});

test('in German one thing has one name: a receipt is a Beleg, a provider an Anbieter', async () => {
  for (const path of italian)
    for (const [name, text] of Object.entries(await read(path, 'de')))
      assert.doesNotMatch(text, /Quittung|Betreiber(?!rolle)|Provider\b/, `${path} ${name}`);
});

test('plural forms come in pairs', async () => {
  for (const path of italian) {
    for (const language of LANGUAGES) {
      const keys = new Set(Object.keys(await read(path, language)));
      for (const key of keys) {
        if (key.endsWith('_one')) assert.ok(keys.has(key.replace(/_one$/, '_other')), `${path} ${language} ${key}`);
        if (key.endsWith('_other')) assert.ok(keys.has(key.replace(/_other$/, '_one')), `${path} ${language} ${key}`);
      }
    }
  }
});

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly name?: { readonly name?: string };
  readonly start?: number;
}

/** Attributes that people read or hear. */
const READ = new Set([
  'title',
  'alt',
  'placeholder',
  'label',
  'aria-label',
  'aria-description',
  'caption',
  'note',
  'hint',
  'head',
]);
const HAS_WORDS = /\p{L}{2,}/u;

/** Texts written straight into a component. */
function strayTexts(path: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    if (Array.isArray(node) || typeof node !== 'object' || node === null) return;
    const { type, value, name, start = 0 } = node as Node;
    const say = (text: unknown) => {
      if (typeof text !== 'string' || !HAS_WORDS.test(text)) return;
      found.push(`${path}:${source.slice(0, start).split('\n').length} ${text.trim()}`);
    };
    if (type === 'JSXText') say(value);
    if (type === 'JSXAttribute' && READ.has(name?.name ?? '')) say((value as Node | null)?.value);
    for (const inner of Object.values(node)) visit(inner);
  };
  const { program, errors } = parseSync(path, source);
  assert.deepEqual(errors, [], path);
  visit(program);
  return found;
}

test('no text that people read stands outside the catalogues', () => {
  const files = globSync('*/*.tsx', { cwd: web });
  assert.ok(files.length > 10);
  assert.deepEqual(
    files.flatMap((path) => strayTexts(path, readFileSync(join(web, path), 'utf8'))),
    [],
  );
});

test('a text in a component is found', () => {
  assert.deepEqual(
    strayTexts('a.tsx', 'const a = <p title={x}>{b} Buongiorno</p>;\nconst b = <i aria-label="Chiudi">ok</i>;'),
    ['a.tsx:1 Buongiorno', 'a.tsx:2 Chiudi', 'a.tsx:2 ok'],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHouse } from './house.ts';
import { loadedWith } from './reach.ts';

const files = readHouse();

/** What a command loads to open a provider's books: itself, and what `open-provider.ts` imports when asked. */
const BOOKS = [
  'src/cli/main.ts',
  ...['accounts', 'adapters/postgres', 'config', 'sandbox'].map((room) => `src/${room}/index.ts`),
];

test('a command that opens the books loads neither doors nor the running provider', () => {
  const loaded = [...loadedWith(BOOKS, files)];
  assert.ok(loaded.length > 100, `${loaded.length} files`);
  const heavy = loaded.filter((path) => /^src\/(doors|provider|main\.ts)/.test(path));
  assert.deepEqual(heavy, []);
});

test('the running provider loads its doors when it opens them', () => {
  const room = loadedWith(['src/provider/index.ts'], files);
  assert.ok(room.has('src/provider/open-jobs.ts'));
  assert.equal(room.has('src/doors/imap/index.ts'), false);
  assert.ok(loadedWith(['src/provider/open-doors.ts'], files).has('src/doors/imap/index.ts'));
});

test('types and what is imported when asked are not loaded', () => {
  const texts = {
    'src/cli/a.ts':
      "import { b } from './b.ts';\nimport type { C } from '#c';\nconst d = () => import('#d');\nimport 'e';",
    'src/cli/b.ts': "export * from '#f';",
    'src/f/index.ts': '',
    'src/c/index.ts': '',
    'src/d/index.ts': '',
  };
  const house = Object.entries(texts).map(([path, text]) => ({ path, text }));
  assert.deepEqual([...loadedWith(['src/cli/a.ts'], house)].sort(), ['src/cli/a.ts', 'src/cli/b.ts', 'src/f/index.ts']);
});

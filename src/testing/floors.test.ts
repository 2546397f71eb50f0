import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFloors, readImports, roomOf } from './check-floors.ts';
import { rooms } from './floors.ts';
import { describeFindings, readHouse } from './house.ts';

test('every import goes down, through a door, and nobody below the roof reads clock, environment or chance', () => {
  const findings = checkFloors(readHouse());
  assert.ok(findings.length === 0, describeFindings(findings));
});

/** Canaries: each of these must be found, or the test above proves nothing. */
const breaches: readonly (readonly [path: string, text: string, problem: RegExp])[] = [
  ['src/mime/x.ts', "import { y } from '#pec';", /may not import #pec/],
  ['src/pec/x.ts', "import {\n  y,\n  type Z,\n} from '#ports';", /may not import #ports/],
  ['src/issuing/x.ts', "export * from '#mailbox';", /may not import #mailbox/],
  ['src/spool/x.ts', "import '#access-point';", /may not import #access-point/],
  ['src/doors/pop3/x.ts', "import { y } from '#adapters/postgres';", /may not import #adapters/],
  ['src/adapters/files/x.ts', "import { y } from '#adapters/memory';", /may not import #adapters/],
  ['src/adapters/files/x.ts', "const x = await import('#issuing');", /may not import #issuing/],
  ['src/ports/x.ts', "import { y } from '#mime';", /types only/],
  ['src/ports/x.ts', "import { type X, y } from '#mime';", /types only/],
  ['src/cli/x.ts', "import { y } from '#testing';", /for tests only/],
  ['src/cms/x.ts', "import { y } from './test-kit.ts';", /for tests only/],
  ['src/mime/x.ts', "import { y } from '../pec/index.ts';", /inside a room/],
  ['src/mime/x.test.ts', "import { y } from '../pec/index.ts';", /inside a room/],
  ['src/mime/x.ts', "import { y } from './y';", /inside a room/],
  ['src/mime/x.ts', "import { y } from '#mime';", /inside a room/],
  ['src/mime/x.ts', "import { y } from '#mime/rope.ts';", /not a room/],
  ['src/mime/deep/x.ts', '', /rooms are flat/],
  ['src/doors/pop3/deep/x.ts', '', /rooms are flat/],
  ['src/attic/x.ts', '', /not in the table/],
  ['src/mime/x.ts', "import { hash } from 'node:crypto';", /browser/],
  ['src/pec/x.ts', 'const x = Buffer.from(y);', /browser/],
  ['src/pec/x.ts', "import { z } from 'zod';", /package zod/],
  ['src/cms/x.ts', "import { z } from '@scope/other/deep.js';", /package @scope\/other/],
  ['src/spool/x.ts', 'const x = Date.now();', /clock/],
  ['src/spool/x.ts', 'const x = new Date();', /clock/],
  ['src/spool/x.ts', 'const x = new Date;', /clock/],
  ['src/spool/x.ts', 'const x = Math.random();', /Random/],
  ['src/spool/x.ts', "import { randomUUID } from 'node:crypto';", /Random/],
  ['src/doors/pop3/x.ts', 'const x = performance.now();', /Monotonic/],
  ['src/adapters/files/x.ts', 'const x = process.env.HOME;', /roof/],
  ['src/adapters/postgres/x.ts', 'const x = sql`select $' + '{y}, NOW ()`;', /SQL/],
  ['src/adapters/postgres/x.ts', "const x = 'default current_timestamp';", /SQL/],
  ['src/adapters/postgres/x.sql', 'create table t (id uuid default gen_random_uuid());', /SQL/],
];

for (const [path, text, problem] of breaches) {
  test(`the floors test finds ${JSON.stringify(text || path)} in ${path}`, () => {
    const findings = checkFloors([{ path, text }]);
    assert.equal(findings.length, 1, describeFindings(findings));
    assert.match(findings[0]!.problem, problem);
  });
}

test('the floors test lets through what is allowed', () => {
  const allowed = [
    ['src/pec/x.ts', "import { y } from '#mime';\nimport type { Z } from './z.ts';\n// Date.now() is not ours\n"],
    [
      'src/pec/x.ts',
      "const x = new Date(at).getTime(); const s = 'Date.now() and Buffer'; const date = { process: 1 };",
    ],
    ['src/ports/x.ts', "import type { A } from '#mime';\nexport { type B } from '#pec';\nexport * from './y.ts';"],
    ['src/cli/x.ts', "import { y } from '#adapters/postgres';\nconst x = Date.now();"],
    ['src/mime/x.test.ts', "import { y } from '#testing';\nimport fc from 'fast-check';\nconst x = Date.now();"],
    ['src/adapters/postgres/x.ts', 'const x = legalTime.now(); const y = sql`select known(1)`;'],
    ['src/provider/x.ts', "import pino from 'pino';"],
    ['src/cms/test-kit.ts', "import { hash } from 'node:crypto';"],
    ['src/cms/x.test.ts', "import { y } from './test-kit.ts';"],
  ] as const;
  for (const [path, text] of allowed) assert.deepEqual(checkFloors([{ path, text }]), [], text);
});

test('imports are read in every form, and not out of strings and comments', () => {
  const source = [
    "import a, { type B } from 'one';",
    "import * as c from 'two';",
    "export type { D } from 'three';",
    "import 'four';",
    "const e = await import('five');",
    "// import f from 'no';",
    'const g = "import h from \'no\'";',
    "export const from = 'no';",
  ].join('\n');
  const found = readImports(source).map(({ from, typeOnly, line }) => `${line} ${from}${typeOnly ? ' type' : ''}`);
  assert.deepEqual(found, ['1 one', '2 two', '3 three type', '4 four', '5 five']);
});

/** What doors have in common. */
const SHARED_BY_DOORS = ['smtp-listener', 'http-listener', 'brakes', 'secure-socket', 'listening'].map(
  (name) => `doors/${name}`,
);

test('no room of the table imports a room above it', () => {
  for (const [name, { floor, imports }] of Object.entries(rooms)) {
    if (imports === 'everything') continue;
    for (const to of imports) {
      const target = rooms[to];
      assert.ok(target, `${name} may import ${to}, which is not in the table`);
      const shared = SHARED_BY_DOORS.includes(to);
      assert.ok(target.floor < floor || floor === 0 || shared || (floor === 1 && to === 'pec'), `${name} -> ${to}`);
    }
  }
});

test('no room is granted a package that it does not import', () => {
  const imported = new Set(
    readHouse()
      .filter(({ path }) => /^src\/.*\.ts$/.test(path))
      .flatMap(({ path, text }) => readImports(text).map(({ from }) => `${roomOf(path)} ${packageOf(from)}`)),
  );
  const idle = Object.entries(rooms).flatMap(([room, { packages }]) =>
    packages.map((name) => `${room} ${name}`).filter((granted) => !imported.has(granted)),
  );
  assert.deepEqual(idle, []);
});

/** `csv-parse/sync` is of the package `csv-parse`. */
const packageOf = (from: string) => /^(@[^/]+\/)?[^/]+/.exec(from)?.[0];

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readImports } from './check-floors.ts';
import { measureFunctions } from './function-lengths.ts';
import { describeFindings, readHouse } from './house.ts';
import { checkTidy, findDeadFiles, limits, medianLines } from './tidy.ts';

const house = readHouse();
const importsOf = (text: string) => readImports(text).map(({ from }) => from);

test('every file keeps the style of the house', () => {
  const findings = house.flatMap(checkTidy);
  assert.ok(findings.length === 0, describeFindings(findings));
});

test('the median file is short', () => {
  assert.ok(house.length > 50, 'the house was read');
  assert.ok(medianLines(house) < limits.medianFileLines, `the median is ${medianLines(house)} lines`);
});

test('no file under src is dead', () => {
  const findings = findDeadFiles(house, importsOf);
  assert.ok(findings.length === 0, describeFindings(findings));
});

const lines = (count: number, text = 'x();\n') => text.repeat(count);

/** Canaries: each of these must be found, or the tests above prove nothing. */
const breaches: readonly (readonly [path: string, text: string, problem: RegExp])[] = [
  ['src/a/x.ts', lines(401), /401 lines/],
  ['src/a/x.ts', `function f() {\n${lines(69)}}\n`, /function of 71 lines/],
  ['src/a/x.ts', '// TODO later\n', /TODO/],
  ['src/a/x.ts', '/** FIXME */\n', /FIXME/],
  ['src/a/x.ts', '// XXX\n', /XXX/],
  ['bin/x.mjs', '// HACK\n', /HACK/],
  ['src/a/x.test.ts', "test.only('a', f);\n", /keeps the others/],
  ['src/a/x.test.ts', "test('a', { only: true }, f);\n", /keeps the others/],
  ['src/a/x.ts', 'const a = b as any;\n', /any/],
  ['src/a/x.ts', 'function f(a: any) {}\n', /any/],
  ['src/a/x.ts', 'const a: Map<string, any> = b;\n', /any/],
  ['src/a/x.ts', '// @ts-ignore\n', /hidden/],
  ['src/a/x.ts', 'class MailManager {}\n', /says nothing/],
  ['src/a/x.ts', 'export interface StoreImpl {}\n', /says nothing/],
  ['src/a/mail-utils.ts', '', /says nothing/],
  ['src/a/mailUse.ts', '', /kebab/],
  ['src/a/x.ts', '// const a = 1;\n', /code in a comment/],
  ['src/a/x.ts', '// if (a) {\n', /code in a comment/],
  ['src/a/x.ts', '// run(a, b);\n', /code in a comment/],
  ['src/a/x.ts', '// }\n', /code in a comment/],
  ['src/a/x.ts', '// ------------\n', /banner/],
  ['src/a/x.ts', '// The store (design 5) says so.\n', /nobody outside/],
  ['src/a/x.ts', "throw new Error('no RSA key (spec 14.1)');\n", /do not have/],
  ['docs/x.md', 'no end', /no LF/],
  ['docs/x.md', 'a\r\n', /CR/],
  ['src/spool/x.ts', "const a = 'X-Ricevuta';\n", /wire/],
  ['src/pec/x.ts', "f({ tipo: 'posta-certificata' });\n", /wire/],
  ['src/pec/x.ts', "if (name === 'daticert.xml') f();\n", /wire/],
  ['src/issuing/x.ts', 'const a = `POSTA CERTIFICATA: $' + '{b}`;\n', /wire/],
];

for (const [path, text, problem] of breaches) {
  test(`tidy finds ${JSON.stringify(text.slice(0, 40) || path)} in ${path}`, () => {
    const findings = checkTidy({ path, text });
    assert.equal(findings.length, 1, describeFindings(findings));
    assert.match(findings[0]!.problem, problem);
  });
}

test('tidy lets through what is in order', () => {
  const text = [
    '/** TODO(#12) when the peers can. Wait; then go on: `f();` */',
    '// TODO #12: the list is short; see there.',
    "const words = ['TODO', 'as any', 'FIXME'];",
    `function f() {\n${lines(68)}}`,
    'const company: string = anyone;',
    "const posta = 'la posta-certificata di oggi';\n",
  ].join('\n');
  assert.deepEqual(checkTidy({ path: 'src/a/open-door.test.ts', text }), []);
  assert.deepEqual(checkTidy({ path: 'docs/x.md', text: '' }), []);
  const compared = "const a = b === 'posta-certificata' ? { accettazione: 1, 'presa-in-carico': 2 } : c;\n";
  assert.deepEqual(checkTidy({ path: 'src/spool/x.ts', text: compared }), []);
});

test('functions are measured in every form they are written in', () => {
  const source = `
function one<T extends { a: string }>(
  a: T,
): Promise<{ b: string }> {
  if (a) {
  }
}
class C {
  async two(): Promise<void> {
  }
  get three() { return { a: 1 }; }
}
const four = async ({ a }: { a: string }): Promise<string> => {
  return a;
};
const five = { six(a: number): readonly string[] | undefined {
} };
describe('list', () => {
  test('seven', async () => {
  });
});
for (const a of b) {
}
`;
  const measured = measureFunctions(source).map(({ line, lines: count }) => `${line}:${count}`);
  assert.deepEqual(measured, ['2:6', '9:2', '11:1', '13:3', '16:2', '19:2']);
});

test('a file that nothing imports is found', () => {
  const files = [
    { path: 'src/a/index.ts', text: "export * from './used.ts';" },
    { path: 'src/a/used.ts', text: '' },
    { path: 'src/a/dead.ts', text: '' },
    { path: 'src/a/dead.test.ts', text: '' },
  ];
  assert.deepEqual(
    findDeadFiles(files, importsOf).map(({ path }) => path),
    ['src/a/dead.ts'],
  );
  const median = [3, 1, 2].map((count) => ({ path: `src/a/${count}.ts`, text: lines(count) }));
  assert.equal(medianLines(median), 2);
});

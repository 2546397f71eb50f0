import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CHROMIUM, dumpDom, serveFolder } from './browser.ts';
import { until } from './poll.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const MAX_INSTALLED_BYTES = 15_000_000;

/** Not what `npm run` and `npx` put in front of the PATH: the machine's own programs. */
const machinePath = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
const environment = { ...process.env, PATH: machinePath.join(delimiter) };

function run(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(program, args, { cwd, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function nodeOfMajor(major: number): string | undefined {
  const found = [process.execPath, ...machinePath.map((entry) => join(entry, 'node')).filter(existsSync)];
  return found.find((node) => run(node, ['--version'], root).startsWith(`v${major}.`));
}

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-library-'));
after(() => rmSync(folder, { recursive: true }));

before(() => {
  run(process.execPath, [join(root, 'bin', 'pack-library.mjs')], root);
  const [packed] = JSON.parse(
    run('npm', ['pack', join(root, 'dist', 'library'), '--json', '--pack-destination', folder], folder),
  ) as { filename: string }[];
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', `./${packed!.filename}`, '--no-audit', '--no-fund', '--prefer-offline'], folder);
});

const installed = (...names: string[]) => join(folder, 'node_modules', ...names);

/** The programs in the README of the installed package, each with the text behind it that tells what it prints. */
function readmePrograms(): readonly { readonly source: string; readonly prints: string }[] {
  const readme = readFileSync(installed('ceralacca', 'README.md'), 'utf8');
  const blocks = readme.matchAll(/^```js\n((?:(?!```).*\n)*)```\n(?:(?!```).*\n)*?```text\n((?:(?!```).*\n)*)```$/gm);
  return Array.from(blocks, ([, source, prints]) => ({ source: source!, prints: prints! }));
}

test('the installed library with all it needs is under 15 MB, without a database or a Node of its own', () => {
  const files = readdirSync(installed(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const size = files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  assert.ok(size < MAX_INSTALLED_BYTES, `${size} octets`);
  assert.deepEqual(
    readdirSync(installed()).filter((name) => !name.startsWith('.')),
    ['ceralacca', 'libxml2-wasm'],
  );
  const { dependencies } = JSON.parse(readFileSync(installed('ceralacca', 'package.json'), 'utf8'));
  const house = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.deepEqual(dependencies, { 'libxml2-wasm': house.dependencies['libxml2-wasm'] });
});

for (const major of [20, 24]) {
  const node = nodeOfMajor(major);
  test(`the programs of the README print what the README says under Node ${major}`, {
    skip: node === undefined && `there is no Node ${major} on this machine`,
  }, () => {
    const programs = readmePrograms();
    assert.equal(programs.length, 2, 'one that verifies, one that makes messages');
    for (const { source, prints } of programs) {
      writeFileSync(join(folder, 'program.mjs'), source);
      assert.equal(run(node!, ['program.mjs'], folder), prints);
    }
  });
}

test('the declarations serve a strict program without types of Node', () => {
  writeFileSync(
    join(folder, 'program.ts'),
    `import { readCertificate } from 'ceralacca/cms';
import { readLdif } from 'ceralacca/ldif';
import { indexMime, ropeOctets } from 'ceralacca/mime';
import { readMessage, type UnsignedMessage, type Verdict, verifyMessage } from 'ceralacca/pec';
import { readXml } from 'ceralacca/xml';
const bytes = new Uint8Array();
const verdict: Verdict = await verifyMessage(bytes, { trust: [] });
const holds: boolean = verdict.holds && indexMime(bytes).size > 0 && readXml(bytes).degraded;
export const octets = ({ signedPart }: UnsignedMessage): Uint8Array => ropeOctets(signedPart);
console.log(holds, (await readMessage(bytes)).number, readCertificate, readLdif);
// @ts-expect-error trust is a list
await verifyMessage(bytes, { trust: bytes });
`,
  );
  for (const module of ['nodenext', 'esnext --moduleResolution bundler']) {
    const options = `--noEmit --strict --exactOptionalPropertyTypes --skipLibCheck false --target es2023 --lib es2023,dom,esnext.disposable --types --module ${module}`;
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    assert.equal(run(process.execPath, [tsc, ...options.split(' '), 'program.ts'], folder), '');
  }
});

test('a bundle of it judges a message inside a browser', {
  skip: !existsSync(CHROMIUM) && `${CHROMIUM} is not installed`,
}, async (t) => {
  const page = join(folder, 'page');
  cpSync(fileURLToPath(new URL('library-page', import.meta.url)), page, { recursive: true });
  cpSync(installed('ceralacca', 'example'), join(page, 'public'), { recursive: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  run(process.execPath, [vite, 'build', page, '--logLevel', 'warn'], page);
  const server = await serveFolder(join(page, 'dist'));
  t.after(() => server.close());
  // Chromium's virtual time may run out before WebAssembly is compiled where the machine is busy: then it is looked at again.
  const judged = async () => {
    const shown = await dumpDom(`${server.url}/`);
    return shown.includes('<output>') && shown;
  };
  const dom = await until('the page says something', judged, 90_000);
  assert.match(dom, /<output>M11 valid yes ok true<\/output>/);
  assert.match(dom, /<output>M11 invalid false<\/output>/);
});

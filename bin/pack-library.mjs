#!/usr/bin/env node
// Emits floors 0 and 1 as the installable package `ceralacca` in dist/library: JavaScript for Node 20 or later and for browsers.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOMS = ['mime', 'xml', 'cms', 'ldif', 'pec'];

const root = fileURLToPath(new URL('..', import.meta.url));
const house = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function emit(folder) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const project = join(root, 'tsconfig.library.json');
  execFileSync(process.execPath, [tsc, '-p', project, '--outDir', folder], { cwd: root, stdio: 'inherit' });
}

/** The compiler leaves `./x.ts` in declarations as it is, and there is no such file in the package. */
function nameDeclarations(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8').replace(/(['"]\.\/[a-z0-9-]+)\.ts(['"])/g, '$1.js$2');
    writeFileSync(path, text);
  }
}

/** Every npm package the emitted files import, at the exact version of the house. */
function dependenciesOf(folder) {
  const found = new Set();
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith('.js')) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    for (const [, from] of text.matchAll(/\bfrom\s+'([^.#'][^']*)'/g)) found.add(from);
    if (/\bfrom 'node:|\brequire\(/.test(text)) throw new Error(`${name} does not run in a browser`);
  }
  return Object.fromEntries([...found].sort().map((name) => [name, exactVersion(name)]));
}

function exactVersion(name) {
  const version = house.dependencies[name];
  if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) throw new Error(`${name} has no exact version in package.json`);
  return version;
}

function manifest(dependencies) {
  const doors = ROOMS.map((room) => [room, { types: `./${room}/index.d.ts`, default: `./${room}/index.js` }]);
  return {
    name: 'ceralacca',
    version: house.version,
    description: 'Build, read and verify messages of PEC (Posta Elettronica Certificata), in Node and in browsers',
    keywords: ['pec', 'posta-elettronica-certificata', 'rfc6109', 'daticert', 'smime', 'cms', 'certified-mail'],
    license: house.license,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    dependencies,
    exports: {
      ...Object.fromEntries(doors.map(([room, door]) => [`./${room}`, door])),
      './example/*': './example/*',
      './package.json': './package.json',
    },
    imports: Object.fromEntries(doors.map(([room, door]) => [`#${room}`, door])),
  };
}

const folder = join(root, 'dist', 'library');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
emit(folder);
nameDeclarations(folder);
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(dependenciesOf(folder)), null, 2)}\n`);
cpSync(join(root, 'docs', 'library.md'), join(folder, 'README.md'));
cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
cpSync(join(root, 'fixtures', 'example'), join(folder, 'example'), { recursive: true });
process.stdout.write(
  'dist/library is the package: `npm pack ./dist/library` makes a file of it that can be installed.\n',
);

#!/usr/bin/env node
// Writes client/endpoints.ts out of the contract, and the installable package `ceralacca-client` into dist/client: JavaScript for Node 20 or
// later and for browsers. `--types` alone: only client/endpoints.ts.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOwnNodeEnough, runUnderOwnNode } from './own-node.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function manifest() {
  const house = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    name: 'ceralacca-client',
    version: house.version,
    description: 'Client of the HTTP API of a Ceralacca PEC provider: send, follow the chain of receipts, webhooks',
    keywords: ['pec', 'posta-elettronica-certificata', 'certified-mail', 'ceralacca'],
    license: house.license,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    exports: { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' },
  };
}

/** The compiler leaves `./x.ts` in declarations as it is, and there is no such file in the package. */
function nameDeclarations(folder) {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.d.ts')) continue;
    const text = readFileSync(join(folder, name), 'utf8').replace(/(['"]\.\/[a-z0-9-]+)\.ts(['"])/g, '$1.js$2');
    writeFileSync(join(folder, name), text);
  }
}

function pack() {
  const folder = join(root, 'dist', 'client');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'client'), '--noEmit', 'false', '--outDir', folder], {
    cwd: root,
    stdio: 'inherit',
  });
  nameDeclarations(folder);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  cpSync(join(root, 'client', 'README.md'), join(folder, 'README.md'));
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  process.stdout.write(
    'dist/client is the package: `npm pack ./dist/client` makes a file of it that can be installed.\n',
  );
}

if (isOwnNodeEnough()) {
  const { clientTypes } = await import('../src/doors/web-api/client-types.ts');
  writeFileSync(join(root, 'client', 'endpoints.ts'), clientTypes());
  if (!process.argv.includes('--types')) pack();
} else {
  runUnderOwnNode(import.meta.url, process.argv.slice(2));
}

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { buildPages, keyFileOf, PAGE_SETS, type PageSetName, PREBUILT, pagesKey } from '#provider';
import { CliFault } from './exit.ts';

async function build({ out = PREBUILT }: { readonly out?: string }): Promise<void> {
  const folder = resolve(out);
  await mkdir(folder, { recursive: true });
  for (const set of Object.keys(PAGE_SETS) as PageSetName[]) {
    const key = await pagesKey(set);
    if (key === undefined) throw new CliFault(`the sources of the pages are not here (web/${set})`);
    const place = join(folder, set);
    await rm(place, { recursive: true, force: true });
    if ((await buildPages(set, place)) === undefined)
      throw new CliFault(
        'pages are built with vite, which is not installed here: run npm ci with development packages',
      );
    await writeFile(keyFileOf(place), `${key}\n`);
    process.stdout.write(`${place}\n`);
  }
}

/** `ceralacca build-pages`: for who installs a provider where nothing is to be built. */
export function addBuildPages(program: Command): void {
  program
    .command('build-pages')
    .description('Build the web pages now, into dist/web, so that no provider started from here has to.')
    .option('--out <folder>', 'somewhere else')
    .action(build);
}

import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { DossierManifest } from '#evidence';
import { type AskerOptions, askerOf, forWhom } from './asker-options.ts';
import { page } from './dossier-page.ts';
import { type RenewOptions, renew } from './dossier-renew.ts';
import { type VerifyOptions, verify } from './dossier-verify.ts';
import { withDisclosure } from './open-disclosure.ts';
import { onProvider, type ProviderOptions } from './open-provider.ts';
import { printJson } from './print.ts';
import { refuseToReplace, writeArchiveFile } from './write-archive.ts';

interface MakeOptions extends ProviderOptions, AskerOptions {
  readonly message: string;
  readonly out: string;
  readonly force?: true;
}

async function make(options: MakeOptions): Promise<void> {
  const { makeDossier } = await import('#disclosure');
  const out = resolve(options.out);
  refuseToReplace(out, options.force);
  await withDisclosure(options, async (ports) => {
    const identificativo = options.message.replace(/^<(.*)>$/, '$1');
    const sender = (await ports.store.dispatch(identificativo))?.facts.sender;
    const asker = askerOf(options, sender);
    const { manifest, files, unstamped } = await makeDossier({ identificativo, asker }, ports);
    const size = await writeArchiveFile(out, files);
    await tellMade({ out, size, manifest, unstamped }, options.json);
  });
}

interface Made {
  readonly out: string;
  readonly size: number;
  readonly manifest: DossierManifest;
  readonly unstamped: string | undefined;
}

/** Tells of an archive that was written: where, how large, and what it lacks. */
export async function tellMade({ out, size, manifest, unstamped }: Made, json: boolean | undefined): Promise<void> {
  const { tellMissing } = await import('#disclosure');
  const { missing, files } = manifest;
  if (json === true) {
    printJson({ file: out, size, files: files.length, missing, unstamped: unstamped ?? null });
    return;
  }
  process.stdout.write(`${out}: ${files.length} files, ${(size / 1_048_576).toFixed(1)} MB\n`);
  for (const part of missing) process.stdout.write(`  missing: ${tellMissing(part).en}\n`);
  if (missing.some(({ what }) => what === 'head'))
    process.stdout.write(
      '  (one is signed each hour; after `ceralacca log seal` it can be made again, with --force)\n',
    );
  if (unstamped !== undefined)
    process.stderr.write(`It has no time-stamp (${unstamped}): ceralacca dossier renew ${out} adds one later.\n`);
}

const collect = (value: string, before: readonly string[]) => [...before, value];

/** `ceralacca dossier`: everything that proves one message, in one file. */
export function addDossierCommands(program: Command): void {
  const dossier = program.command('dossier').description('One file with everything that proves a message.');
  forWhom(onProvider(dossier.command('make').description('Make the dossier of a message that was sent from here.')))
    .requiredOption('--message <id>', 'the PEC identifier of the message')
    .requiredOption('--out <file>', 'the archive, .zip; it must not exist')
    .option('--force', 'replace what is there')
    .addHelpText('after', '\nWithout --for or --authority it is made for the sender of the message.')
    .action(make);
  dossier
    .command('verify')
    .description(
      'Verify a dossier, an extract or an attestation of the log, or a reproduced receipt with its proof, link by link.',
    )
    .argument('<file>', 'the archive; or the receipt, .eml, with its .prova.json beside it')
    .option('--trust <pem>', 'a root certificate to trust; may stand several times', collect, [])
    .option('--timestamp-trust <pem>', 'one to trust for time-stamps alone; may stand several times', collect, [])
    .option('--crl <file>', 'a revocation list had from elsewhere, PEM or DER; may stand several times', collect, [])
    .option('--at <date>', 'the time at which to judge, ISO 8601 (default: now, or the newest time that it states)')
    .option('--json', 'the report for programs')
    .addHelpText('after', '\nExit code: 0 everything holds, 1 something is broken or not decided, 2 not understood.')
    .action((file: string, options: VerifyOptions) => verify(file, options));
  onProvider(
    dossier
      .command('renew')
      .description('Renew the time-stamp of a dossier before its certificate or its algorithms age.')
      .argument('<file>', 'the archive; it is replaced when the new one is whole'),
  )
    .option('--rehash', 'with another digest algorithm too, before SHA-256 weakens')
    .option('--tsa <url>', 'a time-stamp authority, in place of the one of a provider')
    .option('--tsa-root <pem>', 'root that is trusted for it; may stand several times', collect, [])
    .action((file: string, options: RenewOptions) => renew(file, options));
  dossier
    .command('page')
    .description('Write the page that verifies dossiers and PEC messages in a browser, offline.')
    .requiredOption('--out <file>', 'the page, .html')
    .option('--trust <pem>', 'a root certificate built into it; may stand several times', collect, [])
    .action(page);
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliFault, EXIT } from './exit.ts';
import type { ImportSource } from './import-source.ts';
import { mailboxOf } from './mailbox-commands.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { openBlobs, openTransfer, tellResult } from './open-transfer.ts';
import { recordAct } from './record-change.ts';

interface ImportOptions extends ProviderOptions {
  readonly from: string;
  readonly path?: string;
  readonly imapHost?: string;
  readonly imapPort?: string;
  readonly imapStarttls?: true;
  readonly imapUser?: string;
  readonly imapPasswordFile?: string;
  readonly imapCa?: string;
  readonly imapServerName?: string;
  readonly map: readonly string[];
  readonly progress?: string;
  readonly resume?: true;
  readonly verify?: true;
}

const PASSWORD = 'CERALACCA_IMAP_PASSWORD';
/** Of the largest message taken in: more than any provider of PEC lets pass. */
const MAX_BYTES = 256 * 1_048_576;

async function openSource(options: ImportOptions): Promise<ImportSource> {
  const { from, path } = options;
  if (from === 'imap') return await openImap(options);
  if (path === undefined) throw new CliFault(`--from ${from} needs --path`, EXIT.usage);
  if (!existsSync(path)) throw new CliFault(`--path ${path}: nothing is there`, EXIT.usage);
  if (from === 'maildir') return await (await import('./maildir-source.ts')).maildirSource(resolve(path));
  if (from === 'mbox') return await (await import('./mbox-source.ts')).mboxSource(resolve(path));
  throw new CliFault('--from is maildir, mbox or imap', EXIT.usage);
}

async function openImap(options: ImportOptions): Promise<ImportSource> {
  const { imapHost: host, imapUser: user, imapStarttls, imapServerName: serverName, imapCa } = options;
  if (host === undefined || user === undefined)
    throw new CliFault('--from imap needs --imap-host and --imap-user', EXIT.usage);
  const port = Number(options.imapPort ?? (imapStarttls ? 143 : 993));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new CliFault('--imap-port is no port', EXIT.usage);
  const password = await imapPassword(options.imapPasswordFile);
  const { imapSource } = await import('./imap-source.ts');
  return await imapSource({
    ...{ host, port, user, password, implicitTls: imapStarttls !== true },
    ...(imapCa !== undefined && { ca: await readFile(imapCa, 'utf8') }),
    ...(serverName !== undefined && { serverName }),
  });
}

/** Never on the command line, where everybody on the machine could read it. */
async function imapPassword(file: string | undefined): Promise<string> {
  const given = file === undefined ? process.env[PASSWORD] : (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  if (given === undefined || given === '')
    throw new CliFault(`the password of the IMAP account: --imap-password-file FILE, or ${PASSWORD}`, EXIT.usage);
  return given;
}

function renamedBy(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1 || at === pair.length - 1) throw new CliFault(`--map ${pair} is not FROM=TO`, EXIT.usage);
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
}

async function run(address: string, options: ImportOptions): Promise<void> {
  const renamed = renamedBy(options.map);
  const { importMailbox, verifyImport } = await import('./import-mailbox.ts');
  const [{ openProgress }, { openJudge }, { newId }, { systemRandom }] = await Promise.all([
    import('./import-progress.ts'),
    import('./open-judge.ts'),
    import('#issuing'),
    import('#config'),
  ]);
  const transfer = openTransfer('imported');
  await withProvider(options, async (provider) => {
    const mailbox = await mailboxOf(provider, address);
    await using source = await openSource(options);
    await using blobs = await openBlobs(provider);
    const { store, now } = provider;
    const random = systemRandom();
    const path = resolve(options.progress ?? `import-${mailbox.address}.jsonl`);
    const head = { address: mailbox.address, source: source.name, begun: new Date(now()).toISOString() };
    await using progress = await openProgress(path, head, options.resume === true);
    await recordAct(provider, `casella ${mailbox.address}, importazione (${source.name})`);
    const newMessageId = (at: number) => newId(at, random);
    const ports = { store, blobs, judge: await openJudge(provider, blobs), newMessageId, now, maxBytes: MAX_BYTES };
    await importMailbox({ mailbox, source, progress, renamed }, ports, transfer);
    if (options.verify) await verifyImport({ mailbox, progress }, ports, transfer);
  });
  tellResult(transfer, options.json);
}

const collect = (pair: string, before: readonly string[]): readonly string[] => [...before, pair];

/** `ceralacca mailbox import`: a holder moves in, from files or from any IMAP account. */
export function addImport(mailbox: Command): void {
  onProvider(
    mailbox
      .command('import')
      .description('Bring a whole mailbox in: octets, folders, flags and dates as they are.')
      .argument('<address>'),
  )
    .requiredOption('--from <source>', 'maildir, mbox or imap')
    .option('--path <path>', 'the Maildir, the mbox file, or the folder of them; ours with its manifest')
    .option('--imap-host <host>', 'the server of the account')
    .option('--imap-port <port>', 'default: 993, with STARTTLS 143')
    .option('--imap-starttls', 'STARTTLS instead of TLS at once; never in clear')
    .option('--imap-user <login>', 'the login there')
    .option('--imap-password-file <file>', `a file that holds the password alone; else ${PASSWORD} is read`)
    .option('--imap-ca <file>', 'PEM of the roots believed; default: the public ones')
    .option('--imap-server-name <name>', "name in the server's certificate, where it is not the host's")
    .option('--map <from=to>', 'put a folder of the source into this one; may be said again', collect, [])
    .option('--progress <file>', 'what was done, to go on with; default: import-ADDRESS.jsonl')
    .option('--resume', 'go on with an import that was begun')
    .option('--verify', 'read everything out of the mailbox again at the end and compare')
    .action(run);
}

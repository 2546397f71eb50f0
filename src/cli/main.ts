import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { endQuietly } from './end-quietly.ts';
import { EXIT, exitCodeOf } from './exit.ts';
import { sayFault } from './say-fault.ts';

/** Each command and where it is made. Only the one asked for is loaded: it starts the faster. */
const COMMANDS: Readonly<Record<string, (program: Command) => Promise<void>>> = {
  sandbox: async (program) => (await import('./sandbox-command.ts')).addSandbox(program),
  init: async (program) => (await import('./init-command.ts')).addInit(program),
  serve: async (program) => (await import('./serve-command.ts')).addServe(program),
  verify: async (program) => (await import('./verify-command.ts')).addVerify(program),
  domain: async (program) => (await import('./domain-commands.ts')).addDomainCommands(program),
  mailbox: async (program) => {
    const mailbox = (await import('./mailbox-commands.ts')).addMailboxCommands(program);
    (await import('./grant-commands.ts')).addGrantCommands(mailbox);
    (await import('./mailbox-set-command.ts')).addMailboxSet(mailbox);
    (await import('./export-command.ts')).addExport(mailbox);
    (await import('./import-command.ts')).addImport(mailbox);
  },
  account: async (program) => (await import('./account-commands.ts')).addAccountCommands(program),
  'app-password': async (program) => (await import('./app-password-commands.ts')).addAppPasswordCommands(program),
  log: async (program) => {
    const log = (await import('./log-commands.ts')).addLogCommands(program);
    (await import('./log-extract.ts')).addLogExtract(log);
  },
  receipt: async (program) => (await import('./receipt-commands.ts')).addReceiptCommands(program),
  dossier: async (program) => (await import('./dossier-commands.ts')).addDossierCommands(program),
  index: async (program) => (await import('./index-commands.ts')).addIndexCommands(program),
  key: async (program) => (await import('./key-commands.ts')).addKeyCommands(program),
  check: async (program) => (await import('./check-command.ts')).addCheck(program),
  status: async (program) => (await import('./status-command.ts')).addStatus(program),
  backup: async (program) => (await import('./backup-command.ts')).addBackup(program),
  restore: async (program) => (await import('./restore-command.ts')).addRestore(program),
  retention: async (program) => (await import('./retention-command.ts')).addRetention(program),
  stats: async (program) => (await import('./stats-command.ts')).addStats(program),
  sla: async (program) => (await import('./sla-command.ts')).addSla(program),
  outage: async (program) => (await import('./outage-commands.ts')).addOutageCommands(program),
  malfunction: async (program) => (await import('./malfunction-commands.ts')).addMalfunctionCommands(program),
  dns: async (program) => (await import('./dns-command.ts')).addDns(program),
  'build-pages': async (program) => (await import('./build-pages-command.ts')).addBuildPages(program),
  bench: async (program) => (await import('./bench-command.ts')).addBench(program),
};

/** How the help puts them, for who sees them the first time. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'To try, and to judge:': ['sandbox', 'verify', 'dossier', 'bench'],
  'One provider for real:': ['init', 'serve', 'dns', 'build-pages', 'status', 'check'],
  'Who is there:': ['domain', 'mailbox', 'account', 'app-password'],
  'What it stands on:': ['log', 'receipt', 'index', 'key'],
  'Kept, and owed to the authority:': ['backup', 'restore', 'retention', 'stats', 'sla', 'outage', 'malfunction'],
};

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

/** Beside a long name there is little room on a terminal of 80 columns: descriptions are wrapped all the same. */
const MIN_WRAPPED = 20;

async function buildProgram(words: readonly string[]): Promise<Command> {
  const program = new Command('ceralacca')
    .description(
      'Certified e-mail (PEC): a test country on this machine, a provider for real, and a judge of any PEC message.',
    )
    .version(version())
    .exitOverride()
    .configureHelp({ minWidthToWrap: MIN_WRAPPED })
    .showHelpAfterError('(ceralacca COMMAND --help says more)');
  const asked = Object.hasOwn(COMMANDS, words[0] ?? '') ? [COMMANDS[words[0]!]!] : Object.values(COMMANDS);
  for (const add of asked) await add(program);
  for (const command of program.commands) inherit(command);
  for (const [heading, names] of Object.entries(GROUPS))
    for (const command of program.commands) if (names.includes(command.name())) command.helpGroup(heading);
  return program;
}

function inherit(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) inherit(inner);
}

/** Runs one command line and sets the exit code: 0 done, 1 not done, 2 not understood; the fault in one sentence on stderr. */
export async function main(words: readonly string[]): Promise<void> {
  endQuietly(end, process.stdout, process.stderr);
  try {
    await (await buildProgram(words)).parseAsync([...words], { from: 'user' });
  } catch (fault) {
    if (fault instanceof CommanderError) {
      // Commander has said what was wrong; help and version end with 0.
      process.exitCode = fault.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    end(fault);
  }
}

function end(fault: unknown): never {
  process.stderr.write(`ceralacca: ${sayFault(fault)}\n`);
  if (process.env.CERALACCA_DEBUG !== undefined && fault instanceof Error) process.stderr.write(`${fault.stack}\n`);
  // What was half opened must not hold the process.
  process.exit(exitCodeOf(fault));
}

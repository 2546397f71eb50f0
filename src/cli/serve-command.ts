import type { Command } from 'commander';
import {
  ALL_ROLES,
  describeLimits,
  openLogger,
  type ProviderConfig,
  type Role,
  readConfig,
  systemLegalTime,
  systemMonotonic,
  systemRandom,
} from '#config';
import { CliFault, EXIT } from './exit.ts';

function withRoles(config: ProviderConfig, text: string | undefined): ProviderConfig {
  if (text === undefined) return config;
  const roles = text.split(',').map((role) => role.trim());
  const stranger = roles.find((role) => !ALL_ROLES.includes(role as Role));
  if (stranger !== undefined)
    throw new CliFault(`--roles ${stranger}: the roles are ${ALL_ROLES.join(', ')}`, EXIT.usage);
  return Object.freeze({ ...config, roles: roles as Role[] });
}

function describe(config: ProviderConfig): string {
  const doors = Object.entries(config.doors).flatMap(([name, at]) =>
    at === undefined ? [] : [`${name} ${at.host}:${at.port}`],
  );
  const test = config.sandbox
    ? '\nSandbox settings: this is a test provider, nothing it certifies has legal value.'
    : '';
  return (
    `${config.name} (${config.domain}) for ${config.pecDomains.map(({ name }) => name).join(', ')}\n` +
    `Doors: ${doors.join(', ')}\n${describeLimits(config.limits)}${test}\n`
  );
}

async function serve({ config: file, roles }: { readonly config: string; readonly roles?: string }): Promise<void> {
  const config = withRoles(readConfig(file, process.env), roles);
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    process.once('disconnect', () => resolve());
  });
  const log = openLogger(config.name);
  process.stderr.write(describe(config));
  const { startProvider } = await import('#main');
  const world = { legalTime: systemLegalTime(), monotonic: systemMonotonic(), random: systemRandom(), log };
  const provider = await startProvider(config, world).catch((fault: unknown) => {
    throw closedDoor(config, fault) ?? fault;
  });
  // Until it is read for the first time, submissions are put off.
  await provider
    .refresh()
    .catch((err: unknown) => log.warn({ err }, 'the index could not be fetched; tried again soon'));
  log.info({ ports: provider.ports }, 'every door answers');
  await stopped;
  log.info({}, 'stopping');
  await provider.stop();
  process.exit(0);
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there already',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'this user may not listen there; ports below 1024 want a right of their own',
};

/** A door that the system did not let us open, by the name of its setting; undefined: another fault. */
function closedDoor({ doors }: ProviderConfig, fault: unknown): CliFault | undefined {
  const { code = '', syscall, port } = fault as NodeJS.ErrnoException & { readonly port?: number };
  const why = WHY[code];
  if (syscall !== 'listen' || why === undefined) return undefined;
  const [name, at] = Object.entries(doors).find(([, door]) => door?.port === port) ?? [];
  return at && new CliFault(`listen.${name}: ${at.host}:${at.port}: ${why} (${code})`);
}

/** `ceralacca serve`: one provider for real. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('Run one PEC provider, with its own domains, keys and doors.')
    .requiredOption('--config <file>', 'the settings (ceralacca init writes a documented sample)')
    .option('--roles <list>', `only these parts of the provider: ${ALL_ROLES.join(',')}`)
    .action(serve);
}

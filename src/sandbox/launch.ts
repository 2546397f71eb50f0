import type { LauncherOptions, RunningNetwork } from './launcher.ts';
import type { SandboxOptions } from './run-sandbox.ts';

// Both bring the whole provider with them: loaded when one is started, since commands on a data folder want nothing of it.

/** Starts the country of a data folder; the caller stops it. */
export async function launchNetwork(options: LauncherOptions): Promise<RunningNetwork> {
  const launcher = await import('./launcher.ts');
  return await launcher.launchNetwork(options);
}

/** `ceralacca sandbox`: the country comes up, shows itself, and lives until it is stopped. */
export async function runSandbox(options: SandboxOptions): Promise<void> {
  const sandbox = await import('./run-sandbox.ts');
  await sandbox.runSandbox(options);
}

import { readFileSync } from 'node:fs';
import { openChainView, paint } from './chain-view.ts';
import { COUNTRY } from './country.ts';
import { dataFolder } from './data-folder.ts';
import { sendDemonstration } from './demo-exchange.ts';
import { inOrder } from './in-order.ts';
import { launchNetwork } from './launcher.ts';
import { removeNetworkFile, writeNetworkFile } from './network-file.ts';
import { welcome } from './welcome.ts';

/** Longer than the records of one provider take to come here. */
const SHOWN_AFTER_MS = 300;

export interface SandboxOptions {
  readonly data: string;
  readonly basePort: number | undefined;
  readonly networkFile: string | undefined;
  readonly demo: boolean;
  readonly fresh: boolean;
}

/** Resolves at Ctrl-C, SIGTERM, or when the program that started us is gone. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    process.once('disconnect', () => resolve());
  });
}

/** `ceralacca sandbox`: the country comes up, shows itself, and lives until it is stopped. */
export async function runSandbox(options: SandboxOptions): Promise<void> {
  const stopped = untilStopped();
  const colours = paint(process.stdout.isTTY === true && process.env.NO_COLOR === undefined);
  const view = openChainView(
    (text) => process.stdout.write(text),
    colours,
    () => performance.now(),
  );
  if (options.networkFile !== undefined) removeNetworkFile(options.networkFile);
  const began = performance.now();
  view.say('Starting a PEC network on this machine…');
  const folder = dataFolder(options.data);
  const launching = launchNetwork({
    country: COUNTRY,
    folder,
    basePort: options.basePort,
    fresh: options.fresh,
    onRecord: inOrder(view.show, SHOWN_AFTER_MS),
    onWorld: (event) =>
      event.kind === 'ordinary'
        ? view.say(colours.dim(`  ordinary mail for ${event.address} from ${event.from}: «${event.subject}»`))
        : view.say(colours.bad(`  ${event.text}`)),
    say: (text) => view.say(colours.dim(`  ${text}`)),
  });
  const { network, stop } = await launching;
  if (options.networkFile !== undefined) writeNetworkFile(options.networkFile, network);
  process.stdout.write(welcome(network, folder.path, colours));
  view.say(colours.dim(`\nReady in ${((performance.now() - began) / 1000).toFixed(1)} s. Ctrl-C stops it.`));
  if (options.demo) {
    const fault = await sendDemonstration(network, readFileSync(network.root, 'utf8')).catch((error: Error) => error);
    if (fault instanceof Error) view.say(colours.bad(`  the demonstration could not be sent: ${fault.message}`));
  }
  await stopped;
  view.say('\nStopping…');
  if (options.networkFile !== undefined) removeNetworkFile(options.networkFile);
  await stop();
}

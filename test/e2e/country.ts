import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderConfig } from '#config';
import { COUNTRY, type Country, dataFolder, launchNetwork, type NetworkFile } from '#sandbox';
import { temporaryFolder } from './folder.ts';
import { mailboxOf } from './pop3.ts';
import { type Envelope, SmtpClient } from './smtp.ts';

export type Box = NetworkFile['providers'][number]['mailboxes'][number];
export type Provider = NetworkFile['providers'][number];

export interface TestCountry extends AsyncDisposable {
  readonly network: NetworkFile;
  readonly alfa: Provider;
  readonly beta: Provider;
  /** The root of its certificates, PEM. */
  readonly root: string;
  readonly folder: string;
  readonly data: string;
  /** What the launcher had to say: deaths and returns of providers. */
  readonly said: readonly string[];
  box(address: string): Box;
  /** Submits as the holder of `from`; the final reply, which must be 250. */
  submit(envelope: Envelope, message: string | Uint8Array, options?: string): Promise<string>;
  /** What stands in a mailbox, read over POP3. */
  inbox(address: string): Promise<readonly Buffer[]>;
  /** Moves legal time by an ISO 8601 duration, over the control door. */
  advance(duration: string): Promise<void>;
}

export interface CountryOptions {
  readonly country?: Country;
  readonly configure?: (config: ProviderConfig) => ProviderConfig;
  /** How long what was killed stays dead at most: for who kills many times. */
  readonly longestPauseMs?: number;
  /** Reuse this data folder, and leave it. */
  readonly data?: string;
}

/** A provider that nobody looks at in a browser: its pages, which a first start builds, are left out. */
export function withoutPages(config: ProviderConfig): ProviderConfig {
  return { ...config, roles: config.roles.filter((role) => role !== 'web') };
}

/** The sandbox's own network, its launcher in this process, the providers in theirs; on ports the system chose. */
export async function startCountry(options: CountryOptions = {}): Promise<TestCountry> {
  const folder = temporaryFolder('e2e');
  const data = options.data ?? join(folder, 'data');
  const said: string[] = [];
  const running = await launchNetwork({
    country: options.country ?? COUNTRY,
    folder: dataFolder(data),
    basePort: options.data === undefined ? 0 : undefined,
    fresh: false,
    ...(options.configure && { configure: options.configure }),
    ...(options.longestPauseMs !== undefined && { longestPauseMs: options.longestPauseMs }),
    onRecord: () => {},
    onWorld: () => {},
    say: (text) => void said.push(text),
  });
  const { network } = running;
  const root = readFileSync(network.root, 'utf8');
  return {
    ...visit(network, root),
    folder,
    data,
    said,
    async [Symbol.asyncDispose]() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What holders do in a network that runs, whoever started it. */
export function visit(network: NetworkFile, root: string) {
  const [alfa, beta] = network.providers as readonly [Provider, Provider];
  const homeOf = (address: string) => {
    const provider = network.providers.find(({ mailboxes }) => mailboxes.some((box) => box.address === address));
    const box = provider?.mailboxes.find((one) => one.address === address);
    if (provider === undefined || box === undefined) throw new Error(`nobody in the country is ${address}`);
    return { provider, box };
  };
  return {
    network,
    alfa,
    beta,
    root,
    box: (address: string) => homeOf(address).box,
    async submit(envelope: Envelope, message: string | Uint8Array, options?: string) {
      const { provider, box } = homeOf(envelope.from);
      using client = await SmtpClient.submitter(provider.submissions!, root, box);
      return await client.send(envelope, message, options);
    },
    async inbox(address: string) {
      const { provider, box } = homeOf(address);
      return await mailboxOf(provider.pop3s!, root, box);
    },
    async advance(duration: string) {
      const reply = await fetch(`${network.control}/clock`, {
        method: 'POST',
        body: JSON.stringify({ advance: duration }),
        headers: { 'content-type': 'application/json' },
      });
      if (!reply.ok) throw new Error(`the clock said ${reply.status}: ${await reply.text()}`);
    },
  };
}

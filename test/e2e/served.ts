import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderConfig } from '#config';
import { until } from './poll.ts';
import { CERALACCA } from './sandbox.ts';
import { Wire } from './wire.ts';

export interface CommandEnd {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One command line, to its end. */
export function ceralacca(words: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [CERALACCA, ...words], options, (fault, out, err) => {
      resolve({ code: fault === null ? 0 : Number(fault.code), out, err });
    });
    child.stdin?.end(input);
  });
}

/** Fills the sample that `ceralacca init` wrote as an operator would: keys where it says, doors, trust, index. */
export function fillSettings(file: string, config: ProviderConfig, change: Readonly<Record<string, string>>): void {
  const folder = join(file, '..');
  const put = (from: string, name: string) => copyFileSync(from, join(folder, 'keys', name));
  mkdirSync(join(folder, 'keys'), { recursive: true });
  const { key } = config.signing;
  put(key.kind === 'file' ? key.key : '', 'signing.key.pem');
  put(config.signing.certificate, 'signing.crt.pem');
  put(config.signing.chain[0]!, 'chain.crt.pem');
  put(config.tls.key, 'tls.key.pem');
  put(config.tls.certificate, 'tls.crt.pem');
  put(config.trustRoots[0]!, 'authority-root.crt.pem');
  put(config.index.authorityCertificate, 'authority.crt.pem');
  put(config.index.clientCertificate, 'client.crt.pem');
  put(config.index.clientKey, 'client.key.pem');
  const { doors, index } = config;
  const at = (door: keyof typeof doors) => `${doors[door]!.host}:${doors[door]!.port}`;
  const own = index.ownRecordListen!;
  const changes: Readonly<Record<string, string>> = {
    'chain: []': 'chain: [keys/chain.crt.pem]',
    'submission: 0.0.0.0:587': `submission: ${at('submission')}`,
    'submissions: 0.0.0.0:465': `submissions: ${at('submissions')}`,
    'reception: 0.0.0.0:25': `reception: ${at('reception')}`,
    'imap: 0.0.0.0:143': `imap: ${at('imap')}`,
    'imaps: 0.0.0.0:993': `imaps: ${at('imaps')}`,
    'pop3: 0.0.0.0:110': `pop3: ${at('pop3')}`,
    'pop3s: 0.0.0.0:995': `pop3s: ${at('pop3s')}`,
    'web: 0.0.0.0:443': `web: ${at('web')}`,
    '# crlUrls: [] ': `crlUrls: ${JSON.stringify(config.crlUrls)} `,
    '# privateNetworks: [] ': 'privateNetworks: [127.0.0.0/8] ',
    'https://igpec.example/index.ldif.p7m': index.url!,
    '# tlsRoot: keys/index-root.crt.pem': 'tlsRoot: keys/authority-root.crt.pem',
    '# ownRecordUrl: https': `ownRecordUrl: ${index.ownRecordUrl}\n  ownRecordListen: ${own.host}:${own.port}\n  # https`,
    '  clamd: 127.0.0.1:3310': '  eicar',
    ...change,
  };
  let text = readFileSync(file, 'utf8');
  for (const [before, after] of Object.entries(changes)) {
    if (!text.includes(before)) throw new Error(`the sample has no ${JSON.stringify(before)}`);
    text = text.replace(before, () => after);
  }
  writeFileSync(file, `${text}\nsandbox: true\n`);
}

export interface Served extends AsyncDisposable {
  said(): string;
  stop(): Promise<number | null>;
}

/** `ceralacca serve`, until its reception answers, where it has one. */
export async function serve(
  file: string,
  config: ProviderConfig,
  env: NodeJS.ProcessEnv = {},
  roles?: string,
): Promise<Served> {
  const words = ['serve', '--config', file, ...(roles === undefined ? [] : ['--roles', roles])];
  const child = spawn(process.execPath, [CERALACCA, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    return child.exitCode;
  };
  try {
    await until(
      'every door answers',
      async () => {
        if (child.exitCode !== null) return 'ended' as const;
        if (!said.includes('every door answers')) return false;
        if (roles !== undefined && !roles.includes('incoming')) return true;
        using wire = await Wire.clear(config.doors.reception!);
        return (await wire.line()).startsWith('220 ');
      },
      60_000,
    );
    if (child.exitCode !== null) throw new Error('it ended');
  } catch (fault) {
    await stop();
    throw new Error(`serve did not start: ${said}`, { cause: fault });
  }
  return { said: () => said, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

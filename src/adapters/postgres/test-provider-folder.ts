import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toPem } from '#cms';
import { sampleConfig } from '#config';
import { selfSigned, testKeys, type World } from '#testing';
import type { PostgresTarget } from './connection.ts';
import type { TestDatabase } from './test-database.ts';

const ENTRY = fileURLToPath(new URL('../../../bin/ceralacca.mjs', import.meta.url));

/** A provider as `ceralacca --config` finds it: settings and keys in a folder, its database in the test's. For tests only. */
export interface ProviderFolder extends Disposable {
  readonly path: string;
  readonly blobs: string;
  /** PEM of the certificate of its doors; `localhost` and 127.0.0.1. */
  readonly tls: { readonly key: string; readonly cert: string };
  /** A path below, its folders made. */
  file(...names: readonly string[]): string;
  run(
    ...words: readonly string[]
  ): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

/** The settings of provider `alfa` of a world, whose authorities it believes. */
export async function openProviderFolder(database: TestDatabase, world: World): Promise<ProviderFolder> {
  const path = mkdtempSync(join(tmpdir(), 'ceralacca-provider-'));
  const file = (...names: readonly string[]) => {
    mkdirSync(join(path, ...names.slice(0, -1)), { recursive: true });
    return join(path, ...names);
  };
  const { spec } = world.member('alfa');
  const { directory } = world;
  const tls = selfSigned('localhost');
  const { privateKey } = await testKeys('alfa');
  const pem = (...certificates: readonly Uint8Array[]) => certificates.map((der) => toPem('CERTIFICATE', der)).join('');
  const keys = {
    'signing.key': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'signing.crt': pem(directory.certificateOf('alfa')),
    'tls.key': tls.key,
    'tls.crt': tls.cert,
    'client.key': tls.key,
    'client.crt': tls.cert,
    'authority.crt': pem(directory.indexCertificate),
    'authority-root.crt': pem(...directory.roots),
  };
  for (const [name, text] of Object.entries(keys)) writeFileSync(file('keys', `${name}.pem`), text, { mode: 0o600 });
  const sample = sampleConfig({ name: spec.name, domain: spec.domain, pecDomain: spec.pecDomains[0]!.name });
  const urls = `url: "${urlOf(database.server)}"\n  ownerUrl: "${urlOf(database.owner)}"`;
  writeFileSync(file('provider.yaml'), sample.replace('embedded: data/postgres', urls));
  return {
    ...{ path, file, tls, blobs: join(path, 'data', 'blobs') },
    run: (...words) => ceralacca([...words, '--config', join(path, 'provider.yaml')], path),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

function urlOf({ host, port, database, user, password }: PostgresTarget): string {
  const query = new URLSearchParams({ host, port: String(port) });
  return `postgres://${user}:${encodeURIComponent(password)}@/${database}?${query}`;
}

function ceralacca(words: readonly string[], cwd: string): ReturnType<ProviderFolder['run']> {
  const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<ProviderFolder['run']>>>();
  const child = spawn(process.execPath, [ENTRY, ...words], { cwd });
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => (out += text));
  child.stderr.on('data', (text: Buffer) => (err += text));
  child.on('close', (code) => resolve({ code, out, err }));
  return promise;
}

/** The lines of a file of JSON lines. */
export function jsonLines<T>(path: string): readonly T[] {
  const text = readFileSync(path, 'utf8').trimEnd();
  return text.split('\n').map((line) => JSON.parse(line) as T);
}

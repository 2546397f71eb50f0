import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '#testing';
import { ImapClient, type ImapEndpoint } from '../imap/imap-client.ts';
import { closeOnInterrupt } from './close-on-interrupt.ts';
import type { PartOf } from './cpu-time.ts';
import { startDovecotImap } from './dovecot-imap.ts';
import { boxMessage } from './imap-message.ts';
import { type ImapOperation, operations } from './imap-operations.ts';
import { meterLoad } from './load-meter.ts';
import { startNetwork } from './network.ts';
import { median } from './percentiles.ts';

export interface ImapMeasure {
  readonly operation: ImapOperation['name'];
  /** Medians of the rounds. */
  readonly wallMs: number;
  readonly cpuMs: number;
}

export interface ImapBox {
  readonly messages: number;
  readonly ours: readonly ImapMeasure[];
  /** Absent where Dovecot is not installed. */
  readonly dovecot?: readonly ImapMeasure[];
}

export interface ImapResult {
  readonly boxes: readonly ImapBox[];
  /** Growth of our server for each connection that is in, has a folder open and says nothing. */
  readonly idleBytes: number;
  readonly skipped?: string;
}

interface Server {
  readonly name: 'ours' | 'dovecot';
  readonly endpoint: ImapEndpoint;
  readonly user: string;
  readonly password: string;
  readonly pids: readonly number[];
  readonly partOf: PartOf;
}

/** Appends in flight on one connection. */
const PIPELINE = 50;
const IDLE_CONNECTIONS = 200;

/** Why Dovecot cannot be measured here; undefined when it can. */
export function whyNoDovecotImap(): string | undefined {
  const missing = ['/usr/sbin/dovecot', '/usr/lib/dovecot/imap'].filter((path) => !existsSync(path));
  if (missing.length > 0) return `${missing.join(', ')} not found (Debian: dovecot-core, dovecot-imapd)`;
  if (process.getuid?.() !== 0) return 'Dovecot starts only as root';
  return undefined;
}

/** The same box on our server and on Dovecot, the same commands by the same client, in turns. */
export async function imap(options: {
  readonly messages: readonly number[];
  readonly rounds: number;
  say(text: string): void;
}): Promise<ImapResult> {
  const { say, rounds } = options;
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-bench-imap-'));
  chmodSync(folder, 0o755);
  const remove = closeOnInterrupt(async () => rmSync(folder, { recursive: true, force: true }));
  try {
    await using running = await startNetwork();
    const provider = running.network.providers[1]!;
    const box = provider.mailboxes[1]!;
    const ours: Server = {
      name: 'ours',
      endpoint: { ...provider.imaps, root: running.root },
      user: box.address,
      password: box.password,
      pids: [running.pid],
      partOf: () => 'server',
    };
    const skipped = whyNoDovecotImap();
    const tls = selfSigned('Dovecot');
    await using dovecot = skipped === undefined ? await startDovecotImap(folder, tls) : undefined;
    const servers: readonly Server[] = [
      ours,
      ...(dovecot
        ? [
            {
              name: 'dovecot' as const,
              endpoint: { host: '127.0.0.1', port: dovecot.port, root: tls.cert },
              user: 'archivio',
              password: 'x',
              pids: [dovecot.pid],
              partOf: () => 'server',
            },
          ]
        : []),
    ];
    const boxes: ImapBox[] = [];
    for (const messages of options.messages) {
      for (const server of servers) {
        say(`imap: ${server.name} is given ${messages} messages…`);
        await fill(server, folderOf(messages), messages);
      }
      boxes.push(await measureBox(servers, messages, rounds, say));
    }
    say(`imap: ${IDLE_CONNECTIONS} idle connections…`);
    const idleBytes = await idleMemory(ours, running.pidOf('beta'));
    return { boxes, idleBytes, ...(skipped === undefined ? {} : { skipped }) };
  } finally {
    await remove();
  }
}

const folderOf = (messages: number) => `Misura${messages}`;

async function fill(server: Server, folder: string, messages: number): Promise<void> {
  using client = await ImapClient.login(server.endpoint, server.user, server.password);
  await client.ok(`CREATE ${folder}`);
  await append(client, folder, 0, messages);
}

/** Pipelined, so that the way there and back is not what is measured. */
async function append(client: ImapClient, folder: string, from: number, count: number): Promise<void> {
  for (let at = 0; at < count; at += PIPELINE) {
    const tags: string[] = [];
    for (let n = at; n < Math.min(count, at + PIPELINE); n++) {
      const message = boxMessage(from + n);
      const tag = client.nextTag();
      client.write(`${tag} APPEND ${folder} {${message.length}+}\r\n`);
      client.write(message);
      client.write('\r\n');
      tags.push(tag);
    }
    for (const tag of tags) {
      const { status, text } = await client.answer(tag);
      if (status !== 'OK') throw new Error(`APPEND: ${status} ${text}`);
    }
  }
}

async function measureBox(
  servers: readonly Server[],
  messages: number,
  rounds: number,
  say: (text: string) => void,
): Promise<ImapBox> {
  const results = new Map<string, ImapMeasure[]>(servers.map(({ name }) => [name, []]));
  for (const operation of operations({ folder: folderOf(messages), messages, append })) {
    const times = new Map(servers.map(({ name }) => [name, { wall: [] as number[], cpu: [] as number[] }]));
    for (let round = 0; round < rounds; round++) {
      // In turns, and the order turns too.
      for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
        const { wallMs, cpuMs } = await once(server, operation);
        times.get(server.name)!.wall.push(wallMs);
        times.get(server.name)!.cpu.push(cpuMs);
      }
    }
    for (const { name } of servers) {
      const { wall, cpu } = times.get(name)!;
      results.get(name)!.push({ operation: operation.name, wallMs: median(wall), cpuMs: median(cpu) });
      say(`imap: ${messages} messages, ${operation.name}, ${name}: ${median(wall).toFixed(1)} ms`);
    }
  }
  const dovecot = results.get('dovecot');
  return { messages, ours: results.get('ours')!, ...(dovecot ? { dovecot } : {}) };
}

/** A connection of its own each time: what a server remembers between connections is its own merit. */
async function once(server: Server, operation: ImapOperation): Promise<{ wallMs: number; cpuMs: number }> {
  using client = await ImapClient.login(server.endpoint, server.user, server.password);
  await operation.prepare(client);
  const meter = meterLoad(server.pids, server.partOf);
  const began = performance.now();
  await operation.run(client);
  const wallMs = performance.now() - began;
  return { wallMs, cpuMs: meter.stop(1).cpuMsTotal };
}

async function idleMemory(server: Server, pid: number): Promise<number> {
  const clients: ImapClient[] = [];
  const open = async (count: number) => {
    for (let n = 0; n < count; n++) {
      const client = await ImapClient.login(server.endpoint, server.user, server.password);
      await client.ok('SELECT INBOX');
      clients.push(client);
    }
  };
  try {
    // The first ones warm up what all connections share.
    await open(20);
    const before = residentBytes(pid);
    await open(IDLE_CONNECTIONS);
    return (residentBytes(pid) - before) / IDLE_CONNECTIONS;
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
}

function residentBytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return Number(found![1]) * 1_024;
}

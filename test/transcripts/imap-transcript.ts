import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type ImapDoorOptions, openImapDoor } from '#doors/imap';
import { selfSigned } from './certificate.ts';
import { MemoryAccount, memoryBackend } from './imap-account.ts';
import { RawClient } from './raw-client.ts';

/**
 * Conversations as data. A file holds some, each headed by `== title`:
 *
 *     @ starttls | login | select NAME | examine NAME | messages N | recent | enable WORDS
 *     C: a command, to which CRLF is added          C~ octets as they are
 *     S: a line of the server; a last `...` stands for whatever follows
 *     S! the server hangs up                        T! the TLS handshake
 *
 * With `recent` nobody was told of the messages yet. `2 C:` speaks on a second connection, which stands from the beginning. `\x00` is an octet. Lines that begin with `#` are remarks.
 */
export interface Transcript {
  readonly title: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly steps: readonly Step[];
}

interface Step {
  readonly line: number;
  readonly connection: string;
  readonly kind: 'C:' | 'C~' | 'S:' | 'S!' | 'T!';
  readonly text: string;
}

const STEP = /^(?:(\d) )?(C:|C~|S:|S!|T!) ?(.*)$/;

export function readTranscripts(text: string): readonly Transcript[] {
  const transcripts: { title: string; settings: Map<string, string>; steps: Step[] }[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const last = transcripts.at(-1);
    if (line.startsWith('== ')) transcripts.push({ title: line.slice(3), settings: new Map(), steps: [] });
    else if (line.startsWith('@ ')) {
      const [name = '', ...words] = line.slice(2).split(' ');
      last?.settings.set(name, words.join(' '));
    } else if (line !== '' && !line.startsWith('#')) {
      const [, connection = '1', kind, rest = ''] =
        STEP.exec(line) ?? assert.fail(`line ${at + 1} is no step: ${line}`);
      const octets = rest.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      );
      last?.steps.push({ line: at + 1, connection, kind: kind as Step['kind'], text: octets });
    }
  }
  return transcripts;
}

const tls = selfSigned();
const PATIENCE_MS = 10_000;

/** A door over one box in memory. */
export async function openMemoryDoor(t: TestContext, changes: Partial<ImapDoorOptions> = {}) {
  const account = new MemoryAccount('mario');
  const faults: Error[] = [];
  const door = await openImapDoor({
    listen: { host: '127.0.0.1', port: 0 },
    mode: 'implicit',
    tls,
    heloName: 'imap.gestore-alfa.example',
    version: '1.2.3',
    backend: () => memoryBackend(account),
    onFault: (fault) => faults.push(fault),
    ...changes,
  });
  t.after(() => door.close());
  const connect = async (mode: 'tls' | 'clear' = changes.mode === 'starttls' ? 'clear' : 'tls') => {
    const client = await RawClient.connect(door.port, mode);
    t.after(() => client.close());
    return client;
  };
  /** A client that is in, perhaps in a folder. */
  const entered = async (...commands: readonly string[]) => {
    const client = await connect();
    await client.line();
    for (const command of ['LOGIN mario segreto', ...commands]) await done(client, command);
    return client;
  };
  return { account, faults, connect, entered, port: door.port };
}

/** Gives one command and answers all the server said, the tagged response last. */
export async function done(client: RawClient, command: string): Promise<readonly string[]> {
  client.send(`z9 ${command}\r\n`);
  const lines: string[] = [];
  for (;;) {
    const line = await client.line();
    lines.push(line);
    if (line.startsWith('z9 ')) return lines;
  }
}

/** Message `n` of the folders in transcripts; the third is a multipart. */
export function message(n: number): Buffer {
  const head = [
    `From: Mittente ${n} <mittente${n}@alfa.example>`,
    'To: mario@beta.example',
    `Subject: prova ${n}`,
    `Date: Thu, 01 Jan 2026 12:0${n}:00 +0000`,
    `Message-ID: <m${n}@alfa.example>`,
  ];
  const body =
    n === 3
      ? [
          ...[
            'MIME-Version: 1.0',
            'Content-Type: multipart/mixed; boundary=b',
            '',
            '--b',
            'Content-Type: text/plain',
            '',
          ],
          ...[
            'testo',
            '--b',
            'Content-Type: application/octet-stream',
            'Content-Transfer-Encoding: base64',
            '',
            'AAEC',
          ],
          ...['--b--', ''],
        ]
      : ['', `corpo ${n}`, ''];
  return Buffer.from([...head, ...body].join('\r\n'), 'latin1');
}

/** Plays one conversation against a door of its own, over real sockets. */
export async function play(t: TestContext, { settings, steps }: Transcript): Promise<void> {
  const { account, connect, faults } = await openMemoryDoor(t, {
    mode: settings.has('starttls') ? 'starttls' : 'implicit',
  });
  const inbox = account.folders.get('INBOX')!;
  for (let n = 1; n <= Number(settings.get('messages') ?? 0); n++) inbox.add(message(n));
  if (!settings.has('recent')) inbox.recentUid = inbox.uidNext - 1;
  const clients = new Map<string, RawClient>();
  for (const name of [...new Set(steps.map(({ connection }) => connection))].sort()) {
    clients.set(name, await begin(connect, settings));
  }
  for (const step of steps) await act(clients.get(step.connection)!, step);
  assert.deepEqual(faults, []);
}

async function begin(connect: () => Promise<RawClient>, settings: ReadonlyMap<string, string>): Promise<RawClient> {
  const client = await connect();
  const folder = settings.get('select') ?? settings.get('examine');
  if (folder === undefined && !settings.has('login')) return client;
  await client.line();
  await done(client, 'LOGIN mario segreto');
  if (settings.has('enable')) await done(client, `ENABLE ${settings.get('enable')}`);
  if (folder !== undefined) await done(client, `${settings.has('select') ? 'SELECT' : 'EXAMINE'} ${folder}`);
  return client;
}

async function act(client: RawClient, { kind, text, line }: Step): Promise<void> {
  if (kind === 'C:') client.send(`${text}\r\n`);
  else if (kind === 'C~') client.send(text);
  else if (kind === 'T!') await client.startTls();
  else {
    const said = kind === 'S!' ? client.rest() : client.line();
    const heard = await Promise.race([said, patience(`line ${line}: the server does not say ${text}`)]);
    if (kind === 'S!') assert.equal(heard, '', `line ${line}: the server hangs up`);
    else if (!text.endsWith('...')) assert.equal(heard, text, `line ${line}`);
    else assert.equal(heard.slice(0, text.length - 3), text.slice(0, -3), `line ${line}`);
  }
}

function patience(words: string): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(words)), PATIENCE_MS).unref());
}

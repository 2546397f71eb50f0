import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openPostgresStore, runningPostgres, startEmbeddedPostgres, UnsafeDatabase } from '#adapters/postgres';
import { systemRandom } from '#config';
import { temporaryFolder } from './folder.ts';
import { letter } from './mail.ts';
import { missing } from './openssl.ts';
import { until } from './poll.ts';
import { providerPid, startSandbox } from './sandbox.ts';
import { SmtpClient } from './smtp.ts';

const FROM = 'mario.rossi@pec.alfa.example';
const TO = 'avv.bianchi@pec.beta.example';
const CALLS =
  'trace=fsync,fdatasync,openat,rename,renameat,renameat2,mkdir,mkdirat,write,writev,sendto,sendmsg,pwrite64';

/** strace on a living process and its threads; `stop` answers the lines, one thread's two-line call told once, at its end. */
async function trace(pids: readonly number[], file: string) {
  const args = [
    '-f',
    '-yy',
    '-ttt',
    '-s',
    '64',
    '-e',
    CALLS,
    '-o',
    file,
    ...pids.flatMap((pid) => ['-p', String(pid)]),
  ];
  const child = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += String(text)));
  await until('strace is attached', () => pids.every((pid) => said.includes(`Process ${pid} attached`)));
  return async () => {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
    return calls(readFileSync(file, 'utf8').split('\n'));
  };
}

interface Call {
  /** When it began. */
  readonly at: number;
  /** When it ended, of a call strace shows in two lines because another thread came between; else when it began. */
  readonly ended: number;
  readonly text: string;
}

function calls(lines: readonly string[]): readonly Call[] {
  const open = new Map<string, Call>();
  const found: Call[] = [];
  for (const line of lines) {
    const [, thread, at, text] = /^(\d+)\s+(\d+\.\d+) (.*)$/.exec(line) ?? [];
    if (thread === undefined || text === undefined) continue;
    const call = { at: Number(at), ended: Number(at), text };
    if (text.endsWith('<unfinished ...>')) open.set(thread, call);
    else if (!text.startsWith('<...')) found.push(call);
    else if (open.has(thread)) found.push({ ...open.get(thread)!, ended: call.at });
  }
  return found.sort((one, other) => one.at - other.at);
}

test('T21 the body, its folder and the WAL are on the disk before 250 is said to a big message', {
  skip: missing('strace', '-V'),
}, async () => {
  await using sandbox = await startSandbox();
  const { alfa, root, box } = sandbox.visit;
  const cluster = runningPostgres(join(sandbox.data, 'postgres'))!;
  const provider = providerPid(sandbox.data, 'alfa')!;
  using client = await SmtpClient.submitter(alfa.submissions!, root, box(FROM));
  // A first one, so that nothing below is an opening.
  await client.send({ from: FROM, to: [TO] }, letter(FROM, [TO], 'Prima'));
  const { Client } = (await import('pg')).default;
  const admin = new Client({ ...cluster.connection('alfa', 'owner') });
  await admin.connect();
  const { rows } = await admin.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = 'alfa' AND pid <> pg_backend_pid()`,
  );
  await admin.end();
  const file = join(sandbox.data, 'strace.txt');
  const stop = await trace([provider, ...rows.map(({ pid }) => pid)], file);
  const line = `${'Q'.repeat(76)}\r\n`;
  await client.send({ from: FROM, to: [TO] }, letter(FROM, [TO], 'Grande', { body: line.repeat(4_000) }));
  const traced = await stop();

  /** The first such call that began after `before` had ended. */
  const next = (what: string, pattern: RegExp, before?: Call): Call => {
    const found = traced.find(({ at, text }) => at > (before?.ended ?? 0) && pattern.test(text));
    assert.ok(found, `${what}: ${pattern} is not in the trace`);
    return found;
  };
  const body = next('the body is synced', /^fsync\(\d+<[^>]*\/alfa\/blobs\/passing\/[0-9a-f]+>/);
  const name = /passing\/([0-9a-f]+)>/.exec(body.text)![1]!;
  const named = next('it gets its name', new RegExp(`^rename.*passing/${name}`), body);
  const folder = next('its folder is synced', /^fsync\(\d+<[^>]*\/alfa\/blobs\/[0-9a-f]{2}>/, named);
  const wal = next('the WAL is synced', /^(fdatasync|fsync)\(\d+<[^>]*\/pg_wal\//, folder);
  const answers = traced.filter(({ text }) => isAnswer(text, alfa.submissions!.port));
  const between = answers.filter(({ at }) => at > body.at && at < wal.ended);
  assert.deepEqual(between, [], 'nothing was said to the client before');
  assert.ok(
    answers.some(({ at }) => at > wal.ended),
    'the answer was said after the WAL was synced',
  );
});

/** Octets to the submitting client: TLS hides what they say. */
function isAnswer(text: string, port: number): boolean {
  return /^(write|writev|sendto|sendmsg)\(/.test(text) && text.includes(`:${port}->`);
}

for (const [setting, value] of [
  ['fsync', 'off'],
  ['synchronous_commit', 'off'],
  ['full_page_writes', 'off'],
] as const) {
  test(`a database with ${setting} ${value} is refused by name`, async () => {
    const folder = temporaryFolder('unsafe');
    const random = systemRandom();
    const options = { dataDir: join(folder, 'postgres'), log: () => {}, random, settings: { [setting]: value } };
    const cluster = await startEmbeddedPostgres(options);
    try {
      const { server } = await cluster.database('alfa');
      await assert.rejects(openPostgresStore({ connection: server }), (fault: Error) => {
        assert.ok(fault instanceof UnsafeDatabase);
        assert.match(fault.message, new RegExp(setting));
        return true;
      });
    } finally {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

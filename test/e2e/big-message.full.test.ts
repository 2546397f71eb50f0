import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { signIn } from './browser-session.ts';
import { letter, numbersOf, read, readAll } from './mail.ts';
import { resetPeak, residentOf } from './memory.ts';
import { until } from './poll.ts';
import { Pop3Client } from './pop3.ts';
import { providerPid, type Sandbox, startSandbox } from './sandbox.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const MIB = 1_048_576;
const MESSAGE_BYTES = 100_000_000;
const MAX_GROWTH_BYTES = 64 * MIB;
const PROVIDERS = ['alfa', 'beta'] as const;

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(() => sandbox?.[Symbol.asyncDispose]());

/** A message with one attachment in base64, lines of 76. */
function bigMessage(): Buffer {
  const line = `${'JVBERi0xLjcKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2c+PgplbmRvYmoK'.padEnd(76, 'A')}\r\n`;
  const head = letter(MARIO, [BIANCHI], 'Cento megabyte', {
    header: 'Content-Type: application/pdf; name="progetto.pdf"\r\nContent-Transfer-Encoding: base64\r\n',
    body: '',
  });
  const lines = Math.floor((MESSAGE_BYTES - head.length) / line.length);
  return Buffer.concat([Buffer.from(head), Buffer.alloc(lines * line.length, line)]);
}

function pidOf(key: string): number {
  const pid = providerPid(sandbox.data, key);
  assert.ok(pid !== undefined, `${key} runs`);
  return pid;
}

/** What is done, and by how much each provider's memory grew over what it held before. */
async function growthDuring<T>(work: () => Promise<T>) {
  const idle = PROVIDERS.map((key) => {
    const pid = pidOf(key);
    resetPeak(pid);
    return { key, pid, octets: residentOf(pid).now };
  });
  const result = await work();
  return { result, growth: idle.map(({ key, pid, octets }) => ({ key, octets: residentOf(pid).peak - octets })) };
}

function assertSmall(growth: readonly { readonly key: string; readonly octets: number }[], what: string): void {
  const told = growth.map(({ key, octets }) => `${key} ${(octets / MIB).toFixed(1)} MiB`).join(', ');
  console.log(`${what}: memory grew by ${told}`);
  assert.ok(
    growth.every(({ octets }) => octets < MAX_GROWTH_BYTES),
    `${what}: ${told}`,
  );
}

async function mailOf(address: string) {
  return await readAll(await sandbox.visit.inbox(address));
}

async function exchangeOf(message: string | Uint8Array, headers: () => Promise<number>): Promise<void> {
  const before = await headers();
  await sandbox.visit.submit({ from: MARIO, to: [BIANCHI] }, message);
  await until('both receipts', async () => (await headers()) === before + 2, 120_000, 200);
}

const count = async () => {
  const { alfa, root, box } = sandbox.visit;
  await using client = await Pop3Client.open(alfa.pop3s!, root, box(MARIO));
  return await client.count();
};

test('a message of 100 MB is certified, delivered and fetched, whole, with memory growing by less than 64 MiB', {
  skip: process.platform !== 'linux' && 'memory is read from /proc',
}, async () => {
  await exchangeOf(letter(MARIO, [BIANCHI], 'Per scaldare'), count);
  assert.equal(numbersOf(await mailOf(MARIO)), 'M1 M11');
  const message = bigMessage();

  const exchanged = await growthDuring(() => exchangeOf(message, count));
  assertSmall(exchanged.growth, 'from submission to delivery receipt');

  const fetched = await growthDuring(async () => {
    const { beta, root, box } = sandbox.visit;
    await using client = await Pop3Client.open(beta.pop3s!, root, box(BIANCHI));
    return await client.message(2);
  });
  assertSmall(fetched.growth, 'fetching over POP3');
  const original = (await read(fetched.result)).original();
  const head = original.indexOf('\r\n\r\n');
  const sent = message.subarray(message.indexOf('\r\n\r\n'));
  assert.equal(sha256(original.subarray(head)), sha256(sent));
});

const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');

const ATTACHED_BYTES = 100 * MIB;
const PIECE_BYTES = 8 * MIB;

test('an attachment of 100 MB goes by the pages, in pieces, judged before, and comes out whole, in as little memory', {
  skip: process.platform !== 'linux' && 'memory is read from /proc',
}, async () => {
  const { alfa, beta, root, box } = sandbox.visit;
  const session = await signIn(alfa, MARIO);
  const path = `/mailboxes/${session.mailbox}`;
  const piece = new Uint8Array(PIECE_BYTES).map((_, at) => (at * 31) % 251);
  const whole = createHash('sha256');
  async function send(size: number, seen: (octets: Uint8Array) => void = () => {}): Promise<void> {
    const had = await count();
    const asked = { name: 'progetto.zip', type: 'application/zip', size };
    const { id } = await session.json<{ id: string }>(`POST ${path}/uploads`, asked);
    for (let at = 0; at < size; at += PIECE_BYTES) {
      const octets = piece.subarray(0, Math.min(PIECE_BYTES, size - at));
      seen(octets);
      await session.octets(`PATCH ${path}/uploads/${id}?offset=${at}`, octets, 'application/octet-stream');
    }
    const attachments = [{ from: 'upload', upload: id }];
    const written = { to: [BIANCHI], subject: 'Molto attaccato', text: 'In allegato.\n', attachments };
    const judged = await session.json<{ ok: boolean; size: number }>(`POST ${path}/preflight`, written);
    assert.deepEqual([judged.ok, judged.size > size * 1.3], [true, true]);
    await session.json(`POST ${path}/send`, written);
    await until('both receipts', async () => (await count()) === had + 2, 120_000, 200);
  }
  // What Node takes once, and keeps, is no growth with the size.
  await send(2 * PIECE_BYTES);
  const sent = await growthDuring(() => send(ATTACHED_BYTES, (octets) => void whole.update(octets)));
  assertSmall(sent.growth, 'from upload to delivery receipt');
  await using client = await Pop3Client.open(beta.pop3s!, root, box(BIANCHI));
  const original = (await read(await client.message(await client.count()))).original();
  const named = original.indexOf('progetto.zip', original.indexOf('Content-Disposition: attachment'));
  const body = original.subarray(original.indexOf('\r\n\r\n', named) + 4);
  const attached = Buffer.from(body.subarray(0, body.indexOf('\r\n--')).toString('latin1'), 'base64');
  assert.equal(sha256(attached), whole.digest('hex'));
  const tooBig = { name: 'x.zip', type: 'application/zip', size: 110 * MIB };
  const refused = await session.ask(`POST ${path}/uploads`, tooBig);
  assert.deepEqual([refused.status, ((await refused.json()) as { code: string }).code], [413, 'message-too-large']);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { BodyTooLarge, MessageBody } from './message-body.ts';

function open(maxBytes = 1_000_000) {
  const calls = { room: 0 };
  const body = new MessageBody({ maxBytes, onRoom: () => calls.room++ });
  return { body, calls, push: (text: string) => body.push(Buffer.from(text, 'latin1')) };
}

async function all(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString('latin1');
}

test('a message is read while it comes, and what stands behind its end is kept', async () => {
  const { body, push } = open();
  const text = all(body);
  push('A: b\r\n');
  await Promise.resolve();
  push('\r\n..x\r\n.\r\nNOOP\r\n');
  assert.equal(await text, 'A: b\r\n\r\n.x\r\n');
  assert.equal(Buffer.from(body.rest ?? []).toString(), 'NOOP\r\n');
});

test('a reader that is slow holds the peer back, and lets it on when it has read half', async () => {
  const { body, calls, push } = open();
  for (let piece = 0; piece < 30; piece++) push('x'.repeat(10_000));
  assert.equal(body.full, true);
  for (let piece = 0; piece < 10; piece++) await body.next();
  assert.equal(calls.room, 0);
  for (let piece = 0; piece < 10; piece++) await body.next();
  assert.deepEqual([body.full, calls.room], [false, 1]);
});

test('many small pieces hold the peer back too', () => {
  const { body, push } = open();
  for (let piece = 0; piece < 1_100; piece++) push('x');
  assert.equal(body.full, true);
});

test('a connection that breaks is a fault for the reader, waiting or not, never the end of a message', async () => {
  const waiting = open();
  const text = all(waiting.body);
  waiting.body.fail(new Error('lost'));
  await assert.rejects(text, /lost/);
  const later = open();
  later.push('A: b\r\n');
  later.body.fail(new Error('lost'));
  await assert.rejects(all(later.body), /lost/);
});

test('octets beyond the limit are a fault for the reader; the message is still read to its end', async () => {
  const { body, push } = open(10);
  const text = all(body);
  push('x'.repeat(11));
  await assert.rejects(text, BodyTooLarge);
  assert.equal(body.tooLarge, true);
  const end = body.discard();
  push('y\r\n.\r\n');
  await end;
  assert.ok(body.rest);
});

test('a reader that leaves early lets everything else go by', async () => {
  const { body, calls, push } = open();
  for (let piece = 0; piece < 40; piece++) push('x'.repeat(10_000));
  for await (const _ of body) break;
  assert.deepEqual([body.full, calls.room], [false, 1]);
  push('more\r\n.\r\n');
  assert.equal(body.discard(), undefined);
  assert.equal((await body.next()).done, true);
});

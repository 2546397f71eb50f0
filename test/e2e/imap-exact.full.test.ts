import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fetched, ImapClient } from '../imap/imap-client.ts';
import { startCountry, type TestCountry } from './country.ts';
import { letter, read } from './mail.ts';
import { digest } from './mail-programs.ts';
import { missing, opensslVerify } from './openssl.ts';
import { until } from './poll.ts';
import { SHAPES } from './shapes.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';

let country: TestCountry;
before(async () => {
  country = await startCountry();
  for (const [name, header, body] of SHAPES) {
    const message = letter(MARIO, [BIANCHI], `Forma, ${name}`, { header, body });
    await country.submit({ from: MARIO, to: [BIANCHI] }, message, ' BODY=8BITMIME');
  }
  await until('every envelope and receipt has come', async () => {
    const [theirs, ours] = [await country.inbox(BIANCHI), await country.inbox(MARIO)];
    return theirs.length >= SHAPES.length && ours.length >= 2 * SHAPES.length;
  });
});
after(() => country?.[Symbol.asyncDispose]());

async function enter(address: string): Promise<ImapClient> {
  const home = country.network.providers.find(({ mailboxes }) => mailboxes.some((box) => box.address === address))!;
  const client = await ImapClient.login({ ...home.imaps!, root: country.root }, address, country.box(address).password);
  await client.ok('EXAMINE INBOX');
  return client;
}

async function octets(client: ImapClient, number: number, item: string, name = item): Promise<Buffer> {
  const [answer] = await client.ok(`FETCH ${number} (${item})`);
  const found = fetched(answer!, name);
  assert.ok(found, `${item}: ${answer!.slice(0, 200)}`);
  return found;
}

for (const address of [BIANCHI, MARIO]) {
  test(`T146 ${address}: BODY[], RFC822, header and text, pieces and POP3 are the same octets`, async () => {
    using client = await enter(address);
    const overPop3 = await country.inbox(address);
    for (const [at, kept] of overPop3.entries()) {
      const number = at + 1;
      const whole = await octets(client, number, 'BODY.PEEK[]', 'BODY[]');
      assert.equal(digest(whole), digest(kept));
      assert.equal(digest(await octets(client, number, 'RFC822')), digest(kept));
      const header = await octets(client, number, 'BODY.PEEK[HEADER]', 'BODY[HEADER]');
      const text = await octets(client, number, 'BODY.PEEK[TEXT]', 'BODY[TEXT]');
      assert.equal(digest(Buffer.concat([header, text])), digest(kept));
      const pieces: Buffer[] = [];
      for (let from = 0; from < kept.length; from += 1_000)
        pieces.push(await octets(client, number, `BODY.PEEK[]<${from}.1000>`, `BODY[]<${from}>`));
      assert.equal(digest(Buffer.concat(pieces)), digest(kept));
      const [size] = await client.ok(`FETCH ${number} (RFC822.SIZE)`);
      assert.equal(Number(/RFC822\.SIZE (\d+)/.exec(size!)![1]), kept.length);
    }
  });
}

test('every PEC message that comes out of IMAP verifies with openssl', {
  skip: missing('openssl', 'version'),
}, async () => {
  for (const address of [BIANCHI, MARIO]) {
    using client = await enter(address);
    for (const at of (await country.inbox(address)).keys()) {
      const whole = await octets(client, at + 1, 'BODY.PEEK[]', 'BODY[]');
      await opensslVerify(whole, country.network.root);
    }
  }
});

test('the original inside an envelope is the same as BODY[1.3], BINARY[1.3] and as it was submitted', async () => {
  using client = await enter(BIANCHI);
  for (const [at, kept] of (await country.inbox(BIANCHI)).entries()) {
    const message = await read(kept);
    const part = await partNamed(client, at + 1, 'postacert.eml');
    const original = message.original();
    assert.equal(digest(await octets(client, at + 1, `BODY.PEEK[${part}]`, `BODY[${part}]`)), digest(original));
    assert.equal(digest(await octets(client, at + 1, `BINARY.PEEK[${part}]`, `BINARY[${part}]`)), digest(original));
    const inner = original.toString('latin1');
    const body = await octets(client, at + 1, `BODY.PEEK[${part}.TEXT]`, `BODY[${part}.TEXT]`);
    assert.equal(body.toString('latin1'), inner.slice(inner.indexOf('\r\n\r\n') + 4));
    const shape = SHAPES.find(([name]) => message.header('subject').endsWith(`Forma, ${name}`));
    assert.ok(shape, message.header('subject'));
    assert.equal(digest(body), digest(Buffer.from(shape[2], 'latin1')));
  }
});

/** Asks part by part, by the file name in its own MIME header. */
async function partNamed(client: ImapClient, number: number, name: string): Promise<string> {
  for (let part = 1; part < 6; part++) {
    const [answer] = await client.ok(`FETCH ${number} (BODY.PEEK[1.${part}.MIME])`);
    if (fetched(answer!, `BODY[1.${part}.MIME]`)?.includes(name)) return `1.${part}`;
  }
  throw new Error(`no part of message ${number} is called ${name}`);
}

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type Box, startCountry, type TestCountry } from './country.ts';
import { letter } from './mail.ts';
import { missing } from './openssl.ts';
import { until } from './poll.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';

let country: TestCountry;
before(async () => {
  country = await startCountry();
});
after(() => country?.[Symbol.asyncDispose]());

/** curl's answer over POP3S, the server's certificate verified against the test root. */
async function curl(door: { host: string; port: number }, box: Box, path: string, more: readonly string[] = []) {
  const url = `pop3s://${door.host}:${door.port}/${path}`;
  const login = ['--user', `${box.address}:${box.password}`];
  const args = ['--silent', '--show-error', '--cacert', country.network.root, ...login, ...more, url];
  const { stdout } = await promisify(execFile)('curl', args, { encoding: 'buffer', maxBuffer: 1 << 26 });
  return stdout;
}

const byCurl = { skip: missing('curl') };

test(
  'curl lists and reads a holder of each provider over POP3S, octet for octet as they stand there',
  byCurl,
  async () => {
    await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Letta con curl'));
    for (const [provider, address, count] of [
      [country.alfa, MARIO, 2],
      [country.beta, BIANCHI, 1],
    ] as const) {
      const stored = await until(`${count} messages`, async () => {
        const all = await country.inbox(address);
        return all.length === count && all;
      });
      const box = country.box(address);
      const list = (await curl(provider.pop3s!, box, '')).toString('latin1');
      assert.equal(list, stored.map((message, at) => `${at + 1} ${message.length}\r\n`).join(''));
      for (const [at, message] of stored.entries())
        assert.deepEqual(await curl(provider.pop3s!, box, String(at + 1)), message);
      await assert.rejects(curl(provider.pop3s!, { ...box, password: 'sbagliata' }, ''), /Login denied|access denied/i);
    }
  },
);

test('curl reads the ordinary domain over POP3S: what a PEC holder sent there has come', byCurl, async () => {
  const { ordinary } = country.network;
  const [lucia] = ordinary.mailboxes;
  const message = letter(MARIO, [lucia!.address], 'Alla posta comune');
  await country.submit({ from: MARIO, to: [lucia!.address] }, message);
  const list = await until('a message for the ordinary mailbox', async () => {
    const text = (await curl(ordinary.pop3s, lucia!, '')).toString('latin1');
    // Of an empty mailbox curl shows an empty line.
    return text !== '\r\n' && text;
  });
  assert.match(list, /^1 \d+\r\n$/);
  const received = (await curl(ordinary.pop3s, lucia!, '1')).toString('latin1');
  assert.equal(received.length, Number(list.split(' ')[1]));
  assert.match(received, /^Subject: POSTA CERTIFICATA: Alla posta comune\r$/m);
  await assert.rejects(curl(ordinary.pop3s, { ...lucia!, password: 'sbagliata' }, ''));
});

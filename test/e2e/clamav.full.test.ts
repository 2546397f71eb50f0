import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Clamd, EICAR, startClamd } from './clamav.ts';
import { startCountry, type TestCountry } from './country.ts';
import { letter, numbersOf, type Read, readAll } from './mail.ts';
import { missing } from './openssl.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';
import { SmtpClient } from './smtp.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const QUERCIA = 'laquercia@pec.beta.example';
const clamav = { skip: missing('clamd') };

let ignorant: Clamd;
let knowing: Clamd;
let country: TestCountry;
before(async () => {
  if (clamav.skip) return;
  [ignorant, knowing] = await Promise.all([startClamd('nothing'), startClamd('eicar')]);
  country = await startCountry({
    configure: (config) => ({
      ...config,
      scanner: {
        kind: 'clamd-socket',
        socket: config.domain === 'gestore-alfa.example' ? ignorant.socket : knowing.socket,
        timeoutMs: 20_000,
      },
    }),
  });
});
after(async () => {
  await country?.[Symbol.asyncDispose]();
  await ignorant?.[Symbol.asyncDispose]();
  await knowing?.[Symbol.asyncDispose]();
});

/** EICAR in a zip that is really compressed into one. */
function zipped(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-zip-'));
  try {
    writeFileSync(join(folder, 'eicar.txt'), EICAR);
    const script =
      "import zipfile,sys; z=zipfile.ZipFile(sys.argv[2],'w',zipfile.ZIP_DEFLATED); z.write(sys.argv[1],'e.txt')";
    execFileSync('python3', ['-c', script, join(folder, 'eicar.txt'), join(folder, 'e.zip')]);
    return readFileSync(join(folder, 'e.zip'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function withAttachment(from: string, to: string, subject: string, content: Buffer, name: string): string {
  const header = 'Content-Type: multipart/mixed; boundary=confine\r\n';
  const body =
    '--confine\r\nContent-Type: text/plain\r\n\r\nIn allegato.\r\n' +
    `--confine\r\nContent-Type: application/octet-stream; name="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n` +
    `${content.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--confine--\r\n`;
  return letter(from, [to], subject, { header, body });
}

const SHAPES: readonly (readonly [string, (from: string, to: string, subject: string) => string])[] = [
  ['in the text', (from, to, subject) => letter(from, [to], subject, { body: `${EICAR}\r\n` })],
  ['in base64', (from, to, subject) => withAttachment(from, to, subject, Buffer.from(EICAR), 'eicar.com')],
  ['in a zip', (from, to, subject) => withAttachment(from, to, subject, zipped(), 'eicar.zip')],
];

async function about(address: string, subject: string, count: number): Promise<readonly Read[]> {
  return await until(`${count} messages about ${subject} for ${address}`, async () => {
    const all = await readAll(await country.inbox(address));
    const found = all.filter((message) => message.header('subject').endsWith(subject));
    return found.length >= count && found;
  });
}

for (const [where, compose] of SHAPES) {
  test(
    `T17, T18, T19 real ClamAV finds EICAR ${where} at the access point: notice of refusal for a virus, nothing leaves`,
    clamav,
    async () => {
      const subject = `Virus in partenza ${where}`;
      const message = compose(BIANCHI, MARIO, subject);
      await country.submit({ from: BIANCHI, to: [MARIO] }, message);
      const [notice, ...more] = await about(BIANCHI, subject, 1);
      assert.equal(more.length, 0);
      assert.equal(notice!.number, 'M3');
      assert.equal(notice!.header('x-verificasicurezza'), 'errore');
      assert.equal(notice!.daticert?.errore, 'virus');
      assert.equal(notice!.pec.original, undefined);
      await using beta = await openRecords(country.data, 'beta');
      const kept = await beta.store.quarantined(100);
      const stored = kept.find(({ identificativo }) => identificativo === notice!.daticert!.identificativo);
      const { sha256, size } = (await beta.store.message(stored!.messageId))!;
      assert.equal(size, message.length);
      assert.equal(sha256, createHash('sha256').update(message, 'latin1').digest('hex'), 'kept as it was submitted');
    },
  );

  test(
    `T86 real ClamAV finds EICAR ${where} at the incoming point: the sender gets one notice of non-delivery, the recipient nothing`,
    clamav,
    async () => {
      const subject = `Virus in arrivo ${where}`;
      await country.submit({ from: MARIO, to: [BIANCHI] }, compose(MARIO, BIANCHI, subject));
      const notices = await about(MARIO, subject, 2);
      assert.equal(numbersOf(notices), 'M1 M8');
      assert.equal(notices[1]!.daticert?.errore, 'virus');
      assert.equal(notices[1]!.daticert?.consegna, BIANCHI);
      const identificativo = notices[0]!.daticert!.identificativo;
      await using alfa = await openRecords(country.data, 'alfa');
      await using beta = await openRecords(country.data, 'beta');
      const events = async (of: typeof alfa) =>
        (await of.store.searchLog({ identificativo, limit: 100 })).map(({ event }) => event);
      const atBeta = await events(beta);
      assert.equal(atBeta.filter((event) => event === 'PresaInCarico').length, 1, 'taken in charge all the same');
      assert.equal(atBeta.filter((event) => event === 'RilevazioneVirus').length, 1);
      assert.equal((await events(alfa)).filter((event) => event === 'MancataConsegnaVirus').length, 1);
      const arrived = await readAll(await country.inbox(BIANCHI));
      assert.ok(
        !arrived.some((message) => message.daticert?.identificativo === identificativo && message.number === 'M4'),
      );
    },
  );
}

test(
  'clamd stopped: submissions are put off with 451, mail on its way waits; when it is back nothing is lost',
  clamav,
  async () => {
    const { beta, root } = country;
    const waiting = 'Aspetta lo scanner';
    await knowing.stop();
    using client = await SmtpClient.submitter(beta.submissions!, root, country.box(QUERCIA));
    const refused = await client.transact({ from: QUERCIA, to: [MARIO] }, letter(QUERCIA, [MARIO], 'Senza scanner'));
    assert.match(refused.data, /^451 4\./);
    await country.submit({ from: MARIO, to: [QUERCIA] }, letter(MARIO, [QUERCIA], waiting));
    await until('the peer has put it off', async () => {
      await using records = await openRecords(country.data, 'alfa');
      const [put] = await records.store.searchLog({ event: 'SmtpRinvio', sender: MARIO, limit: 1 });
      return put?.consegna === QUERCIA && put.erroreEsteso?.startsWith('451');
    });
    assert.ok(
      !(await readAll(await country.inbox(QUERCIA))).some((message) => message.header('subject').includes(waiting)),
    );
    await knowing.start();
    await country.advance('PT10M');
    assert.equal(numbersOf(await about(MARIO, waiting, 2)), 'M1 M11');
    assert.equal(numbersOf(await about(QUERCIA, waiting, 1)), 'M4');
    assert.match(await client.send({ from: QUERCIA, to: [MARIO] }, letter(QUERCIA, [MARIO], 'Senza scanner')), /^250/);
    assert.equal(numbersOf(await about(MARIO, 'Senza scanner', 1)), 'M4', 'what was refused was not kept');
  },
);

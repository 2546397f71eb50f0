import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ProviderConfig } from '#config';
import { dataFolder } from '#sandbox';
import { startCountry, type TestCountry } from './country.ts';
import { temporaryFolder } from './folder.ts';
import { letter, numbersOf, type Read, readAll } from './mail.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const FERRI = 'officine.ferri@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const QUERCIA = 'laquercia@pec.beta.example';
const EDICOLA = 'edicola@pec.beta.example';
const COMUNE = 'protocollo@comune.roccaverde.example';
const NERI = 'anna.neri@cittadini.beta.example';
const HOUR_MS = 3_600_000;

function loseRoute(config: ProviderConfig): ProviderConfig {
  const lost = (domain: string) => domain === 'cittadini.beta.example';
  return { ...config, routes: config.routes.map((route) => (lost(route.domain) ? { ...route, port: 1 } : route)) };
}

async function about(country: TestCountry, address: string, subject: string, count: number): Promise<readonly Read[]> {
  return await until(`${count} messages about ${subject} for ${address}`, async () => {
    const all = await readAll(await country.inbox(address));
    const found = all.filter((message) => message.header('subject').endsWith(subject));
    return found.length >= count && found;
  });
}

let country: TestCountry;
before(async () => {
  country = await startCountry({ configure: loseRoute });
});
after(() => country?.[Symbol.asyncDispose]());

interface Case {
  readonly name: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly header?: string;
  /** What the sender sees, in any order of the receipts. */
  readonly sender: string;
  /** Which receipts hold an original, by recipient. */
  readonly withOriginal?: Readonly<Record<string, boolean>>;
  readonly recipients?: readonly string[];
}

const CASES: readonly Case[] = [
  { name: 'C01 two providers', from: MARIO, to: [BIANCHI], sender: 'M1 M11', recipients: [BIANCHI] },
  { name: 'C02 one provider', from: MARIO, to: [FERRI], sender: 'M1 M11', recipients: [FERRI] },
  {
    name: 'C03 To and Cc',
    from: MARIO,
    to: [BIANCHI],
    cc: [QUERCIA],
    sender: 'M1 M11 M11',
    withOriginal: { [BIANCHI]: true, [QUERCIA]: false },
    recipients: [BIANCHI, QUERCIA],
  },
  {
    name: 'C04 recipients at both providers',
    from: MARIO,
    to: [BIANCHI, QUERCIA, FERRI],
    sender: 'M1 M11 M11 M11',
    recipients: [BIANCHI, QUERCIA, FERRI],
  },
  {
    name: 'C05 breve',
    from: MARIO,
    to: [BIANCHI],
    cc: [QUERCIA],
    header: 'X-TipoRicevuta: breve\r\n',
    sender: 'M1 M12 M12',
    withOriginal: { [BIANCHI]: true, [QUERCIA]: false },
  },
  {
    name: 'C06 sintetica',
    from: MARIO,
    to: [BIANCHI],
    cc: [QUERCIA],
    header: 'X-TipoRicevuta: sintetica\r\n',
    sender: 'M1 M13 M13',
    withOriginal: { [BIANCHI]: false, [QUERCIA]: false },
  },
  {
    name: 'C07 in both To and Cc',
    from: MARIO,
    to: [BIANCHI],
    cc: [BIANCHI],
    sender: 'M1 M11',
    withOriginal: { [BIANCHI]: true },
  },
  { name: 'C25 no such mailbox', from: MARIO, to: ['nessuno@pec.beta.example'], sender: 'M1 M14' },
];

for (const { name, from, to, cc, header, sender, withOriginal, recipients } of CASES) {
  test(`T144 ${name}: the emissions of chapter 12`, async () => {
    const options = { ...(cc && { cc }), ...(header && { header }) };
    const envelope = { from, to: [...new Set([...to, ...(cc ?? [])])] };
    await country.submit(envelope, letter(from, to, name, options));
    const notices = await about(country, from, name, sender.split(' ').length);
    assert.equal(numbersOf(notices), sender);
    for (const [address, has] of Object.entries(withOriginal ?? {})) {
      const receipt = notices.find(({ daticert }) => daticert?.consegna === address);
      assert.equal(receipt?.pec.original !== undefined, has, `the receipt for ${address}`);
    }
    for (const address of recipients ?? []) assert.equal(numbersOf(await about(country, address, name, 1)), 'M4');
  });
}

test('T144 C26 a full mailbox: the sender is told with class 5.2.2', async () => {
  const body = 'Molte parole, tutte uguali.\r\n'.repeat(2_000);
  await country.submit({ from: MARIO, to: [EDICOLA] }, letter(MARIO, [EDICOLA], 'C26 piena', { body }));
  const notices = await about(country, MARIO, 'C26 piena', 2);
  assert.equal(numbersOf(notices), 'M1 M14');
  assert.match(notices[1]!.daticert!.erroreEsteso!, /5\.2\.2/);
  assert.equal(notices[1]!.daticert!.errore, 'altro');
});

test('T144 C27 a suspended mailbox: the sender is told with class 5.2.1', async () => {
  await using beta = await openRecords(country.data, 'beta');
  const mailbox = (await beta.store.mailbox(QUERCIA))!;
  await beta.store.commit({ accounts: [{ kind: 'put-mailbox', mailbox: { ...mailbox, status: 'suspended' } }] });
  try {
    const notices = await until('the suspension is known', async () => {
      await country.submit({ from: MARIO, to: [QUERCIA] }, letter(MARIO, [QUERCIA], 'C27 sospesa'));
      const found = await about(country, MARIO, 'C27 sospesa', 2);
      return found.some(({ number }) => number === 'M14') && found;
    });
    assert.match(notices.find(({ number }) => number === 'M14')!.daticert!.erroreEsteso!, /5\.2\.1/);
  } finally {
    await beta.store.commit({ accounts: [{ kind: 'put-mailbox', mailbox }] });
  }
});

test('T132 a signing certificate changes on the way through the years: no peer fails', async () => {
  const before = readFileSync(country.alfa.certificate, 'utf8');
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Prima del cambio'));
  assert.equal(numbersOf(await about(country, MARIO, 'Prima del cambio', 2)), 'M1 M11');
  await country.advance('P1080D');
  const now = readFileSync(country.alfa.certificate, 'utf8');
  assert.notEqual(now, before, 'alfa signs with another certificate');
  assert.ok(existsSync(join(country.data, 'pki', 'alfa-signing-before.crt.pem')), 'the one before is still published');
  for (const [from, to] of [
    [MARIO, BIANCHI],
    [BIANCHI, MARIO],
  ] as const) {
    await country.submit({ from, to: [to] }, letter(from, [to], `Dopo il cambio, da ${from}`));
    assert.equal(numbersOf(await about(country, from, `Dopo il cambio, da ${from}`, 2)), 'M1 M11');
  }
});

test('T118 the whole network down from 11 to 13 hours: the notice of 12 hours goes out at the restart', async () => {
  const folder = temporaryFolder('e2e');
  const data = join(folder, 'data');
  try {
    let acceptedAt: number;
    {
      await using first = await startCountry({ data, configure: loseRoute });
      await first.submit({ from: COMUNE, to: [NERI] }, letter(COMUNE, [NERI], 'Orologio'));
      [acceptedAt] = (await about(first, COMUNE, 'Orologio', 1)).map(({ at }) => at!) as [number];
      await first.advance('PT11H');
      assert.equal(numbersOf(await about(first, COMUNE, 'Orologio', 1)), 'M1');
    }
    const clock = join(dataFolder(data).path, 'clock.json');
    const kept = JSON.parse(readFileSync(clock, 'utf8')) as { offsetMs: number; latest: number };
    const later = { offsetMs: kept.offsetMs + 2 * HOUR_MS, latest: kept.latest + 2 * HOUR_MS };
    writeFileSync(clock, JSON.stringify(later));
    await using second = await startCountry({ data, configure: loseRoute });
    const notices = await about(second, COMUNE, 'Orologio', 2);
    assert.equal(numbersOf(notices), 'M1 M9');
    const waited = notices[1]!.at! - acceptedAt;
    assert.ok(waited > 12.9 * HOUR_MS && waited < 13.2 * HOUR_MS, `${waited / HOUR_MS} hours`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCountry, type TestCountry } from './country.ts';
import { letter } from './mail.ts';
import { SmtpClient } from './smtp.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const FERRI = 'officine.ferri@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';

let country: TestCountry;
before(async () => {
  country = await startCountry({
    configure: (config) => ({
      ...config,
      limits: { ...config.limits, submissionsPerHour: 2, connectionsPerAddress: 3 },
    }),
  });
});
after(() => country?.[Symbol.asyncDispose]());

test('a mailbox that has written all its hour is put off at either door, and only that mailbox', async () => {
  const { alfa, root } = country;
  const write = (from: string, subject: string) =>
    country.submit({ from, to: [BIANCHI] }, letter(from, [BIANCHI], subject));
  await write(MARIO, 'Uno');
  await write(MARIO, 'Due');
  for (const door of [alfa.submission!, alfa.submissions!]) {
    using client = await SmtpClient.submitter(door, root, country.box(MARIO));
    assert.match(await client.ask(`MAIL FROM:<${MARIO}>`), /^450[ -]4\.7\.1 questa casella ha gia' inviato 2 messaggi/);
  }
  await write(FERRI, 'Tre');
});

test("one address has so many connections at a holder's door, and the reception keeps its own measure", async () => {
  const { alfa, root } = country;
  const open: SmtpClient[] = [];
  for (let count = 0; count < 3; count++) open.push(await SmtpClient.open(alfa.submission!, root));
  await assert.rejects(SmtpClient.open(alfa.submission!, root), /421/);
  for (let count = 0; count < 6; count++) open.push(await SmtpClient.open(alfa.reception!, root));
  for (const client of open) client[Symbol.dispose]();
});

// What becomes of an order when the other provider is out of reach for a day: the whole of it, in seconds.
//
//   node a-day-in-seconds.mjs CHECKOUT
//
// CHECKOUT: where Ceralacca was cloned and `npm ci` was run.
import { CeralaccaClient } from 'ceralacca-client';
import { startCountry } from './country.mjs';

const country = await startCountry({ checkout: process.argv[2] });
try {
  const [alfa, beta] = country.network.providers;
  const client = new CeralaccaClient(await country.token(alfa.mailboxes[0].address));
  const [{ id: mailbox }] = await client.call('GET /mailboxes', {});

  await country.setRunning(beta.name, false);
  const body = { to: [beta.mailboxes[0].address], subject: 'Ordine 7', text: 'In allegato.', clientRef: 'order-7' };
  await client.call('POST /mailboxes/{mailbox}/send', { params: { mailbox }, body }, { idempotencyKey: 'order-7' });
  await country.advance('PT24H');

  for await (const { type, at } of client.events(mailbox)) {
    console.log(at, type);
    if (type === 'expired') break;
  }
} finally {
  await country.stop();
}

// Takes webhooks of Ceralacca and keeps each transition once.
//
//   CERALACCA_WEBHOOK_SECRET=whsec_… node receive-webhooks.mjs JOURNAL.ndjson [PORT]
import { createServer } from 'node:http';
import { isAfter, readWebhook, WebhookRefused } from 'ceralacca-client';
import { Journal } from './journal.mjs';

const [journalFile, port = '0'] = process.argv.slice(2);
const secret = process.env.CERALACCA_WEBHOOK_SECRET;
const journal = new Journal(journalFile);
const MAX_BYTES = 1_048_576;

async function bodyOf(request) {
  const pieces = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > MAX_BYTES) throw new WebhookRefused('it is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const server = createServer(async (request, response) => {
  try {
    const body = await bodyOf(request);
    const signature = request.headers['ceralacca-signature'];
    const toleranceS = Number(process.env.CERALACCA_TOLERANCE_S ?? 300);
    const { events } = await readWebhook({ body, signature, secret, toleranceS });
    // A batch comes again when our answer was lost: what stands in the journal is not news.
    journal.append(events.filter(({ cursor }) => journal.cursor === undefined || isAfter(cursor, journal.cursor)));
    response.writeHead(204).end();
  } catch (fault) {
    console.error(String(fault));
    response.writeHead(fault instanceof WebhookRefused ? 403 : 500).end();
  }
});
server.listen(Number(port), '127.0.0.1', () => console.log(`listening on ${server.address().port}`));

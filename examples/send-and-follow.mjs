// Sends orders by certified mail and follows their receipts. Killed at any moment and started again, it sends nothing twice and loses nothing.
//
//   CERALACCA_URL=https://webmail.example CERALACCA_TOKEN=cer_… node send-and-follow.mjs ORDERS.ndjson JOURNAL.ndjson
//
// Each line of ORDERS: {"ref":"order-7","to":["ufficio@pec.example"],"subject":"…","text":"…"}. JOURNAL takes every transition of the mailbox.
import { readFileSync } from 'node:fs';
import { CeralaccaClient } from 'ceralacca-client';
import { Journal } from './journal.mjs';

const [ordersFile, journalFile] = process.argv.slice(2);
const client = new CeralaccaClient({
  url: process.env.CERALACCA_URL,
  credentials: { token: process.env.CERALACCA_TOKEN },
  retries: 100,
});
const [box] = await client.call('GET /mailboxes', {});
const orders = readFileSync(ordersFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const journal = new Journal(journalFile);

/** Orders of which the provider has told something: they are not handed in again. */
const accepted = new Set();
/** Orders of which nothing final is known for some recipient. */
const open = new Map(orders.map(({ ref, to }) => [ref, new Set(to)]));
const FINAL = new Set(['delivered', 'failed', 'virus', 'expired', 'sent']);
for (const line of readFileSync(journalFile, 'utf8').split('\n')) if (line !== '') close(JSON.parse(line));

function close({ clientRef, type, recipient }) {
  const waiting = open.get(clientRef);
  accepted.add(clientRef);
  if (type === 'not-accepted') waiting?.clear();
  else if (FINAL.has(type)) waiting?.delete(recipient);
  if (waiting?.size === 0) open.delete(clientRef);
}

/** The key makes it one message, however often this program is started: what was sent before is answered, not sent again. */
async function send() {
  for (const { ref, ...letter } of orders) {
    if (accepted.has(ref)) continue;
    const asking = { params: { mailbox: box.id }, body: { ...letter, clientRef: ref } };
    await client.call('POST /mailboxes/{mailbox}/send', asking, { idempotencyKey: ref });
  }
}

const stop = new AbortController();
const sending = send();
sending.catch(() => stop.abort());
if (open.size > 0) {
  const onFault = (fault) => console.error(`again soon: ${fault}`);
  const from = journal.cursor === undefined ? {} : { after: journal.cursor };
  for await (const event of client.events(box.id, { ...from, signal: stop.signal, onFault })) {
    journal.append([event]);
    close(event);
    if (open.size === 0) break;
  }
}
stop.abort();
await sending;
journal.close();
console.log('every order has its outcome');

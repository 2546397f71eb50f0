import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeText, decodeTransfer, field, indexMime, latin1ToString } from '#mime';
import { NOTICE_TYPES } from './catalogue.ts';
import { ELEMENT_MATRIX } from './element-matrix.ts';
import { rfc5322Date } from './legal-time.ts';
import { buildNotification, type Notification } from './notification.ts';
import { readMessage } from './read-message.ts';
import { AT, BETA, base, FACTS, factsFor, headerOf, NOTIFICATIONS, rendered } from './test-samples.ts';

const build = (notification: Notification, changed: Partial<typeof base> = {}) =>
  buildNotification({ ...base, facts: factsFor(notification.number), ...changed, notification });
const find = (number: Notification['number']) => NOTIFICATIONS.find((one) => one.number === number)!;
const read = (notification: Notification) => readMessage(rendered(build(notification)));

async function daticertOf(notification: Notification) {
  const { daticert } = await read(notification);
  assert.ok(daticert?.ok);
  return daticert.value;
}

/** The text/plain and text/html parts of a message, decoded. */
function readable(notification: Notification): { plain: string; html: string; types: string[] } {
  const bytes = rendered(build(notification));
  const alternative = indexMime(bytes).root.children[0]!.children[0]!;
  const [plain, html] = alternative.children.map((part) =>
    latin1ToString(decodeTransfer(bytes.subarray(part.bodyStart, part.end), part.encoding)),
  );
  const types = alternative.children.map(
    ({ contentType }) => `${contentType.type};${contentType.params.get('charset')}`,
  );
  return { plain: plain!, html: html!, types };
}

test('every notification bears the headers, prefix, addressee and certification data of the catalogue', async () => {
  for (const notification of NOTIFICATIONS) {
    const type = NOTICE_TYPES[notification.number];
    const message = await read(notification);
    assert.equal(message.number, notification.number);
    assert.deepEqual(message.xRicevuta, 'ricevuta' in type.header ? [type.header.ricevuta] : []);
    assert.deepEqual(message.xTrasporto, []);
    const { root } = message.index;
    assert.equal(decodeText(field(root, 'subject')!.value), `${type.prefix}Prova`);
    assert.equal(field(root, 'from')!.value.trim(), 'posta-certificata@gestore-alfa.example');
    assert.equal(
      field(root, 'to')!.value.trim(),
      type.to === 'sender' ? FACTS.sender : 'ricevute@gestore-alfa.example',
    );
    assert.equal(field(root, 'x-verificasicurezza')?.value.trim(), type.virus ? 'errore' : undefined);
    const data = await daticertOf(notification);
    assert.equal(data.tipo, type.tipo);
    assert.ok(type.errors.includes(data.errore));
    assert.ok(ELEMENT_MATRIX[data.tipo].errors.includes(data.errore));
  }
});

test('T18 T115 what must not carry the original does not, though one is handed in', async () => {
  for (const notification of NOTIFICATIONS) {
    const { originalCount } = await read(notification);
    assert.equal(originalCount, NOTICE_TYPES[notification.number].original === 'never' ? 0 : 1, notification.number);
  }
  const forced = { ...find('M11'), number: 'M13' } as Notification;
  assert.equal((await read(forced)).originalCount, 0);
});

test('T22 the acceptance receipt names each recipient with "posta certificata" or "posta ordinaria"', () => {
  const { plain } = readable({ number: 'M1' });
  assert.ok(plain.includes('ufficio@pec.beta.example ("posta certificata")\r\nanna@posta.example ("posta ordinaria")'));
});

test('T25 T108 notices go to the reverse path, never to Reply-To', async () => {
  const facts = { ...FACTS, replyTo: 'altrove@posta.example' };
  for (const notification of NOTIFICATIONS) {
    const header = headerOf(build(notification, { facts }));
    assert.ok(!header.includes('altrove@posta.example'), notification.number);
  }
});

test('T26 T32 every notice repeats recipients, their types and the identificativo of acceptance', async () => {
  for (const notification of NOTIFICATIONS) {
    const data = await daticertOf(notification);
    assert.deepEqual(data.recipients, FACTS.recipients);
    assert.equal(data.identificativo, FACTS.identificativo);
  }
});

test('T28 every notice bears the client Message-ID, in header and msgid; T29 or neither', async () => {
  const { msgid: _, ...without } = FACTS;
  for (const notification of NOTIFICATIONS) {
    assert.equal((await read(notification)).riferimento, FACTS.msgid);
    assert.equal((await daticertOf(notification)).msgid, FACTS.msgid);
    const bare = await readMessage(rendered(build(notification, { facts: without })));
    assert.equal(bare.riferimento, undefined);
    assert.ok(bare.daticert?.ok && bare.daticert.value.msgid === undefined);
  }
});

test('T30 every notice has a Message-ID of its own, and the same one when built again', () => {
  const ids = NOTIFICATIONS.map((notification) => build(notification).messageId);
  assert.equal(new Set(ids).size, NOTIFICATIONS.length);
  assert.ok(!ids.includes(FACTS.identificativo));
  assert.deepEqual(
    NOTIFICATIONS.map((notification) => build(notification, { at: AT + 5000 }).messageId),
    ids,
  );
  const m5 = find('M5') as Extract<Notification, { number: 'M5' }>;
  assert.notEqual(build({ ...m5, taken: ['altro@pec.beta.example'] }).messageId, build(m5).messageId);
});

test('T46 T47 the first part is readable text, plain and HTML, in ISO-8859-1', async () => {
  for (const notification of NOTIFICATIONS) {
    assert.equal((await read(notification)).textFirst, true);
    assert.deepEqual(readable(notification).types, ['text/plain;iso-8859-1', 'text/html;iso-8859-1']);
  }
});

test('T48 the HTML refers to nothing, does nothing, and says the same as the text', () => {
  for (const notification of NOTIFICATIONS) {
    const { plain, html } = readable(notification);
    assert.ok(!/src=|href=|style|<script|<img|<link|url\(|on\w+=/i.test(html), html);
    const bare = html.slice(html.indexOf('<body>')).replace(/<[^>]+>/g, ' ');
    const unescaped = bare.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
    assert.deepEqual(unescaped.split(/\s+/).filter(Boolean), plain.split(/\s+/).filter(Boolean));
  }
});

test('T48 markup in a subject stays text in the HTML, and what Latin-1 has not becomes a question mark', () => {
  const facts = { ...FACTS, subject: '<script>alert("x")</script> 📨 è' };
  const bytes = rendered(buildNotification({ ...base, facts, notification: { number: 'M1' } }));
  const [plain, html] = indexMime(bytes).root.children[0]!.children[0]!.children.map((part) =>
    latin1ToString(decodeTransfer(bytes.subarray(part.bodyStart, part.end), part.encoding)),
  );
  assert.ok(plain!.includes('"<script>alert("x")</script> ? è"'));
  assert.ok(html!.includes('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; ? è'));
  assert.ok(html!.includes('accettato dal sistema'));
});

test('T53 Date header, text and XML bear one instant', async () => {
  for (const notification of NOTIFICATIONS) {
    const message = await read(notification);
    assert.equal(field(message.index.root, 'date')!.value.trim(), rfc5322Date(AT));
    assert.equal(message.daticert?.ok && message.daticert.at, Math.floor(AT / 1000) * 1000);
    assert.ok(readable(notification).plain.includes('Il giorno 01/03/2026 alle ore 10:00:00 (+0100)'));
  }
});

test('T16 one M2 lists all faults, in text and errore-esteso', async () => {
  const { plain } = readable(find('M2'));
  assert.ok(plain.includes('anomalie:\r\n- manca il campo To\r\n- il campo Bcc contiene un valore\r\n'));
  const { erroreEsteso } = await daticertOf(find('M2'));
  assert.match(erroreEsteso!, /manca il campo To; il campo Bcc contiene un valore$/);
});

test('T66 ricezione lists the recipients taken and destinatari all of them', async () => {
  const data = await daticertOf(find('M5'));
  assert.deepEqual(data.ricezione, ['ufficio@pec.beta.example']);
  assert.equal(data.recipients.length, 2);
});

test('T85 a virus-detection notice has X-Mittente, goes to mailReceipt and names recipient and virus', async () => {
  const header = headerOf(build(find('M7'), { issuer: BETA }));
  assert.match(header, /\r\nX-Mittente: mario@pec\.alfa\.example\r\n/);
  assert.match(header, /\r\nTo: ricevute@gestore-alfa\.example\r\n/);
  const data = await daticertOf(find('M7'));
  assert.equal(data.errore, 'virus');
  assert.equal(data.consegna, 'ufficio@pec.beta.example');
  assert.match(data.erroreEsteso!, /^5\.5\.1 - .*Eicar-Signature$/);
});

test('T86 the non-delivery for virus names the same recipient and repeats what the peer found', async () => {
  const data = await daticertOf(find('M8'));
  assert.equal(data.consegna, 'ufficio@pec.beta.example');
  assert.equal(data.erroreEsteso, '5.5.1 - Gestore Beta S.p.A. - presenza di un virus nel messaggio: Eicar');
});

test('T94 a delivery receipt names its recipient and repeats the type asked for', async () => {
  for (const number of ['M11', 'M12', 'M13'] as const) {
    const data = await daticertOf(find(number));
    assert.equal(data.consegna, 'ufficio@pec.beta.example');
    assert.equal(data.receiptType, factsFor(number).receiptType);
  }
});

test('T104 the error code stands in text and XML of every notice of an error', async () => {
  for (const [number, code] of [
    ['M3', '5.5.1'],
    ['M7', '5.5.1'],
    ['M8', '5.5.1'],
    ['M9', '4.4.1'],
    ['M10', '5.4.1'],
    ['M14', '5.1.1'],
  ] as const) {
    assert.ok(readable(find(number)).plain.includes(code), number);
    assert.ok((await daticertOf(find(number))).erroreEsteso?.startsWith(`${code} - `), number);
  }
  assert.equal((await daticertOf(find('M14'))).erroreEsteso, '5.1.1 - Gestore Alfa S.p.A. - indirizzo non valido');
});

test('the templates are those of the spec, word by word', () => {
  assert.equal(
    readable(find('M11')).plain,
    'Ricevuta di avvenuta consegna\r\n\r\nIl giorno 01/03/2026 alle ore 10:00:00 (+0100) il messaggio "Prova" ' +
      'proveniente da "mario@pec.alfa.example" ed indirizzato a "ufficio@pec.beta.example" è stato consegnato nella ' +
      `casella di destinazione.\r\n\r\nIdentificativo messaggio: ${FACTS.identificativo}\r\n`,
  );
});

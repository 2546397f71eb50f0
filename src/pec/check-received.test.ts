import assert from 'node:assert/strict';
import test from 'node:test';
import { latin1ToString } from '#mime';
import { checkReceived, checkWarnings, receivedKeys } from './check-received.ts';
import { noticeKey } from './identifiers.ts';
import { arrivalOf } from './message-number.ts';
import { buildNotification, type Notification, noticeRecipient } from './notification.ts';
import { readMessage } from './read-message.ts';
import { base, crlf, envelopeOf, FACTS, factsFor, NOTIFICATIONS, original, rendered, SEED } from './test-samples.ts';

const OURS = { mailFrom: FACTS.sender, recipients: ['ufficio@pec.beta.example'] };

/** Faults of an envelope whose text was changed before it was read; daticert stands in clear, to be changed too. */
async function envelopeFaults(change: (text: string) => string, transaction = OURS) {
  return faultsOf(change(inClear(rendered(envelopeOf(original())))), transaction);
}

async function noticeFaults(notification: Notification, change: (text: string) => string = (text) => text) {
  const facts = factsFor(notification.number);
  const text = change(inClear(rendered(buildNotification({ ...base, facts, notification }))));
  return faultsOf(text, { mailFrom: base.issuer.serviceAddress, recipients: [FACTS.sender] });
}

async function faultsOf(text: string, transaction: typeof OURS) {
  return checkReceived(await readMessage(crlf(text)), transaction);
}

/** daticert.xml decoded in its place, so that a test can change it by its words. */
function inClear(message: Uint8Array): string {
  const text = latin1ToString(message);
  const at = text.indexOf('name="daticert.xml"');
  const head = text.indexOf('\r\n\r\n', at) + 4;
  const end = text.indexOf(`\r\n------=_m_${SEED}`, head);
  const xml = Buffer.from(text.slice(head, end), 'base64').toString('latin1');
  const label = text.lastIndexOf('Content-Transfer-Encoding: base64', head);
  const before = `${text.slice(0, label)}Content-Transfer-Encoding: 7bit${text.slice(label + 33, head)}`;
  return before + xml + text.slice(end);
}

const notice = (number: Notification['number']) => NOTIFICATIONS.find((one) => one.number === number)!;

test('an envelope and every notice that comes from a peer are correct as we build them', async () => {
  assert.deepEqual(await envelopeFaults((text) => text), []);
  for (const number of ['M5', 'M7', 'M8', 'M11', 'M12', 'M13', 'M14'] as const) {
    assert.deepEqual(await noticeFaults(notice(number)), [], number);
  }
});

test('T77 an envelope without daticert, or with one that does not parse, is not correct', async () => {
  assert.deepEqual(await envelopeFaults((text) => text.replaceAll('daticert.xml', 'altro.xml')), [
    'manca daticert.xml',
  ]);
  assert.equal((await envelopeFaults((text) => text.replace('</dati>', ''))).length, 1);
});

test('T78 a message whose tipo disagrees with its header is not correct', async () => {
  const envelope = await envelopeFaults((text) => text.replace('tipo="posta-certificata"', 'tipo="accettazione"'));
  assert.ok(envelope.includes('il tipo "accettazione" di daticert.xml non corrisponde a "posta-certificata"'));
  const receipt = await noticeFaults(notice('M11'), (text) =>
    text.replace('tipo="avvenuta-consegna"', 'tipo="errore-consegna"'),
  );
  assert.ok(receipt.some((fault) => fault.includes('non corrisponde a "avvenuta-consegna"')));
});

test('each rule for an envelope is judged', async () => {
  const cases: [string, (text: string) => string][] = [
    ['X-Trasporto è presente più di una volta', (text) => `X-Trasporto: posta-certificata\r\n${text}`],
    ['sia X-Trasporto sia X-Ricevuta', (text) => `X-Ricevuta: accettazione\r\n${text}`],
    ['Message-ID diverso', (text) => text.replace(/^Message-ID: <alfa1/m, 'Message-ID: <alfa2')],
    ['manca Message-ID', (text) => text.replace(/^Message-ID: <alfa1.*\r\n/m, '')],
    ['manca postacert.eml', (text) => text.replaceAll('"postacert.eml"', '"altro.eml"')],
    ['Per conto di', (text) => text.replace('Per conto di: ', '')],
    ['Per conto di', (text) => text.replace('Per conto di: mario@', 'Per conto di: luigi@')],
    ['errore="altro"', (text) => text.replace('errore="nessuno"', 'errore="altro"')],
    ['identificativo vuoto', (text) => text.replace(/<identificativo>.*<\/id/, '<identificativo></id')],
    ['la prima parte', (text) => text.replace('multipart/alternative', 'application/x')],
    ['manca la parte multipart/mixed', (text) => text.replace('Content-Type: multipart/mixed', 'Content-Type: x/y')],
  ];
  for (const [expected, change] of cases) {
    const faults = await envelopeFaults(change);
    assert.ok(
      faults.some((fault) => fault.includes(expected)),
      `${expected}: ${faults.join(' | ')}`,
    );
  }
});

test('an envelope must fit its transaction: sender, and our recipients among the certified ones', async () => {
  const other = await envelopeFaults((text) => text, { ...OURS, mailFrom: 'luigi@pec.alfa.example' });
  assert.match(other[0]!, /non coincide con luigi/);
  assert.deepEqual(await envelopeFaults((text) => text, { ...OURS, mailFrom: 'MARIO@PEC.alfa.example' }), []);
  for (const recipient of ['anna@posta.example', 'nessuno@pec.beta.example']) {
    const faults = await envelopeFaults((text) => text, { ...OURS, recipients: [recipient] });
    assert.deepEqual(faults, [`${recipient} non è tra i destinatari certificati`]);
  }
});

test('an envelope that does not say which receipt is asked for is correct: completa; a receipt must say it', async () => {
  const silent = (text: string) => text.replace(/<ricevuta .*\/>/, '');
  assert.deepEqual(await envelopeFaults(silent), []);
  assert.deepEqual(await noticeFaults(notice('M11'), silent), ["manca l'elemento ricevuta"]);
});

test('a notice must bear the elements of its type, about certified recipients', async () => {
  const without = (name: string) => (text: string) => text.replace(new RegExp(`<${name}>.*</${name}>`), '');
  assert.deepEqual(await noticeFaults(notice('M11'), without('consegna')), ["manca l'elemento consegna"]);
  assert.deepEqual(await noticeFaults(notice('M5'), without('ricezione')), ["manca l'elemento ricezione"]);
  assert.deepEqual(await noticeFaults(notice('M14'), without('errore-esteso')), ["manca l'elemento errore-esteso"]);
  const stranger = (text: string) => text.replace('<consegna>ufficio@pec.beta', '<consegna>anna@posta');
  assert.match((await noticeFaults(notice('M11'), stranger))[0]!, /in consegna non è tra i destinatari certificati/);
});

test('peers that put the recipient of a virus detection into ricezione are understood', async () => {
  const moved = (text: string) => text.replace(/<consegna>(.*)<\/consegna>/, '<ricezione>$1</ricezione>');
  assert.deepEqual(await noticeFaults(notice('M7'), moved), []);
});

test('nothing that does not matter is a fault: part order, disposition, Subject, X-TipoRicevuta, extra headers', async () => {
  const changes: ((text: string) => string)[] = [
    (text) => text.replaceAll('Content-Disposition: inline', 'Content-Disposition: attachment'),
    (text) => text.replace(/^Subject: .*$/m, 'Subject: altro'),
    (text) => text.replace(/^X-TipoRicevuta: .*\r\n/m, ''),
    (text) => `X-Attachment: yes\r\nX-Priority: 1\r\n${text}`,
    (text) => text.replace('Per conto di: ', 'On behalf of: '),
  ];
  for (const change of changes) assert.deepEqual(await envelopeFaults(change), []);
});

test('what no other provider may send us is never expected: M1-M3, M6, M9, M10, unknown values, ordinary mail', async () => {
  for (const number of ['M1', 'M2', 'M3', 'M9', 'M10'] as const) {
    assert.match((await noticeFaults(notice(number)))[0]!, /non atteso/, number);
  }
  assert.match((await faultsOf('From: a@b.example\n\nCiao.\n', OURS))[0]!, /non atteso/);
  const unknown = await noticeFaults(notice('M11'), (text) => text.replace('avvenuta-consegna', 'mancata-consegna'));
  assert.match(unknown[0]!, /mancata-consegna/);
});

test('every number has one kind of arrival (spec 9.2)', () => {
  assert.equal(arrivalOf('M4'), 'envelope');
  for (const number of ['M8', 'M11', 'M12', 'M13', 'M14'] as const) assert.equal(arrivalOf(number), 'user-notice');
  for (const number of ['M5', 'M7'] as const) assert.equal(arrivalOf(number), 'provider-notice');
  for (const number of ['M1', 'M2', 'M3', 'M6', 'M9', 'M10', 'unknown'] as const) {
    assert.equal(arrivalOf(number), 'unexpected');
  }
});

test('another Message-ID inside, or an original where none belongs, is a warning only', async () => {
  const text = inClear(rendered(envelopeOf(original())));
  const at = text.lastIndexOf('Message-ID: <alfa1');
  const changed = `${text.slice(0, at)}Message-ID: <altro${text.slice(at + 18)}`;
  const message = await readMessage(crlf(changed));
  assert.deepEqual(checkReceived(message, OURS), []);
  assert.equal(checkWarnings(message).length, 1);
});

test('T89 what was received is remembered under the key it was issued under: per recipient, and per notice', async () => {
  const envelope = await readMessage(rendered(envelopeOf(original())));
  assert.deepEqual(receivedKeys(envelope, ['A@b.example', 'c@d.example']), [
    noticeKey(base.issuer.domain, 'M4', FACTS.identificativo, 'a@b.example'),
    noticeKey(base.issuer.domain, 'M4', FACTS.identificativo, 'c@d.example'),
  ]);
  for (const notification of NOTIFICATIONS) {
    const facts = factsFor(notification.number);
    const message = await readMessage(rendered(buildNotification({ ...base, facts, notification })));
    assert.deepEqual(receivedKeys(message, [FACTS.sender]), [
      noticeKey(base.issuer.domain, notification.number, FACTS.identificativo, noticeRecipient(notification)),
    ]);
  }
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { ADDRESS_FAULT, indexMime } from '#mime';
import { checkForm, type FormInput, GUARANTEED_LIMITS } from './check-form.ts';
import { ADDRESS_FAULT_TEXT } from './fault-texts.ts';
import { crlf } from './test-samples.ts';

const MIB = 1_048_576;
const GOOD = {
  From: 'Mario Rossi <mario@pec.alfa.example>',
  To: 'ufficio@pec.beta.example',
  Cc: 'anna@posta.example',
  Subject: 'Prova',
  Date: 'Sun, 1 Mar 2026 10:00:00 +0100',
};
type Fields = Partial<Record<keyof typeof GOOD | 'Bcc', string | undefined>>;

/** Faults of a good message with these fields changed; an undefined one is left out. */
function faults(changed: Fields = {}, more: Partial<FormInput> & { raw?: string } = {}): readonly string[] {
  const fields = Object.entries({ ...GOOD, ...changed }).filter(([, value]) => value !== undefined);
  const header = fields.map(([name, value]) => `${name}: ${value}\n`).join('');
  const bytes = crlf(`${header}${more.raw ?? ''}\nTesto.\n`);
  return checkForm({
    index: indexMime(bytes),
    mailFrom: 'mario@pec.alfa.example',
    recipients: ['ufficio@pec.beta.example', 'anna@posta.example'],
    size: bytes.length,
    limits: GUARANTEED_LIMITS,
    ...more,
  });
}

test('a good message has no faults', () => {
  assert.deepEqual(faults(), []);
});

test('T04 a message without From is refused', () => {
  assert.deepEqual(faults({ From: undefined }), ['manca il campo From']);
});

test('T04 a From of two addresses, or of none that can be read, is refused', () => {
  assert.equal(faults({ From: 'mario@pec.alfa.example, luigi@pec.alfa.example' }).length, 1);
  assert.equal(faults({ From: 'Mario Rossi' }).length, 1);
  assert.equal(faults({ From: '' }).length, 1);
});

test('T05 a message without To is refused, even with a Cc', () => {
  assert.deepEqual(faults({ To: undefined, Cc: 'ufficio@pec.beta.example, anna@posta.example' }), [
    'manca il campo To',
  ]);
});

test('T05 a To that names nobody is refused', () => {
  const cc = 'ufficio@pec.beta.example, anna@posta.example';
  assert.deepEqual(faults({ To: 'undisclosed-recipients:;', Cc: cc }), ['il campo To non contiene alcun indirizzo']);
});

test('T06 a To with a blank in the domain is refused', () => {
  const found = faults({ To: 'x@pec. domain.it' }, { recipients: ['anna@posta.example'] });
  assert.deepEqual(found, [
    'il campo To contiene un indirizzo non valido (un indirizzo contiene uno spazio: "x@pec. domain.it")',
  ]);
});

test('whatever is wrong with an address is told in Italian, and what it was found in', () => {
  const told = (to: string) => faults({ To: to }, { recipients: ['anna@posta.example'] });
  assert.deepEqual(
    ['mario', 'a@b', 'a@a.example,', '"aperte <a@a.example>', 'Gruppo: a@a.example'].map((to) => told(to)[0]),
    [
      'il campo To contiene un indirizzo non valido (un indirizzo è senza @: "mario")',
      'il campo To contiene un indirizzo non valido (il dominio non è valido: "a@b")',
      'il campo To contiene un indirizzo non valido (manca un indirizzo)',
      'il campo To contiene un indirizzo non valido (le virgolette non sono chiuse)',
      'il campo To contiene un indirizzo non valido (un gruppo non è chiuso)',
    ],
  );
  const english = new Set<string>(Object.values(ADDRESS_FAULT));
  assert.deepEqual(
    Object.values(ADDRESS_FAULT_TEXT).filter((text) => english.has(text)),
    [],
  );
});

test('T07 a From other than the reverse path is refused', () => {
  const found = faults({ From: 'luigi@pec.alfa.example' });
  assert.equal(found.length, 1);
  assert.match(found[0]!, /luigi@pec\.alfa\.example .*non coincide con il mittente mario@pec\.alfa\.example/);
});

test('T08 a From that differs from the reverse path in letter case passes', () => {
  assert.deepEqual(faults({ From: 'MARIO@pec.Alfa.example' }), []);
});

test('T09 a recipient that stands in neither To nor Cc is named in the refusal', () => {
  const found = faults({}, { recipients: ['ufficio@pec.beta.example', 'nascosto@pec.beta.example'] });
  assert.deepEqual(found, ["l'indirizzo email nascosto@pec.beta.example non appare nei campi To o Cc"]);
});

test('T09 recipients are compared without regard to letter case', () => {
  assert.deepEqual(faults({}, { recipients: ['UFFICIO@PEC.beta.example'] }), []);
});

test('T10 an address in To that is no recipient passes: a client may split a message', () => {
  assert.deepEqual(faults({}, { recipients: ['ufficio@pec.beta.example'] }), []);
});

test('T11 a Bcc with a value is refused, an empty one passes', () => {
  assert.deepEqual(faults({ Bcc: 'capo@pec.alfa.example' }), ['il campo Bcc contiene un valore']);
  assert.deepEqual(faults({ Bcc: '' }), []);
  assert.deepEqual(faults({ Bcc: ' ' }), []);
});

test('T12 fifty recipients of 600 kB, 30 MB in all, are accepted whatever the provider grants', () => {
  const recipients = Array.from({ length: 50 }, (_, i) => `u${i}@pec.beta.example`);
  const limits = { maxRecipients: 1, maxBytesTimesRecipients: 1, maxBytes: 1 };
  assert.deepEqual(faults({ To: recipients.join(',\n ') }, { recipients, size: 600_000, limits }), []);
  assert.equal(faults({ To: recipients.join(',\n ') }, { recipients, size: 700_000, limits }).length, 1);
});

test('T13 fifty-one recipients are accepted or refused as the provider is configured', () => {
  const recipients = Array.from({ length: 51 }, (_, i) => `u${i}@pec.beta.example`);
  const To = recipients.join(',\n ');
  assert.equal(faults({ To }, { recipients }).length, 1);
  assert.deepEqual(faults({ To }, { recipients, limits: { ...GUARANTEED_LIMITS, maxRecipients: 100 } }), []);
});

test('T14 two recipients of 16 MiB are refused for size, unless more is granted', () => {
  assert.deepEqual(faults({}, { size: 16 * MIB }), ['ecceduta la dimensione massima del messaggio']);
  const limits = { maxRecipients: 50, maxBytesTimesRecipients: Number.POSITIVE_INFINITY, maxBytes: 100 * MIB };
  assert.deepEqual(faults({}, { size: 100 * MIB, limits }), []);
  assert.equal(faults({}, { size: 100 * MIB + 1, limits }).length, 1);
});

test('T16 several faults are all told together', () => {
  const found = faults(
    { From: 'luigi@pec.alfa.example', To: undefined, Bcc: 'x@y.example' },
    { size: 16 * MIB, recipients: ['a@b.example', 'c@d.example'], policyFaults: ['vietato'] },
  );
  assert.equal(found.length, 7);
});

test('a header section against RFC 5322 is refused in Italian: repeated fields, no colon, octets above 127', () => {
  const repeated = faults({}, { raw: 'Subject: di nuovo\n' });
  assert.deepEqual(repeated, ['il campo Subject è presente più di una volta']);
  assert.match(faults({}, { raw: 'senza due punti\n' })[0]!, /RFC 5322: una riga non contiene/);
  assert.match(faults({ Subject: 'perché' })[0]!, /RFC 5322: contiene caratteri non ammessi/);
  assert.match(faults({ Cc: 'anna@' }, { recipients: [] })[0]!, /^il campo Cc contiene un indirizzo non valido/);
});

test('a line over 998 octets is refused, in the header and in the body, and told once', () => {
  assert.equal(faults({ Subject: 'x'.repeat(1000) }).length, 1);
  assert.deepEqual(faults({}, { raw: `\n${'x'.repeat(999)}\n` }), [
    'il messaggio contiene una riga più lunga di 998 caratteri',
  ]);
});

test('a message without Date or Message-ID is not refused', () => {
  assert.deepEqual(faults({ Date: undefined }), []);
});

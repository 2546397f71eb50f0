import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Daticert, factsOf } from './daticert.ts';
import { ELEMENT_MATRIX } from './element-matrix.ts';
import type { DaticertType } from './facts.ts';
import { legalDate } from './legal-time.ts';
import { readDaticert } from './read-daticert.ts';
import { AT, FACTS } from './test-samples.ts';
import { ERRORI, RECEIPT_TYPES, RECIPIENT_TYPES, TIPI } from './wire.ts';
import { writeDaticert } from './write-daticert.ts';

const utf8 = new TextEncoder();

// Text that XML and trimming leave as it is.
const words = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .map((text) => text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '').trim())
  .filter((text) => text !== '');
const address = fc.emailAddress();

/** Content that the element matrix allows for `tipo`. */
function content(tipo: DaticertType): fc.Arbitrary<Daticert> {
  const row = ELEMENT_MATRIX[tipo];
  const always = <T>(presence: 'M' | '-', value: fc.Arbitrary<T>) =>
    presence === 'M' ? value : fc.constant(undefined);
  return fc
    .record({
      errore: fc.constantFrom(...row.errors),
      sender: address,
      recipients: fc.array(
        fc.record({ address, type: fc.constantFrom(...RECIPIENT_TYPES) }, { noNullPrototype: true }),
        { minLength: 1 },
      ),
      replyTo: address,
      subject: fc.option(words, { nil: undefined }),
      issuerName: words,
      at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
      identificativo: fc.constant('1@gestore-alfa.example'),
      msgid: fc.option(fc.constant('<a&b@x.example>'), { nil: undefined }),
      receiptType: always(row.ricevuta, fc.constantFrom(...RECEIPT_TYPES)),
      consegna: always(row.consegna, address),
      ricezione: always(row.ricezione, fc.array(address, { minLength: 1 })),
      erroreEsteso: always(row.erroreEsteso, words),
    })
    .map(({ at, ...rest }) => {
      const given = Object.entries(rest).filter(([, value]) => value !== undefined);
      return { tipo, ...legalDate(at), ...Object.fromEntries(given) } as Daticert;
    });
}

test('T50 what is written is read back the same, for all eight types', () => {
  for (const tipo of TIPI) {
    fc.assert(
      fc.property(content(tipo), (daticert) => {
        const reading = readDaticert(writeDaticert(daticert));
        assert.ok(reading.ok);
        assert.deepEqual(reading.value, daticert);
        assert.deepEqual(reading.warnings, []);
      }),
      { numRuns: 50 },
    );
  }
});

test('T51 content outside the element matrix is never written', () => {
  const optional = { receiptType: 'completa', consegna: 'a@b.example', ricezione: ['a@b.example'], erroreEsteso: 'x' };
  for (const tipo of TIPI) {
    const row = ELEMENT_MATRIX[tipo];
    for (const errore of ERRORI) {
      for (let mask = 0; mask < 16; mask++) {
        const given = Object.entries(optional).filter((_, i) => mask & (1 << i));
        const daticert = { ...plain(tipo), errore, ...Object.fromEntries(given) } as Daticert;
        const fits =
          row.errors.includes(errore) &&
          ([row.ricevuta, row.consegna, row.ricezione, row.erroreEsteso] as const).every(
            (presence, i) => (presence === 'M') === Boolean(mask & (1 << i)),
          );
        if (fits) assert.ok(readDaticert(writeDaticert(daticert)).ok);
        else
          assert.throws(() => writeDaticert(daticert), /daticert\.xml cannot be written/, `${tipo} ${errore} ${mask}`);
      }
    }
  }
});

test('T52 zona, giorno and ora stand in the XML as legal time', () => {
  const text = new TextDecoder().decode(writeDaticert(plain('accettazione')));
  assert.match(text, /<data zona="\+0100"><giorno>01\/03\/2026<\/giorno><ora>10:00:00<\/ora><\/data>/);
});

test('T55 a subject with markup and emoji survives in oggetto', () => {
  const subject = `Ordine <42> & "fattura" d'acquisto 📨 €`;
  const reading = readDaticert(writeDaticert({ ...plain('accettazione'), subject }));
  assert.ok(reading.ok);
  assert.equal(reading.value.subject, subject);
});

test('T62 a daticert with an external entity, or with entities that multiply, is refused without following them', () => {
  const secret = '<!DOCTYPE postacert [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
  const laughs =
    '<!DOCTYPE postacert [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' +
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>';
  const body = new TextDecoder().decode(writeDaticert(plain('accettazione')));
  for (const [doctype, entity] of [
    [secret, '&x;'],
    [laughs, '&d;'],
  ]) {
    const xml = body.replace('?>\n', `?>\n${doctype}`).replace('Prova', entity!);
    const reading = readDaticert(utf8.encode(xml));
    assert.deepEqual(reading, { ok: false, fault: "l'XML contiene una DTD" });
  }
});

test('a daticert may name the DTD of the norm: nothing is fetched, nothing is refused', () => {
  const body = new TextDecoder().decode(writeDaticert(plain('accettazione')));
  for (const external of ['', ' SYSTEM "daticert.dtd"', ` PUBLIC '-//x//y' "http://192.0.2.1/daticert.dtd" `]) {
    for (const start of ['', '\ufeff']) {
      const xml = start + body.replace('?>\n', `?>\n<!DOCTYPE postacert${external}>\n`);
      assert.ok(readDaticert(utf8.encode(xml)).ok, xml.slice(0, 120));
    }
  }
  const other = body.replace('?>\n', '?>\n<!DOCTYPE html SYSTEM "daticert.dtd">');
  assert.equal(readDaticert(utf8.encode(other)).ok, false);
});

test('elements in another order, unknown ones and blanks around values are tolerated', () => {
  const xml = `\ufeff<?xml version="1.0"?><postacert tipo="avvenuta-consegna" x="y"><dati><ignoto/><ricevuta tipo="complet"/>
    <consegna> b@pec.example </consegna><identificativo>
    1@x.example </identificativo><data zona="+0200"><ora>10:00:00</ora><giorno>01/07/2026</giorno></data>
    <gestore-emittente>G</gestore-emittente></dati><intestazione><risposte>a@pec.example</risposte>
    <destinatari>b@pec.example</destinatari><mittente>a@pec.example</mittente></intestazione></postacert>`;
  const reading = readDaticert(utf8.encode(xml));
  assert.ok(reading.ok);
  assert.deepEqual(reading.value.recipients, [{ address: 'b@pec.example', type: 'certificato' }]);
  assert.equal(reading.value.errore, 'nessuno');
  assert.equal(reading.value.identificativo, '1@x.example');
  assert.equal(reading.value.receiptType, 'completa');
  assert.equal(reading.at, Date.parse('2026-07-01T08:00:00Z'));
  assert.equal(reading.warnings.length, 1);
});

test('octets that are not UTF-8 are read as ISO-8859-1 and the reading says so', () => {
  const xml = new TextDecoder().decode(writeDaticert({ ...plain('accettazione'), subject: 'QUALITA#' }));
  const bytes = utf8.encode(xml);
  bytes[bytes.indexOf(0x23)] = 0xe0;
  const reading = readDaticert(bytes);
  assert.ok(reading.ok);
  assert.equal(reading.value.subject, 'QUALITAà');
  assert.equal(reading.degraded, true);
});

test('what the DTD does not allow is no reading: broken XML, another root, unknown words, missing or doubled elements', () => {
  const xml = new TextDecoder().decode(writeDaticert(plain('accettazione')));
  const spoilt = [
    xml.replace('</dati>', ''),
    xml.replaceAll('postacert', 'daticert'),
    xml.replace('tipo="accettazione"', 'tipo="mancata-consegna"'),
    xml.replace(' tipo="accettazione"', ''),
    xml.replace('errore="nessuno"', 'errore="boh"'),
    xml.replace('tipo="certificato"', 'tipo="forse"'),
    xml.replace(/<identificativo>.*<\/identificativo>/, ''),
    xml.replace(/<mittente>.*<\/mittente>/, ''),
    xml.replace(/<destinatari[\s\S]*<\/destinatari>/, ''),
    xml.replace(/(<identificativo>.*<\/identificativo>)/, '$1$1'),
    xml.replace('Prova', 'Rossi & figli'),
    '',
  ];
  for (const bad of spoilt) {
    assert.notEqual(bad, xml);
    const reading = readDaticert(utf8.encode(bad));
    assert.equal(reading.ok, false, bad);
  }
});

test('arbitrary octets never make the reader throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof readDaticert(bytes).ok === 'boolean'));
});

test('the facts of a message come back whole from its certification data', () => {
  const reading = readDaticert(writeDaticert({ ...plain('posta-certificata'), receiptType: 'breve' }));
  assert.ok(reading.ok);
  assert.deepEqual(factsOf(reading.value), { ...FACTS, receiptType: 'breve' });
});

function plain(tipo: DaticertType): Daticert {
  return {
    tipo,
    errore: 'nessuno',
    sender: FACTS.sender,
    recipients: FACTS.recipients,
    replyTo: FACTS.replyTo,
    subject: 'Prova',
    issuerName: 'Gestore Alfa S.p.A.',
    ...legalDate(AT),
    identificativo: FACTS.identificativo,
    msgid: '<abc.1@client.example>',
  };
}

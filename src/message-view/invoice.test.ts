import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentKind } from './content-kind.ts';
import { findPart } from './find-part.ts';
import { readInvoice } from './invoice.ts';
import { FIELDS, messageOf, multipart, PORTS, signedDocument } from './test-view.ts';
import { viewMessage } from './view-message.ts';
import { viewPart } from './view-part.ts';

const octets = (text: string) => new TextEncoder().encode(text);
const INVOICE = `<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPA12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader>
<DatiTrasmissione><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>UFABCD</CodiceDestinatario></DatiTrasmissione>
<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567890</IdCodice></IdFiscaleIVA>
<Anagrafica><Denominazione>Ditta Verdi &amp; C.</Denominazione></Anagrafica></DatiAnagrafici>
<Sede><Indirizzo>Via Roma</Indirizzo><NumeroCivico>1</NumeroCivico><CAP>00100</CAP><Comune>Roma</Comune><Provincia>RM</Provincia><Nazione>IT</Nazione></Sede></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici><CodiceFiscale>80000000000</CodiceFiscale><Anagrafica><Denominazione>Comune di Prova</Denominazione></Anagrafica></DatiAnagrafici></CessionarioCommittente>
</FatturaElettronicaHeader>
<FatturaElettronicaBody>
<DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-03-02</Data><Numero>12/A</Numero><ImportoTotaleDocumento>122.00</ImportoTotaleDocumento></DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Carta</Descrizione><Quantita>10.00</Quantita><UnitaMisura>risme</UnitaMisura><PrezzoUnitario>10.00</PrezzoUnitario><PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>
<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>100.00</ImponibileImporto><Imposta>22.00</Imposta></DatiRiepilogo></DatiBeniServizi>
<DatiPagamento><DettaglioPagamento><DataScadenzaPagamento>2026-04-01</DataScadenzaPagamento><ImportoPagamento>122.00</ImportoPagamento><IBAN>IT00X</IBAN></DettaglioPagamento></DatiPagamento>
</FatturaElettronicaBody>
</p:FatturaElettronica>`;

test('an invoice is read as rows and lines', () => {
  const invoice = readInvoice(octets(INVOICE))!;
  assert.equal(invoice.title, 'Fattura n. 12/A del 02/03/2026');
  assert.equal(invoice.total, '122,00 EUR');
  assert.deepEqual(invoice.lines, [
    { text: 'Carta', quantity: '10 risme', price: '10,00', total: '100,00 (IVA 22 %)' },
  ]);
  assert.deepEqual(invoice.faults, []);
  const rows = new Map(invoice.rows.map(({ label, value }) => [label, value]));
  assert.deepEqual(
    [invoice.rows[0]?.label, invoice.rows.at(-1)?.label],
    ['Fornitore', 'Formato'],
    'who wants money comes first',
  );
  assert.equal(rows.get('Formato'), 'FPA12');
  assert.equal(rows.get('Fornitore'), 'Ditta Verdi & C.');
  assert.equal(rows.get('Partita IVA del fornitore'), 'IT01234567890');
  assert.equal(rows.get('Sede del fornitore'), 'Via Roma 1, 00100 Roma RM, IT');
  assert.equal(rows.get('Cliente'), 'Comune di Prova');
  assert.equal(rows.get('Scadenza del pagamento'), '01/04/2026');
});

test('a total that is no sum is told', () => {
  const invoice = readInvoice(
    octets(INVOICE.replace('>122.00</ImportoTotaleDocumento>', '>922.00</ImportoTotaleDocumento>')),
  );
  assert.match(invoice!.faults.join(), /922,00.*122,00/);
});

test('amounts are written as in Italy, whatever they are', () => {
  const totalOf = (total: string) =>
    readInvoice(
      octets(INVOICE.replace('>122.00</ImportoTotaleDocumento>', `>${total}</ImportoTotaleDocumento>`)),
    )!.rows.find(({ label }) => label === 'Totale del documento')?.value;
  const written = ['1234567.50', '-0.10', '1000', '0.00', '12.3456', 'molti'].map(totalOf);
  assert.deepEqual(written, ['1.234.567,50 EUR', '-0,10 EUR', '1.000,00 EUR', '0,00 EUR', '12,3456 EUR', 'molti EUR']);
});

test('a simplified invoice is read too', () => {
  const invoice = readInvoice(
    octets(`<FatturaElettronicaSemplificata versione="FSM10"><FatturaElettronicaHeader>
<CedentePrestatore><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>1</IdCodice></IdFiscaleIVA><Nome>Ada</Nome><Cognome>Neri</Cognome></CedentePrestatore>
<CessionarioCommittente><IdentificativiFiscali><CodiceFiscale>X</CodiceFiscale></IdentificativiFiscali></CessionarioCommittente></FatturaElettronicaHeader>
<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento><Divisa>EUR</Divisa><Data>2026-01-02</Data><Numero>7</Numero></DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi><Descrizione>Caffè</Descrizione><Importo>1.20</Importo></DatiBeniServizi></FatturaElettronicaBody></FatturaElettronicaSemplificata>`),
  )!;
  assert.equal(invoice.title, 'Fattura semplificata n. 7 del 02/01/2026');
  assert.equal(invoice.total, '1,20 EUR');
  assert.equal(invoice.rows.find(({ label }) => label === 'Fornitore')?.value, 'Ada Neri');
});

test('entities and a DTD are refused, other XML is no invoice', () => {
  const hostile = INVOICE.replace('?>\n', '?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n').replace(
    'Carta',
    '&e;',
  );
  assert.equal(readInvoice(octets(hostile)), undefined);
  assert.equal(readInvoice(octets('<x/>')), undefined);
  assert.equal(readInvoice(octets('<FatturaElettronica/>')), undefined);
});

test('a signed invoice is told as one, and is read from inside its signature', async () => {
  const p7m = await signedDocument(octets(INVOICE));
  const message = messageOf(multipart(FIELDS, [{ type: 'application/pkcs7-mime', name: 'IT01_1.xml.p7m', body: p7m }]));
  const { letter } = await viewMessage(message, [], PORTS);
  assert.equal(letter.attachments[0]?.inside?.[0]?.shows, 'invoice');
  for (const path of ['1', '1!1']) {
    const read = await viewPart((await findPart(message, path, PORTS.archives))!, path, PORTS);
    assert.equal(read?.kind === 'invoice' && read.title, 'Fattura n. 12/A del 02/03/2026');
  }
});

test('octets are told apart by themselves', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['\x89PNG\r\n\x1a\n', 'png'],
    ['BM a text that begins so', 'text'],
    ['<svg onload=x>', 'html'],
    ['  <!DOCTYPE html>', 'html'],
    ['<?xml version="1.0"?>\n<x:postacert tipo="a"', 'daticert'],
    ['<?xml version="1.0"?><a/>', 'xml'],
    ['BEGIN:VCALENDAR', 'calendar'],
    ['From: a@b.example\r\nDate: x\r\nMessage-ID: <x>\r\n\r\n', 'message'],
    ['From: only one field', 'text'],
    ['-----BEGIN PKCS7-----\nMII', 'cms'],
    ['MILAN is a town in Italy, and this is a text that begins so', 'text'],
    ['\0\x01', 'unknown'],
  ];
  for (const [text, kind] of cases) assert.equal(contentKind(Buffer.from(text, 'latin1')), kind, text);
});

test('a kind of document that nobody knows is an invoice, whatever it is called', () => {
  for (const kind of ['TD99', 'constructor', '__proto__'])
    assert.equal(readInvoice(octets(INVOICE.replace('TD01', kind)))!.title, 'Fattura n. 12/A del 02/03/2026', kind);
});

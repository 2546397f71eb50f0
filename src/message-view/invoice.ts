import { readXml, type XmlElement, XmlFault } from '#xml';
import type { Row } from './daticert-rows.ts';
import { TIPO_DOCUMENTO } from './invoice-words.ts';

/** An electronic invoice (FatturaPA 1.2: FPA12, FPR12; simplified: FSM10), as a person reads it. */
export interface InvoiceView {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly lines: readonly {
    readonly text: string;
    readonly quantity?: string;
    readonly price?: string;
    readonly total: string;
  }[];
  /** Of all its documents, with the currency. */
  readonly total: string;
  /** What contradicts itself, in Italian: sums above all. */
  readonly faults: readonly string[];
}

/** Scans of the paper invoice may be inside, in base64. */
const LIMITS = { octets: 12 * 1024 * 1024, elements: 200_000 };
const MAX_BODIES = 100;
const MAX_LINES = 2_000;

/** Reads it, without DTD and entities. Undefined when it is no invoice, or cannot be read as XML. */
export function readInvoice(octets: Uint8Array): InvoiceView | undefined {
  const root = read(octets);
  if (root === undefined) return undefined;
  const name = localName(root);
  const header = child(root, 'FatturaElettronicaHeader');
  const bodies = children(root, 'FatturaElettronicaBody').slice(0, MAX_BODIES);
  const isSimple = name === 'FatturaElettronicaSemplificata';
  if ((!isSimple && name !== 'FatturaElettronica') || bodies.length === 0) return undefined;
  const documents = bodies.map((body) => (isSimple ? simpleDocument(body) : fullDocument(body)));
  const [first] = documents;
  return {
    title: `${first!.kind} n. ${first!.number} del ${italianDate(first!.date)}`,
    rows: [
      ...parties(header, isSimple),
      ...documents.flatMap((document, at) => documentRows(document, at, documents.length)),
      {
        label: 'Formato',
        value: root.attributes.get('versione') ?? text(header, 'DatiTrasmissione/FormatoTrasmissione'),
      },
    ].filter(({ value }) => value !== ''),
    lines: documents.flatMap(({ lines }) => lines).slice(0, MAX_LINES),
    total: totalOf(documents),
    faults: documents.flatMap(({ faults }) => faults),
  };
}

interface Document {
  readonly kind: string;
  readonly number: string;
  readonly date: string;
  readonly currency: string;
  readonly total: string;
  readonly lines: InvoiceView['lines'];
  readonly rows: readonly Row[];
  readonly faults: readonly string[];
}

function read(octets: Uint8Array): XmlElement | undefined {
  try {
    return readXml(octets, LIMITS).root;
  } catch (fault) {
    if (fault instanceof XmlFault) return undefined;
    throw fault;
  }
}

function parties(header: XmlElement | undefined, isSimple: boolean): readonly Row[] {
  const seller = child(header, 'CedentePrestatore');
  const buyer = child(header, 'CessionarioCommittente');
  const dataOf = (party: XmlElement | undefined) => (isSimple ? party : child(party, 'DatiAnagrafici'));
  const codeOf = (party: XmlElement | undefined) =>
    isSimple ? (at(party, 'IdentificativiFiscali') ?? party) : dataOf(party);
  return [
    { label: 'Fornitore', value: nameIn(isSimple ? at(seller, '') : at(dataOf(seller), 'Anagrafica')) },
    { label: 'Partita IVA del fornitore', value: vat(codeOf(seller)) },
    { label: 'Codice fiscale del fornitore', value: text(codeOf(seller), 'CodiceFiscale') },
    { label: 'Sede del fornitore', value: address(child(seller, 'Sede')) },
    {
      label: 'Cliente',
      value: nameIn(isSimple ? at(buyer, 'AltriDatiIdentificativi') : at(dataOf(buyer), 'Anagrafica')),
    },
    { label: 'Partita IVA del cliente', value: vat(codeOf(buyer)) },
    { label: 'Codice fiscale del cliente', value: text(codeOf(buyer), 'CodiceFiscale') },
    { label: 'Sede del cliente', value: address(at(buyer, isSimple ? 'AltriDatiIdentificativi/Sede' : 'Sede')) },
    { label: 'Codice destinatario', value: text(header, 'DatiTrasmissione/CodiceDestinatario') },
    { label: 'PEC del destinatario', value: text(header, 'DatiTrasmissione/PECDestinatario') },
  ];
}

function fullDocument(body: XmlElement): Document {
  const data = at(body, 'DatiGenerali/DatiGeneraliDocumento');
  const currency = text(data, 'Divisa') || 'EUR';
  const summaries = children(at(body, 'DatiBeniServizi'), 'DatiRiepilogo');
  const taxable = sum(summaries.map((each) => text(each, 'ImponibileImporto')));
  const tax = sum(summaries.map((each) => text(each, 'Imposta')));
  const written = text(data, 'ImportoTotaleDocumento');
  const computed = taxable + tax;
  const rounding = Number(text(data, 'Arrotondamento') || 0);
  return {
    kind: TIPO_DOCUMENTO.get(text(data, 'TipoDocumento')) ?? 'Fattura',
    number: text(data, 'Numero'),
    date: text(data, 'Data'),
    currency,
    total: written || computed.toFixed(2),
    lines: children(at(body, 'DatiBeniServizi'), 'DettaglioLinee').map((line) => ({
      text: text(line, 'Descrizione'),
      ...some('quantity', [decimal(text(line, 'Quantita'), 0), text(line, 'UnitaMisura')].filter(Boolean).join(' ')),
      ...some('price', decimal(text(line, 'PrezzoUnitario'))),
      total: `${decimal(text(line, 'PrezzoTotale'))} (IVA ${decimal(text(line, 'AliquotaIVA'), 0)} %)`,
    })),
    rows: [
      ...children(data, 'Causale').map((each) => ({ label: 'Causale', value: each.text })),
      ...summaries.map((each) => ({
        label: `Imponibile IVA ${decimal(text(each, 'AliquotaIVA'), 0)} %`,
        value: money(each, currency),
      })),
      ...paymentRows(body, currency),
      ...children(body, 'Allegati').map((each) => ({ label: 'Allegato', value: text(each, 'NomeAttachment') })),
    ],
    faults: sumFaults(written, computed + rounding),
  };
}

function simpleDocument(body: XmlElement): Document {
  const data = at(body, 'DatiGenerali/DatiGeneraliDocumento');
  const currency = text(data, 'Divisa') || 'EUR';
  const lines = children(body, 'DatiBeniServizi');
  const total = sum(lines.map((line) => text(line, 'Importo')));
  return {
    kind: TIPO_DOCUMENTO.get(text(data, 'TipoDocumento')) ?? 'Fattura semplificata',
    number: text(data, 'Numero'),
    date: text(data, 'Data'),
    currency,
    total: total.toFixed(2),
    lines: lines.map((line) => ({ text: text(line, 'Descrizione'), total: decimal(text(line, 'Importo')) })),
    rows: [],
    faults: [],
  };
}

/** A cent for each line may be lost in rounding; more than ten is a contradiction. */
const TOLERANCE = 0.1;

function sumFaults(written: string, computed: number): readonly string[] {
  const isOff = written !== '' && Math.abs(Number(written) - computed) > TOLERANCE;
  return isOff
    ? [
        `Il totale scritto (${decimal(written)}) non è la somma di imponibile e imposta (${decimal(computed.toFixed(2))})`,
      ]
    : [];
}

function paymentRows(body: XmlElement, currency: string): readonly Row[] {
  return children(body, 'DatiPagamento').flatMap((each) =>
    children(each, 'DettaglioPagamento').flatMap((detail) => [
      { label: 'Scadenza del pagamento', value: italianDate(text(detail, 'DataScadenzaPagamento')) },
      { label: 'Importo del pagamento', value: withCurrency(text(detail, 'ImportoPagamento'), currency) },
      { label: 'IBAN', value: text(detail, 'IBAN') },
    ]),
  );
}

function documentRows(document: Document, at: number, count: number): readonly Row[] {
  const { kind, number, date, rows, total, currency } = document;
  const heading = count > 1 ? [{ label: `Documento ${at + 1}`, value: `${kind} n. ${number}` }] : [];
  return [
    ...heading,
    { label: 'Numero', value: number },
    { label: 'Data', value: italianDate(date) },
    ...rows,
    { label: 'Totale del documento', value: withCurrency(total, currency) },
  ];
}

function totalOf(documents: readonly Document[]): string {
  const currency = documents[0]?.currency ?? 'EUR';
  return withCurrency(sum(documents.map(({ total }) => total)).toFixed(2), currency);
}

function money(summary: XmlElement, currency: string): string {
  return `${withCurrency(text(summary, 'ImponibileImporto'), currency)} (imposta ${decimal(text(summary, 'Imposta'))})`;
}

function withCurrency(amount: string, currency: string): string {
  return amount === '' ? '' : `${decimal(amount)} ${currency}`;
}

/** As Italians write a number: `1.220,50`; at least so many digits behind the comma. What is no decimal number stays as it is. */
function decimal(written: string, digits = 2): string {
  const found = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(written.trim());
  if (found === null) return written;
  const [, sign = '', whole = '', rest = ''] = found;
  const behind = rest.padEnd(digits, '0');
  return `${sign}${whole.replace(/\B(?=(?:\d{3})+$)/g, '.')}${behind === '' ? '' : `,${behind}`}`;
}

function sum(amounts: readonly string[]): number {
  const numbers = amounts.map(Number).filter((amount) => Number.isFinite(amount));
  return Math.round(numbers.reduce((total, amount) => total + amount, 0) * 100) / 100;
}

function italianDate(date: string): string {
  const found = /^(\d{4})-(\d\d)-(\d\d)/.exec(date);
  return found ? `${found[3]}/${found[2]}/${found[1]}` : date;
}

function nameIn(data: XmlElement | undefined): string {
  return text(data, 'Denominazione') || [text(data, 'Nome'), text(data, 'Cognome')].filter(Boolean).join(' ');
}

function vat(data: XmlElement | undefined): string {
  return [text(data, 'IdFiscaleIVA/IdPaese'), text(data, 'IdFiscaleIVA/IdCodice')].join('');
}

function address(place: XmlElement | undefined): string {
  const street = [text(place, 'Indirizzo'), text(place, 'NumeroCivico')].filter(Boolean).join(' ');
  const town = [text(place, 'CAP'), text(place, 'Comune'), text(place, 'Provincia')].filter(Boolean).join(' ');
  return [street, town, text(place, 'Nazione')].filter(Boolean).join(', ');
}

function some<K extends string>(key: K, value: string): { readonly [key in K]?: string } {
  return value === '' ? {} : ({ [key]: value } as { readonly [key in K]: string });
}

function text(element: XmlElement | undefined, path: string): string {
  return at(element, path)?.text ?? '';
}

function at(element: XmlElement | undefined, path: string): XmlElement | undefined {
  if (path === '') return element;
  return path.split('/').reduce<XmlElement | undefined>((place, name) => child(place, name), element);
}

function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((each) => localName(each) === name);
}

function children(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((each) => localName(each) === name) ?? [];
}

/** Namespaces are written with any prefix. */
function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1);
}

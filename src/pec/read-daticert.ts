import { readXml, type XmlElement, XmlFault } from '#xml';
import type { Daticert, DaticertReading } from './daticert.ts';
import type { Recipient } from './facts.ts';
import { XML_FAULT_TEXT } from './fault-texts.ts';
import { instantOf } from './legal-time.ts';
import { ERRORI, RECEIPT_TYPES, RECIPIENT_TYPES, TIPI, XML } from './wire.ts';
import { withoutDoctype } from './without-doctype.ts';

/** Something the DTD does not allow: the reading fails with this clause. */
class DaticertFault extends Error {}

/**
 * Reads a daticert.xml (spec 6.5): hardened against declarations and entities, any order of elements, unknown ones ignored, blanks around
 * values trimmed. Not a reading: XML that does not parse, another root, a value outside its list, an element of the DTD that is
 * missing or stands twice (T62).
 */
export function readDaticert(bytes: Uint8Array): DaticertReading {
  try {
    const { root, degraded } = readXml(withoutDoctype(bytes));
    const warnings: string[] = [];
    const value = readRoot(root, warnings);
    const at = instantOf(value);
    if (at === undefined) warnings.push(`data non riconosciuta: ${value.giorno} ${value.ora} ${value.zona}`);
    if (degraded) warnings.push('codifica UTF-8 non valida, letto come ISO-8859-1');
    return { ok: true, value, ...(at === undefined ? {} : { at }), warnings, degraded };
  } catch (error) {
    if (error instanceof XmlFault) return { ok: false, fault: XML_FAULT_TEXT[error.code] };
    if (error instanceof DaticertFault) return { ok: false, fault: error.message };
    throw error;
  }
}

function readRoot(root: XmlElement, warnings: string[]): Daticert {
  if (root.name !== XML.root) throw new DaticertFault(`l'elemento radice è ${root.name}`);
  const heading = one(root, XML.intestazione);
  const data = one(root, XML.dati);
  const date = one(data, XML.data);
  const subject = maybe(heading, XML.oggetto)?.text.trim();
  const ricevuta = maybe(data, XML.ricevuta);
  const ricezione = named(data, XML.ricezione).map((element) => element.text.trim());
  return {
    tipo: listed(TIPI, root.attributes.get(XML.tipo), XML.tipo),
    errore: listed(ERRORI, root.attributes.get(XML.errore) ?? 'nessuno', XML.errore),
    sender: text(heading, XML.mittente),
    recipients: readRecipients(heading),
    replyTo: text(heading, XML.risposte),
    ...optional('subject', subject),
    issuerName: text(data, XML.gestoreEmittente),
    zona: (date.attributes.get(XML.zona) ?? '').trim(),
    giorno: text(date, XML.giorno),
    ora: text(date, XML.ora),
    identificativo: text(data, XML.identificativo),
    ...optional('msgid', maybe(data, XML.msgid)?.text.trim()),
    ...(ricevuta ? { receiptType: receiptType(ricevuta, warnings) } : {}),
    ...optional('consegna', maybe(data, XML.consegna)?.text.trim()),
    ...(ricezione.length > 0 ? { ricezione } : {}),
    ...optional('erroreEsteso', maybe(data, XML.erroreEsteso)?.text.trim()),
  };
}

function readRecipients(heading: XmlElement): readonly Recipient[] {
  const recipients = named(heading, XML.destinatari).map((element) => ({
    address: element.text.trim(),
    type: listed(RECIPIENT_TYPES, element.attributes.get(XML.tipo) ?? 'certificato', `${XML.destinatari}/${XML.tipo}`),
  }));
  if (recipients.length === 0) throw new DaticertFault(`manca l'elemento ${XML.destinatari}`);
  return recipients;
}

/** A value outside the list counts as completa (spec 6.5 point 5). */
function receiptType(ricevuta: XmlElement, warnings: string[]) {
  const tipo = ricevuta.attributes.get(XML.tipo)?.trim() ?? '';
  const known = RECEIPT_TYPES.find((type) => type === tipo);
  if (!known) warnings.push(`tipo di ricevuta sconosciuto: ${tipo}`);
  return known ?? 'completa';
}

function listed<T extends string>(list: readonly T[], value: string | undefined, name: string): T {
  const found = list.find((word) => word === value?.trim());
  if (found === undefined) throw new DaticertFault(`il valore "${value ?? ''}" di ${name} non è previsto`);
  return found;
}

function optional<K extends string>(key: K, value: string | undefined): { [key in K]?: string } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { [key in K]: string });
}

function text(parent: XmlElement, name: string): string {
  return one(parent, name).text.trim();
}

function one(parent: XmlElement, name: string): XmlElement {
  const element = maybe(parent, name);
  if (!element) throw new DaticertFault(`manca l'elemento ${name}`);
  return element;
}

/** Two of an element that may stand once would let two readers read two things. */
function maybe(parent: XmlElement, name: string): XmlElement | undefined {
  const found = named(parent, name);
  if (found.length > 1) throw new DaticertFault(`l'elemento ${name} è presente più di una volta`);
  return found[0];
}

function named(parent: XmlElement, name: string): readonly XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

import { escapeAttribute, escapeText } from '#xml';
import type { Daticert } from './daticert.ts';
import { writingFaults } from './element-matrix.ts';
import { XML } from './wire.ts';

const utf8 = new TextEncoder();

/**
 * daticert.xml in UTF-8, children in the order of the DTD (RFC 6109 4.4; spec 6.1, 6.3; T50, T51). Throws when the content
 * leaves the element matrix: that is a fault of the caller, and such XML must never be signed.
 */
export function writeDaticert(daticert: Daticert): Uint8Array {
  const faults = writingFaults(daticert);
  if (faults.length > 0) throw new Error(`daticert.xml cannot be written: ${faults.join('; ')}`);
  return utf8.encode(
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
      `<${XML.root} ${XML.tipo}="${daticert.tipo}" ${XML.errore}="${daticert.errore}">\n` +
      `${heading(daticert)}${data(daticert)}</${XML.root}>\n`,
  );
}

function heading(d: Daticert): string {
  let out = `  <${XML.intestazione}>\n${leaf(XML.mittente, d.sender)}`;
  for (const { address, type } of d.recipients) {
    out += `    <${XML.destinatari} ${XML.tipo}="${type}">${escapeText(address)}</${XML.destinatari}>\n`;
  }
  out += leaf(XML.risposte, d.replyTo);
  if (d.subject) out += leaf(XML.oggetto, d.subject);
  return `${out}  </${XML.intestazione}>\n`;
}

function data(d: Daticert): string {
  let out =
    `  <${XML.dati}>\n${leaf(XML.gestoreEmittente, d.issuerName)}` +
    `    <${XML.data} ${XML.zona}="${escapeAttribute(d.zona)}"><${XML.giorno}>${escapeText(d.giorno)}</${XML.giorno}>` +
    `<${XML.ora}>${escapeText(d.ora)}</${XML.ora}></${XML.data}>\n${leaf(XML.identificativo, d.identificativo)}`;
  if (d.msgid) out += leaf(XML.msgid, d.msgid);
  if (d.receiptType) out += `    <${XML.ricevuta} ${XML.tipo}="${d.receiptType}"/>\n`;
  if (d.consegna) out += leaf(XML.consegna, d.consegna);
  for (const address of d.ricezione ?? []) out += leaf(XML.ricezione, address);
  if (d.erroreEsteso) out += leaf(XML.erroreEsteso, d.erroreEsteso);
  return `${out}  </${XML.dati}>\n`;
}

function leaf(name: string, text: string): string {
  return `    <${name}>${escapeText(text)}</${name}>\n`;
}

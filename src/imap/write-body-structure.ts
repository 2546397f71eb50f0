import type { PartSummary } from '#mime';
import type { OctetText } from './octet-text.ts';
import type { WireMode } from './wire-mode.ts';
import { writeEnvelope } from './write-envelope.ts';
import { writeNstring, writeString, writeText } from './write-string.ts';

/** BODY, and BODYSTRUCTURE when `extended` (RFC 9051 7.5.2). */
export function writeBodyStructure(part: PartSummary, mode: WireMode, extended: boolean): OctetText {
  return part.type === 'multipart' && part.children.length > 0
    ? writeMultipart(part, mode, extended)
    : writeSinglePart(part, mode, extended);
}

function writeMultipart(part: PartSummary, mode: WireMode, extended: boolean): OctetText {
  let text = '(';
  for (const child of part.children) text += writeBodyStructure(child, mode, extended);
  text += ` ${writeString(part.subtype, mode)}`;
  if (extended) text += ` ${writeParams(part.params, mode)}${writeExtension(part, mode)}`;
  return `${text})`;
}

function writeSinglePart(part: PartSummary, mode: WireMode, extended: boolean): OctetText {
  // A multipart in which no part is found has no form of its own on the wire (body-type-mpart wants one): it is told as text.
  const type = part.type === 'multipart' ? 'text' : part.type;
  const subtype = part.type === 'multipart' ? 'plain' : part.subtype;
  let text = `(${writeString(type, mode)} ${writeString(subtype, mode)} `;
  text += `${writeParams(part.params, mode)} ${writeNstring(part.id, mode)} ${writeNstring(part.description, mode)} `;
  text += `${writeString(part.encoding, mode)} ${part.size}`;
  if (part.message !== undefined) {
    const { envelope, structure } = part.message;
    text += ` ${writeEnvelope(envelope, mode)} ${writeBodyStructure(structure, mode, extended)} ${part.lines}`;
  } else if (type === 'text') text += ` ${part.lines}`;
  if (extended) text += ` ${writeNstring(part.md5, mode)}${writeExtension(part, mode)}`;
  return `${text})`;
}

function writeExtension(part: PartSummary, mode: WireMode): OctetText {
  const { disposition, language = [], location } = part;
  const told = disposition
    ? `(${writeString(disposition.type, mode)} ${writeParams(disposition.params, mode)})`
    : 'NIL';
  const languages = language.length > 0 ? `(${language.map((tag) => writeString(tag, mode)).join(' ')})` : 'NIL';
  return ` ${told} ${languages} ${writeNstring(location, mode)}`;
}

function writeParams(params: PartSummary['params'], mode: WireMode): OctetText {
  if (params.length === 0) return 'NIL';
  const pairs = params.map(([name, value]) => `${writeString(name, mode)} ${writeText(value, mode)}`);
  return `(${pairs.join(' ')})`;
}

export { element, escapeAttribute, escapeText } from './escape.ts';
export { XmlFault } from './fault.ts';
export { readXml, type XmlElement } from './read-xml.ts';

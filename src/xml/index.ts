export { type SignedForms, signedForms } from './enveloped-signature.ts';
export { element, escapeAttribute, escapeText } from './escape.ts';
export { XmlFault, type XmlFaultCode } from './fault.ts';
export { readXml, type XmlLimits } from './read-xml.ts';
export type { XmlElement } from './xml-element.ts';

/** The octets are not XML that we read: not well-formed, with a DTD, or beyond the limits. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault';
}

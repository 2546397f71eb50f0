export type XmlFaultCode =
  | 'too-large'
  | 'not-well-formed'
  | 'dtd'
  | 'no-root'
  | 'too-deep'
  | 'too-many-elements'
  | 'encoding';

/** The octets are not XML that we read: not well-formed, with a DTD, or beyond the limits. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault';
  readonly code: XmlFaultCode;

  constructor(code: XmlFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

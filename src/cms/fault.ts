/** Bytes from outside that are not what they should be: bad DER, a certificate or CRL out of its grammar, a bound passed. */
export class CmsFault extends Error {
  override name = 'CmsFault';
}

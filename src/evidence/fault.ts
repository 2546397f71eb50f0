/** A text or a structure of evidence is not what it must be: the message says what is wrong, in plain English. */
export class EvidenceFault extends Error {
  override name = 'EvidenceFault';
}

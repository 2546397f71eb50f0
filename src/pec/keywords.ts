import type { MessageNumber } from './facts.ts';

/** Keywords that begin with this are the server's own: no client sets or removes them. */
export const PEC_KEYWORD_PREFIX = '$PEC-';

/** The sender's copy of what was accepted: exactly the octets he handed in. */
export const SENT_KEYWORD = '$PEC-inviato';

/** What calls itself PEC and was judged and failed, or could not be judged. */
export const UNVERIFIED_KEYWORD = '$PEC-nonverificata';

const VIRUS = '$PEC-virus';

/**
 * The IMAP keywords of each of the fourteen messages, so that a program need not look at \Seen, nor at a Subject, to know what it
 * reads. They are a promise of the server: set only where the signature has been judged, or was made here.
 */
export const PEC_KEYWORDS: Readonly<Record<MessageNumber, readonly string[]>> = {
  M1: ['$PEC-accettazione'],
  M2: ['$PEC-non-accettazione'],
  M3: ['$PEC-non-accettazione', VIRUS],
  M4: ['$PEC-busta'],
  M5: ['$PEC-presa-in-carico'],
  M6: ['$PEC-anomalia'],
  M7: [VIRUS],
  M8: ['$PEC-mancata-consegna', VIRUS],
  M9: ['$PEC-preavviso'],
  M10: ['$PEC-preavviso'],
  M11: ['$PEC-consegna'],
  M12: ['$PEC-consegna'],
  M13: ['$PEC-consegna'],
  M14: ['$PEC-mancata-consegna'],
};

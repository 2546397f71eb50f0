import { FORM_FAULT, POLICY_FAULT } from './fault-texts.ts';
import { sentenceReader } from './read-sentence.ts';

/** Which fault a sentence of M2 tells (spec 8.2, 19.1): `no-to`, `not-shown` with the address, …; undefined: none of ours. */
export const readFormFault = sentenceReader({ ...FORM_FAULT, ...POLICY_FAULT });

import type { SmtpReply } from './handlers.ts';

export interface ParameterRules {
  readonly maxBytes: number;
  /** AUTH was announced. */
  readonly login: boolean;
}

const PARAMETER = /^([a-z0-9][a-z0-9-]*)(?:=([\x21-\x3c\x3e-\x7e]+))?$/i;
/** RFC 1870 3. */
const SIZE = /^\d{1,20}$/;
/** RFC 6152 3: BINARYMIME needs BDAT, which is not offered. */
const BODY = /^(7BIT|8BITMIME)$/i;

/**
 * The parameters of MAIL: SIZE, BODY, and AUTH where it was announced (RFC 4954 5; its claim is not believed). Each once, each
 * with a value; others were not announced (RFC 5321 4.1.1.11). A reply refuses.
 */
export function checkMailParameters(text: string, rules: ParameterRules): SmtpReply | undefined {
  const seen = new Set<string>();
  for (const word of words(text)) {
    const [, name, value] = PARAMETER.exec(word) ?? [];
    if (name === undefined) return malformed(word);
    const key = name.toUpperCase();
    if (!isOffered(key, rules)) return unknown(word);
    if (value === undefined || seen.has(key)) return malformed(word);
    seen.add(key);
    if ((key === 'SIZE' && !SIZE.test(value)) || (key === 'BODY' && !BODY.test(value))) return malformed(word);
    if (key === 'SIZE' && Number(value) > rules.maxBytes) return tooLarge(rules.maxBytes);
  }
  return undefined;
}

/** RCPT has none that we offer. */
export function checkRcptParameters(text: string): SmtpReply | undefined {
  const [first] = words(text);
  return first === undefined ? undefined : unknown(first);
}

/** RFC 1870 6.1 and 6.3. */
export function tooLarge(maxBytes: number): SmtpReply {
  return { code: 552, enhanced: '5.3.4', text: `the message is larger than ${maxBytes} octets` };
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(/[ \t]+/).filter((word) => word !== '');
}

function isOffered(key: string, { login }: ParameterRules): boolean {
  return key === 'SIZE' || key === 'BODY' || (key === 'AUTH' && login);
}

function unknown(word: string): SmtpReply {
  return { code: 555, enhanced: '5.5.4', text: `parameter not offered: ${word.slice(0, 60)}` };
}

function malformed(word: string): SmtpReply {
  return { code: 501, enhanced: '5.5.4', text: `malformed parameter: ${word.slice(0, 60)}` };
}

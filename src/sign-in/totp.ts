import { Secret, TOTP } from 'otpauth';
import type { Instant } from '#pec';
import type { Random } from '#ports';

/** RFC 6238 with what every authenticator knows: SHA-1, six digits, thirty seconds. */
const SHAPE = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const PERIOD_MS = SHAPE.period * 1_000;
/** Steps before and after now that are still believed: clocks of telephones differ (RFC 6238 5.2). */
const DRIFT = 1;
/** As long as the hash (RFC 4226 4, R6). */
const SECRET_OCTETS = 20;

export interface NewTotp {
  /** Base32: what is kept sealed, and typed where no camera is. */
  readonly secret: string;
  /** `otpauth://`, for the picture. */
  readonly uri: string;
}

export function makeTotp(random: Random, issuer: string, login: string): NewTotp {
  const { buffer } = Uint8Array.from(random.bytes(SECRET_OCTETS));
  const secret = new Secret({ buffer });
  // A colon parts issuer and label.
  const totp = new TOTP({ ...SHAPE, secret, issuer: issuer.replaceAll(':', ' '), label: login });
  return { secret: secret.base32, uri: totp.toString() };
}

/**
 * The step a code belongs to, judged at `now` (real time). Undefined: it is wrong, or of a step that is not after `lastStep`: a code opens
 * once (RFC 6238 5.2).
 */
export function judgeTotp(secret: string, code: string, now: Instant, lastStep: number): number | undefined {
  const totp = new TOTP({ ...SHAPE, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: now, window: DRIFT });
  if (delta === null) return undefined;
  const step = Math.floor(now / PERIOD_MS) + delta;
  return step > lastStep ? step : undefined;
}

/** After this many wrong codes in a row the next is looked at only after a while, which doubles with each: 2 minutes to a day. */
const FREE_TRIES = 5;
const FIRST_WAIT_MS = 120_000;
const LONGEST_WAIT_MS = 86_400_000;

/**
 * Whoever tries codes has the password already, so it is no holder who is kept out; a passkey and the recovery codes open all the while.
 * Six digits and three steps: with these waits a guesser has one chance in thousands in a year.
 */
export function waitAfter(wrongCodes: number): number {
  if (wrongCodes < FREE_TRIES) return 0;
  return Math.min(FIRST_WAIT_MS * 2 ** (wrongCodes - FREE_TRIES), LONGEST_WAIT_MS);
}

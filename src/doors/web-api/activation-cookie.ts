import type { Call } from './call.ts';

const COOKIE = 'activation';
const DAY_S = 86_400;
const KEPT_S = 30 * DAY_S;

/** This browser has shown the key of this request: whoever is identified in it is so for his own request. */
export function keepApplicant({ cookies }: Call, request: string): void {
  cookies.keep(COOKIE, request, KEPT_S);
}

/**
 * Did this browser begin, or go on with, this request? Otherwise somebody was led here by a link, and his identity would open a mailbox in his
 * name for whoever began it.
 */
export function isApplicant({ cookies }: Call, request: string | undefined): boolean {
  return request !== undefined && cookies.read(COOKIE) === request;
}

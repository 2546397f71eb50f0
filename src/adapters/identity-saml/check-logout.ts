import type { Instant } from '#pec';
import type { XmlElement } from '#xml';
import { child, local, SKEW_MS, SUCCESS, textOf } from './check-response.ts';

/** How long after it was written a request is still taken: people wait before pages. */
const FRESH_MS = 300_000;

export interface ExpectedLogout {
  /** Address of ours at which it came. */
  readonly url: string;
  /** Of the identity provider. */
  readonly entityId: string;
}

/** Whether a request that was signed asks us, and now (SAML core 3.7.1). Answers why it is not to be followed. */
export function checkLogoutRequest(
  root: XmlElement,
  { url, entityId }: ExpectedLogout,
  now: Instant,
): string | undefined {
  if (local(root) !== 'LogoutRequest') return 'it is no request to sign out';
  if (root.attributes.get('Destination') !== url) return 'it is meant for another place';
  if (textOf(child(root, 'Issuer')) !== entityId) return 'it is of another provider';
  const written = Date.parse(root.attributes.get('IssueInstant') ?? '');
  if (!(Math.abs(now - written) <= FRESH_MS + SKEW_MS)) return 'it is of another hour';
  const until = root.attributes.get('NotOnOrAfter');
  if (until !== undefined && !(now < Date.parse(until) + SKEW_MS)) return 'it has expired';
  if ((root.attributes.get('ID') ?? '') === '') return 'it has no name';
  return textOf(child(root, 'NameID')) === '' ? 'it names nobody' : undefined;
}

/** Does this answer, which was signed, say that the session has ended there as we asked? */
export function isEndedBy(root: XmlElement, { url, entityId }: ExpectedLogout, requestId: string): boolean {
  return (
    local(root) === 'LogoutResponse' &&
    root.attributes.get('Destination') === url &&
    root.attributes.get('InResponseTo') === requestId &&
    textOf(child(root, 'Issuer')) === entityId &&
    child(child(root, 'Status'), 'StatusCode')?.attributes.get('Value') === SUCCESS
  );
}

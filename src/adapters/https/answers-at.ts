/** Gateways before somebody who is away. */
const AWAY = new Set([502, 503, 504]);
const UNTRUSTED = /CERT|SIGNATURE|ISSUER|ALTNAME/;

/**
 * Does somebody answer HTTP there, whatever he says? Asked without the query, which is for browsers to bring. A certificate that we do not
 * trust is an answer: browsers may know its authority.
 */
export async function answersAt(address: string, timeoutMs: number): Promise<boolean> {
  const url = new URL(address);
  url.search = '';
  try {
    const { status } = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    return !AWAY.has(status);
  } catch (fault) {
    const cause = fault instanceof Error ? fault.cause : undefined;
    return cause instanceof Error && 'code' in cause && UNTRUSTED.test(String(cause.code));
  }
}

/** What Node calls the troubles of a connection, in words. */
const WORDS: readonly (readonly [code: RegExp, words: string])[] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NONAME)$/, 'its name is not known to the DNS'],
  [/^ECONNREFUSED$/, 'nobody listens there'],
  [/^(ETIMEDOUT|ABORT_ERR)$/, 'no answer in time'],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, 'there is no way to that host'],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_UNTRUSTED)$/,
    'its TLS certificate comes from a root that is not trusted here (index.tlsRoot)',
  ],
  [/^CERT_HAS_EXPIRED$/, 'its TLS certificate has expired'],
  [/^CERT_NOT_YET_VALID$/, 'its TLS certificate is not valid yet, or our clock is wrong'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its TLS certificate names another host'],
  [
    /^ERR_SSL_(TLSV1_ALERT_UNKNOWN_CA|TLSV1_UNKNOWN_CA|SSLV3_ALERT_BAD_CERTIFICATE|SSLV3_ALERT_CERTIFICATE_\w+|TLSV13_ALERT_CERTIFICATE_REQUIRED|\w*HANDSHAKE_FAILURE)$/,
    'it refuses our client certificate (index.clientCertificate)',
  ],
  [/^ERR_SSL_WRONG_VERSION_NUMBER$/, 'no TLS is spoken there'],
  [/^ERR_SSL_\w*(UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION)$/, 'it speaks only a TLS older than 1.2'],
  [/^(ECONNRESET|EPIPE)$/, 'it ended the connection, perhaps because of our client certificate'],
];

/** A fault in one clause a person can act on; the words of the system follow in brackets. */
export function explainFault(fault: unknown): string {
  const said = fault instanceof Error ? fault.message : String(fault);
  for (let cause = fault, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const code = (cause as { readonly code?: unknown }).code;
    const words = typeof code === 'string' ? WORDS.find(([pattern]) => pattern.test(code))?.[1] : undefined;
    if (words !== undefined) return `${words} (${said})`;
  }
  return said;
}

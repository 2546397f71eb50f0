/**
 * LITERAL- (RFC 7888 5) is not told beside LITERAL+: a server tells one of them, and whoever may send any literal unasked may send
 * small ones.
 */
const ALWAYS = ['IMAP4rev1', 'IMAP4rev2', 'LITERAL+', 'ID', 'ENABLE', 'IDLE'];

const INSIDE = [
  ...['NAMESPACE', 'UIDPLUS', 'MOVE', 'UNSELECT', 'REPLACE', 'BINARY', 'UTF8=ACCEPT'],
  ...['CHILDREN', 'LIST-EXTENDED', 'LIST-STATUS', 'SPECIAL-USE', 'CREATE-SPECIAL-USE', 'STATUS=SIZE'],
  ...['ESEARCH', 'SEARCHRES', 'WITHIN', 'SORT', 'SORT=DISPLAY', 'ESORT', 'THREAD=ORDEREDSUBJECT', 'THREAD=REFERENCES'],
  ...['CONDSTORE', 'QRESYNC', 'OBJECTID', 'SAVEDATE', 'PREVIEW'],
  ...['QUOTA', 'QUOTA=RES-STORAGE', 'ACL', 'RIGHTS=texk'],
];

export interface CapabilityState {
  readonly secure: boolean;
  readonly mayStartTls: boolean;
  readonly mayCompress: boolean;
  readonly compressed: boolean;
  /** Of who is in; undefined before login. */
  readonly account: { readonly appendLimit: number } | undefined;
}

/** What works now (RFC 9051 6.1.1): passwords are never asked for in clear. */
export function capabilities(state: CapabilityState): readonly string[] {
  const { secure, mayStartTls, account } = state;
  if (account !== undefined) {
    const compress = state.mayCompress && !state.compressed ? ['COMPRESS=DEFLATE'] : [];
    return [...ALWAYS, ...INSIDE, `APPENDLIMIT=${account.appendLimit}`, ...compress];
  }
  if (secure) return [...ALWAYS, 'SASL-IR', 'AUTH=PLAIN'];
  return [...ALWAYS, ...(mayStartTls ? ['STARTTLS'] : []), 'LOGINDISABLED'];
}

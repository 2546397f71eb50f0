/** Names among the documents of the store. */
export const DOCUMENT = {
  /** The records in force, as LDIF. */
  copy: 'indice.ldif',
  /** IndexState, as JSON. */
  state: 'indice: stato',
  /** CrlState of each list, as JSON. */
  crlState: 'crl: stato',
  /** Names the loss of domains that a person found right (spec 13.7): `loss` of the state, as JSON. */
  lossAccepted: 'indice: perdita di domini accettata',
  /** Newer than the last attempt: somebody asks for one now. */
  refreshAsked: 'indice: aggiornamento richiesto',
  /** Our own record as LDIF, not signed; its instant is when it was first published so. */
  ownRecord: 'scheda propria.ldif',
} as const;

export function toJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** What `toJson` wrote; undefined when it is not there or is none. */
export function fromJson<T>(bytes: Uint8Array | undefined): T | undefined {
  if (bytes === undefined || bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch {
    return undefined;
  }
}

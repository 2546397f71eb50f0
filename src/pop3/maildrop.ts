/** One message of a maildrop, as it stood when the session locked it. */
export interface Pop3Item {
  /** Unique in this maildrop for ever: 1 to 70 characters from 0x21 to 0x7E (RFC 1939 7). */
  readonly uid: string;
  /** Octets. */
  readonly size: number;
  /** The exact octets. */
  read(): AsyncIterable<Uint8Array>;
}

export interface Pop3Maildrop {
  readonly items: readonly Pop3Item[];
  /** Nothing may be deleted by this user. */
  readonly isReadOnly: boolean;
  /** UPDATE state: takes out the messages marked, all or none (RFC 1939 6). */
  remove(items: readonly Pop3Item[]): Promise<void>;
  /** The session is over, with or without QUIT: the lock is given back. */
  release(): void;
}

/** Why nobody comes in; the codes are those of RFC 2449 8 and RFC 3206. */
export type Pop3Refusal = {
  readonly ok: false;
  readonly code: 'AUTH' | 'IN-USE' | 'LOGIN-DELAY' | 'SYS/PERM' | 'SYS/TEMP';
  readonly text: string;
};

/** What a server must give the protocol. Knows nothing of sockets. */
export interface Pop3Backend {
  open(user: string, password: string): Promise<{ readonly ok: true; readonly maildrop: Pop3Maildrop } | Pop3Refusal>;
}

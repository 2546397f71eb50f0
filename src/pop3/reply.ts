/** What the server sends for one command: a status line, perhaps a body already made transparent, and what comes then. */
export interface Pop3Reply {
  readonly line: string;
  readonly body?: AsyncIterable<Uint8Array | string>;
  readonly next?: 'close' | 'handshake';
}

export const ok = (text = ''): Pop3Reply => ({ line: text === '' ? '+OK\r\n' : `+OK ${text}\r\n` });
export const err = (text: string): Pop3Reply => ({ line: `-ERR ${text}\r\n` });

/** A multi-line reply of short lines. */
export function listing(text: string, lines: readonly string[]): Pop3Reply {
  return { line: `+OK ${text}\r\n${lines.map((line) => `${line}\r\n`).join('')}.\r\n` };
}

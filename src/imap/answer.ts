import type { ImapRefusal } from './backend.ts';

/** How a command ends: its tagged response, and what the connection does after it. */
export interface Answer {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** What stands in the brackets. */
  readonly code?: string;
  readonly text: string;
  /** Once it is sent: the connection ends, or goes on inside TLS or compressed. */
  readonly next?: 'over' | 'starttls' | 'compress';
}

const answer = (status: Answer['status'], text: string, code: string | undefined): Answer =>
  code === undefined ? { status, text } : { status, text, code };

export const ok = (text: string, code?: string): Answer => answer('OK', text, code);
export const no = (text: string, code?: string): Answer => answer('NO', text, code);
export const bad = (text: string, code?: string): Answer => answer('BAD', text, code);

/** What the backend does not do. */
export const refused = ({ text, code }: ImapRefusal): Answer => no(text, code);

/** RFC 2180 4, RFC 5530 3: some messages asked for by number went, and the client does not know yet. */
export const EXPUNGED: Answer = no(
  'some of these messages no longer exist, they have been deleted; NOOP tells which',
  'EXPUNGEISSUED',
);
export const NO_SUCH_NUMBER: Answer = bad('there is no message of that number');
export const READ_ONLY: Answer = no('the folder is open read-only');

import type { ImapCommand } from './command.ts';
import { SyntaxFault } from './command-fault.ts';
import type { StoreMode } from './query.ts';
import type { Scanner } from './scanner.ts';

type Command<Name extends ImapCommand['name']> = Extract<ImapCommand, { name: Name }>;

/** `LOGIN user password`; both are UTF-8. */
export function parseLogin(scanner: Scanner): Command<'LOGIN'> {
  scanner.space();
  const user = scanner.sees('"') || scanner.sees('{') ? scanner.string() : scanner.token(USER, 'a string');
  return { name: 'LOGIN', user: scanner.text(user), password: word(scanner) };
}

/** More than the grammar has: some programs never quote a name, and that of a delegate has a `*`. */
const USER = /[!#$%&'*+,\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]+/y;

/** One more argument: an astring, as Unicode. */
function word(scanner: Scanner): string {
  scanner.space();
  return scanner.text(scanner.astring());
}

const INITIAL = /=|(?:[A-Za-z0-9+/]+={0,2})/y;

/** `AUTHENTICATE PLAIN AGEAYg==` (RFC 9051 6.2.2; the initial response is SASL-IR, RFC 4959). */
export function parseAuthenticate(scanner: Scanner): Command<'AUTHENTICATE'> {
  scanner.space();
  const mechanism = scanner.atom('a mechanism').toUpperCase();
  if (!scanner.accept(' ')) return { name: 'AUTHENTICATE', mechanism };
  const initial = scanner.token(INITIAL, 'base64');
  return { name: 'AUTHENTICATE', mechanism, initial: initial === '=' ? '' : initial };
}

/** RFC 2971 3.3 */
const MAX_ID_FIELDS = 30;

/** `ID ("name" "sodr" "version" NIL)`, `ID NIL` (RFC 2971); names in lower case. */
export function parseId(scanner: Scanner): Command<'ID'> {
  scanner.space();
  if (scanner.acceptKeyword('NIL')) return { name: 'ID', fields: null };
  const fields = new Map<string, string | null>();
  const readField = () => {
    const name = scanner.text(scanner.string('the name of a field'));
    scanner.space();
    const value = scanner.nstring('the value of a field');
    fields.set(name.toLowerCase(), value === null ? null : scanner.text(value));
    if (fields.size > MAX_ID_FIELDS) throw new SyntaxFault(`more than ${MAX_ID_FIELDS} fields`);
  };
  scanner.list(readField, { empty: true });
  return { name: 'ID', fields };
}

/** `ENABLE CONDSTORE UTF8=ACCEPT` (RFC 5161); names in capitals. */
export function parseEnable(scanner: Scanner): Command<'ENABLE'> {
  const extensions: string[] = [];
  scanner.space();
  do extensions.push(scanner.atom('the name of an extension').toUpperCase());
  while (scanner.accept(' '));
  return { name: 'ENABLE', extensions };
}

/** `COMPRESS DEFLATE` (RFC 4978). */
export function parseCompress(scanner: Scanner): Command<'COMPRESS'> {
  scanner.space();
  return { name: 'COMPRESS', mechanism: scanner.atom('a mechanism').toUpperCase() };
}

/** `SETQUOTA root (STORAGE 512)` (RFC 9208 4.1.3). */
export function parseSetQuota(scanner: Scanner): Command<'SETQUOTA'> {
  const root = word(scanner);
  const limits = new Map<string, number>();
  scanner.space();
  const readLimit = () => {
    const resource = scanner.atom('a resource').toUpperCase();
    scanner.space();
    limits.set(resource, scanner.bigNumber('a limit'));
  };
  scanner.list(readLimit, { empty: true });
  return { name: 'SETQUOTA', root, limits };
}

/** `GETQUOTA root`; a root may be the empty string (RFC 9208 4.1.1). */
export function parseGetQuota(scanner: Scanner): Command<'GETQUOTA'> {
  return { name: 'GETQUOTA', root: word(scanner) };
}

/** `LISTRIGHTS box identifier`, `DELETEACL box identifier` (RFC 4314 3). */
export function parseIdentifier(scanner: Scanner, name: 'LISTRIGHTS' | 'DELETEACL'): ImapCommand {
  scanner.space();
  const mailbox = scanner.mailbox();
  return { name, mailbox, identifier: word(scanner) };
}

const MODES: ReadonlyMap<string, StoreMode> = new Map([
  ['+', 'add'],
  ['-', 'remove'],
]);
/** RFC 4314 2: letters in lower case, and digits. */
const RIGHTS = /^[a-z0-9]*$/;

/** `SETACL box identifier +rw` (RFC 4314 3.1). */
export function parseSetAcl(scanner: Scanner): Command<'SETACL'> {
  scanner.space();
  const mailbox = scanner.mailbox();
  const identifier = word(scanner);
  const written = word(scanner);
  const mode = MODES.get(written.charAt(0));
  const rights = mode === undefined ? written : written.slice(1);
  if (!RIGHTS.test(rights)) throw new SyntaxFault('rights are letters in lower case and digits');
  return { name: 'SETACL', mailbox, identifier, mode: mode ?? 'replace', rights };
}

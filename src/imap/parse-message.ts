import type { AppendTarget, ImapCommand } from './command.ts';
import { SyntaxFault } from './command-fault.ts';
import { parseDateTime } from './parse-date.ts';
import type { Scanner } from './scanner.ts';

type Command<Name extends ImapCommand['name']> = Extract<ImapCommand, { name: Name }>;

/** `APPEND box (\Seen) "date" {310}` (RFC 9051 6.3.12): up to its message, which is not read here. */
export function parseAppend(scanner: Scanner): Command<'APPEND'> {
  scanner.space();
  return { name: 'APPEND', ...appendTarget(scanner) };
}

/** `REPLACE 4 box (\Seen) {310}` (RFC 8508 3). */
export function parseReplace(scanner: Scanner, byUid: boolean): Command<'REPLACE'> {
  scanner.space();
  const number = scanner.accept('*') ? Number.POSITIVE_INFINITY : scanner.nzNumber();
  scanner.space();
  return { name: 'REPLACE', byUid, number, ...appendTarget(scanner) };
}

function appendTarget(scanner: Scanner): AppendTarget {
  const mailbox = scanner.mailbox();
  scanner.space();
  let flags: readonly string[] = [];
  if (scanner.sees('(')) {
    flags = scanner.list(() => scanner.flag(), { empty: true });
    scanner.space();
  }
  let date: { readonly date?: number } = {};
  if (scanner.sees('"')) {
    date = { date: parseDateTime(scanner) };
    scanner.space();
  }
  const utf8 = scanner.acceptAnyCase('UTF8 (');
  if (utf8 && !scanner.mode.utf8) throw new SyntaxFault('UTF8 needs ENABLE UTF8=ACCEPT');
  return { mailbox, flags, ...date, utf8, message: scanner.message(utf8 ? ')' : '') };
}

/** `STORE 2:4 (UNCHANGEDSINCE 12121230045) +FLAGS.SILENT (\Deleted)` (RFC 9051 6.4.6, RFC 7162 3.1.3). */
export function parseStore(scanner: Scanner, byUid: boolean): Command<'STORE'> {
  scanner.space();
  const set = scanner.sequenceSet();
  scanner.space();
  let modifier: { readonly unchangedSince?: number } = {};
  if (scanner.sees('(')) {
    const [unchangedSince, ...more] = scanner.list(() => {
      scanner.expectKeyword('UNCHANGEDSINCE');
      scanner.space();
      return scanner.bigNumber('a mod-sequence');
    });
    if (more.length > 0) throw new SyntaxFault('UNCHANGEDSINCE stands twice');
    modifier = { unchangedSince: unchangedSince! };
    scanner.space();
  }
  const mode = scanner.accept('+') ? 'add' : scanner.accept('-') ? 'remove' : 'replace';
  const item = scanner.keyword('FLAGS');
  if (item !== 'FLAGS' && item !== 'FLAGS.SILENT') throw new SyntaxFault('only FLAGS can be stored');
  scanner.space();
  return { name: 'STORE', byUid, set, mode, silent: item === 'FLAGS.SILENT', flags: storedFlags(scanner), ...modifier };
}

/** With or without parentheses. */
function storedFlags(scanner: Scanner): readonly string[] {
  if (scanner.sees('(')) return scanner.list(() => scanner.flag(), { empty: true });
  const flags: string[] = [];
  do flags.push(scanner.flag());
  while (scanner.accept(' '));
  return flags;
}

/** `COPY 2:4 box`, `MOVE 2:4 box`. */
export function parseCopy(scanner: Scanner, name: 'COPY' | 'MOVE', byUid: boolean): ImapCommand {
  scanner.space();
  const set = scanner.sequenceSet();
  scanner.space();
  return { name, byUid, set, mailbox: scanner.mailbox() };
}

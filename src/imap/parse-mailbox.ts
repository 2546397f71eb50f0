import type { ImapCommand, ListOptions, SelectOptions, SequenceSet } from './command.ts';
import { SyntaxFault } from './command-fault.ts';
import type { StatusItem } from './query.ts';
import type { Scanner } from './scanner.ts';

type Command<Name extends ImapCommand['name']> = Extract<ImapCommand, { name: Name }>;

/** `SELECT box (QRESYNC (67890007 20050715194045000 41,43:211))` (RFC 9051 6.3.2, RFC 7162 3.2.5). */
export function parseSelect(scanner: Scanner, name: 'SELECT' | 'EXAMINE'): ImapCommand {
  scanner.space();
  const mailbox = scanner.mailbox();
  let options: SelectOptions = {};
  if (scanner.accept(' ')) {
    scanner.list(() => {
      const parameter = scanner.keyword(`a parameter of ${name}`);
      if (parameter === 'CONDSTORE') options = { ...options, condstore: true };
      else if (parameter === 'QRESYNC' && !options.qresync) options = { ...options, qresync: readQresync(scanner) };
      else throw new SyntaxFault(`no such parameter of ${name}`);
    });
  }
  return { name, mailbox, options };
}

function readQresync(scanner: Scanner): NonNullable<SelectOptions['qresync']> {
  scanner.space();
  scanner.expect('(');
  const uidValidity = scanner.nzNumber('UIDVALIDITY');
  scanner.space();
  const modseq = scanner.bigNumber('a mod-sequence');
  let knownUids: SequenceSet | undefined;
  let match: readonly [SequenceSet, SequenceSet] | undefined;
  if (scanner.accept(' ')) {
    if (!scanner.sees('(')) knownUids = knownSet(scanner);
    if (knownUids === undefined || scanner.accept(' ')) match = readMatch(scanner);
  }
  scanner.expect(')');
  return { uidValidity, modseq, ...(knownUids && { knownUids }), ...(match && { match }) };
}

function readMatch(scanner: Scanner): readonly [SequenceSet, SequenceSet] {
  scanner.expect('(');
  const numbers = knownSet(scanner);
  scanner.space();
  const uids = knownSet(scanner);
  scanner.expect(')');
  return [numbers, uids];
}

/** Without `*` and `$`: what the client knew is a list. */
function knownSet(scanner: Scanner): SequenceSet {
  const set = scanner.sequenceSet();
  if (set === 'saved' || set.some(([, last]) => last === Number.POSITIVE_INFINITY)) {
    throw new SyntaxFault('a list of what is known holds neither * nor $');
  }
  return set;
}

/** `CREATE box (USE (\Sent))` (RFC 6154 3). */
export function parseCreate(scanner: Scanner): Command<'CREATE'> {
  scanner.space();
  const mailbox = scanner.mailbox();
  let use: readonly string[] = [];
  if (scanner.accept(' ')) {
    scanner.list(() => {
      if (!scanner.acceptKeyword('USE')) throw new SyntaxFault('no such parameter of CREATE');
      scanner.space();
      use = scanner.list(() => scanner.flag(), { empty: true });
    });
  }
  return { name: 'CREATE', mailbox, use };
}

/** `RENAME old new`. */
export function parseRename(scanner: Scanner): Command<'RENAME'> {
  scanner.space();
  const mailbox = scanner.mailbox();
  scanner.space();
  return { name: 'RENAME', mailbox, newName: scanner.mailbox() };
}

const SELECTIONS = ['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'] as const;
const RETURNS = ['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE'] as const;

/** `LIST (SUBSCRIBED) "" ("a" "b/%") RETURN (CHILDREN STATUS (MESSAGES))` (RFC 9051 6.3.9). */
export function parseList(scanner: Scanner): Command<'LIST'> {
  scanner.space();
  let extended = scanner.sees('(');
  const select = new Set(extended ? listSelection(scanner) : []);
  const reference = scanner.mailbox();
  scanner.space();
  const many = scanner.sees('(');
  const patterns = many ? scanner.list(() => scanner.mailboxPattern()) : [scanner.mailboxPattern()];
  const returns = new Set<(typeof RETURNS)[number]>();
  let status: readonly StatusItem[] | undefined;
  if (scanner.accept(' ')) {
    extended = true;
    scanner.expectKeyword('RETURN');
    scanner.space();
    const readReturn = () => {
      const word = scanner.keyword('what LIST returns');
      if (word === 'STATUS') {
        scanner.space();
        status = statusItems(scanner);
      } else returns.add(oneOf(RETURNS, word, 'what LIST returns'));
    };
    scanner.list(readReturn, { empty: true });
  }
  const options: ListOptions = { select, reference, patterns, returns, extended: extended || many };
  return { name: 'LIST', options: status === undefined ? options : { ...options, status } };
}

function listSelection(scanner: Scanner): readonly (typeof SELECTIONS)[number][] {
  const read = () => oneOf(SELECTIONS, scanner.keyword('a selection'), 'a selection of LIST');
  const selection = scanner.list(read, { empty: true });
  scanner.space();
  // RFC 5258 3.1: it changes another selection, and is none by itself.
  if (
    selection.includes('RECURSIVEMATCH') &&
    !selection.some((word) => word === 'SUBSCRIBED' || word === 'SPECIAL-USE')
  ) {
    throw new SyntaxFault('RECURSIVEMATCH wants SUBSCRIBED or SPECIAL-USE beside it');
  }
  return selection;
}

/** `LSUB reference pattern` (RFC 3501 6.3.9). */
export function parseLsub(scanner: Scanner): Command<'LSUB'> {
  scanner.space();
  const reference = scanner.mailbox();
  scanner.space();
  return { name: 'LSUB', reference, pattern: scanner.mailboxPattern() };
}

/** `STATUS box (MESSAGES UIDNEXT)`. */
export function parseStatus(scanner: Scanner): Command<'STATUS'> {
  scanner.space();
  const mailbox = scanner.mailbox();
  scanner.space();
  return { name: 'STATUS', mailbox, items: statusItems(scanner) };
}

const STATUS_ITEMS: readonly StatusItem[] = [
  ...(['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'DELETED', 'SIZE'] as const),
  ...(['HIGHESTMODSEQ', 'MAILBOXID', 'APPENDLIMIT', 'DELETED-STORAGE'] as const),
];

/** Each once, in the order asked for. */
function statusItems(scanner: Scanner): readonly StatusItem[] {
  const items = scanner.list(() => oneOf(STATUS_ITEMS, scanner.keyword('a status item'), 'a status item'));
  return [...new Set(items)];
}

function oneOf<T extends string>(known: readonly T[], word: string, what: string): T {
  const found = known.find((candidate) => candidate === word);
  if (found === undefined) throw new SyntaxFault(`${what} is not known`);
  return found;
}

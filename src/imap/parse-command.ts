import type { ImapCommand, TaggedCommand } from './command.ts';
import { type CommandFault, SyntaxFault } from './command-fault.ts';
import {
  parseAuthenticate,
  parseCompress,
  parseEnable,
  parseGetQuota,
  parseId,
  parseIdentifier,
  parseLogin,
  parseSetAcl,
  parseSetQuota,
} from './parse-account.ts';
import { parseFetch } from './parse-fetch.ts';
import { parseCreate, parseList, parseLsub, parseRename, parseSelect, parseStatus } from './parse-mailbox.ts';
import { parseAppend, parseCopy, parseReplace, parseStore } from './parse-message.ts';
import { parseSearch, parseSort, parseThread } from './parse-search.ts';
import { type CommandText, LiteralNeeded, Scanner } from './scanner.ts';

type ReadArguments = (scanner: Scanner) => ImapCommand;

export type Parsed =
  | ({ readonly kind: 'command' } & TaggedCommand)
  | ({ readonly kind: 'fault' } & CommandFault)
  /** Right so far; the literal announced at the end of the text must be read. */
  | { readonly kind: 'literal needed' };

/** A tag and the space behind it (RFC 9051 9: ASTRING-CHARs but `+`). */
const TAG = /^([!#$&',\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]{1,100})(?: |$)/;

/** One command with its literals taken apart (RFC 9051 9, RFC 3501 9 and the extensions). */
export function parseCommand(command: CommandText): Parsed {
  const [before, tag] = TAG.exec(command.text) ?? [];
  if (before === undefined || tag === undefined) return { kind: 'fault', tag: '*', status: 'BAD', text: 'no tag' };
  try {
    const scanner = new Scanner(command, before.length);
    const parsed = readCommand(scanner);
    scanner.end();
    return { kind: 'command', tag, command: parsed };
  } catch (thrown) {
    if (thrown instanceof LiteralNeeded) return { kind: 'literal needed' };
    if (thrown instanceof SyntaxFault) return { kind: 'fault', tag, ...thrown.answer };
    throw thrown;
  }
}

/** The tag if there is one, else `*`: for a command that cannot be read to its end. */
export function tagOf(text: string): string {
  return TAG.exec(text)?.[1] ?? '*';
}

const UID_COMMANDS: ReadonlyMap<string, ReadArguments> = new Map<string, ReadArguments>([
  ['FETCH', (scanner) => parseFetch(scanner, true)],
  ['STORE', (scanner) => parseStore(scanner, true)],
  ['SEARCH', (scanner) => parseSearch(scanner, true)],
  ['SORT', (scanner) => parseSort(scanner, true)],
  ['THREAD', (scanner) => parseThread(scanner, true)],
  ['COPY', (scanner) => parseCopy(scanner, 'COPY', true)],
  ['MOVE', (scanner) => parseCopy(scanner, 'MOVE', true)],
  ['REPLACE', (scanner) => parseReplace(scanner, true)],
  [
    'EXPUNGE',
    (scanner) => {
      scanner.space();
      return { name: 'EXPUNGE', uids: scanner.sequenceSet() };
    },
  ],
]);

const BARE = [
  ...(['CAPABILITY', 'NOOP', 'LOGOUT', 'STARTTLS', 'NAMESPACE', 'CHECK', 'CLOSE', 'UNSELECT', 'IDLE'] as const),
];

const ONE_MAILBOX = [...(['DELETE', 'SUBSCRIBE', 'UNSUBSCRIBE', 'GETQUOTAROOT', 'GETACL', 'MYRIGHTS'] as const)];

const COMMANDS: ReadonlyMap<string, ReadArguments> = new Map<string, ReadArguments>([
  ...BARE.map((name): [string, ReadArguments] => [name, () => ({ name })]),
  ...ONE_MAILBOX.map((name): [string, ReadArguments] => [
    name,
    (scanner) => {
      scanner.space();
      return { name, mailbox: scanner.mailbox() };
    },
  ]),
  ['LOGIN', parseLogin],
  ['AUTHENTICATE', parseAuthenticate],
  ['ID', parseId],
  ['ENABLE', parseEnable],
  ['COMPRESS', parseCompress],
  ['SELECT', (scanner) => parseSelect(scanner, 'SELECT')],
  ['EXAMINE', (scanner) => parseSelect(scanner, 'EXAMINE')],
  ['CREATE', parseCreate],
  ['RENAME', parseRename],
  ['LIST', parseList],
  ['LSUB', parseLsub],
  ['STATUS', parseStatus],
  ['APPEND', parseAppend],
  ['EXPUNGE', () => ({ name: 'EXPUNGE' })],
  ['REPLACE', (scanner) => parseReplace(scanner, false)],
  ['SEARCH', (scanner) => parseSearch(scanner, false)],
  ['SORT', (scanner) => parseSort(scanner, false)],
  ['THREAD', (scanner) => parseThread(scanner, false)],
  ['FETCH', (scanner) => parseFetch(scanner, false)],
  ['STORE', (scanner) => parseStore(scanner, false)],
  ['COPY', (scanner) => parseCopy(scanner, 'COPY', false)],
  ['MOVE', (scanner) => parseCopy(scanner, 'MOVE', false)],
  ['GETQUOTA', parseGetQuota],
  ['SETQUOTA', parseSetQuota],
  ['LISTRIGHTS', (scanner) => parseIdentifier(scanner, 'LISTRIGHTS')],
  ['DELETEACL', (scanner) => parseIdentifier(scanner, 'DELETEACL')],
  ['SETACL', parseSetAcl],
]);

function readCommand(scanner: Scanner): ImapCommand {
  const name = scanner.keyword('the name of a command');
  if (name !== 'UID') return argumentsOf(COMMANDS, name)(scanner);
  scanner.space();
  return argumentsOf(UID_COMMANDS, scanner.keyword('the name of a command'))(scanner);
}

function argumentsOf(commands: ReadonlyMap<string, ReadArguments>, name: string): ReadArguments {
  const read = commands.get(name);
  if (read === undefined) throw new SyntaxFault('no such command');
  return read;
}

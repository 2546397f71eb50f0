/** What IMAP clients say: read, parsed, and read again cut in other places. */
import assert from 'node:assert/strict';
import {
  CommandReader,
  type ImapCommand,
  parseSequenceSet,
  type ReadCommand,
  type ReaderLimits,
  readMailbox,
  type WireMode,
  writeMailbox,
  writeSequenceSet,
} from '#imap';
import { filesOf, type Target, words } from './target.ts';

const LIMITS: readonly ReaderLimits[] = [
  { line: 65_536, literals: 1_048_576, literalCount: 1_000, discard: 134_217_728 },
  { line: 8_192, literals: 8_192, literalCount: 8, discard: 65_536 },
  { line: 60, literals: 20, literalCount: 2, discard: 100, unasked: 8 },
];
const MODES: readonly WireMode[] = [
  { utf8: false, rev2: false },
  { utf8: true, rev2: false },
  { utf8: true, rev2: true },
];
const MAX_READ = 64;

const target: Target = {
  corpus: {
    inputs: filesOf('corpus/imap', { crlf: true }),
    words: words(
      ...[
        '\r\n',
        '\r',
        '\n',
        '\0',
        ' ',
        '  ',
        '"',
        '\\',
        '(',
        ')',
        '((((((((',
        '{',
        '}',
        '{0}\r\n',
        '{3+}\r\nabc',
        '{5}\r\n',
      ],
      ...[
        '{99999999999}\r\n',
        '{99999999999+}\r\n',
        '~{4+}\r\n\0\r\n\x80',
        '[',
        ']',
        '<0.1>',
        '*',
        '%',
        '$',
        '1:*',
        '0',
        '-1',
      ],
      ...[
        '4294967296',
        '9007199254740993',
        '&',
        '&-',
        '&AOg-',
        '&2D0-',
        '\xc3\xa8',
        '\xe8',
        '"\xc3\xa8"',
        'NIL',
        'UID ',
        'NOT ',
      ],
      ...[
        'OR ',
        'CHARSET KOI8-R ',
        'RETURN (',
        'HEADER ',
        '31-Feb-2026',
        'UTF8 (~{3+}\r\nabc)',
        'a APPEND x ',
        'a LOGIN ',
      ],
      ...['FETCH 1 BODY[', '1.2.MIME', 'HEADER.FIELDS (', 'PREVIEW (LAZY)', 'NOT '.repeat(40), '1,'.repeat(11_000)],
      ...[
        'x'.repeat(9_000),
        '\r\na NOOP\r\n',
        'QRESYNC (1 2 ',
        'inbox',
        `\r\na SEARCH ${'('.repeat(30_000)}`,
        '\r\na DELETE &2D0-\r\n',
        '\\Seen',
        '\\*',
      ],
    ),
  },
  async judge(input, dice) {
    const limits = dice.pick(LIMITS);
    const mode = dice.pick(MODES);
    const drinks = dice.roll(0xffff_ffff);
    const whole = await readAll([input], limits, mode, drinks);
    for (const { read } of whole) inspect(read, mode);
    const cuts = Array.from({ length: dice.roll(12) }, () => dice.roll(input.length + 1)).sort((a, b) => a - b);
    const pieces = [0, ...cuts].map((from, i) => input.subarray(from, cuts[i] ?? input.length));
    assert.deepEqual(await readAll(pieces, limits, mode, drinks), whole, 'other cuts, other commands');
  },
};
export default target;

interface Heard {
  readonly read: ReadCommand;
  /** Octets of the message, as far as they were read. */
  readonly drunk?: string;
  readonly asked: number;
}

/** Everything to the end, or the first of it. Each bit of `drinks` says whether a message is read. */
async function readAll(
  pieces: readonly Uint8Array[],
  limits: ReaderLimits,
  mode: WireMode,
  drinks: number,
): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  let asked = 0;
  const options = { limits, mode, continueLiteral: () => void asked++ };
  const reader = new CommandReader(source(pieces), options);
  while (heard.length < MAX_READ) {
    const read = await reader.next();
    if (read.kind === 'command' && 'message' in read.command) {
      const { message, ...command } = read.command;
      const drunk = (drinks >> (heard.length % 32)) & 1 ? await drink(message) : '';
      const { size, binary } = message;
      assert.ok(drunk.length <= size && (message.fault === undefined || message.fault.tag === read.tag));
      heard.push({
        read: { ...read, command: { ...command, message: { size, binary } } as ImapCommand },
        drunk,
        asked,
      });
    } else heard.push({ read, asked });
    if (read.kind === 'end' || read.kind === 'bye') break;
  }
  return heard;
}

async function* source(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** All its octets; nothing when they end in a fault, for how many come before it depends on the cuts. */
async function drink(message: Extract<ImapCommand, { name: 'APPEND' }>['message']): Promise<string> {
  const pieces: string[] = [];
  try {
    for await (const piece of message.octets) pieces.push(Buffer.from(piece).toString('latin1'));
  } catch {
    return '';
  }
  const text = pieces.join('');
  assert.equal(text.length, message.size, 'a message ended without a fault, and is not whole');
  return text;
}

function inspect(read: ReadCommand, mode: WireMode): void {
  if (read.kind === 'end') return;
  if (read.kind === 'bye') {
    assert.match(read.text, /^[\x20-\x7e]+$/);
    return;
  }
  assert.match(read.tag, /^(\*|[^\0-\x20"%()*+\\{\x7f-\uffff]{1,100})$/);
  if (read.kind === 'fault') {
    assert.match(`${read.code ?? ''} ${read.text}`, /^[\x20-\x7e]+$/);
    return;
  }
  const { command } = read;
  inspectValue(command);
  for (const name of mailboxes(command)) {
    assert.equal(name, name.normalize('NFC'));
    assert.doesNotMatch(name, /\p{Cc}/u);
    const written = writeMailbox(name, mode).replace(/^\{\d+\}\r\n/, '');
    const bare = written.replace(/^"(.*)"$/s, (_, quoted: string) => quoted.replaceAll(/\\(.)/g, '$1'));
    assert.equal(readMailbox(bare, mode), name);
  }
  if ('set' in command && command.set !== 'saved') {
    const { set } = command;
    assert.ok(set.length <= 10_000 && set.every(([first, last]) => first >= 1 && first <= last));
    const numbers = set.map(([first]) => first).filter(Number.isFinite);
    if (numbers.length > 0) assert.notEqual(parseSequenceSet(writeSequenceSet(numbers), numbers.length), undefined);
  }
}

function mailboxes(command: ImapCommand): readonly string[] {
  if ('mailbox' in command) return [command.mailbox, ...('newName' in command ? [command.newName] : [])];
  return command.name === 'LIST' ? command.options.patterns : [];
}

/** Nothing half read in it: no broken text, no number that is none. */
function inspectValue(value: unknown): void {
  if (typeof value === 'string') assert.ok(value.isWellFormed());
  else if (typeof value === 'number') assert.ok(value === Number.POSITIVE_INFINITY || Number.isSafeInteger(value));
  else if (value instanceof Map || value instanceof Set) for (const each of value) inspectValue(each);
  else if (Array.isArray(value)) for (const each of value) inspectValue(each);
  else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) inspectValue(each);
}

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { latin1ToString } from '#mime';
import { SyntaxFault } from './command-fault.ts';
import { CommandReader, type ReadCommand } from './command-reader.ts';
import { AFTER_LOGIN, BEFORE_LOGIN, type ReaderLimits } from './reader-limits.ts';
import { ClientGone } from './responses.ts';
import { drunk, readerOf, said, UTF8 } from './wire-kit.ts';

const SMALL: ReaderLimits = { line: 40, literals: 30, literalCount: 2, discard: 100 };

/** All that is read to the end; messages are drunk, their octets put in the command's place. */
async function readAll(chunks: readonly string[], options: Parameters<typeof readerOf>[1] = {}, drink = true) {
  const { reader, asked } = readerOf(chunks, options);
  const found: unknown[] = [];
  for (;;) {
    const read = await reader.next();
    if (read.kind === 'end' || read.kind === 'bye') return { found: [...found, brief(read)], asked: asked.times };
    if (drink && read.kind === 'command' && 'message' in read.command) {
      const { message, ...rest } = read.command;
      try {
        found.push({ ...rest, message: await drunk(message.octets) });
      } catch (thrown) {
        assert.ok(thrown instanceof (message.fault ? SyntaxFault : ClientGone));
        found.push(message.fault ? brief({ kind: 'fault', ...message.fault }) : 'broken off');
      }
    } else found.push(brief(read));
  }
}

function brief(read: ReadCommand): string {
  switch (read.kind) {
    case 'command':
      return `${read.tag} ${read.command.name}`;
    case 'fault':
      return `${read.tag} ${read.status} ${read.text}`;
    default:
      return read.kind;
  }
}

test('commands come one after the other, and what is wrong with one is answered under its tag', async () => {
  const { found } = await readAll(['a NOOP\r\nb FOO\r\n\r\nc\r\n+ NOOP\r\nd noop \r\ne Capability\r\nf NO']);
  assert.deepEqual(found, [
    'a NOOP',
    'b BAD no such command',
    '* BAD no tag',
    'c BAD the name of a command is missing',
    '* BAD no tag',
    'd BAD there is more behind the end of the command',
    'e CAPABILITY',
    'end',
  ]);
});

test('a line ends in CRLF; LF alone, CR inside and NUL are answered BAD, and reading goes on', async () => {
  const { found } = await readAll(['a NOOP\nb NO\rOP\r\nc NO\0OP\r\nd NOOP\r\n']);
  assert.deepEqual(found, [
    'a BAD a line ends in CRLF, not in LF alone',
    'b BAD a line holds NUL or CR',
    'c BAD a line holds NUL or CR',
    'd NOOP',
    'end',
  ]);
});

test('a literal is asked for when the client waits, and only then', async () => {
  const login = await readAll(['a LOGIN {5}\r\nmario {7}\r\nsegreto\r\n', 'b LOGIN {5+}\r\nmario {7+}\r\nsegreto\r\n']);
  assert.deepEqual(login, { found: ['a LOGIN', 'b LOGIN', 'end'], asked: 2 });
});

test('a literal is not asked for when what stands before it is wrong', async () => {
  for (const wrong of [
    'NOOP {3}',
    'FOO {3}',
    'LOGIN "a\\b" {3}',
    'LOGIN a b {3}',
    'SELECT INBOX {3}',
    'LOGIN a {9999999}',
    'LOGIN a {99999999999999999999}',
  ]) {
    const { found, asked } = await readAll([`a ${wrong}\r\n`, 'b NOOP\r\n']);
    assert.match(String(found[0]), /^a BAD /, wrong);
    assert.deepEqual([found.slice(1), asked], [['b NOOP', 'end'], 0], wrong);
  }
});

test('literals that come unasked are thrown away with the command that is refused', async () => {
  const { found } = await readAll(['a FOO {8+}\r\nb NOOP\r\n {2+}\r\nxx\r\n', 'c NOOP\r\n']);
  assert.deepEqual(found, ['a BAD no such command', 'c NOOP', 'end']);
});

test('a command is bounded: its line, its literals, their number, and what is thrown away of it', async () => {
  const read = async (text: string) => (await readAll([text, 'z NOOP\r\n'], { limits: SMALL })).found;
  const x = (times: number) => 'x'.repeat(times);
  assert.deepEqual(await read(`a LOGIN a ${x(30)}\r\n`), ['a LOGIN', 'z NOOP', 'end']);
  assert.deepEqual(await read(`a LOGIN a ${x(31)}\r\n`), ['a BAD the line is too long', 'z NOOP', 'end']);
  assert.deepEqual(await read(`a LOGIN a ${x(60)}{9+}\r\nb NOOP\r\n\r\n`), [
    'a BAD the line is too long',
    'z NOOP',
    'end',
  ]);
  assert.deepEqual(await read(`a LOGIN a ${x(200)}\r\n`), ['bye']);
  assert.deepEqual(await read(x(200)), ['bye']);
  assert.deepEqual(await read(`a LOGIN {15+}\r\n${x(15)} {15+}\r\n${x(15)}\r\n`), ['a LOGIN', 'z NOOP', 'end']);
  assert.deepEqual(await read(`a LOGIN {15+}\r\n${x(15)} {16+}\r\n${x(16)}\r\n`), [
    'a BAD more than 30 octets of literals',
    'z NOOP',
    'end',
  ]);
  assert.deepEqual(await read(`a LOGIN {200+}\r\n${x(200)} b\r\n`), ['bye']);
  assert.deepEqual(await read('a LIST {0+}\r\n {0+}\r\n {0+}\r\n\r\n'), [
    'a BAD more than 2 literals',
    'z NOOP',
    'end',
  ]);
  assert.deepEqual(await read(`a LOGIN a b${'{0+}\r\n'.repeat(60)}\r\n`), ['bye']);
});

test('with LITERAL- only small literals come unasked (RFC 7888 5)', async () => {
  const limits = { ...AFTER_LOGIN, unasked: 4 };
  const { found } = await readAll(
    ['a LOGIN {4+}\r\nabcd b\r\nb LOGIN {5+}\r\nabcde b\r\nc LOGIN {5}\r\nabcde b\r\n', 'd APPEND x {5+}\r\nabcde\r\n'],
    { limits },
  );
  const wrong = 'BAD a literal that comes unasked is over 4 octets';
  assert.deepEqual(found, ['a LOGIN', `b ${wrong}`, 'c LOGIN', `d ${wrong}`, 'end']);
});

test('a message is handed out as it comes, and asked for when its reading begins', async () => {
  const target = { name: 'APPEND', mailbox: 'x', flags: [], utf8: false };
  const waits = await readAll(['a APPEND x {5}\r\n', 'ab', 'cde\r\nb NOOP\r\n']);
  assert.deepEqual(waits, { found: [{ ...target, message: 'abcde' }, 'b NOOP', 'end'], asked: 1 });
  const unasked = await readAll(['a APPEND {1+}\r\nx {5+}\r\nabcde\r\nb NOOP\r\n']);
  assert.deepEqual(unasked, { found: [{ ...target, message: 'abcde' }, 'b NOOP', 'end'], asked: 0 });
  const replaced = await readAll(['a UID REPLACE 4 x {5+}\r\nabcde\r\nb NOOP\r\n']);
  assert.deepEqual(replaced.found[0], { ...target, name: 'REPLACE', byUid: true, number: 4, message: 'abcde' });
});

test('a message that nobody reads is not asked for, and thrown away if it comes unasked', async () => {
  const refused = await readAll(['a APPEND x {5}\r\n', 'b APPEND x {8+}\r\nc NOOP\r\n\r\n', 'd NOOP\r\n'], {}, false);
  assert.deepEqual(refused, { found: ['a APPEND', 'b APPEND', 'd NOOP', 'end'], asked: 0 });
  const tooBig = await readAll(['b APPEND x {101+}\r\n'], { limits: SMALL }, false);
  assert.deepEqual(tooBig.found, ['b APPEND', 'bye']);
});

test('a message read in part is thrown away to its end', async () => {
  const { reader } = readerOf(['a APPEND x {10+}\r\n', 'abc', 'defghij', '\r\n', 'b NOOP\r\n']);
  const read = await reader.next();
  assert.ok(read.kind === 'command' && read.command.name === 'APPEND');
  const { message } = read.command;
  for await (const piece of message.octets) {
    assert.equal(latin1ToString(piece), 'abc');
    break;
  }
  assert.equal(brief(await reader.next()), 'b NOOP');
  assert.throws(() => message.octets[Symbol.asyncIterator](), /read once/);
});

test('octets of a message end only when the command ends behind them', async () => {
  const wrong = 'a BAD the command does not end behind its message';
  const read = async (...chunks: string[]) => (await readAll([...chunks, 'z NOOP\r\n'], { mode: UTF8 })).found;
  assert.deepEqual(await read('a APPEND x {3+}\r\nabc \r\n'), [wrong, 'z NOOP', 'end']);
  assert.deepEqual(await read('a APPEND x {3+}\r\nabc)\r\n'), [wrong, 'z NOOP', 'end']);
  assert.deepEqual(await read('a APPEND x {3+}\r\nabc\n'), [wrong, 'z NOOP', 'end']);
  assert.deepEqual(await read('a APPEND x {3+}\r\nabc (\\Seen) {3}\r\n'), [wrong, 'z NOOP', 'end']);
  assert.deepEqual(await read('a APPEND x {3+}\r\nabc {8+}\r\nb NOOP\r\n\r\n'), [wrong, 'z NOOP', 'end']);
  assert.deepEqual(await read('a APPEND x UTF8 (~{3+}\r\nabc\r\n'), [wrong, 'z NOOP', 'end']);
  const utf8 = await read('a APPEND x UTF8 (~{3+}\r\nabc)\r\n');
  assert.deepEqual(utf8.slice(1), ['z NOOP', 'end']);
  assert.equal((utf8[0] as { message: string }).message, 'abc');
});

test('NUL stands in a message only when the literal says so (RFC 3516 4.4)', async () => {
  const { found } = await readAll([
    'a APPEND x {5+}\r\nab\0cd\r\n',
    'b APPEND x ~{5+}\r\nab\0cd\r\n',
    'c LOGIN {1+}\r\n\0 x\r\n',
  ]);
  assert.equal(found[0], 'a BAD a message with NUL wants a literal that begins with ~{');
  assert.equal((found[1] as { message: string }).message, 'ab\0cd');
  assert.equal(found[2], 'c BAD a literal holds NUL');
});

test('a connection that ends leaves nothing half done', async () => {
  for (const cut of ['', 'a', 'a NOOP', 'a NOOP\r', 'a LOGIN {5+}\r\nab', 'a LOGIN {5+}', 'a LOGIN {2+}\r\nab']) {
    assert.deepEqual((await readAll([cut])).found, ['end'], JSON.stringify(cut));
  }
  assert.deepEqual((await readAll(['a APPEND x {5+}\r\nabc'])).found, ['broken off', 'end']);
  const { found } = await readAll(['a APPEND x {5+}\r\nabcde\r']);
  assert.deepEqual(found, ['a BAD the command does not end behind its message', 'end']);
  assert.deepEqual((await readAll(['a APPEND x {5+}\r\nabc'], {}, false)).found, ['a APPEND', 'end']);
});

test('a line can be read as it stands: an answer of AUTHENTICATE, the DONE of IDLE', async () => {
  const { reader } = readerOf(['a IDLE\r\nDONE\r\nb NOOP\r\n', 'x'.repeat(50)]);
  assert.equal(brief(await reader.next()), 'a IDLE');
  assert.deepEqual(await reader.line(), { kind: 'line', text: 'DONE' });
  assert.equal(brief(await reader.next()), 'b NOOP');
  assert.equal((await reader.line(20)).kind, 'bye');
});

test('what came before STARTTLS is seen, and gone with the old octets; before COMPRESS it can be taken over', async () => {
  const { reader } = readerOf(['a STARTTLS\r\nb NOOP\r\n']);
  await reader.next();
  assert.equal(reader.buffered, 8);
  reader.readFrom(said('c NOOP\r\n'));
  assert.equal(reader.buffered, 0);
  assert.equal(brief(await reader.next()), 'c NOOP');

  const compressed = readerOf(['a COMPRESS DEFLATE\r\nxyz']).reader;
  await compressed.next();
  assert.equal(latin1ToString(compressed.takeBuffered()), 'xyz');
  assert.equal(compressed.buffered, 0);
});

test('nothing is asked of the source between two commands', async () => {
  let pulls = 0;
  async function* source() {
    for await (const chunk of said('a NOOP\r\nb NOOP\r\n', 'c NOOP\r\n')) {
      pulls++;
      yield chunk;
    }
  }
  const reader = new CommandReader(source(), { continueLiteral: () => {}, limits: BEFORE_LOGIN });
  await reader.next();
  await reader.next();
  assert.equal(pulls, 1);
});

test('commands are the same however the octets are cut', async () => {
  const commands = [
    'a NOOP\r\n',
    'b LOGIN {5+}\r\nmario {7}\r\nsegreto\r\n',
    'c APPEND {1+}\r\nx (\\Seen) {12}\r\nab\r\nc NOOP\r\n\r\n',
    'd APPEND x ~{3+}\r\n\0\r\n\r\n',
    'e FETCH 1 BODY[HEADER.FIELDS ({4+}\r\nDate "a")]\r\n',
    'f FOO {4+}\r\n\r\n\r\n\r\n',
    'g NOOP\n',
    '\r\n',
    `h LOGIN a ${'x'.repeat(70)}\r\n`,
    'i APPEND x {3+}\r\nabcd\r\n',
    'j SEARCH TEXT {31+}\r\n',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...commands), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(200), { maxLength: 12 }),
      fc.boolean(),
      async (said, cuts, drink) => {
        const wire = said.join('');
        const at = [0, ...cuts.map((cut) => Math.min(cut, wire.length)).sort((a, b) => a - b), wire.length];
        const pieces = at.slice(1).map((end, i) => wire.slice(at[i], end));
        const limits = { ...SMALL, line: 60 };
        assert.deepEqual(await readAll(pieces, { limits }, drink), await readAll([wire], { limits }, drink));
      },
    ),
    { numRuns: 500 },
  );
});

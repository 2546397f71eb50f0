import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readCommand } from './command.ts';
import { CommandLines } from './command-lines.ts';

type Line = ReturnType<CommandLines['next']>;

function read(chunks: readonly string[], maxOctets = 100): Line[] {
  const lines = new CommandLines(maxOctets);
  const found: Line[] = [];
  for (const chunk of chunks) {
    lines.push(Buffer.from(chunk, 'latin1'));
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      found.push(line);
      // After a fault nothing more is to be read.
      if (typeof line !== 'string') return found;
    }
  }
  return found;
}

test('lines end in CRLF, however the octets are cut', () => {
  const words = fc.array(fc.constantFrom('NOOP', '', 'MAIL FROM:<\u00e0@b.example>', 'a\rb', '\r'), { maxLength: 8 });
  fc.assert(
    fc.property(words, fc.array(fc.nat(80), { maxLength: 8 }), (expected, cuts) => {
      const wire = expected.map((line) => `${line}\r\n`).join('');
      const at = [0, ...cuts.map((cut) => Math.min(cut, wire.length)).sort((a, b) => a - b), wire.length];
      assert.deepEqual(read(at.slice(1).map((end, i) => wire.slice(at[i], end))), expected);
    }),
    { numRuns: 1000 },
  );
});

test('a bare LF ends the reading, and no line behind it is given out', () => {
  assert.deepEqual(read(['NOOP\r\nQUIT\nMAIL FROM:<a@b.example>\r\n']), ['NOOP', { fault: 'bare line end' }]);
  assert.deepEqual(read(['\n']), [{ fault: 'bare line end' }]);
  assert.deepEqual(read(['NOOP\r\n', '\nNOOP\r\n']), ['NOOP', { fault: 'bare line end' }]);
});

test('a line too long is a fault, ended or not', () => {
  assert.deepEqual(read(['x'.repeat(11)], 10), [{ fault: 'too long' }]);
  assert.deepEqual(read([`${'x'.repeat(11)}\r\n`], 10), [{ fault: 'too long' }]);
  assert.deepEqual(read([`${'x'.repeat(9)}\r\n`], 10), ['x'.repeat(9)]);
});

test('what is waiting can be taken out', () => {
  const lines = new CommandLines(100);
  lines.push(Buffer.from('DATA\r\nSubject: x\r\n'));
  assert.equal(lines.next(), 'DATA');
  assert.equal(lines.pending, 12);
  assert.equal(Buffer.from(lines.takeAll()).toString(), 'Subject: x\r\n');
  assert.equal(lines.next(), undefined);
});

test('a command is a verb and the rest; control characters make it none', () => {
  assert.deepEqual(readCommand('mail FROM:<a@b.example> SIZE=1  '), {
    verb: 'MAIL',
    argument: 'FROM:<a@b.example> SIZE=1',
  });
  assert.deepEqual(readCommand('quit '), { verb: 'QUIT', argument: '' });
  for (const bad of ['NOOP\r', 'NO\0OP', 'RCPT TO:<a@b.example>\rDATA', 'EHLO \x7f', '\x1b[2J']) {
    assert.equal(readCommand(bad), undefined, JSON.stringify(bad));
  }
});

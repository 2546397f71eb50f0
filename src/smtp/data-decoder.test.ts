import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { DotStuffer } from '#mime';
import { DataDecoder } from './data-decoder.ts';

const octets = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

interface Reading {
  readonly message: string;
  /** Undefined: the end has not come. */
  readonly rest: string | undefined;
}

function decode(chunks: readonly string[]): Reading {
  const decoder = new DataDecoder();
  let message = '';
  let rest: string | undefined;
  for (const chunk of chunks) {
    if (rest !== undefined) {
      rest += chunk;
      continue;
    }
    message += text(decoder.push(octets(chunk)));
    if (decoder.rest) rest = text(decoder.rest);
  }
  return { message, rest };
}

/** RFC 5321 4.5.2 in the plainest words, over the whole at once. */
function plainReading(wire: string): { readonly message: string; readonly rest: string } | undefined {
  const end = `\r\n${wire}`.indexOf('\r\n.\r\n');
  if (end < 0) return undefined;
  const message = `\r\n${wire}`.slice(2, end + 2);
  return { message: `\r\n${message}`.replaceAll('\r\n.', '\r\n').slice(2), rest: wire.slice(end + 3) };
}

function cut(wire: string, cuts: readonly number[]): string[] {
  const at = [0, ...cuts.map((cut) => Math.min(cut, wire.length)).sort((a, b) => a - b), wire.length];
  return at.slice(1).map((end, i) => wire.slice(at[i], end));
}

const pieces = fc.constantFrom(
  '\r\n',
  '\r',
  '\n',
  '.',
  '..',
  'x',
  '\0',
  '\r\n.',
  '\r\n..',
  '\r\n.\r',
  '.\r\n',
  '\u00e9',
);
const wires = fc.array(pieces, { maxLength: 30 }).map((each) => each.join(''));
const cuts = fc.array(fc.nat(60), { maxLength: 10 });

test('whatever comes, and however it is cut, it is read as RFC 5321 4.5.2 says', () => {
  fc.assert(
    fc.property(wires, cuts, (wire, where) => {
      const whole = `${wire}\r\n.\r\nQUIT\r\n`;
      assert.deepEqual(decode(cut(whole, where)), plainReading(whole));
    }),
    { numRuns: 5000 },
  );
});

test('a message that has not ended reads alike however it is cut, octet by octet too', () => {
  fc.assert(
    fc.property(wires, cuts, (wire, where) => {
      assert.deepEqual(decode(cut(wire, where)), decode([...wire]));
    }),
    { numRuns: 2000 },
  );
});

test('every message of whole lines comes back from DotStuffer octet by octet', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), cuts, (words, where) => {
      const message = words.length === 0 ? '' : `${words.join('')}\r\n`;
      const stuffer = new DotStuffer();
      const wire = stuffer.push(octets(message)).map(text).join('') + stuffer.end();
      assert.deepEqual(decode(cut(`${wire}NOOP\r\n`, where)), { message, rest: 'NOOP\r\n' });
    }),
    { numRuns: 2000 },
  );
});

test('nothing but CRLF.CRLF ends a message: bare line ends are content', () => {
  for (const sequence of [
    '\n.\n',
    '\n.\r\n',
    '\r\n.\n',
    '\r.\r',
    '\r\n.\r',
    '\r.\r\n',
    '\n.\r',
    '\r\n.\r\r\n',
    '\r\n.\0\r\n',
    '\r\n\0.\r\n',
    '\r\n..\r\n',
  ]) {
    const { message, rest } = decode([...`ciao${sequence}MAIL FROM:<a@b.example>`]);
    assert.equal(rest, undefined, JSON.stringify(sequence));
    assert.match(message, /MAIL FROM:<a@b.example>$/, JSON.stringify(sequence));
  }
});

test('an empty message is one dot', () => {
  assert.deepEqual(decode(['.\r\nQUIT\r\n']), { message: '', rest: 'QUIT\r\n' });
  assert.deepEqual(decode(['.', '\r', '\n']), { message: '', rest: '' });
});

test('a chunk with no dot dropped from its middle is passed on uncopied', () => {
  const decoder = new DataDecoder();
  const chunk = octets('a.b\r\nc.\r\n');
  assert.equal(decoder.push(chunk), chunk);
  const stuffed = octets('..x\r\ny');
  assert.equal(decoder.push(stuffed).buffer, stuffed.buffer);
  const last = octets('z\r\n.\r\n');
  assert.equal(decoder.push(last).buffer, last.buffer);
  assert.throws(() => decoder.push(chunk), /has ended/);
});

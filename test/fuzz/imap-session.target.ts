/** Whole IMAP sessions, brought to each state the protocol knows and then told things that nobody agreed upon. */
import assert from 'node:assert/strict';
import { ClientGone, ImapSession } from '#imap';
import { MemoryAccount, memoryBackend } from '../transcripts/imap-account.ts';
import { message } from '../transcripts/imap-transcript.ts';
import readerTarget from './imap.target.ts';
import type { Dice } from './mutate.ts';
import { octets, type Target } from './target.ts';

const LOGIN = 's LOGIN mario segreto\r\n';
const SELECT = `${LOGIN}s SELECT INBOX\r\n`;

/** What is said before, in every state the input may meet. */
const STATES: Readonly<Record<string, string>> = {
  'not authenticated': '',
  authenticated: LOGIN,
  selected: SELECT,
  'selected for reading': `${LOGIN}s EXAMINE INBOX\r\n`,
  'selected, QRESYNC': `${LOGIN}s ENABLE QRESYNC\r\ns SELECT INBOX\r\n`,
  'selected, IMAP4rev2': `${LOGIN}s ENABLE IMAP4rev2\r\ns SELECT INBOX\r\ns SEARCH RETURN (SAVE) ALL\r\n`,
  'authenticated, UTF-8': `${LOGIN}s ENABLE UTF8=ACCEPT\r\n`,
  'proving who he is': 's AUTHENTICATE PLAIN\r\n',
  idling: `${SELECT}s IDLE\r\n`,
  'idling, nothing selected': `${LOGIN}s IDLE\r\n`,
  appending: `${SELECT}s APPEND INBOX (\\Draft) {300+}\r\nSubject: mezzo\r\n`,
  replacing: `${SELECT}s REPLACE 2 INBOX {40}\r\n`,
  'inside a literal': `${SELECT}s SEARCH TEXT {20}\r\n`,
};
const MESSAGES = [1, 2, 3, 4].map(message);
/** A client that is told more than this has heard enough. */
const MAX_HEARD = 2 * 1_048_576;
const MAX_TURNS = 100;

const target: Target = {
  corpus: readerTarget.corpus,
  async judge(input, dice) {
    const account = new MemoryAccount('mario');
    const inbox = account.folders.get('INBOX')!;
    for (const each of MESSAGES) inbox.add(each, dice.roll(2) === 0 ? ['\\Seen', 'Pratica'] : []);
    const state = dice.pick(Object.keys(STATES));
    const faults: Error[] = [];
    const heard = await converse(account, [octets(STATES[state]!), ...cut(input, dice)], dice, faults);
    try {
      judgeSaid(heard);
      assert.deepEqual(faults, []);
      assert.equal(account.sessions, 0, 'a folder stays open');
      assert.equal(inbox.listeners, 0, 'a folder is watched still');
      const next = await converse(account, [octets('n LOGIN mario segreto\r\nn NOOP\r\nn LOGOUT\r\n')], dice, faults);
      assert.equal(next.match(/^n OK /gm)?.length, 3, 'another client is served');
    } catch (fault) {
      throw new Error(`${state}: ${(fault as Error).message}\n${heard.slice(-2_000)}`, { cause: fault });
    }
  },
};
export default target;

/** Talks until the session is over or the client has nothing more to say; all that was said to him. */
async function converse(
  account: MemoryAccount,
  pieces: readonly Uint8Array[],
  dice: Dice,
  faults: Error[],
): Promise<string> {
  const said: string[] = [];
  let heard = 0;
  const source = speak(account, pieces, dice);
  const session = new ImapSession({
    ...{ backend: memoryBackend(account), source, serverName: 'imap.example', identity: {} },
    ...{ secure: true, mayStartTls: false, mayCompress: true },
    output: {
      write(piece) {
        said.push(typeof piece === 'string' ? piece : Buffer.from(piece).toString('latin1'));
        heard += piece.length;
        if (heard > MAX_HEARD) return Promise.reject(new ClientGone('he has heard enough'));
        return dice.roll(8) === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined;
      },
    },
    onFault: (fault) => faults.push(fault),
  });
  try {
    await session.greet();
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      const next = await session.converse();
      if (next === 'over') break;
      // What would be inflated is taken as it comes.
      if (next === 'compress') session.compressed(before(session.takeBuffered(), source));
      else session.secured(source);
    }
  } catch (fault) {
    if (!(fault instanceof ClientGone)) throw fault;
  } finally {
    session.end();
  }
  return said.join('');
}

/** The pieces as they come, while another client does things in the same folder. */
async function* speak(account: MemoryAccount, pieces: readonly Uint8Array[], dice: Dice): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (dice.roll(4) === 0) await new Promise((resolve) => setImmediate(resolve));
    if (dice.roll(6) === 0) meddle(account, dice);
    yield piece;
  }
}

function meddle(account: MemoryAccount, dice: Dice): void {
  const inbox = account.folders.get('INBOX');
  if (inbox === undefined) return;
  if (dice.roll(2) === 0) inbox.add(dice.pick(MESSAGES), ['Nuova']);
  else inbox.drop(...inbox.uids().slice(dice.roll(4), dice.roll(8)));
}

async function* before(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

function cut(input: Uint8Array, dice: Dice): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < input.length; ) {
    const length = 1 + dice.roll(dice.pick([4, 60, 1_000, 20_000]));
    pieces.push(input.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

/** Responses follow each other whole, literals included; the last one alone may be broken off. */
function judgeSaid(said: string): void {
  for (let at = 0; at < said.length; ) {
    const end = endOfResponse(said, at);
    if (end === undefined) return;
    const response = said.slice(at, end - 2);
    assert.match(response, /^(\* [A-Z0-9]|\+ |[^\s*+]\S* (OK|NO|BAD) )/, 'a response');
    assert.doesNotMatch(response, /\bundefined\b|\bNaN\b|\[object/, 'a response');
    at = end;
  }
}

/** Behind its CRLF; undefined: not whole. */
function endOfResponse(said: string, start: number): number | undefined {
  for (let at = start; ; ) {
    const end = said.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const literal = /\{(\d+)\}$/.exec(said.slice(Math.max(at, end - 24), end));
    if (literal === null) return end + 2;
    at = end + 2 + Number(literal[1]);
    if (at > said.length) return undefined;
  }
}

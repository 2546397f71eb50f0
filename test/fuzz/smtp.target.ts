/** The two SMTP doors as they stand, and dialogues that nobody agreed upon. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { memoryBlobs } from '#adapters/memory';
import { loginBrake } from '#doors/brakes';
import { openReceptionDoor } from '#doors/reception';
import { openSubmissionDoor } from '#doors/submission';
import { isAddress, type MimeIndex, type Rope, ropeLength } from '#mime';
import { selfSigned } from '../transcripts/certificate.ts';
import { Dice, makeInput } from './mutate.ts';
import { filesOf, octets, type Target, words } from './target.ts';

interface Taken {
  readonly peer: string;
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  readonly rope: Rope;
  readonly size: number;
  readonly index: MimeIndex;
}

const OWN = 'mario.rossi@pec.alfa.example';
const MAX_BYTES = 20_000;
/** What the reception puts before a message does not count. */
const MAX_TRACE_BYTES = 1_000;
const TAKEN = { code: 250, enhanced: '2.6.0', text: 'messaggio preso' } as const;
const SLOW_MS = 2_000;
const QUIET_MS = 150;
/** Some run into a time-out: one after the other would be few. */
const DIALOGUES_AT_ONCE = 40;

const taken: Taken[] = [];
const faults: Error[] = [];
const take = async (message: Taken) => {
  taken.push(message);
  return TAKEN;
};
const common = {
  listen: { host: '127.0.0.1', port: 0 },
  tls: selfSigned(),
  heloName: 'mx.gestore-alfa.example',
  maxBytes: MAX_BYTES,
  maxRecipients: 100,
  blobs: memoryBlobs(),
  date: () => 'Sun, 22 Nov 2026 10:00:00 +0100',
  onFault: (fault: Error & { readonly code?: string }) => {
    // A peer that breaks its handshake or its connection is no fault of the door.
    if (!/^(ERR_SSL_|ECONNRESET|EPIPE)/.test(fault.code ?? '')) faults.push(fault);
  },
  limits: { closeGraceMs: 1, idleMs: SLOW_MS, commandMs: SLOW_MS, dataMs: SLOW_MS, maxCommandOctets: 2_048 },
};
const reception = await openReceptionDoor({
  ...common,
  postmaster: 'postmaster@gestore-alfa.example',
  recipient: async () => undefined,
  receive: take,
});
const submission = await openSubmissionDoor({
  ...common,
  mode: 'implicit',
  brake: loginBrake({ now: () => 0 }, { delayMs: 0, failuresPerUser: 1e9, failuresPerPeer: 1e9, failuresPerName: 1e9 }),
  login: async (user, password) =>
    user === 'mario' && password === 'segreto' ? { ok: true, account: 'mario' } : { ok: false },
  senderFor: (account, address) => (address === OWN ? account : undefined),
  isOurDomain: (domain) => domain === 'pec.alfa.example',
  accept: take,
});

const GOOD_BODY = 'From: anna@posta.example\r\n\r\n..punto\r\n';
const GOOD = octets(
  `EHLO x.example\r\nMAIL FROM:<anna@posta.example>\r\nRCPT TO:<${OWN}>\r\nDATA\r\n${GOOD_BODY}.\r\nQUIT\r\n`,
);

const target: Target = {
  corpus: {
    inputs: filesOf('corpus/smtp', { crlf: true }),
    words: words(
      ...[
        '\r\n',
        '\r',
        '\n',
        '\0',
        '\r\n.\r\n',
        '\n.\n',
        '\r.\r',
        '\n.\r\n',
        '\r\n.\n',
        '.',
        '..',
        '<',
        '>',
        ' ',
        '\xe8',
        '\x80',
      ],
      ...[
        'EHLO x\r\n',
        'HELO x\r\n',
        'DATA\r\n',
        'RSET\r\n',
        'NOOP\r\n',
        'QUIT\r\n',
        'STARTTLS\r\n',
        'AUTH PLAIN AG1hcmlvAHNlZ3JldG8=\r\n',
      ],
      ...[
        `MAIL FROM:<${OWN}>\r\n`,
        'MAIL FROM:<>\r\n',
        `RCPT TO:<${OWN}>\r\n`,
        ' SIZE=99999999999999999999',
        ' BODY=BINARYMIME',
        ' SMTPUTF8',
      ],
      ...[
        '@[127.0.0.1]',
        '@a,@b:',
        '"a b"',
        '%',
        '!',
        'BDAT 1\r\nx',
        'X'.repeat(1_100),
        `${'Y'.repeat(70)}\r\n`.repeat(300),
      ],
    ),
  },
  async judge(input, dice) {
    const inputs = [input];
    while (inputs.length < DIALOGUES_AT_ONCE) inputs.push(makeInput(dice.roll(0xffff_ffff), target.corpus));
    await Promise.all([
      ...inputs.map((each, at) => judgeDialogue(each, `127.0.1.${at + 1}`, new Dice(dice.roll(0xffff_ffff)))),
      proveOpen('127.0.2.1'),
    ]);
    assert.deepEqual(faults, []);
    taken.length = 0;
  },
  async close() {
    await Promise.all([reception.close(), submission.close()]);
  },
};
export default target;

/** `from`: an address of its own on loopback, by which its messages are known. */
async function judgeDialogue(input: Uint8Array, from: string, dice: Dice): Promise<void> {
  const inside = dice.roll(2) === 0;
  const at = { host: '127.0.0.1', localAddress: from };
  const socket = inside
    ? connectTls({ ...at, port: submission.port, rejectUnauthorized: false })
    : connect({ ...at, port: reception.port });
  const replies = await talk(socket, input, dice);
  for (const reply of replies.slice(0, -1)) assert.match(reply, /^[2-5]\d\d[ -][\x20-\x7e]*$/);
  const mine = taken.filter(({ peer }) => peer === from);
  const said = replies.filter((reply) => reply.startsWith('250') && reply.endsWith(TAKEN.text)).length;
  assert.ok(said <= mine.length, 'a 250 was said for a message that was not taken');
  for (const message of mine) inspect(message, inside);
}

function inspect({ mailFrom, recipients, rope, size, index }: Taken, inside: boolean): void {
  assert.ok(size <= MAX_BYTES + (inside ? 0 : MAX_TRACE_BYTES), `${size} octets were taken`);
  assert.deepEqual([ropeLength(rope), index.size], [size, size]);
  assert.equal(index.bareLineEnd, false, 'a bare line end came through');
  assert.ok(recipients.length > 0 && recipients.length <= common.maxRecipients);
  if (inside) assert.equal(mailFrom.toLowerCase(), OWN);
  else assert.ok(mailFrom === '' || isAddress(mailFrom), mailFrom);
  for (const recipient of recipients) assert.ok(isAddress(recipient), recipient);
}

/** Whatever the others say, the door takes a good message to the octet. */
async function proveOpen(from: string): Promise<void> {
  const socket = connect({ host: '127.0.0.1', localAddress: from, port: reception.port });
  const replies = await talk(socket, GOOD, undefined);
  assert.ok(replies.includes(`250 2.6.0 ${TAKEN.text}`), replies.join('\n'));
  const message = taken.find(({ peer }) => peer === from);
  const text = Buffer.concat(message!.rope as Uint8Array[]).toString('latin1');
  assert.ok(text.endsWith(GOOD_BODY.replace('..', '.')));
}

/** Says it all in pieces and answers the lines that came back before the server closed. */
async function talk(socket: Socket, input: Uint8Array, dice: Dice | undefined): Promise<readonly string[]> {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  // A peer that closes while we still speak resets the connection: no fault of it.
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  // Who talks before the greeting is turned away: now and then that too.
  if (dice?.roll(32) !== 0) await Promise.race([new Promise((resolve) => socket.once('data', resolve)), closed]);
  const pieces = dice === undefined ? [input] : cut(input, dice);
  for (const piece of pieces) {
    socket.write(piece);
    if (dice?.roll(4) === 0) await new Promise(setImmediate);
  }
  socket.write('\r\n.\r\nQUIT\r\n');
  // Some dialogues end in a handshake or a login half begun: the server would wait for more.
  const patience = dice && setTimeout(() => socket.end(), QUIET_MS);
  if (patience) socket.on('data', () => patience.refresh());
  await closed;
  clearTimeout(patience);
  assert.ok(text.length < 4_000_000, 'the server says more and more');
  return text.split('\r\n');
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

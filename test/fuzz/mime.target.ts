import assert from 'node:assert/strict';
import {
  decodeCharset,
  decodeText,
  decodeTransfer,
  field,
  indexMime,
  type MimeIndex,
  MimeIndexer,
  type MimePart,
  parseAddressList,
} from '#mime';
import {
  buildTransportEnvelope,
  checkForm,
  checkReceived,
  checkWarnings,
  inheritedHeaders,
  originalFacts,
  readMessage,
  rewriteOriginal,
  verifyMessage,
} from '#pec';
import type { Dice } from './mutate.ts';
import { filesOf, type Target, words } from './target.ts';

const FACTS = {
  sender: 'mario@pec.alfa.example',
  recipients: [{ address: 'ufficio@pec.beta.example', type: 'certificato' }],
  replyTo: 'mario@pec.alfa.example',
  identificativo: 'a.b.c@gestore-alfa.example',
  receiptType: 'completa',
} as const;
const ISSUER = {
  name: 'Gestore Alfa',
  domain: 'gestore-alfa.example',
  serviceAddress: 'posta-certificata@gestore-alfa.example',
};
const LIMITS = { maxBytesTimesRecipients: 30_000_000, maxRecipients: 50 };

const target: Target = {
  corpus: {
    inputs: [...filesOf('../conformance/golden'), ...filesOf('corpus/mime', { crlf: true })],
    words: words(
      ...[
        '\r\n',
        '\r',
        '\n',
        '\0',
        '\r\n\r\n',
        '\r\n ',
        '--',
        '----=_m_0011223344556677',
        '\r\n------=_s_0011223344556677\r\n',
      ],
      ...[
        'Content-Type: multipart/mixed; boundary="x"\r\n',
        'Content-Type: message/rfc822\r\n',
        '\r\n--x\r\n',
        '\r\n--x--\r\n',
      ],
      ...[
        '=?UTF-8?Q?',
        '=?ISO-8859-1?B?',
        '?=',
        '=\r\n',
        '=E8',
        "filename*0*=utf-8''",
        'filename*1=',
        'name="',
        '\\"',
        '(',
        ')',
        '<',
        '>',
        ',',
        ';',
        ':',
      ],
      ...[
        'Content-Transfer-Encoding: base64\r\n',
        'From: a@b.example\r\n',
        'To: x: ;\r\n',
        'Bcc: y@z.example\r\n',
        'X-Trasporto: errore\r\n',
      ],
    ),
  },
  async judge(input, dice) {
    const index = indexMime(input);
    inspect(index.root, 0, index.size, input);
    assert.equal(index.size, input.length);
    assert.deepEqual(indexInPieces(input, dice), index, 'the index depends on how the octets were cut');
    const message = await readMessage(input);
    const { content } = message.signed ?? {};
    if (content) assert.ok(content.start <= content.end && content.end <= input.length);
    checkReceived(message, { mailFrom: FACTS.sender, recipients: ['ufficio@pec.beta.example'] });
    checkWarnings(message);
    if (dice.roll(4) === 0) assert.equal((await verifyMessage(input, { trust: [] })).holds, false);
    originalFacts(index);
    await certify(input, index);
  },
};
export default target;

function inspect(part: MimePart, start: number, end: number, input: Uint8Array): void {
  const inOrder = [start, part.start, part.bodyStart, part.end, end];
  assert.deepEqual(
    inOrder,
    inOrder.toSorted((a, b) => a - b),
    'a part leaves its parent',
  );
  for (const { value } of part.fields) decodeText(value);
  for (const name of ['from', 'to', 'cc']) parseAddressList(field(part, name)?.value ?? '');
  const body = decodeTransfer(input.subarray(part.bodyStart, part.end), part.encoding);
  assert.ok(body.length <= part.end - part.bodyStart);
  decodeCharset(body, part.contentType.params.get('charset') ?? 'us-ascii');
  let from = part.bodyStart;
  for (const child of part.children) {
    inspect(child, from, part.end, input);
    from = child.end;
  }
}

function indexInPieces(input: Uint8Array, dice: Dice): MimeIndex {
  const indexer = new MimeIndexer();
  for (let at = 0; at < input.length; ) {
    const length = 1 + dice.roll(dice.pick([3, 80, 5_000, 100_000]));
    indexer.push(input.slice(at, at + length));
    at += length;
  }
  return indexer.end();
}

/** What passes the checks of the access point is certified to the octet. */
async function certify(input: Uint8Array, index: MimeIndex): Promise<void> {
  const envelope = { mailFrom: FACTS.sender, recipients: ['ufficio@pec.beta.example'] };
  const faults = checkForm({ index, ...envelope, size: input.length, limits: LIMITS });
  // The door refuses bare line ends before the office sees the message.
  if (faults.length > 0 || index.bareLineEnd) return;
  const original = rewriteOriginal([input], index, input, FACTS.identificativo);
  const built = buildTransportEnvelope({
    issuer: ISSUER,
    facts: FACTS,
    at: 1_772_355_600_000,
    boundarySeed: 'fade5eedfade5eed',
    original,
    inherited: inheritedHeaders(index, input),
  });
  const bytes = new Uint8Array(Buffer.concat(built.assemble(new Uint8Array(8)) as Uint8Array[]));
  const message = await readMessage(bytes);
  assert.equal(message.number, 'M4');
  assert.deepEqual(
    Buffer.from(bytes.subarray(message.original!.start, message.original!.end)),
    Buffer.concat(original.rope as Uint8Array[]),
  );
}

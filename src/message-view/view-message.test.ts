import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openUnzip } from '#adapters/unzip';
import { messageTreeOf, summarize } from '#mime';
import { testAuthority, zipOf } from '#testing';
import { findPart, octetsOf } from './find-part.ts';
import type { PartView } from './part-view.ts';
import { base64, FIELDS, messageOf, multipart, PORTS, signedDocument } from './test-view.ts';
import { treeOfSummary } from './tree-of-summary.ts';
import { viewMessage } from './view-message.ts';
import { viewPart } from './view-part.ts';

const view = async (text: string | Uint8Array, flags: readonly string[] = [], ports: typeof PORTS = PORTS) =>
  (await viewMessage(messageOf(text), flags, ports)).letter;
const outline = (parts: readonly PartView[]): unknown[] =>
  parts.map(({ part, name, shows, inside }) => (inside ? [part, name, shows, outline(inside)] : [part, name, shows]));
const octets = (text: string) => new TextEncoder().encode(text);

describe('text and HTML', () => {
  test('a plain message is its text', async () => {
    const letter = await view(`${FIELDS}Content-Type: text/plain; charset=iso-8859-1\n\nPerch\xe9 no?\nCiao\n`);
    assert.equal(letter.text, 'Perché no?\nCiao\n');
    assert.deepEqual(letter.from, [{ name: 'Mario Rossi', address: 'mario@pec.alfa.example' }]);
    assert.equal(letter.date, Date.UTC(2026, 2, 2, 8));
    assert.equal(letter.html, undefined);
    assert.deepEqual(letter.cautions, []);
  });

  test('of two forms both are told; HTML alone is made into text', async () => {
    const both = await view(
      multipart(
        FIELDS,
        [
          { type: 'text/plain', body: 'uno' },
          { type: 'text/html', body: '<b>due</b>' },
        ],
        'alternative',
      ),
    );
    assert.deepEqual([both.text.trim(), both.html?.trim()], ['uno', '<b>due</b>']);
    const html = await view(
      `${FIELDS}Content-Type: text/html\n\n<p>Uno &egrave; <b>due</b><br>tre<script>x()</script></p>\n`,
    );
    assert.equal(html.text, 'Uno è due\ntre');
    assert.ok(html.html?.includes('<script>'), 'as written: cleaning is for who shows it');
  });

  test('an image shown in HTML is inline, with its Content-ID', async () => {
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]);
    const letter = await view(
      multipart(
        FIELDS,
        [
          { type: 'text/html', body: '<img src="cid:logo@x">' },
          { type: 'image/png', body: png, more: 'Content-ID: <logo@x>\n' },
        ],
        'related',
      ),
    );
    assert.deepEqual(
      letter.attachments.map(({ cid, isInline, shows, size }) => [cid, isInline, shows, size]),
      [['logo@x', true, 'image', 10]],
    );
  });

  test('a long text is cut, and that is told', async () => {
    const letter = await view(`${FIELDS}\n${'riga di testo\n'.repeat(60_000)}`);
    assert.ok(letter.isCut);
    assert.ok(letter.text.length <= 512 * 1024);
  });
});

describe('what hangs on a message', () => {
  test('the octets say what it is, not its name or declared type', async () => {
    const letter = await view(
      multipart(FIELDS, [
        { type: 'text/plain', body: 'testo' },
        { type: 'image/png', name: 'foto.png', body: octets('<html><script>x</script></html>') },
        { type: 'application/octet-stream', name: 'atto', body: octets('%PDF-1.7\nx') },
        { type: 'text/html', name: 'a.txt', body: octets('niente di che') },
        { type: 'application/pdf', name: 'b.pdf', body: octets('\0\x01\x02') },
      ]),
    );
    assert.deepEqual(
      letter.attachments.map(({ name, type, shows }) => [name, type, shows]),
      [
        ['foto.png', 'text/html', 'nothing'],
        ['atto', 'application/pdf', 'pdf'],
        ['a.txt', 'text/plain', 'text'],
        ['b.pdf', 'application/pdf', 'nothing'],
      ],
    );
  });

  test('a signed document is opened, in base64 and twice signed too, and an altered one is told', async () => {
    const pdf = octets('%PDF-1.7 contratto');
    const once = await signedDocument(pdf);
    const twice = await signedDocument(once);
    const broken = Buffer.from(once);
    broken[broken.indexOf('contratto')] = 0x43;
    const letter = await view(
      multipart(FIELDS, [
        { type: 'application/pkcs7-mime', name: 'c.pdf.p7m', body: once },
        { type: 'application/octet-stream', name: 'c.pdf.p7m.p7m', body: octets(base64(twice)) },
        { type: 'application/pkcs7-mime', name: 'rotto.pdf.p7m', body: broken },
      ]),
    );
    assert.deepEqual(outline(letter.attachments), [
      ['1', 'c.pdf.p7m', 'signed', [['1!1', 'c.pdf', 'pdf']]],
      ['2', 'c.pdf.p7m.p7m', 'signed', [['2!1', 'c.pdf.p7m', 'signed', [['2!1!1', 'c.pdf', 'pdf']]]]],
      ['3', 'rotto.pdf.p7m', 'signed', [['3!1', 'rotto.pdf', 'pdf']]],
    ]);
    const [first, , third] = letter.attachments;
    const inside = await findPart(
      messageOf(multipart(FIELDS, [{ type: 'a/b', name: 'c.pdf.p7m.p7m', body: twice }])),
      '1!1!1',
      PORTS.archives,
    );
    assert.equal(inside?.kind === 'opened' && inside.name, 'c.pdf');
    assert.deepEqual([first!.signature?.ok, first!.signature?.signers], [true, ['Posta Certificata']]);
    assert.deepEqual([third!.signature?.ok, third!.signature?.code], [false, 'altered']);
    assert.ok(letter.cautions.some(({ code, detail }) => code === 'broken-signature' && detail === 'rotto.pdf.p7m'));
  });

  test('whether a signer comes from a known authority is told only where there is a list, at the time it is judged', async () => {
    const document = await signedDocument(octets('contratto'));
    const broken = Buffer.from(document);
    broken[broken.indexOf('contratto')] = 0x43;
    const text = multipart(FIELDS, [
      { type: 'application/pkcs7-mime', name: 'c.pdf.p7m', body: document },
      { type: 'application/pkcs7-mime', name: 'rotto.pdf.p7m', body: broken },
    ]);
    const judged = async (authority: string | undefined, at: number) => {
      const certificates = authority === undefined ? [] : [(await testAuthority(authority)).authority.certificate];
      const { attachments } = await view(text, [], { ...PORTS, authorities: { certificates, at } });
      return attachments.map(({ signature }) => `${signature?.code} ${signature?.authority}`);
    };
    const signed = Date.UTC(2026, 2, 2, 8);
    const altered = 'altered not-judged';
    assert.deepEqual(await judged('uno', signed), ['unaltered trusted', altered]);
    assert.deepEqual(await judged('due', signed), ['unaltered unknown', altered]);
    assert.deepEqual(await judged(undefined, signed), ['unaltered not-judged', altered]);
    assert.deepEqual(await judged('uno', Date.UTC(2060, 0, 1)), ['unaltered unknown', altered], 'expired long ago');
  });

  test('an archive is listed, its entries are reached by number', async () => {
    const zip = zipOf([
      { name: 'a/', octets: octets('') },
      { name: 'a/nota.txt', octets: octets('ciao') },
    ]);
    const message = messageOf(multipart(FIELDS, [{ type: 'application/zip', name: 'x.zip', body: zip }]));
    const archives = openUnzip();
    const { letter } = await viewMessage(message, [], { ...PORTS, archives });
    assert.deepEqual(outline(letter.attachments), [['1', 'x.zip', 'archive', [['1!2', 'a/nota.txt', 'text']]]]);
    const found = await findPart(message, '1!2', archives);
    assert.equal(new TextDecoder().decode(await octetsOf(found!, 100)), 'ciao');
    assert.equal(await findPart(message, '1!1', archives), undefined, 'a folder');
  });

  test('a signed document in an archive is opened and judged, also one signed twice; archives in it are listed', async () => {
    const once = await signedDocument(octets('%PDF-1.7 contratto'));
    const twice = await signedDocument(once);
    const broken = Buffer.from(once);
    broken[broken.indexOf('contratto')] = 0x43;
    const inner = zipOf([{ name: 'dentro.pdf.p7m', octets: once }]);
    const zip = zipOf([
      { name: 'a/c.pdf.p7m', octets: once },
      { name: 'c.pdf.p7m.p7m', octets: twice },
      { name: 'rotto.pdf.p7m', octets: broken },
      { name: 'finto.p7m', octets: octets('niente firme') },
      { name: 'atti.zip.p7m', octets: await signedDocument(inner) },
    ]);
    const message = messageOf(multipart(FIELDS, [{ type: 'application/zip', name: 'x.zip', body: zip }]));
    const archives = openUnzip();
    const { letter } = await viewMessage(message, [], { ...PORTS, archives });
    assert.deepEqual(outline(letter.attachments), [
      [
        '1',
        'x.zip',
        'archive',
        [
          ['1!1', 'a/c.pdf.p7m', 'signed', [['1!1!1', 'a/c.pdf', 'pdf']]],
          ['1!2', 'c.pdf.p7m.p7m', 'signed', [['1!2!1', 'c.pdf.p7m', 'signed', [['1!2!1!1', 'c.pdf', 'pdf']]]]],
          ['1!3', 'rotto.pdf.p7m', 'signed', [['1!3!1', 'rotto.pdf', 'pdf']]],
          ['1!4', 'finto.p7m', 'text'],
          [
            '1!5',
            'atti.zip.p7m',
            'signed',
            [
              [
                '1!5!1',
                'atti.zip',
                'archive',
                [['1!5!1!1', 'dentro.pdf.p7m', 'signed', [['1!5!1!1!1', 'dentro.pdf', 'pdf']]]],
              ],
            ],
          ],
        ],
      ],
    ]);
    const inside = letter.attachments[0]?.inside ?? [];
    assert.deepEqual(
      inside.map(({ signature }) => signature?.code),
      ['unaltered', 'unaltered', 'altered', undefined, 'unaltered'],
    );
    assert.ok(letter.cautions.some(({ code, detail }) => code === 'broken-signature' && detail === 'rotto.pdf.p7m'));
    for (const path of ['1!2!1!1', '1!5!1!1!1']) {
      const found = await findPart(message, path, archives);
      assert.match(new TextDecoder().decode(await octetsOf(found!, 100)), /^%PDF-1.7 contratto$/, path);
    }
  });

  test('of an archive no more is unpacked than a look may cost', async () => {
    const document = await signedDocument(octets('contratto'));
    const unpacked: number[] = [];
    const counted = (archives = openUnzip()) => ({
      ...archives,
      entry: async (archive: Uint8Array, at: number) => {
        unpacked.push(at);
        return await archives.entry(archive, at);
      },
    });
    const look = async (zip: Uint8Array) => {
      unpacked.length = 0;
      const text = multipart(FIELDS, [{ type: 'application/zip', name: 'x.zip', body: zip }]);
      return (await view(text, [], { ...PORTS, archives: counted() })).attachments[0]?.inside ?? [];
    };
    const many = Array.from({ length: 60 }, (_, at) => ({ name: `${at}.p7m`, octets: document }));
    const judged = (await look(zipOf(many))).filter(({ signature }) => signature !== undefined);
    assert.deepEqual([judged.length, unpacked.length], [20, 20]);
    const big = Array.from({ length: 3 }, (_, at) => ({ name: `${at}.p7m`, octets: new Uint8Array(15_000_000) }));
    await look(zipOf(big));
    assert.ok(unpacked.length <= 2, `${unpacked.length} of fifteen million octets`);
  });

  test('a document that was signed over and over is opened five times, and no more', async () => {
    const layered = async (layers: number) => {
      let packed: Uint8Array = octets('From: a@b.example\r\nDate: x\r\nMessage-ID: <a@b>\r\n\r\nfondo');
      for (let layer = 0; layer < layers; layer++) packed = await signedDocument(packed);
      return multipart(FIELDS, [{ type: 'application/pkcs7-mime', name: 'f.p7m', body: packed }]);
    };
    const read = async (text: string) =>
      await viewPart((await findPart(messageOf(text), '1', PORTS.archives))!, '1', PORTS);
    assert.equal((await read(await layered(5)))?.kind, 'message');
    assert.equal(await read(await layered(6)), undefined);
    let depth = 0;
    for (let [part] = (await view(await layered(40))).attachments; part; part = part.inside?.[0]) depth++;
    assert.ok(depth <= 7, `${depth}`);
  });

  test('attached messages show what is in them, and nobody vouches for them', async () => {
    const inner = multipart(`From: x@y.example\nSubject: POSTA CERTIFICATA: dentro\n`, [
      { type: 'text/plain', body: 'ciao' },
      { type: 'application/pdf', name: 'd.pdf', body: octets('%PDF-1') },
    ]).replaceAll('b1', 'b2');
    const message = messageOf(multipart(FIELDS, [{ type: 'message/rfc822', name: 'i.eml', body: inner }]));
    const { letter } = await viewMessage(message, [], PORTS);
    assert.deepEqual(outline(letter.attachments), [['1', 'i.eml', 'message', [['1.2', 'd.pdf', 'pdf']]]]);
    const read = await viewPart((await findPart(message, '1', PORTS.archives))!, '1', PORTS);
    assert.ok(read?.kind === 'message');
    assert.deepEqual(outline(read.letter.attachments), [['1.2', 'd.pdf', 'pdf']]);
    assert.ok(read.letter.cautions.some(({ code }) => code === 'poses-as-certified'));
    const pdf = await findPart(message, '1.2', PORTS.archives);
    assert.equal(new TextDecoder().decode(await octetsOf(pdf!, 100)), '%PDF-1');
  });

  test('paths that lead nowhere find nothing', async () => {
    const message = messageOf(multipart(FIELDS, [{ type: 'text/plain', body: 'x' }]));
    for (const path of ['', '0', '2', '1.1', '1!1', 'x', '1..1', '../1', '1!', '9999', `1${'.1'.repeat(60)}`])
      assert.equal(await findPart(message, path, PORTS.archives), undefined, path);
    assert.ok(await findPart(message, '1', PORTS.archives));
  });

  test('a thousand parts and deep nesting are bounded', async () => {
    const many = Array.from({ length: 900 }, (_, at) => ({
      type: 'application/pdf',
      name: `${at}.pdf`,
      body: '%PDF-',
    }));
    const cut = await view(multipart(FIELDS, many));
    assert.equal(cut.attachments.length, 500);
    assert.ok(cut.cautions.some(({ code }) => code === 'more-attachments'));
    assert.deepEqual((await view(multipart(FIELDS, many.slice(0, 500)))).cautions, []);
    let deep = 'From: a@b.example\n\nfondo\n';
    for (let level = 0; level < 20; level++) deep = `From: a@b.example\nContent-Type: message/rfc822\n\n${deep}`;
    await view(deep);
  });
});

test('size of a base64 part is told without reading it', async () => {
  for (const length of [0, 1, 2, 3, 56, 57, 58, 1_000]) {
    const letter = await view(
      multipart(FIELDS, [{ type: 'application/pdf', name: 'a.pdf', body: new Uint8Array(length) }]),
    );
    assert.equal(letter.attachments[0]?.size, length);
  }
});

test('the tree of a kept summary is the tree of the message, and only headers are read for it', async () => {
  const inner = multipart('Subject: dentro\n', [{ type: 'text/plain', body: 'x' }]).replaceAll('b1', 'b2');
  const text = multipart(FIELDS, [
    { type: 'text/plain', body: 'uno\n'.repeat(100_000) },
    { type: 'message/rfc822', name: 'a.eml', body: inner },
    { type: 'application/pdf', name: 'p\u00e8.pdf', body: new Uint8Array(300_000) },
  ]);
  const message = messageOf(text);
  const { structure } = await summarize(message.tree, message.read);
  let read = 0;
  const counted = {
    read(start: number, end: number) {
      read += end - start;
      return message.read(start, end);
    },
  };
  const tree = await treeOfSummary({ part: JSON.parse(JSON.stringify(structure)), message: counted });
  assert.deepEqual(JSON.parse(JSON.stringify(tree)), JSON.parse(JSON.stringify(messageTreeOf(message.octets))));
  assert.ok(read < 2_000, `${read}`);
});

test('of a big message only headers, texts and beginnings are read', async () => {
  const message = messageOf(
    multipart(FIELDS, [
      { type: 'text/plain', body: 'breve' },
      {
        type: 'application/zip',
        name: 'a.zip',
        body: Buffer.concat([octets('PK\x03\x04'), new Uint8Array(40_000_000)]),
      },
      { type: 'application/octet-stream', name: 'b.bin', body: new Uint8Array(3_000_000) },
    ]),
  );
  let read = 0;
  async function* pieces(start: number, end: number) {
    for (let at = start; at < end; at += 65_536) {
      const piece = message.octets.subarray(at, Math.min(at + 65_536, end));
      read += piece.length;
      yield piece;
    }
  }
  const { letter } = await viewMessage({ ...message, read: pieces }, [], PORTS);
  assert.deepEqual(
    letter.attachments.map(({ name, shows, inside }) => [name, shows, inside]),
    [
      ['a.zip', 'archive', undefined],
      ['b.bin', 'nothing', undefined],
    ],
  );
  assert.ok(read < 300_000, `${read} octets were read`);
});

const LONG = 'l'.repeat(998);

/** Bodies that a server which takes messages apart and puts them together again does not give back as they were. */
export const SHAPES: readonly (readonly [name: string, header: string, body: string])[] = [
  ['one part', 'Content-Type: text/plain; charset=us-ascii\r\n', 'Una riga.\r\n.\r\n..due punti\r\n \r\n\t\r\n'],
  [
    'the PEC shape, a closing boundary right before the outer one',
    'Content-Type: multipart/signed; boundary=esterno; protocol="application/pkcs7-signature"; micalg=sha-256\r\n',
    '--esterno\r\nContent-Type: multipart/mixed; boundary=interno\r\n\r\n--interno\r\nContent-Type: text/plain\r\n\r\ntesto\r\n' +
      '--interno--\r\n--esterno\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--esterno--\r\n',
  ],
  [
    'blank lines before boundaries',
    'Content-Type: multipart/mixed; boundary=confine\r\n',
    '\r\n\r\n--confine\r\n\r\ntesto\r\n\r\n\r\n\r\n--confine--\r\n\r\n\r\n',
  ],
  [
    'nested multiparts with blank lines between',
    'Content-Type: multipart/mixed; boundary=a\r\n',
    '--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\r\n--b\r\n\r\nuno\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>due</p>\r\n--b--\r\n\r\n--a--\r\n',
  ],
  [
    'a preamble and an epilogue',
    'Content-Type: multipart/mixed; boundary=c\r\n',
    'Preambolo.\r\n--c\r\n\r\ntesto\r\n--c--\r\nEpilogo.\r\n',
  ],
  [
    'an attached message',
    'Content-Type: multipart/mixed; boundary=d\r\n',
    '--d\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\nsubject:  senza  ordine\r\n\r\ncorpo\r\n--d--\r\n',
  ],
  [
    '8 bit',
    'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n',
    Buffer.from('però €\r\n').toString('latin1'),
  ],
  [
    'base64 of odd widths',
    'Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n',
    'QUJD\r\nREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3ODlBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWg==\r\n\r\n',
  ],
  ['lines of 998 octets', 'Content-Type: text/plain\r\n', `${LONG}\r\n${LONG}\r\n`],
];

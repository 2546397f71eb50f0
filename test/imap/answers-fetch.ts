import { type AnswerCase, literal } from './answers.ts';

const HEAD = 'From: Ufficio Gare <gare@alfa.example>\nDate: Mon, 02 Mar 2026 09:15:00 +0100\nMIME-Version: 1.0\n';

const LETTER_HEAD = `From: Studio Verdi <verdi@beta.example>
Subject: controdeduzioni
Content-Type: multipart/alternative; boundary=interno

`;
const LETTER_BODY = `chi legge qui ha un programma antico
--interno
Content-Type: text/plain

Si allega.

--interno
Content-Type: text/html
Content-ID: <pagina@beta.example>

<p>Si allega.</p>
--interno--
`;
const PARCEL_BODY = `prima delle parti
--il "confine" largo
Content-Type: text/plain; charset=us-ascii

Buongiorno.

--il "confine" largo
Content-Type: message/rfc822
Content-Description: lettera

${LETTER_HEAD}${LETTER_BODY}
--il "confine" largo--
dopo le parti
`;
/** A letter in a parcel; the boundary is quoted, holds what must be escaped, and the line is folded. */
const PARCEL = `${HEAD}Content-Type: multipart/mixed;
 boundary="il \\"confine\\" largo"

${PARCEL_BODY}`;

const section = (name: string, text: string): readonly [string, string] => [
  `FETCH 1 BODY.PEEK[${name}]`,
  `1 FETCH (BODY[${name}] ${literal(text)})`,
];

const NOTE = 'Subject: nota\n\nUna riga\n';
const NOTE_INSIDE = `From: b@beta.example\nContent-Type: message/rfc822\n\n${NOTE}`;

const DIGEST = `Content-Type: multipart/digest; boundary=r

--r${'  '}

Subject: uno

primo
--r\t
X-Ordine: 2

Subject: due

secondo
--r--
`;

export const FETCH_SECTIONS: readonly AnswerCase[] = [
  {
    title: 'a message attached to a message has a header, a text and parts of its own',
    mail: [PARCEL],
    asks: [
      section('', PARCEL),
      section('TEXT', PARCEL_BODY),
      section('1', 'Buongiorno.\n'),
      section('1.MIME', 'Content-Type: text/plain; charset=us-ascii\n\n'),
      section('2', LETTER_HEAD + LETTER_BODY),
      section('2.MIME', 'Content-Type: message/rfc822\nContent-Description: lettera\n\n'),
      section('2.HEADER', LETTER_HEAD),
      section(
        '2.HEADER.FIELDS (SUBJECT X-ASSENTE FROM)',
        'From: Studio Verdi <verdi@beta.example>\nSubject: controdeduzioni\n\n',
      ),
      section(
        '2.HEADER.FIELDS.NOT (SUBJECT X-ASSENTE FROM)',
        'Content-Type: multipart/alternative; boundary=interno\n\n',
      ),
      section('2.TEXT', LETTER_BODY),
      section('2.1', 'Si allega.\n'),
      section('2.2.MIME', 'Content-Type: text/html\nContent-ID: <pagina@beta.example>\n\n'),
      section('2.2', '<p>Si allega.</p>'),
      [
        'FETCH 1 (BODY.PEEK[3] BODY.PEEK[2.3] BODY.PEEK[1.1.TEXT])',
        '1 FETCH (BODY[3] NIL BODY[2.3] NIL BODY[1.1.TEXT] NIL)',
      ],
    ],
  },
  {
    title: 'a message that is nothing but another message: numbers count the way down',
    mail: [`${HEAD}Content-Type: message/rfc822\n\n${NOTE_INSIDE}`],
    asks: [
      section('1', NOTE_INSIDE),
      section('1.HEADER', 'From: b@beta.example\nContent-Type: message/rfc822\n\n'),
      section('1.TEXT', NOTE),
      section('1.1', NOTE),
      section('1.1.HEADER', 'Subject: nota\n\n'),
      section('1.1.TEXT', 'Una riga\n'),
      section('1.1.1', 'Una riga\n'),
    ],
  },
  {
    title: 'the parts of a digest are messages without saying so, also behind boundaries with blanks at their end',
    mail: [DIGEST],
    asks: [
      section('1', 'Subject: uno\n\nprimo'),
      section('1.MIME', '\n'),
      section('1.HEADER', 'Subject: uno\n\n'),
      section('1.TEXT', 'primo'),
      section('2.MIME', 'X-Ordine: 2\n\n'),
      section('2.HEADER', 'Subject: due\n\n'),
      section('2.TEXT', 'secondo'),
    ],
  },
  {
    title: 'chosen fields come with an empty line, also where none is there; what was asked is said again',
    mail: [`${HEAD}Subject: piegato\n in due\nX-Nota: a\nX-Nota: b\n\nx\n`],
    asks: [
      [
        'FETCH 1 BODY.PEEK[HEADER.FIELDS (subject)]',
        `1 FETCH (BODY[HEADER.FIELDS (subject)] ${literal('Subject: piegato\n in due\n\n')})`,
      ],
      section('HEADER.FIELDS (X-NOTA)', 'X-Nota: a\nX-Nota: b\n\n'),
      section('HEADER.FIELDS (X-ASSENTE)', '\n'),
      section('HEADER.FIELDS.NOT (FROM DATE MIME-VERSION X-NOTA)', 'Subject: piegato\n in due\n\n'),
    ],
  },
  {
    title: 'a partial counts octets, also within a line end, and beyond the last there is nothing',
    mail: ['Subject: x\n\nuno2\ntre4\n'],
    asks: [
      ['FETCH 1 BODY.PEEK[TEXT]<0.3>', '1 FETCH (BODY[TEXT]<0> {3}\r\nuno)'],
      ['FETCH 1 BODY.PEEK[TEXT]<3.2>', '1 FETCH (BODY[TEXT]<3> {2}\r\n2\r)'],
      ['FETCH 1 BODY.PEEK[TEXT]<5.4>', '1 FETCH (BODY[TEXT]<5> {4}\r\n\ntre)'],
      ['FETCH 1 BODY.PEEK[TEXT]<10.99>', '1 FETCH (BODY[TEXT]<10> {2}\r\n\r\n)'],
      ['FETCH 1 BODY.PEEK[TEXT]<12.1>', '1 FETCH (BODY[TEXT]<12> {0}\r\n)'],
      ['FETCH 1 BODY.PEEK[TEXT]<0.0>', 'BAD'],
      ['FETCH 1 BODY.PEEK[TEXT]<3>', '1 FETCH (BODY[TEXT]<3> {9}\r\n2\r\ntre4\r\n)'],
      ['FETCH 1 FLAGS', '1 FETCH (FLAGS ())'],
    ],
  },
  {
    title: 'reading marks as seen and tells it, header and peek do not; others hear of it',
    mail: ['Subject: a\n\nb\n', 'Subject: c\n\nd\n'],
    asks: [
      [
        'FETCH 1 (RFC822.HEADER BODY.PEEK[1])',
        `1 FETCH (RFC822.HEADER ${literal('Subject: a\n\n')} BODY[1] ${literal('b\n')})`,
      ],
      ['FETCH 1 RFC822', `1 FETCH (RFC822 ${literal('Subject: a\n\nb\n')} FLAGS (\\Seen))`],
      ['FETCH 2 BODY[HEADER]', `2 FETCH (BODY[HEADER] ${literal('Subject: c\n\n')} FLAGS (\\Seen))`],
      ['FETCH 2 RFC822.TEXT', `2 FETCH (RFC822.TEXT ${literal('d\n')})`],
      ['2: CHECK', '1 FETCH (FLAGS (\\Seen))', '2 FETCH (FLAGS (\\Seen))'],
    ],
  },
];

const encoded = (encoding: string, lines: string) =>
  `--p\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: ${encoding}\n\n${lines}\n`;
const BINARIES = `Content-Type: multipart/mixed; boundary=p

${encoded('base64', 'dW5vAGR1\nZQ0KdHJl')}${encoded('quoted-printable', 'a=3Db  \nc=\nd=20\t\ne')}${encoded('x-segreto', '???')}--p--
`;

export const FETCH_BINARY: readonly AnswerCase[] = [
  {
    title: 'BINARY tells a part decoded, its size as that of what is told, and pieces of it',
    mail: [BINARIES],
    asks: [
      ['FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])', '1 FETCH (BINARY.SIZE[1] 12 BINARY[1] ~{12}\r\nuno\0due\r\ntre)'],
      ['FETCH 1 BINARY.PEEK[1]<0.3>', '1 FETCH (BINARY[1]<0> {3}\r\nuno)'],
      ['FETCH 1 BINARY.PEEK[1]<2.4>', '1 FETCH (BINARY[1]<2> ~{4}\r\no\0du)'],
      ['FETCH 1 BINARY.PEEK[1]<9.99>', '1 FETCH (BINARY[1]<9> {3}\r\ntre)'],
      ['FETCH 1 (BINARY.SIZE[2] BINARY.PEEK[2])', '1 FETCH (BINARY.SIZE[2] 11 BINARY[2] {11}\r\na=b\r\ncd \r\ne)'],
      ['FETCH 1 BINARY.PEEK[2]<4.4>', '1 FETCH (BINARY[2]<4> {4}\r\n\ncd )'],
      ['FETCH 1 BINARY.PEEK[3]', 'NO [UNKNOWN-CTE]'],
      ['FETCH 1 BINARY.PEEK[1]<9>', '1 FETCH (BINARY[1]<9> {3}\r\ntre)'],
      ['FETCH 1 BINARY.PEEK[1.HEADER]', '1 FETCH (BINARY[1.HEADER] NIL)'],
      ['FETCH 1 BINARY[2]<0.1>', '1 FETCH (BINARY[2]<0> {1}\r\na FLAGS (\\Seen))'],
    ],
  },
];

const WHEN = 'Date: Mon, 02 Mar 2026 09:15:00 +0100\n';
const envelope = (number: number, subject: string, from: string, rest: string) =>
  `${number} FETCH (ENVELOPE ("Mon, 02 Mar 2026 09:15:00 +0100" ${subject} ${rest.startsWith('=') ? `${from} ${from} ${from} ${rest.slice(1)}` : `${from} ${rest}`}))`;

export const FETCH_ENVELOPES: readonly AnswerCase[] = [
  {
    title: 'ENVELOPE: all fields, fields that are missing or empty, groups, comments for names, routes of old',
    mail: [
      `Message-ID: <n1@alfa.example>\nIn-Reply-To: <n0@beta.example>\n${WHEN}Subject: avviso\nFrom: Uno <uno@alfa.example>\n` +
        'Sender: Due <due@alfa.example>\nReply-To: Tre <tre@alfa.example>\nTo: a@x.example, "B, C" <b@x.example>\nCc: c@x.example\nBcc: d@x.example\n\n',
      `${WHEN}From: uno@alfa.example\nSender:\nReply-To: \n\n`,
      `${WHEN}From: uno@alfa.example (Dott. Uno)\nTo: Giunta: g@x.example, h@x.example;, vuoto:;\n\n`,
      `${WHEN}From: <@via.example,@poi.example:uno@alfa.example>\nSubject:\n\n`,
    ],
    asks: [
      [
        'FETCH 1:* ENVELOPE',
        envelope(
          1,
          '"avviso"',
          '(("Uno" NIL "uno" "alfa.example"))',
          '(("Due" NIL "due" "alfa.example")) (("Tre" NIL "tre" "alfa.example")) ((NIL NIL "a" "x.example")("B, C" NIL "b" "x.example")) ' +
            '((NIL NIL "c" "x.example")) ((NIL NIL "d" "x.example")) "<n0@beta.example>" "<n1@alfa.example>"',
        ),
        envelope(2, 'NIL', '((NIL NIL "uno" "alfa.example"))', '=NIL NIL NIL NIL NIL'),
        envelope(
          3,
          'NIL',
          '(("Dott. Uno" NIL "uno" "alfa.example"))',
          '=((NIL NIL "Giunta" NIL)(NIL NIL "g" "x.example")(NIL NIL "h" "x.example")(NIL NIL NIL NIL)(NIL NIL "vuoto" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL',
        ),
        envelope(4, '""', '((NIL "@via.example,@poi.example" "uno" "alfa.example"))', '=NIL NIL NIL NIL NIL'),
      ],
    ],
  },
];

import type { AnswerCase, Mail } from './answers.ts';

/** Each key with the numbers it finds. */
const finds = (...found: readonly (readonly [key: string, numbers: string])[]): AnswerCase['asks'] =>
  found.map(([key, numbers]) => [`SEARCH ${key}`, `SEARCH${numbers === '' ? '' : ` ${numbers}`}`]);

/** Around midnight and the change to summer time. */
const NIGHTS = [
  '28-Mar-2026 23:30:00 +0100',
  '29-Mar-2026 00:10:00 +0100',
  '29-Mar-2026 01:59:59 +0100',
  '29-Mar-2026 03:00:00 +0200',
  '29-Mar-2026 23:59:59 +0200',
  '30-Mar-2026 00:00:00 +0200',
];

function sentAt(night: string): string {
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(`${night.slice(0, 11)} UTC`).getUTCDay()];
  return `${day}, ${night.replaceAll(/(?<=\D)-|-(?=\d{4} )|-(?=[A-Z])/g, ' ')}`;
}

export const SEARCHES: readonly AnswerCase[] = [
  {
    title: 'addresses: whole, in pieces, by name, by comment, in lists and groups, encoded and oddly written',
    mail: [
      'From: anna@alfa.example\nTo: carlo@beta.example\nCc: dora@beta.example\nBcc: elio@beta.example\n\n1\n',
      'From: Anna Neri <anna@alfa.example>\nTo: Carlo Blu <carlo@beta.example>\n\n2\n',
      'From: anna@alfa.example (Anna Neri)\nTo: <carlo (a casa) @ beta.example>\n\n3\n',
      'From: =?utf-8?Q?Anna?= =?iso-8859-1?Q?_Neri?= <anna.neri@gamma.example>\nTo: "Blu, Carlo" <c@beta.example>\n\n4\n',
      'From: uno@alfa.example, due@alfa.example\nCc: dora@beta.example\n\n5\n',
      'To: Giunta: primo@beta.example, secondo@beta.example;,\n Consiglio: terzo@beta.example;\n\n6\n',
    ],
    asks: finds(
      ['FROM anna@alfa.example', '1 2 3'],
      ['FROM ANNA@', '1 2 3'],
      ['FROM "anna neri"', '2 3 4'],
      ['FROM "na ner"', '2 3 4'],
      ['FROM due@', '5'],
      ['TO carlo@beta.example', '1 2 3'],
      ['TO carlo', '1 2 3 4'],
      ['TO giunta', '6'],
      ['TO consiglio TO terzo', '6'],
      ['TO quarto', ''],
      ['CC dora', '1 5'],
      ['BCC elio', '1'],
      ['NOT FROM ""', '6'],
      ['HEADER To ""', '1 2 3 4 6'],
      ['NOT HEADER Cc ""', '2 3 4 6'],
    ),
  },
  {
    title:
      'fields: any piece of them, folded and encoded, of that field alone; an empty text asks whether there is one',
    mail: [
      'Subject: verbale della seduta\n del 3 marzo\n\nx\n',
      'X-Pratica: verbale 12/2026\nSubject:\n\nx\n',
      'Subject: =?utf-8?B?Y2l0dMOgIG5pbA==?=\n\nun nil nel corpo\n',
      'Comments: nulla\n\nx\n',
    ],
    asks: [
      ...finds(
        ['SUBJECT verbale', '1'],
        ['SUBJECT "SEDUTA DEL 3"', '1'],
        ['SUBJECT "baleverbale"', ''],
        ['SUBJECT citt', '3'],
        ['SUBJECT NIL', '3'],
        ['BODY nil', '3'],
        ['HEADER X-Pratica "12/2"', '2'],
        ['HEADER Subject ""', '1 2 3'],
        ['HEADER x-pratica ""', '2'],
        ['NOT HEADER X-Pratica ""', '1 3 4'],
        ['HEADER Subject verbale', '1'],
        ['HEADER Pratica ""', ''],
      ),
      ['SEARCH CHARSET UTF-8 SUBJECT {6+}\r\nCITT\xc3\x80', 'SEARCH 3'],
      ['SEARCH SUBJECT "citt\xc3\xa0 "', 'SEARCH 3'],
      ['SEARCH SUBJECT "citt\xe0"', 'BAD'],
    ],
  },
  {
    title: 'TEXT looks in header and body, BODY in the body alone, both behind every encoding, at pieces of words',
    mail: [
      'Subject: x\n\nprotocollo generale\n',
      'Subject: protocollo\n\nspeciale\n',
      'Subject: x\nContent-Transfer-Encoding: quoted-printable\n\nil proto=\ncollo =\nspeciale\n',
      'Subject: =?utf-8?Q?proto?= =?utf-8?Q?collo?=\nContent-Type: multipart/mixed; boundary=m\n\n' +
        '--m\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\ng\nene\ncmFsZQ==\n--m--\n',
    ],
    asks: finds(
      ['TEXT protocollo', '1 2 3 4'],
      ['TEXT rotocoll', '1 2 3 4'],
      ['BODY protocollo', '1 3'],
      ['BODY "PROTOCOLLO SPECIALE"', '3'],
      ['TEXT protocollo NOT BODY protocollo', '2 4'],
      ['TEXT "subject: protocollo"', '2 4'],
    ),
  },
  {
    title: 'sent dates are the day that was written, whatever the time and the zone',
    mail: NIGHTS.map((night) => `Date: ${sentAt(night)}\n\nx\n`),
    asks: finds(
      ['SENTBEFORE 28-Mar-2026', ''],
      ['SENTBEFORE 29-Mar-2026', '1'],
      ['SENTON 29-Mar-2026', '2 3 4 5'],
      ['SENTSINCE 29-Mar-2026', '2 3 4 5 6'],
      ['SENTSINCE 30-Mar-2026', '6'],
      ['SENTON "28-Mar-2026"', '1'],
      ['NOT SENTSINCE 29-mar-2026', '1'],
    ),
  },
  {
    title: 'dates of arrival are taken as they are shown, as the clocks of Italy were',
    mail: NIGHTS.map((date): Mail => ({ text: 'Subject: x\n\nx\n', date })),
    asks: [
      ['FETCH 2 INTERNALDATE', '2 FETCH (INTERNALDATE "29-Mar-2026 00:10:00 +0100")'],
      ['FETCH 6 INTERNALDATE', '6 FETCH (INTERNALDATE "30-Mar-2026 00:00:00 +0200")'],
      ...finds(
        ['BEFORE 28-Mar-2026', ''],
        ['BEFORE 29-Mar-2026', '1'],
        ['ON 29-Mar-2026', '2 3 4 5'],
        ['SINCE 29-Mar-2026', '2 3 4 5 6'],
        ['SINCE 30-Mar-2026', '6'],
        ['3:* NOT ON 29-Mar-2026', '6'],
      ),
    ],
  },
  {
    title: 'sizes are octets as they are sent, line ends of two',
    mail: ['Subject: x\n\n12\n', 'Subject: x\n\n123456\n', 'Subject: x\n\n1\n3\n56\n'],
    asks: [
      ['FETCH 1:3 RFC822.SIZE', '1 FETCH (RFC822.SIZE 18)', '2 FETCH (RFC822.SIZE 22)', '3 FETCH (RFC822.SIZE 24)'],
      ...finds(
        ['LARGER 22', '3'],
        ['SMALLER 22', '1'],
        ['NOT LARGER 22 NOT SMALLER 22', '2'],
        ['OR LARGER 22 SMALLER 22', '1 3'],
      ),
    ],
  },
  {
    title: 'sets of numbers and UIDs: both ways round, `*`, beyond the end, in parentheses, negated',
    mail: [1, 2, 3, 4, 5, 6].map((n) => `Subject: ${n}\n\n${n}\n`),
    asks: [
      ['STORE 2 +FLAGS.SILENT (\\Deleted)'],
      ['EXPUNGE', '2 EXPUNGE'],
      ['UID SEARCH ALL', 'SEARCH 1 3 4 5 6'],
      ...finds(
        ['1:3,5', '1 2 3 5'],
        ['4:2', '2 3 4'],
        ['UID 1:3,5', '1 2 4'],
        ['UID 4:2', '2 3'],
        ['1:3 NOT UID 3', '1 3'],
        ['NOT 2,4', '1 3 5'],
        ['OR 1 UID 3', '1 2'],
        ['*', '5'],
        ['UID *', '5'],
        ['*:3', '3 4 5'],
        ['6:*', '5'],
        ['UID 7:*', '5'],
        ['UID 2', ''],
        ['(3) (UID 4)', '3'],
        ['NOT (1:2 OR 4 5)', '1 2 3 4 5'],
        ['OR (1 UID 1) NOT (1:4)', '1 5'],
      ),
      ['UID FETCH 7:* UID', '5 FETCH (UID 6)'],
      ['UID FETCH 2 UID'],
    ],
  },
  {
    title: 'flags and keywords, and their opposites',
    mail: ['', '\\Seen \\Flagged', '\\Answered Pratica', '\\Flagged \\Draft', '\\Deleted pratica'].map(
      (flags): Mail => ({ text: 'Subject: x\n\nx\n', flags }),
    ),
    asks: finds(
      ['ANSWERED', '3'],
      ['UNANSWERED', '1 2 4 5'],
      ['DELETED', '5'],
      ['UNDELETED', '1 2 3 4'],
      ['DRAFT', '4'],
      ['UNDRAFT', '1 2 3 5'],
      ['FLAGGED', '2 4'],
      ['UNFLAGGED', '1 3 5'],
      ['SEEN', '2'],
      ['UNSEEN', '1 3 4 5'],
      ['KEYWORD pratica', '3 5'],
      ['UNKEYWORD PRATICA', '1 2 4'],
      ['KEYWORD assente', ''],
    ),
  },
];

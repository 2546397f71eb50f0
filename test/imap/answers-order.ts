import type { AnswerCase, Mail } from './answers.ts';

const sorts = (...orders: readonly (readonly [order: string, numbers: string])[]): AnswerCase['asks'] =>
  orders.map(([order, numbers]) => [`SORT (${order}) UTF-8 ALL`, `SORT ${numbers}`]);
const threads = (algorithm: string, text: string): AnswerCase['asks'][number] => [
  `THREAD ${algorithm} UTF-8 ALL`,
  `THREAD ${text}`,
];
const linked = (id: string, references = '', rest = '') =>
  `Message-ID: <${id}@x.example>\n${references === '' ? '' : `References: ${references.replace(/\w+/g, '<$&@x.example>')}\n`}${rest}\nx\n`;

const addressed = (address: string, second: number): Mail => ({
  text: `From: ${address}\nTo: ${address}\nCc: ${address}\n\nx\n`,
  date: `10-Mar-2026 12:00:0${second} +0000`,
});

export const ORDERS: readonly AnswerCase[] = [
  {
    title: 'FROM, TO and CC go by the local part of the first address, letter case ignored; equals stay as they are',
    mail: [
      addressed('"Zeta" <berta@a.example>, aldo@a.example', 1),
      addressed('BERTA@z.example', 2),
      addressed('Ada <aldo@z.example>', 3),
    ],
    asks: ['FROM', 'TO', 'CC'].flatMap((key) =>
      sorts([key, '3 1 2'], [`REVERSE ${key}`, '1 2 3'], [`${key} REVERSE ARRIVAL`, '3 2 1']),
    ),
  },
  {
    title: 'ARRIVAL compares instants, not what is written',
    mail: [
      { date: '10-Mar-2026 12:30:00 +0300', text: '\nx\n' },
      { date: '10-Mar-2026 12:00:00 +0100', text: '\nx\n' },
      { date: '10-Mar-2026 10:00:00 +0000', text: '\nx\n' },
      { date: '10-Mar-2026 13:00:00 +0200', text: '\nxx\n' },
    ] satisfies Mail[],
    asks: sorts(['ARRIVAL', '1 3 2 4'], ['REVERSE ARRIVAL', '2 4 3 1'], ['ARRIVAL REVERSE SIZE', '1 3 4 2']),
  },
  {
    title: 'DATE compares the instants of the Date fields; without one it is the arrival that counts',
    mail: [
      'Date: Tue, 10 Mar 2026 12:30:00 +0300\n\n1\n',
      'Date: Tue, 10 Mar 2026 12:00:00 +0100\n\n22\n',
      { date: '10-Mar-2026 10:00:00 +0000', text: 'Subject: senza\n\n3\n' },
      'Date: Tue, 10 Mar 2026 06:00:00 -0500\n\n4\n',
    ],
    asks: sorts(['DATE', '1 3 2 4'], ['REVERSE DATE', '2 4 3 1'], ['DATE SIZE', '1 3 4 2']),
  },
  {
    title: 'SIZE, and what breaks its ties',
    mail: [3, 1, 2, 3, 1].map(
      (size, n): Mail => ({ text: `\n${'x'.repeat(size)}\n`, date: `10-Mar-2026 12:00:0${n} +0000` }),
    ),
    asks: sorts(['SIZE', '2 5 3 1 4'], ['REVERSE SIZE', '1 4 3 2 5'], ['SIZE REVERSE ARRIVAL', '5 2 3 4 1']),
  },
  {
    title: 'SUBJECT goes by its base: without answers, forwards and lists, however encoded',
    mail: ['b', 'Re: A', '', 'Fwd: [lista] B (fwd)', '[fwd: c]', '=?utf-8?Q?RE:_a?=', '[xyz]', 'Re[2]: c', 'b (a)'].map(
      (subject) => (subject === '' ? '\nx\n' : `Subject: ${subject}\n\nx\n`),
    ),
    asks: sorts(['SUBJECT', '3 2 6 1 4 9 5 8 7'], ['REVERSE SUBJECT', '7 5 8 9 1 4 2 6 3']),
  },
  {
    title: 'DISPLAYFROM and DISPLAYTO go by the name shown, decoded, else by the address',
    mail: [
      'zeta@a.example',
      'Beta <zzz@z.example>',
      '=?utf-8?Q?alfa?= <zzz@z.example>',
      'gamma@z.example (nessuno)',
      '"Delta" <a@a.example>',
    ].map((address) => `From: ${address}\nTo: ${address}, primo@a.example\n\nx\n`),
    asks: sorts(['DISPLAYFROM', '3 2 5 4 1'], ['DISPLAYTO', '3 2 5 4 1'], ['REVERSE DISPLAYFROM', '1 4 5 2 3']),
  },
  {
    title: 'REFERENCES: what contradicts itself makes no loop, and what goes takes its links along',
    mail: [linked('a'), linked('b', 'a'), linked('c', 'a d b'), linked('d', 'a')],
    asks: [
      threads('REFERENCES', '(1 (2 3)(4))'),
      ['STORE 2 +FLAGS.SILENT (\\Deleted)'],
      ['EXPUNGE', '2 EXPUNGE'],
      threads('REFERENCES', '(1 3 2)'),
    ],
  },
  {
    title: 'REFERENCES: two that answer each other, two of one id, two that answer one who is not there',
    mail: [linked('a', 'b'), linked('b', 'a'), linked('c'), linked('c'), linked('e', 'z'), linked('f', 'z')],
    asks: [threads('REFERENCES', '(2 1)(3)(4)((5)(6))')],
  },
  {
    title: 'ORDEREDSUBJECT: by base subject, in each by date, and the threads by their first',
    mail: [4, 3, 2, 1].flatMap((hour) =>
      ['Re: delibera', 'bando'].map(
        (subject) => `Subject: ${subject}\nDate: Tue, 10 Mar 2026 0${hour}:00:00 +0000\n\nx\n`,
      ),
    ),
    asks: [threads('ORDEREDSUBJECT', '(7 (5)(3)(1))(8 (6)(4)(2))')],
  },
];

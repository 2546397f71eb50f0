import type { AnswerCase, Mail } from './answers.ts';

const MAIL: readonly Mail[] = [1, 2, 3, 4].map((n) => ({
  text: `Subject: ${n}\n\n${n}\n`,
  date: `10-Mar-2026 12:00:0${n} +0000`,
}));
const USED = '\\Answered \\Deleted \\Draft \\Flagged \\Seen';

/** Two connections in one folder. */
export const TOGETHER: readonly AnswerCase[] = [
  {
    title: 'what one puts into the folder the other hears of when it asks; STATUS tells everybody',
    mail: MAIL.slice(0, 1),
    asks: [
      ['APPEND {box} (\\Seen) {15+}\r\nSubject: x\r\n\r\nx', '2 EXISTS', '1 RECENT'],
      ['2: NOOP', '2 EXISTS'],
      ['2: FETCH 2 (UID FLAGS)', '2 FETCH (UID 2 FLAGS (\\Seen))'],
      ['STATUS {box} (MESSAGES UNSEEN RECENT UIDNEXT)', 'STATUS {box} (MESSAGES 2 UNSEEN 1 RECENT 0 UIDNEXT 3)'],
      ['APPEND {box}/mai {15+}\r\nSubject: x\r\n\r\nx', 'NO [TRYCREATE]'],
      ['NOOP'],
    ],
  },
  {
    title: 'flags: each change is told once to each, keywords before they are used, and no change undoes another',
    mail: MAIL.slice(0, 2),
    asks: [
      [
        'STORE 1 +FLAGS (\\Seen Pratica)',
        `FLAGS (${USED} Pratica)`,
        `OK [PERMANENTFLAGS (${USED} Pratica \\*)] flags`,
        '1 FETCH (FLAGS (Pratica \\Seen))',
      ],
      [
        '2: STORE 1 +FLAGS.SILENT \\Draft',
        `FLAGS (${USED} Pratica)`,
        `OK [PERMANENTFLAGS (${USED} Pratica \\*)] flags`,
        '1 FETCH (FLAGS (Pratica \\Draft \\Seen))',
      ],
      ['STORE 1 -FLAGS (\\Seen)', '1 FETCH (FLAGS (Pratica \\Draft))'],
      ['2: CHECK', '1 FETCH (FLAGS (Pratica \\Draft))'],
      ['2: STORE 2 FLAGS ()', '2 FETCH (FLAGS ())'],
      ['NOOP'],
      ['2: NOOP'],
    ],
  },
  {
    title: 'what one expunges keeps its number with the other until it may be told; UIDs go on',
    mail: MAIL,
    asks: [
      ['STORE 1,3 +FLAGS.SILENT \\Deleted'],
      ['EXPUNGE', '3 EXPUNGE', '1 EXPUNGE'],
      ['2: FETCH 2,4 UID', '2 FETCH (UID 2)', '4 FETCH (UID 4)'],
      ['2: FETCH 3 UID', '3 FETCH (UID 3)'],
      ['2: FETCH 2:3 (UID FLAGS)', '2 FETCH (UID 2 FLAGS ())', 'NO [EXPUNGEISSUED]'],
      ['2: STORE 3:4 +FLAGS \\Seen', '4 FETCH (FLAGS (\\Seen))', 'NO [EXPUNGEISSUED]'],
      ['2: STORE 3:4 +FLAGS.SILENT \\Seen'],
      ['2: UID STORE 2 +FLAGS \\Flagged', '2 FETCH (UID 2 FLAGS (\\Flagged))', '3 EXPUNGE', '1 EXPUNGE'],
      ['NOOP', '1 FETCH (FLAGS (\\Flagged))', '2 FETCH (FLAGS (\\Seen))'],
      ['STORE 1 +FLAGS.SILENT \\Deleted'],
      ['EXPUNGE', '1 EXPUNGE'],
      ['2: CHECK', '1 EXPUNGE'],
    ],
  },
  {
    title: 'copies keep flags, keywords and date; moving tells where before it tells that they are gone',
    mail: MAIL.slice(0, 3),
    asks: [
      ['CREATE {box}/copie'],
      [
        'STORE 2 FLAGS.SILENT (\\Flagged Pratica)',
        `FLAGS (${USED} Pratica)`,
        `OK [PERMANENTFLAGS (${USED} Pratica \\*)] flags`,
      ],
      ['COPY 2:3 {box}/copie'],
      [
        '2: SELECT {box}/copie',
        ...[
          'OK [CLOSED]',
          'FLAGS',
          'OK [PERMANENTFLAGS',
          '2 EXISTS',
          '2 RECENT',
          'OK [UNSEEN 1]',
          'OK [UIDVALIDITY',
          'OK [UIDNEXT 3]',
          'OK [HIGHESTMODSEQ',
          'OK [MAILBOXID',
        ].map((start) => `${start}...`),
      ],
      [
        '2: FETCH 1:2 (FLAGS INTERNALDATE)',
        '1 FETCH (FLAGS (Pratica \\Flagged \\Recent) INTERNALDATE "10-Mar-2026 13:00:02 +0100")',
        '2 FETCH (FLAGS (\\Recent) INTERNALDATE "10-Mar-2026 13:00:03 +0100")',
      ],
      ['MOVE 1 {box}/copie', 'OK [COPYUID ...', '1 EXPUNGE'],
      ['2: NOOP', '3 EXISTS', '3 RECENT'],
      ['UID MOVE 3 {box}', 'OK [COPYUID ...', '2 EXPUNGE', '2 EXISTS', '1 RECENT'],
      ['FETCH 1:* UID', '1 FETCH (UID 2)', '2 FETCH (UID 4)'],
      ['2: UNSELECT'],
    ],
  },
];

/** Answers of the interface for the desk, by hand: one mailbox with whatever messages a test wants. */
import type { Answered, Api, MailRow, Me, MessageView, Trust } from '#contract';
import type { Answering, StageAnswer } from './stage.ts';

export const MAILBOX = 'm1';
const ADDRESS = 'mario.rossi@pec.alfa.example';
const AT = '2026-11-22T10:31:07+01:00';

const BOX: Me['boxes'][number] = {
  id: MAILBOX,
  address: ADDRESS,
  holder: 'Mario Rossi',
  level: 'own',
  maySend: true,
  status: 'active',
  unread: 1,
};

export const HOLDER: Me = {
  login: ADDRESS,
  name: 'Mario Rossi',
  language: 'it',
  roles: [],
  boxes: [BOX],
  csrf: 'csrf',
  isSandbox: true,
};

const RIGHTS = 'lrswipkxtea';
const FOLDERS: Answered<Api['GET /mailboxes/{mailbox}/folders']> = [
  { id: '1', name: 'INBOX', use: 'inbox', messages: 1, unread: 1, rights: RIGHTS },
  { id: '2', name: 'Sent', use: 'sent', messages: 0, unread: 0, rights: RIGHTS },
  { id: '3', name: 'Trash', use: 'trash', messages: 0, unread: 0, rights: RIGHTS },
];

export function rowOf(uid: number, more: Partial<MailRow> = {}): MailRow {
  return {
    folder: '1',
    uid,
    kind: 'certified',
    from: { name: 'Anna Bianchi', address: 'anna.bianchi@pec.beta.example' },
    to: [{ name: 'Mario Rossi', address: ADDRESS }],
    subject: `Messaggio ${uid}`,
    at: AT,
    size: 4_000,
    hasAttachments: false,
    isSeen: uid % 3 !== 0,
    isFlagged: false,
    isAnswered: false,
    labels: [],
    ...more,
  };
}

export function viewOf(row: MailRow, trust: Trust, message: Partial<MessageView['message']> = {}): MessageView {
  return {
    row,
    trust,
    message: {
      from: [row.from],
      replyTo: [],
      to: row.to,
      cc: [],
      subject: row.subject,
      text: 'Buongiorno.',
      isCut: false,
      attachments: [],
      cautions: [],
      ...message,
    },
    header: 'Subject: x',
  };
}

export interface GivenMail {
  /** Rows of the inbox, newest first: how many, and the one at a position. */
  readonly total: number;
  row(position: number): MailRow;
  view(uid: number): MessageView;
  /** Anything else, before the usual answers. */
  other?(name: string, query: URLSearchParams): StageAnswer | undefined;
}

/** What the server would say of this mailbox. */
export function answersOf(mail: GivenMail): Answering {
  return (name, query, { uid }) => {
    const special = mail.other?.(name, query);
    if (special !== undefined) return special;
    const json = (value: unknown): StageAnswer => ({ json: value });
    switch (name) {
      case 'GET /session':
        return json(HOLDER);
      case 'GET /mailboxes':
        return json([BOX]);
      case 'GET /mailboxes/{mailbox}':
        return json({ ...BOX, quota: 1e10, reserve: 1e9, used: 3.4e9, messages: mail.total, biggest: [] });
      case 'GET /mailboxes/{mailbox}/folders':
        return json(FOLDERS);
      case 'GET /mailboxes/{mailbox}/search':
      case 'GET /mailboxes/{mailbox}/folders/{folder}/messages': {
        const offset = Number(query.get('offset') ?? 0);
        const end = Math.min(mail.total, offset + Number(query.get('limit') ?? 100));
        const rows = Array.from({ length: Math.max(0, end - offset) }, (_, at) => mail.row(offset + at));
        return json({ total: mail.total, state: '1', rows });
      }
      case 'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}':
        return json(mail.view(Number(uid)));
      case 'GET /mailboxes/{mailbox}/approvals':
      case 'GET /mailboxes/{mailbox}/threads/{thread}':
        return json([]);
      case 'GET /mailboxes/{mailbox}/changes':
        return { events: [] };
      case 'GET /public/provider':
        return json({
          name: 'Gestore Alfa',
          domain: 'gestore-alfa.example',
          serviceAddress: 'a@gestore-alfa.example',
          isSandbox: true,
          domains: 1,
        });
      default:
        return {
          status: 404,
          problem: { type: 'about:blank', title: 'Not Found', code: 'not-found', detail: 'Non c’è.' },
        };
    }
  };
}

import type { RowRule } from './check-finding.ts';

const ITEM = `p.mailbox || '/' || coalesce((SELECT name FROM folder WHERE id = p.folder), p.folder::text) || '/' || p.uid`;
const FOLDER = `f.mailbox || '/' || f.name`;

/** What holders see: folders and the items in them, their numbers, counts and octets, and what was parsed out of messages. */
export const FOLDER_RULES: readonly RowRule[] = [
  {
    rule: 'placement-message',
    says: 'Every item of a folder is a message that is there.',
    sql: `SELECT 'names message ' || message || ', which does not exist' AS what, ${ITEM} AS where_
      FROM placement p WHERE NOT EXISTS (SELECT FROM message m WHERE m.id = p.message)`,
  },
  {
    rule: 'placement-folder',
    says: 'Every item stands in a folder of its own mailbox.',
    sql: `SELECT 'stands in a folder that does not exist' AS what, ${ITEM} AS where_
      FROM placement p WHERE NOT EXISTS (SELECT FROM folder f WHERE f.id = p.folder AND f.mailbox = p.mailbox)`,
  },
  {
    rule: 'uid-next',
    says: 'UIDs given are below UIDNEXT, so that none is given twice.',
    sql: `SELECT 'has UID ' || p.uid || ', but UIDNEXT is ' || f.uid_next AS what, ${FOLDER} AS where_
      FROM placement p JOIN folder f ON f.id = p.folder WHERE p.uid >= f.uid_next OR p.uid < 1`,
  },
  {
    rule: 'uid-unique',
    says: 'A UID names one item of a folder.',
    sql: `SELECT 'has UID ' || p.uid || ' ' || count(*) || ' times' AS what,
        coalesce((SELECT ${FOLDER} FROM folder f WHERE f.id = p.folder), p.folder::text) AS where_
      FROM placement p GROUP BY p.folder, p.uid HAVING count(*) > 1`,
  },
  {
    rule: 'modseq',
    says: 'No item is newer than its folder.',
    sql: `SELECT 'has MODSEQ ' || p.modseq || ', the folder ' || f.highest_modseq AS what, ${ITEM} AS where_
      FROM placement p JOIN folder f ON f.id = p.folder WHERE p.modseq > f.highest_modseq OR p.modseq < 1`,
  },
  {
    rule: 'uid-validity',
    says: 'UIDVALIDITY is a number a mail program can read.',
    sql: `SELECT 'has UIDVALIDITY ' || uid_validity AS what, ${FOLDER} AS where_ FROM folder f
      WHERE uid_validity NOT BETWEEN 1 AND 4294967295`,
  },
  {
    rule: 'folder-counts',
    says: 'A folder counts what it holds.',
    sql: `SELECT 'counts ' || concat_ws(' ', f.messages, f.unseen, f.deleted, f.size) || ', holds '
          || concat_ws(' ', p.messages, p.unseen, p.deleted, p.size) AS what, ${FOLDER} AS where_
      FROM folder f, LATERAL (
        SELECT count(*) AS messages, count(*) FILTER (WHERE NOT mail_has(flags, '\\Seen')) AS unseen,
          count(*) FILTER (WHERE mail_has(flags, '\\Deleted')) AS deleted, coalesce(sum(size), 0) AS size
        FROM placement WHERE folder = f.id) AS p
      WHERE (f.messages, f.unseen, f.deleted, f.size) IS DISTINCT FROM (p.messages, p.unseen, p.deleted, p.size)`,
  },
  {
    rule: 'mailbox-use',
    says: 'A mailbox is charged with what it holds.',
    sql: `SELECT 'counts ' || coalesce(u.used_bytes, 0) || ' octets in ' || coalesce(u.messages, 0) || ' messages, holds '
          || coalesce(p.bytes, 0) || ' in ' || coalesce(p.items, 0) AS what, m.address AS where_
      FROM mailbox m LEFT JOIN mailbox_use u ON u.mailbox = m.id
        LEFT JOIN (SELECT mailbox, sum(size) AS bytes, count(*) AS items FROM placement WHERE charged GROUP BY mailbox) p
          ON p.mailbox = m.id
      WHERE coalesce(u.used_bytes, 0) <> coalesce(p.bytes, 0) OR coalesce(u.messages, 0) <> coalesce(p.items, 0)`,
  },
  {
    rule: 'charged-once',
    says: 'A message is charged once in each mailbox that holds it.',
    sql: `SELECT 'is counted ' || count(*) FILTER (WHERE charged) || ' times in mailbox ' || mailbox AS what,
        message AS where_
      FROM placement GROUP BY mailbox, message HAVING count(*) FILTER (WHERE charged) <> 1`,
  },
  {
    rule: 'flags',
    says: 'Flags stand in their order, each once.',
    sql: `SELECT 'has flags out of order: ' || flags AS what, min(${ITEM}) AS where_
      FROM placement p GROUP BY flags HAVING flags <> mail_flags(flags, 'add', '', '')`,
  },
  {
    rule: 'vanished-present',
    says: 'What vanished from a folder is not there.',
    sql: `SELECT 'is there, though it vanished' AS what, ${ITEM} AS where_
      FROM placement p JOIN vanished v ON v.folder = p.folder AND v.uids @> p.uid`,
  },
  {
    rule: 'vanished-modseq',
    says: 'Nothing vanished later than the last change of its folder.',
    sql: `SELECT 'knows of UIDs up to ' || upper(v.uids) - 1 || ' that vanished at MODSEQ ' || v.modseq || ', but stands at UIDNEXT '
          || f.uid_next || ' and MODSEQ ' || f.highest_modseq AS what, ${FOLDER} AS where_
      FROM vanished v JOIN folder f ON f.id = v.folder WHERE v.modseq > f.highest_modseq OR upper(v.uids) > f.uid_next`,
  },
  {
    rule: 'facts-message',
    says: 'What was parsed for the search belongs to a message that is there.',
    sql: `SELECT 'has facts, but does not exist' AS what, message AS where_
      FROM message_facts x WHERE NOT EXISTS (SELECT FROM message m WHERE m.id = x.message)`,
  },
  {
    rule: 'facts-judged',
    says: 'Everything the search relies on was parsed.',
    sql: `SELECT 'has no facts, though the search relies on them' AS what, ${ITEM} AS where_
      FROM folder f JOIN placement p ON p.folder = f.id AND p.uid <= f.judged_uid
      WHERE NOT EXISTS (SELECT FROM message_facts x WHERE x.message = p.message AND p.mailbox = ANY (x.holders))`,
  },
];

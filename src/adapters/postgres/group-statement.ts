import { judgeCards, putCards, putNewCards, refuseCards, removeCards } from './card-statement.ts';
import { GATE } from './gate.ts';
import { SECTIONS, type SectionName } from './group-rows.ts';

/** Kinds of refusal in the answer, in the order in which they are judged. */
export const REFUSED = {
  lease: 1,
  quota: 2,
  seen: 3,
  tracking: 4,
  document: 5,
  card: 6,
  missing: 7,
  undecided: 8,
} as const;

export interface GroupStatement {
  readonly name: string;
  readonly text: string;
}

const known = new Map<string, GroupStatement>();

/**
 * The one statement that writes a group: first what the steps expect, with the rows in question locked so that their newest
 * state is seen; then everything of the steps that hold. Only the sections in use are written, so that a small group is cheap.
 * `repeatable` leaves rows whose id exists as they are: for a step that is repeated.
 */
export function groupStatement(sections: readonly SectionName[], repeatable: boolean): GroupStatement {
  const key = `${sections.join(' ')}${repeatable ? ' repeatable' : ''}`;
  let statement = known.get(key);
  if (!statement) {
    statement = { name: `group_${known.size}`, text: write(sections, repeatable) };
    known.set(key, statement);
  }
  return statement;
}

function write(sections: readonly SectionName[], repeatable: boolean): string {
  const has = (section: SectionName) => sections.includes(section);
  const input = inputs(sections);
  const judged = JUDGES.filter(([section]) => has(section));
  const skip = repeatable ? 'ON CONFLICT DO NOTHING' : '';
  const parts = [
    `gate AS MATERIALIZED (SELECT pg_advisory_xact_lock(${GATE}))`,
    ...judged.map(([section, lock]) => lock?.(input(section))).filter((part) => part !== undefined),
    `refused AS MATERIALIZED (${
      judged.map(([section, , refusal]) => refusal(input(section))).join(' UNION ALL ') || NOTHING_REFUSED
    })`,
    'verdict AS MATERIALIZED (SELECT ARRAY(SELECT step FROM refused) AS refused FROM gate)',
    ...WRITES.filter(([section]) => has(section)).flatMap(([section, sql]) => sql(input(section), skip)),
    ...(has('place') || has('mailbox') ? [mailboxUse(has)] : []),
  ];
  const uids = has('place') ? "(SELECT string_agg(uid::text, ',' ORDER BY ord) FROM numbered)" : 'NULL::text';
  const folders = has('place')
    ? '(SELECT json_agg(json_build_array(mailbox, id::text, highest_modseq)) FROM folder_next)'
    : 'NULL::json';
  return `WITH ${parts.join(',\n')}
    SELECT (SELECT json_agg(json_build_array(step, kind, a, b, c))::text FROM refused) AS refused, ${uids} AS uids,
      ${folders} AS folders FROM gate`;
}

const NOTHING_REFUSED = 'SELECT NULL::int4 AS step, 0 AS kind, NULL AS a, NULL AS b, NULL AS c WHERE false';

/** `unnest($1::int4[], …) AS x (step, …)` of a section. */
function inputs(sections: readonly SectionName[]): (section: SectionName) => string {
  const texts = new Map<SectionName, string>();
  let parameter = 1;
  for (const section of sections) {
    const columns = Object.entries(SECTIONS[section]);
    const arrays = columns.map(([, type]) => `$${parameter++}::${type}[]`);
    const ordinality = section === 'place' || section === 'log';
    const names = [...columns.map(([name]) => name), ...(ordinality ? ['ord'] : [])];
    texts.set(
      section,
      `unnest(${arrays.join(', ')})${ordinality ? ' WITH ORDINALITY' : ''} AS x (${names.join(', ')})`,
    );
  }
  return (section) => texts.get(section)!;
}

const HOLDS = 'x.step <> ALL (verdict.refused)';

/** Nothing comes into such a mailbox; into one that is not there neither. */
const SHUT = `coalesce(status NOT IN ('active', 'receive-only'), true)`;

type Judge = readonly [
  section: SectionName,
  lock: ((input: string) => string) | undefined,
  refusal: (input: string) => string,
];

/** A row lock reads the newest state of a row, whatever the snapshot of the statement: that is what makes two processes safe. */
const JUDGES: readonly Judge[] = [
  [
    'lease',
    (input) => `lease AS MATERIALIZED (
      SELECT x.*, (SELECT coalesce(j.token, '') FROM job j WHERE j.id = x.job FOR UPDATE) AS held FROM gate, ${input})`,
    () =>
      `SELECT step, ${REFUSED.lease} AS kind, job AS a, NULL AS b, NULL AS c FROM lease WHERE held IS DISTINCT FROM token`,
  ],
  [
    'quota',
    (input) => `quota AS MATERIALIZED (
      SELECT x.*, m.status, coalesce(x.up_to, m.quota_bytes) AS quota_bytes,
        coalesce((SELECT u.used_bytes FROM mailbox_use u WHERE u.mailbox = x.mailbox FOR UPDATE), 0) AS used
      FROM gate, ${input} LEFT JOIN LATERAL (
        SELECT status, quota_bytes FROM mailbox WHERE id = x.mailbox FOR SHARE) m ON true)`,
    () => `SELECT step, CASE WHEN ${SHUT} OR used + bytes > quota_bytes
        THEN ${REFUSED.quota} ELSE ${REFUSED.undecided} END AS kind, mailbox AS a, NULL AS b, NULL AS c FROM quota
      WHERE ${SHUT} OR used + before + bytes > quota_bytes`,
  ],
  [
    'version',
    (input) => `version AS MATERIALIZED (
      SELECT x.*, (SELECT encode(sha256(d.bytes), 'hex') FROM document d WHERE d.name = x.name FOR UPDATE) AS held
      FROM gate, ${input})`,
    () => `SELECT step, ${REFUSED.document} AS kind, name AS a, NULL AS b, NULL AS c FROM version
      WHERE held IS DISTINCT FROM sha256`,
  ],
  [
    'seen',
    undefined,
    (input) => `SELECT x.step, ${REFUSED.seen} AS kind, x.key AS a, encode(s.sha256, 'hex') AS b, s.message AS c
      FROM gate, ${input} JOIN seen s ON s.key = x.key`,
  ],
  [
    'tracking',
    (input) => `tracked AS MATERIALIZED (
      SELECT x.*, (SELECT t.state FROM tracking t WHERE t.identificativo = x.identificativo AND t.recipient = x.recipient
        FOR UPDATE) AS held FROM gate, ${input})`,
    () => `SELECT step, ${REFUSED.tracking} AS kind, identificativo AS a, recipient AS b, NULL AS c FROM tracked
      WHERE held IS DISTINCT FROM was`,
  ],
  ['card_expect', judgeCards, () => refuseCards(REFUSED)],
  [
    'needs',
    undefined,
    (input) => `SELECT x.step, ${REFUSED.missing} AS kind, x.message AS a, NULL AS b, NULL AS c FROM gate, ${input}
      WHERE NOT EXISTS (SELECT FROM message m WHERE m.id = x.message)`,
  ],
];

type Write = readonly [section: SectionName, sql: (input: string, skip: string) => string | string[]];

/** `conflict` is what to do when the key exists; by default a repeated step leaves the row, any other fails. */
function insert(into: string, columns: string, values = columns, conflict?: string) {
  const picked = values.split(', ').map((value) => (/^[a-z0-9_]+$/.test(value) ? `x.${value}` : value));
  return (input: string, skip: string) =>
    `w_${into} AS (INSERT INTO ${into} (${columns}) SELECT ${picked.join(', ')} FROM verdict, ${input}
      WHERE ${HOLDS} ${conflict ?? skip})`;
}

/** A record with some fields changed; what is null is taken away. */
const changed = (row: string) => `jsonb_strip_nulls(${row}.record::jsonb || x.change::jsonb)`;

const WRITES: readonly Write[] = [
  ['message', insert('message', 'id, size, sha256, literal, layout', 'id, size, sha256, literal, x.layout::bigint[]')],
  ['blob', insert('message_blob', 'message, ordinal, blob, start, length')],
  // A key that another process wrote meanwhile must fail the group here, never be passed over.
  ['seen', insert('seen', 'key, sha256, message', undefined, '')],
  [
    'dispatch',
    insert(
      'dispatch',
      'identificativo, facts, accepted_at, mailbox, envelope',
      'identificativo, x.facts::json, accepted_at, mailbox, envelope',
    ),
  ],
  ['track', insert('tracking', 'identificativo, recipient, state, due_at')],
  [
    'tracking',
    () => `w_tracked AS (UPDATE tracking t SET state = x.state, due_at = x.due_at FROM verdict, tracked x
      WHERE t.identificativo = x.identificativo AND t.recipient = x.recipient AND ${HOLDS})`,
  ],
  [
    'log',
    (input) => `w_log AS (INSERT INTO log_record (instant, event, sender, recipients, identificativo, msgid, record)
      SELECT x.instant, x.event, x.sender, string_to_array(x.recipients, chr(10)), x.identificativo, x.msgid, x.record::json
      FROM verdict, ${input} WHERE ${HOLDS} ORDER BY x.ord)`,
  ],
  ['place', placements],
  ['quarantine', insert('quarantine', 'id, at, message, record', 'id, at, message, x.record::json')],
  [
    'document',
    insert(
      'document',
      'name, bytes, at',
      undefined,
      'ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes, at = excluded.at WHERE excluded.at >= document.at',
    ),
  ],
  [
    'forget',
    (input) => `w_forget AS (DELETE FROM document d USING verdict, ${input} WHERE d.name = x.name AND ${HOLDS})`,
  ],
  [
    'domain',
    insert(
      'domain',
      'name, record',
      'name, x.record::json',
      'ON CONFLICT (name) DO UPDATE SET record = excluded.record',
    ),
  ],
  [
    'mailbox',
    (input) => `w_mailbox AS (INSERT INTO mailbox (id, address, status, quota_bytes, record)
      SELECT x.id, x.address, x.status, x.quota_bytes, x.record::json FROM verdict, ${input} WHERE ${HOLDS}
      ON CONFLICT (id) DO UPDATE SET address = excluded.address, status = excluded.status,
        quota_bytes = excluded.quota_bytes, record = excluded.record RETURNING id)`,
  ],
  [
    'user',
    insert(
      'login_user',
      'login, record',
      'login, x.record::json',
      'ON CONFLICT (login) DO UPDATE SET record = excluded.record',
    ),
  ],
  [
    'mailbox_change',
    (
      input,
    ) => `w_mailbox_change AS (UPDATE mailbox m SET record = ${changed('m')}::json, status = ${changed('m')} ->> 'status',
        quota_bytes = (${changed('m')} ->> 'quotaBytes')::bigint FROM verdict, ${input} WHERE m.id = x.id AND ${HOLDS})`,
  ],
  [
    'user_change',
    (input) => `w_user_change AS (UPDATE login_user u SET record = ${changed('u')}::json
      FROM verdict, ${input} WHERE u.login = x.login AND ${HOLDS})`,
  ],
  [
    'grant',
    insert(
      'mailbox_grant',
      'mailbox, login, record',
      'mailbox, login, x.record::json',
      'ON CONFLICT (mailbox, login) DO UPDATE SET record = excluded.record',
    ),
  ],
  [
    'undomain',
    (input) => `w_undomain AS (DELETE FROM domain d USING verdict, ${input}
      WHERE d.name = x.name AND ${HOLDS}
        AND NOT EXISTS (SELECT FROM mailbox m WHERE right(m.address, length(x.name) + 1) = '@' || x.name))`,
  ],
  [
    'ungrant',
    (input) => `w_ungrant AS (DELETE FROM mailbox_grant g USING verdict, ${input}
      WHERE g.mailbox = x.mailbox AND g.login = x.login AND ${HOLDS})`,
  ],
  [
    'rights',
    // On a folder that went meanwhile nobody has rights.
    (input) => `w_rights AS (INSERT INTO folder_rights (folder, login, rights)
      SELECT x.folder, x.login, x.rights FROM verdict, ${input}
      WHERE ${HOLDS} AND EXISTS (SELECT FROM folder f WHERE f.id = x.folder::bigint FOR KEY SHARE)
      ON CONFLICT (folder, login) DO UPDATE SET rights = excluded.rights)`,
  ],
  [
    'unrights',
    (input) => `w_unrights AS (DELETE FROM folder_rights r USING verdict, ${input}
      WHERE r.folder = x.folder AND r.login = x.login AND ${HOLDS})`,
  ],
  [
    'app_password',
    insert(
      'app_password',
      'login, id, record',
      'login, id, x.record::json',
      'ON CONFLICT (login, id) DO UPDATE SET record = excluded.record',
    ),
  ],
  ['card', (input) => putCards(input, HOLDS)],
  ['card_new', (input) => putNewCards(input, HOLDS)],
  ['card_gone', (input) => removeCards(input, HOLDS)],
  [
    'job',
    insert(
      'job',
      'id, queue, work, run_at, expires_at, attempts, token, leased_at, leased_until',
      'id, queue, x.work::json, run_at, expires_at, attempts, token, leased_at, leased_until',
    ),
  ],
  ['done', (input) => `w_done AS (DELETE FROM job j USING verdict, ${input} WHERE j.id = x.id AND ${HOLDS})`],
  [
    'retry',
    (input) => `w_retry AS (UPDATE job j SET run_at = x.run_at, last_error = x.last_error,
        work = coalesce(x.work::json, j.work), token = NULL, leased_at = NULL, leased_until = NULL
      FROM verdict, ${input} WHERE j.id = x.id AND ${HOLDS})`,
  ],
];

/**
 * UIDs and MODSEQ (invariant 8 of ARCHITECTURE.md): the folders' rows are taken in order, each once, by the number of its new items; the
 * items are numbered in the order of their steps. A folder is born here, see `mail_uid_validity`; one that was deleted while we
 * waited at the gate is born anew, which only a row lock can tell: the snapshot is older. An office's placement is always
 * charged, since an office places a message once in a mailbox.
 */
function placements(input: string): string[] {
  return [
    `place AS MATERIALIZED (SELECT x.* FROM verdict, ${input} WHERE ${HOLDS})`,
    `folder_next AS (INSERT INTO folder AS f
        (id, mailbox, name, uid_validity, uid_next, special_use, messages, unseen, deleted, size)
      SELECT id, mailbox, folder, mail_uid_validity(id), 1 + items, CASE folder WHEN 'Sent' THEN '\\Sent' END,
        items, unseen, deleted, size
      FROM (SELECT mailbox, folder, count(*) AS items, count(*) FILTER (WHERE NOT mail_has(flags, '\\Seen')) AS unseen,
          count(*) FILTER (WHERE mail_has(flags, '\\Deleted')) AS deleted, sum(size) AS size,
          coalesce((SELECT id FROM folder WHERE mailbox = p.mailbox AND name = p.folder FOR UPDATE), nextval('folder_id_seq')) AS id
        FROM place p GROUP BY mailbox, folder ORDER BY mailbox, folder) AS counted
      ON CONFLICT (mailbox, name) DO UPDATE SET uid_next = f.uid_next + excluded.messages,
        highest_modseq = f.highest_modseq + 1, messages = f.messages + excluded.messages,
        unseen = f.unseen + excluded.unseen, deleted = f.deleted + excluded.deleted, size = f.size + excluded.size
      RETURNING f.id, f.mailbox, f.uid_next, f.highest_modseq)`,
    `nexts AS MATERIALIZED (
      SELECT array_agg(id) AS id, array_agg(uid_next) AS uid, array_agg(highest_modseq) AS modseq FROM folder_next)`,
    `ranked AS (SELECT *, dense_rank() OVER (ORDER BY mailbox, folder) AS rank,
        row_number() OVER inside - count(*) OVER folder AS place
      FROM place WINDOW folder AS (PARTITION BY mailbox, folder), inside AS (PARTITION BY mailbox, folder ORDER BY ord))`,
    `numbered AS MATERIALIZED (SELECT r.*, nexts.id[rank] AS id, nexts.modseq[rank] AS modseq,
        nexts.uid[rank] + place - 1 AS uid FROM nexts, ranked r)`,
    `placed AS (INSERT INTO placement
        (folder, uid, modseq, size, internal_date, saved_at, charged, mailbox, message, flags, thread)
      SELECT id, uid, modseq, size, internal_date, internal_date, true, mailbox, message, flags, thread FROM numbered)`,
  ];
}

/** One row per mailbox, however many items came; born with the mailbox. */
function mailboxUse(has: (section: SectionName) => boolean): string {
  const changes = [
    ...(has('place') ? ['SELECT mailbox, size AS bytes, 1 AS items FROM place'] : []),
    ...(has('mailbox') ? ['SELECT id AS mailbox, 0 AS bytes, 0 AS items FROM w_mailbox'] : []),
  ];
  return `w_use AS (INSERT INTO mailbox_use AS u (mailbox, used_bytes, messages)
    SELECT mailbox, sum(bytes), sum(items) FROM (${changes.join(' UNION ALL ')}) AS change GROUP BY mailbox ORDER BY mailbox
    ON CONFLICT (mailbox) DO UPDATE
      SET used_bytes = u.used_bytes + excluded.used_bytes, messages = u.messages + excluded.messages)`;
}

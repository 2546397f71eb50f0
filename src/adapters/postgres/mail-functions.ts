import { SENT_KEYWORD } from '#pec';
import { GATE } from './gate.ts';
import { mailFolderFunctions } from './mail-folder-functions.ts';

/** The functions the server role calls; those they use in turn are its own business too, since all run with its rights. */
export const MAIL_FUNCTIONS = [
  'mail_gate',
  'mail_has',
  'mail_flags',
  'mail_pick',
  'mail_use',
  'mail_remove',
  'mail_add',
  'mail_append',
  'mail_transfer',
  'mail_set_flags',
  'mail_expunge',
  'mail_make',
  'mail_create',
  'mail_rename',
  'mail_delete',
  'mail_uid_validity',
] as const;

/** Most rows of `vanished` a folder keeps: as many changes back QRESYNC is told exactly what went. */
export const VANISHED_CHANGES = 100_000;

/**
 * What holders change, each call one change: first the gate, then statement after statement, each with a snapshot of its own, so
 * that all of them see what was committed before the gate opened. Made anew by every `migrate`: they are program, not data.
 *
 * Each answers JSON: `{"why": …}` when refused, nothing being changed. `p_limit` bounds how many items one call touches; an answer
 * with `more` (the last UID looked at) wants another call for the UIDs behind it.
 */
export const mailFunctions = /* sql */ `
CREATE OR REPLACE FUNCTION mail_gate() RETURNS void LANGUAGE sql AS $$ SELECT pg_advisory_xact_lock(${GATE}) $$;

CREATE OR REPLACE FUNCTION mail_has(p_flags text, p_flag text) RETURNS boolean LANGUAGE sql IMMUTABLE
AS $$ SELECT strpos(' ' || p_flags || ' ', ' ' || p_flag || ' ') > 0 $$;

-- Flags of an item after the change: sorted, none twice whatever the letter case, the first spelling kept.
CREATE OR REPLACE FUNCTION mail_flags(p_old text, p_mode text, p_given text, p_prefix text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(flag, ' ' ORDER BY flag COLLATE "C"), '') FROM (
    SELECT DISTINCT ON (lower(flag COLLATE "C")) flag FROM (
      SELECT 1 AS rank, flag, p_prefix <> '' AND starts_with(lower(flag COLLATE "C"), lower(p_prefix COLLATE "C")) AS server
      FROM unnest(string_to_array(p_old, ' ')) AS flag
      UNION ALL
      SELECT 2, flag, p_prefix <> '' AND starts_with(lower(flag COLLATE "C"), lower(p_prefix COLLATE "C"))
      FROM unnest(string_to_array(p_given, ' ')) AS flag) AS flags
    WHERE CASE WHEN rank = 2 THEN p_mode <> 'remove' AND NOT server
      ELSE server OR p_mode = 'add' OR (p_mode = 'replace')
        = (lower(flag COLLATE "C") = ANY (string_to_array(lower(p_given COLLATE "C"), ' '))) END
    ORDER BY lower(flag COLLATE "C"), rank) AS kept $$;

-- The first p_limit items of the ranges, which ascend.
CREATE OR REPLACE FUNCTION mail_pick(p_folder bigint, p_first bigint[], p_last bigint[], p_limit integer)
RETURNS SETOF placement LANGUAGE sql STABLE ROWS 1000 AS $$
  SELECT item.* FROM unnest(p_first, p_last) AS range (first, last), LATERAL (
    SELECT * FROM placement WHERE folder = p_folder AND uid BETWEEN range.first AND range.last
    ORDER BY uid LIMIT p_limit) AS item
  LIMIT p_limit $$;

CREATE OR REPLACE FUNCTION mail_use(p_mailbox text, p_bytes numeric, p_messages bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO mailbox_use AS u (mailbox, used_bytes, messages)
  SELECT p_mailbox, p_bytes, p_messages WHERE p_bytes <> 0 OR p_messages <> 0
  ON CONFLICT (mailbox) DO UPDATE
    SET used_bytes = u.used_bytes + excluded.used_bytes, messages = u.messages + excluded.messages $$;

-- Takes items out. Where another copy stands in the mailbox, the charge passes to it; without p_uncharge the caller saw to that.
CREATE OR REPLACE FUNCTION mail_remove(p_folder bigint, p_uids bigint[], p_uncharge boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  gone record;
  heirs record;
  f folder;
BEGIN
  WITH item AS (DELETE FROM placement p USING unnest(p_uids) AS u (uid)
    WHERE p.folder = p_folder AND p.uid = u.uid RETURNING p.*)
  SELECT count(*) AS items, coalesce(sum(size), 0) AS size,
    count(*) FILTER (WHERE NOT mail_has(flags, '\\Seen')) AS unseen,
    count(*) FILTER (WHERE mail_has(flags, '\\Deleted')) AS deleted,
    count(*) FILTER (WHERE charged) AS charged, coalesce(sum(size) FILTER (WHERE charged), 0) AS octets,
    array_agg(DISTINCT message) FILTER (WHERE charged) AS messages
  INTO gone FROM item;
  UPDATE folder SET highest_modseq = highest_modseq + 1, messages = messages - gone.items, unseen = unseen - gone.unseen,
    deleted = deleted - gone.deleted, size = size - gone.size
  WHERE id = p_folder RETURNING * INTO f;
  INSERT INTO vanished (folder, modseq, uids)
  SELECT p_folder, f.highest_modseq, range_agg(int8range(uid, uid, '[]')) FROM unnest(p_uids) AS u (uid);
  IF EXISTS (SELECT FROM vanished WHERE folder = p_folder AND modseq <= f.highest_modseq - ${VANISHED_CHANGES}) THEN
    DELETE FROM vanished WHERE folder = p_folder AND modseq <= f.highest_modseq - ${VANISHED_CHANGES};
    UPDATE folder SET vanished_floor = f.highest_modseq - ${VANISHED_CHANGES} WHERE id = p_folder;
  END IF;
  IF p_uncharge AND gone.charged > 0 THEN
    WITH heir AS (
      SELECT DISTINCT ON (p.message) p.folder, p.uid FROM unnest(gone.messages) AS m (id)
        JOIN placement p ON p.message = m.id AND p.mailbox = f.mailbox
      WHERE NOT EXISTS (SELECT FROM placement c WHERE c.message = m.id AND c.mailbox = f.mailbox AND c.charged)
      ORDER BY p.message, p.folder, p.uid),
    charged AS (UPDATE placement p SET charged = true FROM heir WHERE p.folder = heir.folder AND p.uid = heir.uid
      RETURNING p.size)
    SELECT count(*) AS charged, coalesce(sum(size), 0) AS octets INTO heirs FROM charged;
    PERFORM mail_use(f.mailbox, heirs.octets - gone.octets, heirs.charged - gone.charged);
  END IF;
END $$;

-- Puts items behind all others of the folder, in the order given; answers the first UID.
CREATE OR REPLACE FUNCTION mail_add(p_folder bigint, p_messages text[], p_sizes bigint[], p_dates bigint[], p_at bigint,
  p_charges boolean[], p_flags text[], p_threads text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  f folder;
  first_uid bigint;
  added record;
BEGIN
  SELECT count(*) AS items, sum(size) AS size, count(*) FILTER (WHERE NOT mail_has(flags, '\\Seen')) AS unseen,
    count(*) FILTER (WHERE mail_has(flags, '\\Deleted')) AS deleted,
    count(*) FILTER (WHERE charge) AS charged, coalesce(sum(size) FILTER (WHERE charge), 0) AS octets
  INTO added FROM unnest(p_sizes, p_flags, p_charges) AS item (size, flags, charge);
  UPDATE folder SET uid_next = uid_next + added.items, highest_modseq = highest_modseq + 1,
    messages = messages + added.items, unseen = unseen + added.unseen, deleted = deleted + added.deleted,
    size = size + added.size
  WHERE id = p_folder RETURNING * INTO f;
  first_uid := f.uid_next - added.items;
  INSERT INTO placement (folder, uid, modseq, size, internal_date, saved_at, charged, mailbox, message, flags, thread)
  SELECT p_folder, first_uid + n - 1, f.highest_modseq, size, date, p_at, charge, f.mailbox, message, flags, thread
  FROM unnest(p_messages, p_sizes, p_dates, p_charges, p_flags, p_threads) WITH ORDINALITY
    AS item (message, size, date, charge, flags, thread, n);
  PERFORM mail_use(f.mailbox, added.octets, added.charged);
  RETURN first_uid;
END $$;

CREATE OR REPLACE FUNCTION mail_append(p_folder bigint, p_id text, p_size bigint, p_sha256 bytea, p_literal bytea,
  p_layout bigint[], p_blobs text[], p_starts bigint[], p_lengths bigint[], p_flags text, p_date bigint, p_at bigint,
  p_thread text, p_quota bigint, p_replaced_folder bigint, p_replaced_uid bigint) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  f folder;
  replaced placement;
  charge boolean;
  freed bigint := 0;
  used bigint;
  uid bigint;
BEGIN
  PERFORM mail_gate();
  SELECT * INTO f FROM folder WHERE id = p_folder;
  IF NOT FOUND THEN RETURN json_build_object('why', 'no-folder'); END IF;
  IF p_replaced_folder IS NOT NULL THEN
    SELECT * INTO replaced FROM placement p WHERE p.folder = p_replaced_folder AND p.uid = p_replaced_uid;
    IF NOT FOUND THEN RETURN json_build_object('why', 'no-message'); END IF;
    IF replaced.mailbox = f.mailbox AND replaced.message <> p_id AND NOT EXISTS (
      SELECT FROM placement p WHERE p.message = replaced.message AND p.mailbox = f.mailbox
        AND (p.folder, p.uid) <> (replaced.folder, replaced.uid)) THEN
      freed := replaced.size;
    END IF;
  END IF;
  charge := NOT EXISTS (SELECT FROM placement p WHERE p.message = p_id AND p.mailbox = f.mailbox);
  SELECT coalesce((SELECT u.used_bytes FROM mailbox_use u WHERE u.mailbox = f.mailbox), 0) INTO used;
  IF charge AND used - freed + p_size > p_quota THEN RETURN json_build_object('why', 'quota'); END IF;
  INSERT INTO message (id, size, sha256, literal, layout) VALUES (p_id, p_size, p_sha256, p_literal, p_layout)
  ON CONFLICT DO NOTHING;
  IF FOUND THEN
    INSERT INTO message_blob (message, ordinal, blob, start, length)
    SELECT p_id, n, blob, start, length
    FROM unnest(p_blobs, p_starts, p_lengths) WITH ORDINALITY AS slice (blob, start, length, n);
  END IF;
  uid := mail_add(p_folder, ARRAY[p_id], ARRAY[p_size], ARRAY[p_date], p_at, ARRAY[charge], ARRAY[p_flags], ARRAY[p_thread]);
  IF p_replaced_folder IS NOT NULL THEN PERFORM mail_remove(p_replaced_folder, ARRAY[p_replaced_uid], true); END IF;
  RETURN json_build_object('mailbox', f.mailbox, 'uidValidity', f.uid_validity, 'uid', uid,
    'modseq', f.highest_modseq + 1, 'replacedMailbox', replaced.mailbox);
END $$;

-- Copies, or moves. Within one mailbox a copy is free and a move takes its charge along. What was sent from one mailbox was not sent
-- from the other.
CREATE OR REPLACE FUNCTION mail_transfer(p_from bigint, p_first bigint[], p_last bigint[], p_limit integer, p_to bigint,
  p_at bigint, p_quota bigint, p_move boolean) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  source folder;
  target folder;
  used bigint;
  picked record;
  first_uid bigint;
BEGIN
  PERFORM mail_gate();
  SELECT * INTO source FROM folder WHERE id = p_from;
  SELECT * INTO target FROM folder WHERE id = p_to;
  IF source.id IS NULL OR target.id IS NULL THEN RETURN json_build_object('why', 'no-folder'); END IF;
  SELECT count(*) AS items, array_agg(uid) AS uids, array_agg(message) AS messages, array_agg(size) AS sizes,
    array_agg(internal_date) AS dates,
    array_agg(CASE WHEN source.mailbox = target.mailbox THEN flags ELSE mail_flags(flags, 'remove', '${SENT_KEYWORD}', '') END) AS flags, array_agg(thread) AS threads, array_agg(charge) AS charges,
    coalesce(sum(size) FILTER (WHERE charge), 0) AS octets
  INTO picked FROM (
    SELECT item.*, CASE WHEN source.mailbox = target.mailbox THEN p_move AND charged
      ELSE row_number() OVER (PARTITION BY message ORDER BY uid) = 1 AND NOT EXISTS (
        SELECT FROM placement p WHERE p.message = item.message AND p.mailbox = target.mailbox) END AS charge
    FROM mail_pick(p_from, p_first, p_last, p_limit) AS item ORDER BY uid) AS item;
  IF picked.items = 0 THEN
    RETURN json_build_object('uidValidity', target.uid_validity, 'sources', '[]'::json, 'first', 0);
  END IF;
  IF source.mailbox <> target.mailbox AND picked.octets > 0 THEN
    SELECT coalesce((SELECT u.used_bytes FROM mailbox_use u WHERE u.mailbox = target.mailbox), 0) INTO used;
    IF used + picked.octets > coalesce(p_quota, (SELECT quota_bytes FROM mailbox WHERE id = target.mailbox)) THEN
      RETURN json_build_object('why', 'quota');
    END IF;
  END IF;
  first_uid := mail_add(p_to, picked.messages, picked.sizes, picked.dates, p_at, picked.charges, picked.flags, picked.threads);
  IF p_move THEN
    PERFORM mail_remove(p_from, picked.uids, source.mailbox <> target.mailbox);
    -- mail_add counted the charge that came along a second time
    IF source.mailbox = target.mailbox THEN
      PERFORM mail_use(target.mailbox, -picked.octets, -(SELECT count(*) FROM unnest(picked.charges) AS c (charge) WHERE charge));
    END IF;
  END IF;
  RETURN json_build_object('mailbox', source.mailbox, 'targetMailbox', target.mailbox,
    'sourceModseq', source.highest_modseq, 'targetModseq', target.highest_modseq,
    'uidValidity', target.uid_validity, 'sources', picked.uids, 'first', first_uid,
    'more', CASE WHEN picked.items = p_limit THEN picked.uids[p_limit] END);
END $$;

CREATE OR REPLACE FUNCTION mail_set_flags(p_folder bigint, p_first bigint[], p_last bigint[], p_limit integer, p_mode text,
  p_given text, p_prefix text, p_since bigint) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  f folder;
  answer json;
BEGIN
  PERFORM mail_gate();
  SELECT * INTO f FROM folder WHERE id = p_folder;
  IF NOT FOUND THEN RETURN json_build_object('why', 'no-folder'); END IF;
  WITH picked AS MATERIALIZED (SELECT * FROM mail_pick(p_folder, p_first, p_last, p_limit)),
  fresh AS MATERIALIZED (
    SELECT flags AS old, mail_flags(flags, p_mode, p_given, p_prefix) AS flags
    FROM (SELECT DISTINCT flags FROM picked) AS kinds),
  changed AS MATERIALIZED (
    SELECT p.uid, p.message, p.size, p.internal_date, p.saved_at, p.thread, fresh.old, fresh.flags
    FROM picked p JOIN fresh ON fresh.old = p.flags
    WHERE fresh.flags <> fresh.old AND (p_since IS NULL OR p.modseq <= p_since)),
  tally AS (
    SELECT count(*) AS items,
      coalesce(sum(mail_has(old, '\\Seen')::integer - mail_has(flags, '\\Seen')::integer), 0) AS unseen,
      coalesce(sum(mail_has(flags, '\\Deleted')::integer - mail_has(old, '\\Deleted')::integer), 0) AS deleted
    FROM changed),
  w_placement AS (UPDATE placement p SET flags = c.flags, modseq = f.highest_modseq + 1 FROM changed c
    WHERE p.folder = p_folder AND p.uid = c.uid),
  w_folder AS (UPDATE folder SET highest_modseq = highest_modseq + 1, unseen = folder.unseen + tally.unseen,
      deleted = folder.deleted + tally.deleted
    FROM tally WHERE id = p_folder AND tally.items > 0)
  SELECT json_build_object('mailbox', f.mailbox, 'modseq', f.highest_modseq + 1,
    'uid', json_agg(uid), 'message', json_agg(message), 'size', json_agg(size), 'internalDate', json_agg(internal_date),
    'savedAt', json_agg(saved_at), 'flags', json_agg(flags), 'thread', json_agg(thread),
    'modified', (SELECT json_agg(uid ORDER BY uid) FROM picked WHERE modseq > p_since),
    'more', (SELECT max(uid) FROM picked HAVING count(*) = p_limit))
  INTO answer FROM (SELECT * FROM changed ORDER BY uid) AS item;
  RETURN answer;
END $$;

-- Items with \\Deleted, or whatever their flags.
CREATE OR REPLACE FUNCTION mail_expunge(p_folder bigint, p_first bigint[], p_last bigint[], p_limit integer,
  p_whatever boolean) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  f folder;
  gone bigint[];
  last_uid bigint;
BEGIN
  PERFORM mail_gate();
  SELECT * INTO f FROM folder WHERE id = p_folder;
  IF NOT FOUND THEN RETURN json_build_object('why', 'no-folder'); END IF;
  SELECT array_agg(uid ORDER BY uid) FILTER (WHERE p_whatever OR mail_has(flags, '\\Deleted')),
    CASE WHEN count(*) = p_limit THEN max(uid) END
  INTO gone, last_uid FROM mail_pick(p_folder, p_first, p_last, p_limit);
  IF gone IS NOT NULL THEN PERFORM mail_remove(p_folder, gone, true); END IF;
  RETURN json_build_object('mailbox', f.mailbox, 'modseq', f.highest_modseq + 1, 'uids', coalesce(gone, '{}'),
    'more', last_uid);
END $$;
${mailFolderFunctions}`;

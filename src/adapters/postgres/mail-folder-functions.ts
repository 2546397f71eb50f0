/** Most folders a mailbox may have. */
export const MAX_FOLDERS = 10_000;

/** Folders made, renamed and deleted; see `mail-functions.ts`. */
export const mailFolderFunctions = /* sql */ `
-- Makes p_name and the parents it lacks, as far as they are missing; false when there would be too many. Each gets the rights of the
-- nearest folder that stands above it (RFC 4314 3): what is made below a hidden folder is hidden.
CREATE OR REPLACE FUNCTION mail_make(p_mailbox text, p_name text, p_use text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  levels text[] := string_to_array(p_name, '/');
  paths text[] := ARRAY(SELECT array_to_string(levels[1:n], '/') FROM generate_series(1, cardinality(levels)) AS n);
  missing text[];
BEGIN
  SELECT array_agg(path ORDER BY n) INTO missing FROM unnest(paths) WITH ORDINALITY AS parent (path, n)
  WHERE NOT EXISTS (SELECT FROM folder f WHERE f.mailbox = p_mailbox AND f.name = path);
  IF missing IS NULL THEN RETURN true; END IF;
  IF (SELECT count(*) FROM folder WHERE mailbox = p_mailbox) + cardinality(missing) > ${MAX_FOLDERS} THEN
    RETURN false;
  END IF;
  INSERT INTO folder (id, mailbox, name, uid_validity, uid_next, special_use)
  SELECT id, p_mailbox, path, mail_uid_validity(id), 1, CASE WHEN path = p_name THEN p_use END
  FROM (SELECT path, nextval('folder_id_seq') AS id FROM unnest(missing) AS m (path) OFFSET 0) AS born;
  -- Most mailboxes are nobody else's: then there is nothing to inherit, and nothing to look for at each level.
  IF EXISTS (SELECT FROM folder f JOIN folder_rights r ON r.folder = f.id::text
      WHERE f.mailbox = p_mailbox AND f.name = ANY (paths)) THEN
    INSERT INTO folder_rights (folder, login, rights)
    SELECT born.id::text, r.login, r.rights FROM folder born, LATERAL (
        SELECT f.id FROM unnest(paths) AS path JOIN folder f ON f.mailbox = p_mailbox AND f.name = path
        WHERE starts_with(born.name, f.name || '/') AND f.name <> ALL (missing) ORDER BY length(f.name) DESC LIMIT 1) AS above
      JOIN folder_rights r ON r.folder = above.id::text
    WHERE born.mailbox = p_mailbox AND born.name = ANY (missing);
  END IF;
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION mail_create(p_mailbox text, p_name text, p_use text) RETURNS json LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mail_gate();
  IF EXISTS (SELECT FROM folder WHERE mailbox = p_mailbox AND name = p_name) THEN
    RETURN json_build_object('why', 'exists');
  END IF;
  IF NOT mail_make(p_mailbox, p_name, p_use) THEN RETURN json_build_object('why', 'too-many'); END IF;
  RETURN (SELECT row_to_json(f) FROM folder f WHERE mailbox = p_mailbox AND name = p_name);
END $$;

-- Not for INBOX. Two updates: on the way a folder may bear the name another one has still.
CREATE OR REPLACE FUNCTION mail_rename(p_folder bigint, p_name text) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  f folder;
  moved bigint[];
  levels text[] := string_to_array(p_name, '/');
  parent text := array_to_string(levels[1:cardinality(levels) - 1], '/');
BEGIN
  PERFORM mail_gate();
  SELECT * INTO f FROM folder WHERE id = p_folder;
  IF NOT FOUND THEN RETURN json_build_object('why', 'no-folder'); END IF;
  SELECT array_agg(id) INTO moved FROM folder
  WHERE mailbox = f.mailbox AND (id = p_folder OR starts_with(name, f.name || '/'));
  IF EXISTS (SELECT FROM unnest(moved) AS m (id) JOIN folder child ON child.id = m.id
      JOIN folder other ON other.mailbox = f.mailbox AND other.name = p_name || substr(child.name, length(f.name) + 1)
    WHERE p_name = f.name OR other.id <> ALL (moved)) THEN
    RETURN json_build_object('why', 'exists');
  END IF;
  UPDATE folder SET name = chr(1) || name WHERE id = ANY (moved);
  IF parent <> '' AND NOT mail_make(f.mailbox, parent, NULL) THEN
    UPDATE folder SET name = substr(name, 2) WHERE id = ANY (moved);
    RETURN json_build_object('why', 'too-many');
  END IF;
  UPDATE folder SET name = p_name || substr(name, length(f.name) + 2), highest_modseq = highest_modseq + 1
  WHERE id = ANY (moved);
  RETURN json_build_object('mailbox', f.mailbox, 'folders', moved);
END $$;

-- The folder itself, once it holds no more than p_limit items.
CREATE OR REPLACE FUNCTION mail_delete(p_folder bigint, p_limit integer) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  f folder;
  gone bigint[];
BEGIN
  PERFORM mail_gate();
  SELECT * INTO f FROM folder WHERE id = p_folder;
  IF NOT FOUND THEN RETURN json_build_object('why', 'no-folder'); END IF;
  SELECT array_agg(uid) INTO gone FROM (SELECT uid FROM placement WHERE folder = p_folder ORDER BY uid LIMIT p_limit) AS item;
  IF gone IS NOT NULL THEN PERFORM mail_remove(p_folder, gone, true); END IF;
  IF f.messages > p_limit THEN RETURN json_build_object('mailbox', f.mailbox, 'more', p_limit); END IF;
  DELETE FROM folder_rights WHERE folder = p_folder::text;
  DELETE FROM folder WHERE id = p_folder;
  RETURN json_build_object('mailbox', f.mailbox);
END $$;

-- UIDVALIDITY (RFC 9051 2.3.1.1): an id is never given again, so no name ever gets the same twice.
CREATE OR REPLACE FUNCTION mail_uid_validity(p_id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
AS $$ SELECT 1 + (p_id - 1) % 4294967295 $$;
`;

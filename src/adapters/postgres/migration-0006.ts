/**
 * The log in months, so that what is old enough can be dropped whole (spec 15.5) and every index stays small. Months are those of
 * Europe/Rome, as the day files are. A record whose month has no partition yet stands in `log_record_default`. Who sends much has many
 * records: that index ends with `seq`, so that a search reads what it shows in order, and stops; of an identifier there are few.
 * Records cannot be changed or removed, by nobody: only whole partitions can be dropped, which takes the owner. An infected message
 * cannot be removed while the virus store names it (RFC 6109 2.2.4).
 */
export const migration0006 = /* sql */ `
DROP INDEX log_record_instant, log_record_event, log_record_sender, log_record_recipients, log_record_identificativo,
  log_record_msgid;
ALTER TABLE log_record DROP CONSTRAINT log_record_pkey;
ALTER TABLE log_record RENAME TO log_record_before;
ALTER SEQUENCE log_record_seq_seq RENAME TO log_record_before_seq;

CREATE TABLE log_record (
  seq bigint GENERATED ALWAYS AS IDENTITY,
  instant bigint NOT NULL,
  event text COLLATE "C" NOT NULL,
  sender text COLLATE "C",
  recipients text[] COLLATE "C",
  identificativo text COLLATE "C",
  msgid text COLLATE "C",
  record json NOT NULL
) PARTITION BY RANGE (instant);
CREATE TABLE log_record_default PARTITION OF log_record DEFAULT;

DO $$
DECLARE
  month timestamp;
BEGIN
  FOR month IN SELECT DISTINCT date_trunc('month', to_timestamp(instant / 1000.0) AT TIME ZONE 'Europe/Rome')
    FROM log_record_before LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF log_record FOR VALUES FROM (%s) TO (%s)',
      'log_record_' || to_char(month, 'YYYY_MM'),
      extract(epoch FROM month AT TIME ZONE 'Europe/Rome')::bigint * 1000,
      extract(epoch FROM (month + interval '1 month') AT TIME ZONE 'Europe/Rome')::bigint * 1000);
  END LOOP;
END $$;

INSERT INTO log_record (seq, instant, event, sender, recipients, identificativo, msgid, record) OVERRIDING SYSTEM VALUE
  SELECT seq, instant, event, sender, recipients, identificativo, msgid, record FROM log_record_before ORDER BY seq;
SELECT setval(pg_get_serial_sequence('log_record', 'seq'), last_value, is_called) FROM log_record_before_seq;
DROP TABLE log_record_before;

ALTER TABLE log_record ADD PRIMARY KEY (seq, instant);
CREATE INDEX log_record_instant ON log_record USING brin (instant);
CREATE INDEX log_record_event ON log_record (event, seq);
CREATE INDEX log_record_sender ON log_record (sender, seq) WHERE sender IS NOT NULL;
CREATE INDEX log_record_recipients ON log_record USING gin (recipients) WHERE recipients IS NOT NULL;
CREATE INDEX log_record_identificativo ON log_record (identificativo) WHERE identificativo IS NOT NULL;
CREATE INDEX log_record_msgid ON log_record (msgid) WHERE msgid IS NOT NULL;

CREATE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'records of the message log are never changed, and removed only in whole months'
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER log_record_unchanged BEFORE UPDATE OR DELETE ON log_record
  FOR EACH ROW EXECUTE FUNCTION log_refuse();
CREATE TRIGGER log_record_kept BEFORE TRUNCATE ON log_record EXECUTE FUNCTION log_refuse();

DO $$
DECLARE
  month regclass;
BEGIN
  FOR month IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'log_record'::regclass LOOP
    EXECUTE format('CREATE TRIGGER log_record_kept BEFORE TRUNCATE ON %s EXECUTE FUNCTION log_refuse()', month);
  END LOOP;
END $$;

-- Not of the rows that stand already: a dangling one is a finding of the check, and nobody's reason not to start.
ALTER TABLE quarantine ADD CONSTRAINT quarantine_message FOREIGN KEY (message) REFERENCES message (id) NOT VALID;
CREATE INDEX quarantine_message ON quarantine (message);
CREATE INDEX quarantine_at ON quarantine (at);
`;

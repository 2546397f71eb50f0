/**
 * The first schema. Ids are given by the application; instants are milliseconds (`Instant`); `leased_*` are monotonic
 * milliseconds. Text keys compare by octets, so that no locale changes an index. Only the log counts by itself: its order is
 * the order of commits, since groups are written one after another (`group-statement.ts`).
 */
export const migration0001 = /* sql */ `
CREATE TABLE message (
  id text COLLATE "C" PRIMARY KEY,
  size bigint NOT NULL,
  sha256 bytea NOT NULL,
  -- all literal octets of the rope, joined
  literal bytea NOT NULL,
  -- the pieces in order: n > 0 is n literal octets, -n the blob reference with ordinal n; NULL: one literal
  layout bigint[]
) WITH (toast_tuple_target = 4080); -- a receipt stays in its row, compressed

CREATE TABLE message_blob (
  message text COLLATE "C" NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  ordinal integer NOT NULL,
  blob text COLLATE "C" NOT NULL,
  start bigint NOT NULL,
  length bigint NOT NULL,
  PRIMARY KEY (message, ordinal)
);
CREATE INDEX message_blob_blob ON message_blob (blob);

CREATE TABLE seen (
  key text COLLATE "C" PRIMARY KEY,
  sha256 bytea NOT NULL,
  message text COLLATE "C" NOT NULL
);

CREATE TABLE dispatch (
  identificativo text COLLATE "C" PRIMARY KEY,
  facts json NOT NULL,
  accepted_at bigint NOT NULL,
  mailbox text COLLATE "C" NOT NULL,
  envelope text COLLATE "C" NOT NULL
);

CREATE TABLE tracking (
  identificativo text COLLATE "C" NOT NULL,
  recipient text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  due_at bigint,
  PRIMARY KEY (identificativo, recipient)
) WITH (fillfactor = 80);
CREATE INDEX tracking_due ON tracking (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE job (
  id text COLLATE "C" PRIMARY KEY,
  queue text COLLATE "C" NOT NULL,
  work json NOT NULL,
  run_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  attempts integer NOT NULL,
  token text COLLATE "C",
  leased_at double precision,
  leased_until double precision,
  last_error text
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX job_run_at ON job (run_at);

CREATE TABLE log_record (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  instant bigint NOT NULL,
  event text COLLATE "C" NOT NULL,
  sender text COLLATE "C",
  recipients text[] COLLATE "C",
  identificativo text COLLATE "C",
  msgid text COLLATE "C",
  record json NOT NULL
);
CREATE INDEX log_record_instant ON log_record USING brin (instant);
CREATE INDEX log_record_event ON log_record (event, seq);
CREATE INDEX log_record_sender ON log_record (sender) WHERE sender IS NOT NULL;
CREATE INDEX log_record_recipients ON log_record USING gin (recipients) WHERE recipients IS NOT NULL;
CREATE INDEX log_record_identificativo ON log_record (identificativo) WHERE identificativo IS NOT NULL;
CREATE INDEX log_record_msgid ON log_record (msgid) WHERE msgid IS NOT NULL;

CREATE TABLE quarantine (
  id text COLLATE "C" PRIMARY KEY,
  at bigint NOT NULL,
  message text COLLATE "C" NOT NULL,
  record json NOT NULL
);

CREATE TABLE document (
  name text COLLATE "C" PRIMARY KEY,
  bytes bytea NOT NULL,
  at bigint NOT NULL
);

CREATE TABLE domain (
  name text COLLATE "C" PRIMARY KEY,
  record json NOT NULL
);

CREATE TABLE mailbox (
  id text COLLATE "C" PRIMARY KEY,
  address text COLLATE "C" NOT NULL UNIQUE,
  status text COLLATE "C" NOT NULL,
  quota_bytes bigint NOT NULL,
  record json NOT NULL
);

CREATE TABLE mailbox_use (
  mailbox text COLLATE "C" PRIMARY KEY REFERENCES mailbox (id),
  used_bytes bigint NOT NULL,
  messages bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE folder (
  mailbox text COLLATE "C" NOT NULL REFERENCES mailbox (id),
  name text COLLATE "C" NOT NULL,
  uid_validity bigint NOT NULL,
  uid_next bigint NOT NULL,
  PRIMARY KEY (mailbox, name)
) WITH (fillfactor = 50);

CREATE TABLE placement (
  mailbox text COLLATE "C" NOT NULL,
  folder text COLLATE "C" NOT NULL,
  uid bigint NOT NULL,
  message text COLLATE "C" NOT NULL REFERENCES message (id),
  size bigint NOT NULL,
  internal_date bigint NOT NULL,
  flags text[] NOT NULL,
  PRIMARY KEY (mailbox, folder, uid)
);

-- The default compression costs a third of the server's CPU and gains little on base64; a server without lz4 compresses nothing.
DO $$
BEGIN
  IF (SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
    ALTER TABLE message ALTER COLUMN literal SET COMPRESSION lz4;
    ALTER TABLE document ALTER COLUMN bytes SET COMPRESSION lz4;
  ELSE
    ALTER TABLE message ALTER COLUMN literal SET STORAGE EXTERNAL;
  END IF;
END $$;
`;

/**
 * What holders, offices, programs and administrators keep beside mail (ADR 19). `value` is never looked into here. The messages a card
 * names stand in a table of their own besides: the foreign key keeps them from being swept.
 */
export const migration0007 = /* sql */ `
CREATE TABLE card (
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  value json NOT NULL,
  key text COLLATE "C",
  due_at bigint,
  messages text[] COLLATE "C",
  at bigint NOT NULL,
  PRIMARY KEY (kind, id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX card_key ON card (kind, key) WHERE key IS NOT NULL;
CREATE INDEX card_owner ON card (kind, owner, id);
CREATE INDEX card_due ON card (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE card_message (
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  message text COLLATE "C" NOT NULL REFERENCES message (id),
  PRIMARY KEY (kind, id, message),
  FOREIGN KEY (kind, id) REFERENCES card (kind, id) ON DELETE CASCADE
);
CREATE INDEX card_message_message ON card_message (message);
`;

import type { RowRule } from './check-finding.ts';

/** A debt is late when nobody saw to it for so long. */
const LATE_MS = 3_600_000;

/**
 * The invariants that rows alone can break (ARCHITECTURE.md). None looks into JSON: what a subject may hold, SQL may refuse to read
 * (U+0000); such rules are in `check-log.ts` and `check-jobs.ts`.
 */
export const ROW_RULES: readonly RowRule[] = [
  {
    rule: 'rope-size',
    says: 'A stored message has as many octets as its pieces together.',
    sql: `SELECT 'says ' || size || ' octets, its pieces have ' || pieces AS what, id AS where_ FROM (
        SELECT id, size, octet_length(literal) + coalesce((SELECT sum(length) FROM message_blob b WHERE b.message = m.id), 0)
          AS pieces FROM message m) AS sized WHERE size <> pieces`,
  },
  {
    rule: 'rope-order',
    says: 'The order of the pieces of a stored message names each of its references once, and all of its own octets.',
    sql: `SELECT 'has an order of pieces that does not fit its octets and references' AS what, id AS where_ FROM message m
      WHERE (layout IS NULL AND EXISTS (SELECT FROM message_blob b WHERE b.message = m.id))
        OR (layout IS NOT NULL AND (
          octet_length(literal) <> (SELECT coalesce(sum(part) FILTER (WHERE part > 0), 0) FROM unnest(layout) part)
          OR (SELECT array_agg(-part ORDER BY -part) FILTER (WHERE part < 0) FROM unnest(layout) part)
            IS DISTINCT FROM (SELECT array_agg(ordinal::bigint ORDER BY ordinal) FROM message_blob b WHERE b.message = m.id)))`,
  },
  {
    rule: 'message-digest',
    says: 'The octets of a stored message are those that were stored, by their SHA-256.',
    sql: `SELECT 'has octets of another digest' AS what, id AS where_ FROM message
      WHERE layout IS NULL AND sha256(literal) <> sha256`,
  },
  {
    rule: 'seen-message',
    says: 'What was recognised as seen names a message that is there.',
    sql: `SELECT 'names message ' || message || ', which does not exist' AS what, key AS where_
      FROM seen s WHERE NOT EXISTS (SELECT FROM message m WHERE m.id = s.message)`,
  },
  {
    rule: 'card-message',
    says: 'The messages that a card names are held fast for it, and no others.',
    sql: `SELECT 'names other messages than are held for it' AS what, kind || ' ' || id AS where_ FROM card c
      WHERE ARRAY(SELECT DISTINCT unnest(messages) ORDER BY 1) IS DISTINCT FROM
        ARRAY(SELECT message FROM card_message m WHERE m.kind = c.kind AND m.id = c.id ORDER BY 1)`,
  },
  {
    rule: 'quarantine-message',
    says: 'What is kept in the virus store is there.',
    sql: `SELECT 'names message ' || message || ', which does not exist' AS what, id AS where_
      FROM quarantine q WHERE NOT EXISTS (SELECT FROM message m WHERE m.id = q.message)`,
  },
  {
    rule: 'dispatch-envelope',
    says: 'The envelope of every message that was accepted is there.',
    sql: `SELECT 'names envelope ' || envelope || ', which does not exist' AS what, identificativo AS where_, identificativo
      FROM dispatch d WHERE NOT EXISTS (SELECT FROM message m WHERE m.id = d.envelope)`,
  },
  {
    rule: 'tracking-dispatch',
    says: 'Only recipients of accepted messages are tracked.',
    sql: `SELECT 'is tracked, but nothing of this name was accepted' AS what, identificativo || ' ' || recipient AS where_,
        identificativo, recipient
      FROM tracking t WHERE NOT EXISTS (SELECT FROM dispatch d WHERE d.identificativo = t.identificativo)`,
  },
  {
    rule: 'tracking-due',
    says: 'No deadline of a recipient passed an hour ago without anybody looking.',
    timed: true,
    sql: `SELECT 'fell due at ' || due_at || ' and nobody looked' AS what, identificativo || ' ' || recipient AS where_,
        identificativo, recipient
      FROM tracking WHERE due_at < $1::bigint - ${LATE_MS}`,
  },
  {
    rule: 'job-end',
    says: 'No job is still open an hour after its end.',
    timed: true,
    sql: `SELECT 'is still open, though it ends at ' || expires_at AS what, id AS where_
      FROM job WHERE expires_at < $1::bigint - ${LATE_MS}`,
  },
  {
    rule: 'job-lease',
    says: 'A job is leased to somebody whole, or to nobody.',
    sql: `SELECT 'has half a lease' AS what, id AS where_ FROM job
      WHERE (token IS NULL) <> (leased_until IS NULL) OR (token IS NULL) <> (leased_at IS NULL) OR (token IS NOT NULL AND attempts < 1)`,
  },
];

import type pg from 'pg';
import { sqlState } from './connection.ts';

const FOREIGN_KEY = '23503';
const ATTEMPTS = 3;

/**
 * A job's message is read out of the text of its JSON: the operators refuse all of a value in which some string holds U+0000. The
 * ids of `newId` stand in JSON as they are; a message of any other name is never swept. Rows that somebody holds are left for
 * the next time.
 */
const SWEEP = /* sql */ `
  DELETE FROM message WHERE id IN (
    SELECT m.id FROM message m
    WHERE m.id < $1 AND m.id ~ '^[0-9a-z]+$'
      AND NOT EXISTS (SELECT FROM placement p WHERE p.message = m.id)
      AND NOT EXISTS (SELECT FROM job j WHERE substring(j.work::text FROM '"messageId":"([^"]*)"') = m.id)
      AND NOT EXISTS (SELECT FROM seen s WHERE s.message = m.id)
      AND NOT EXISTS (SELECT FROM dispatch d WHERE d.envelope = m.id)
      AND NOT EXISTS (SELECT FROM card_message c WHERE c.message = m.id)
      AND NOT EXISTS (SELECT FROM quarantine q WHERE q.message = m.id)
    LIMIT $2 FOR UPDATE OF m SKIP LOCKED)`;

/**
 * Removes up to `limit` messages that nothing names: no mailbox, job, memory of what was issued or received, dispatch, card, or
 * virus store. What `seen` and `dispatch` name is evidence and stays (spec 15). `before`: ids below it are old enough; ids begin with
 * their instant. Answers how many.
 *
 * Safe beside steps of any process, because a message that nothing names is never named again:
 * - a new message and its first name are born in one commit (`Step`), so no snapshot shows the one without the other;
 * - a job hands its message on (another job, `seen`, quarantine, a placement) in the commit that ends it, and that commit holds only while
 *   the lease does, so until then the job names it;
 * - a repetition takes its message from `seen`, which is never emptied;
 * - only a placement or a card may come from what was read before (a copy in a mailbox, its source expunged meanwhile): there the foreign
 *   key decides, by row locks. Either the placement is first and the message stays, or the step is refused like one that names no message.
 * A step that is repeated after a lost connection is seconds old, never as old as `before`.
 */
export async function sweepMessages(pool: pg.Pool, before: string, limit: number): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await pool.query(SWEEP, [before, limit])).rowCount ?? 0;
    } catch (error) {
      // A placement came between the look and the deletion: the whole statement is undone, and the next look sees it.
      if (attempt === ATTEMPTS || sqlState(error) !== FOREIGN_KEY) throw error;
    }
  }
}

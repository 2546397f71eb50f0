/** The parts of the group statement that judge and write cards (`group-statement.ts`). */

/** The row of a card, and the row that has its key, each locked: what counts is their newest state. */
export const judgeCards = (input: string): string => `card_held AS MATERIALIZED (
  SELECT x.*, (SELECT c.version FROM card c WHERE c.kind = x.kind AND c.id = x.id FOR UPDATE) AS held,
    (SELECT c.id FROM card c WHERE c.kind = x.kind AND c.key = x.key FOR UPDATE) AS holder FROM gate, ${input})`;

/** A key whose holder an earlier step of the group changes may be free after it: that is seen in the next group. */
export const refuseCards = (refused: { readonly card: number; readonly undecided: number }): string =>
  `SELECT step, CASE WHEN (was IS NULL OR coalesce(held, 0) = was) AND EXISTS (
        SELECT FROM card_held o WHERE o.kind = h.kind AND o.id = h.holder AND o.step < h.step)
      THEN ${refused.undecided} ELSE ${refused.card} END AS kind, h.kind AS a, id AS b, NULL AS c FROM card_held h
    WHERE (was IS NOT NULL AND coalesce(held, 0) <> was) OR holder <> id`;

const COLUMNS = 'kind, id, owner, version, value, key, due_at, messages, at';
const VALUES = 'x.kind, x.id, x.owner, 1, x.value::json, x.key, x.due_at, string_to_array(x.messages, chr(10)), x.at';

/** A card whatever there was, or one that was judged. */
export function putCards(input: string, holds: string): string[] {
  return [
    `w_card AS (INSERT INTO card AS c (${COLUMNS}) SELECT ${VALUES} FROM verdict, ${input} WHERE ${holds}
      ON CONFLICT (kind, id) DO UPDATE SET owner = excluded.owner, version = c.version + 1, value = excluded.value,
        key = excluded.key, due_at = excluded.due_at, messages = excluded.messages, at = excluded.at)`,
    `w_card_unnamed AS (DELETE FROM card_message m USING verdict, ${input} WHERE m.kind = x.kind AND m.id = x.id AND ${holds}
      AND m.message <> ALL (coalesce(string_to_array(x.messages, chr(10)), '{}')))`,
    named('w_card_named', input, holds),
  ];
}

/** A card where none may be: one that came meanwhile fails the group. */
export function putNewCards(input: string, holds: string): string[] {
  return [
    `w_card_new AS (INSERT INTO card (${COLUMNS}) SELECT ${VALUES} FROM verdict, ${input} WHERE ${holds})`,
    named('w_card_new_named', input, holds),
  ];
}

export const removeCards = (input: string, holds: string): string =>
  `w_card_gone AS (DELETE FROM card c USING verdict, ${input} WHERE c.kind = x.kind AND c.id = x.id AND ${holds})`;

function named(as: string, input: string, holds: string): string {
  return `${as} AS (INSERT INTO card_message (kind, id, message) SELECT x.kind, x.id, named.message FROM verdict, ${input},
      unnest(string_to_array(x.messages, chr(10))) AS named (message) WHERE ${holds} ON CONFLICT DO NOTHING)`;
}

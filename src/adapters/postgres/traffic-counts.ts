import type pg from 'pg';

/** What the message log holds of a period, counted there: what the authority asks for (spec 16.4). */
export interface TrafficCounts {
  readonly outgoing: number;
  readonly incoming: number;
  readonly virusesIn: number;
  readonly virusesOut: number;
}

/**
 * `from` is of the period, `to` is not. What was sent by `notOf`, lower-case addresses, is no traffic of holders. Taking charge counts when the message came from another provider: its sender is in none
 * of `ownDomains`. Received notices have records of other names (`RicezioneRicevuta`), so every one counted was issued here.
 */
export async function trafficCounts(
  pool: pg.Pool,
  {
    from,
    to,
    ownDomains,
    notOf = [],
  }: {
    readonly from: number;
    readonly to: number;
    readonly ownDomains: readonly string[];
    readonly notOf?: readonly string[];
  },
): Promise<TrafficCounts> {
  const { rows } = await pool.query<TrafficCounts>(
    `SELECT count(*) FILTER (WHERE event = 'Accettazione') AS outgoing,
        count(*) FILTER (WHERE event = 'PresaInCarico' AND split_part(sender, '@', 2) <> ALL ($3)) AS incoming,
        count(*) FILTER (WHERE event = 'RilevazioneVirus') AS "virusesIn",
        count(*) FILTER (WHERE event = 'NonAccettazioneVirus') AS "virusesOut"
      FROM log_record
      WHERE instant >= $1 AND instant < $2
        AND event IN ('Accettazione', 'PresaInCarico', 'RilevazioneVirus', 'NonAccettazioneVirus')
        AND (sender IS NULL OR sender <> ALL ($4::text[]))`,
    [from, to, ownDomains, notOf],
  );
  return rows[0]!;
}

import type pg from 'pg';

/** One thing that is not as it must be. */
export interface Finding {
  /** Short name of the rule, e.g. `placement-message`, `I4`. */
  readonly rule: string;
  /** What is wrong, in one clause. */
  readonly what: string;
  /** Where: the row, message or identificativo. */
  readonly where: string;
}

/** A rule as one query: each row it answers is a finding. */
export interface RowRule {
  readonly rule: string;
  /** Selects `what` and `where_`; `$1` is the instant of the check where `timed`. */
  readonly sql: string;
  readonly timed?: true;
}

export async function checkRows(client: pg.ClientBase, rules: readonly RowRule[], now: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { rule, sql, timed } of rules) {
    const { rows } = await client.query<{ what: string; where_: string }>(sql, timed ? [now] : []);
    findings.push(...rows.map((row) => ({ rule, what: row.what, where: row.where_ })));
  }
  return findings;
}

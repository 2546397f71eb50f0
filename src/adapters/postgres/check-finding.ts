import type pg from 'pg';

/** One thing that is not as it must be. */
export interface Finding {
  /** Short name of the rule, e.g. `placement-message`, `I4`. */
  readonly rule: string;
  /** What is wrong, in one clause. */
  readonly what: string;
  /** Where: the row, message or identificativo. */
  readonly where: string;
  /** Where it is about a message that was certified here: the log tells what became of it. */
  readonly identificativo?: string;
  readonly recipient?: string;
}

/** What a rule demands, for a person who reads that it is broken. */
export interface RuleText {
  readonly rule: string;
  /** One plain sentence. */
  readonly says: string;
}

/** A rule as one query: each row it answers is a finding. */
export interface RowRule extends RuleText {
  /** Selects `what` and `where_`, perhaps `identificativo` and `recipient`; `$1` is the instant of the check where `timed`. */
  readonly sql: string;
  readonly timed?: true;
}

/** What a check has found so far: of each rule the first ones, and how many there are. */
export class Findings {
  readonly #perRule: number;
  readonly #kept: Finding[] = [];
  readonly #counts = new Map<string, number>();

  constructor(perRule: number) {
    this.#perRule = perRule;
  }

  get perRule(): number {
    return this.#perRule;
  }

  get list(): readonly Finding[] {
    return this.#kept;
  }

  /** How often each rule is broken; those that hold are not there. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  add(...findings: readonly Finding[]): void {
    for (const finding of findings) {
      const count = this.#counts.get(finding.rule) ?? 0;
      this.#counts.set(finding.rule, count + 1);
      if (count < this.#perRule) this.#kept.push(finding);
    }
  }

  /** So many more of a rule, which nobody looked at one by one. */
  addUntold(rule: string, more: number): void {
    if (more > 0) this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + more);
  }
}

interface FoundRow {
  readonly what: string;
  readonly where_: string;
  readonly identificativo?: string;
  readonly recipient?: string;
  readonly total: number;
}

export async function checkRule(
  client: pg.ClientBase,
  { rule, sql, timed }: RowRule,
  now: number,
  findings: Findings,
): Promise<void> {
  const limit = Number.isFinite(findings.perRule) ? findings.perRule : 'ALL';
  const text = `WITH found AS MATERIALIZED (${sql})
    SELECT found.*, (SELECT count(*) FROM found) AS total FROM found LIMIT ${limit}`;
  const { rows } = await client.query<FoundRow>(text, timed ? [now] : []);
  for (const { what, where_, identificativo, recipient } of rows) {
    const about = {
      ...(identificativo !== undefined && { identificativo }),
      ...(recipient !== undefined && { recipient }),
    };
    findings.add({ rule, what, where: where_, ...about });
  }
  findings.addUntold(rule, (rows[0]?.total ?? 0) - rows.length);
}

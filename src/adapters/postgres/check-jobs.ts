import type pg from 'pg';
import type { Work } from '#ports';
import type { Finding } from './check-finding.ts';

const PAGE = 1_000;

/** Every open job names a message that is there. */
export async function checkJobs(client: pg.ClientBase): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (let after = ''; ; ) {
    const { rows } = await client.query<{ id: string; work: Work }>(
      `SELECT id, work FROM job WHERE id > $1 ORDER BY id LIMIT ${PAGE}`,
      [after],
    );
    if (rows.length === 0) return findings;
    const named = rows.map(({ work }) => work.messageId);
    const known = await client.query<{ id: string }>('SELECT id FROM message WHERE id = ANY ($1)', [named]);
    const there = new Set(known.rows.map((row) => row.id));
    for (const { id, work } of rows) {
      if (there.has(work.messageId)) continue;
      findings.push({ rule: 'job-message', what: `names message ${work.messageId}, which does not exist`, where: id });
    }
    after = rows.at(-1)!.id;
  }
}

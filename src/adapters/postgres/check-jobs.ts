import type pg from 'pg';
import type { Work } from '#ports';
import type { Findings, RuleText } from './check-finding.ts';
import type { CheckReader } from './check-reader.ts';

const PAGE = 1_000;

export const JOB_RULES: readonly RuleText[] = [
  { rule: 'job-message', says: 'Every job that is still to be done is about a message that is there.' },
];

interface OpenJob {
  readonly id: string;
  readonly work: Work;
}

/** Every open job names a message that is there. */
export async function checkJobs(reader: CheckReader, findings: Findings): Promise<void> {
  for (let after = ''; ; ) {
    const { jobs, there } = await reader.page((client) => openJobs(client, after));
    if (jobs.length === 0) return;
    for (const { id, work } of jobs) {
      if (there.has(work.messageId)) continue;
      findings.add({ rule: 'job-message', what: `names message ${work.messageId}, which does not exist`, where: id });
    }
    after = jobs.at(-1)!.id;
  }
}

async function openJobs(client: pg.ClientBase, after: string) {
  const { rows: jobs } = await client.query<OpenJob>(
    `SELECT id, work FROM job WHERE id > $1 ORDER BY id LIMIT ${PAGE}`,
    [after],
  );
  const named = jobs.map(({ work }) => work.messageId);
  const known = await client.query<{ id: string }>('SELECT id FROM message WHERE id = ANY ($1)', [named]);
  return { jobs, there: new Set(known.rows.map((row) => row.id)) };
}

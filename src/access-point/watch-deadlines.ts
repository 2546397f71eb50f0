import { issueKey, joinSteps } from '#issuing';
import { nextTracking } from '#pec';
import type { Step, TrackingRow } from '#ports';
import type { AccessPointPorts } from './submission.ts';

const BATCH = 200;

/**
 * Issues what has fallen due: M9 when at 12 h neither take-charge nor delivery is known, M10 before 24 h when no delivery is
 * (RFC 6109 3.1.6; spec 11.2). Deadlines are rows, so they survive restarts and clock steps (T118). Answers how many rows it
 * handled; call again until it answers 0.
 */
export async function watchDeadlines(ports: AccessPointPorts): Promise<number> {
  const rows = await ports.store.dueTracking(ports.legalTime.now(), BATCH);
  await Promise.all(rows.map((row) => handleDue(row, ports)));
  return rows.length;
}

/** One row, one step. Where the state has changed meanwhile the step fails, records nothing, and the row is read again. */
async function handleDue(row: TrackingRow, ports: AccessPointPorts): Promise<void> {
  const { store, issuing, legalTime } = ports;
  const { identificativo, recipient } = row;
  const dispatch = await store.dispatch(identificativo);
  if (dispatch === undefined) throw new Error(`tracking of ${identificativo} has no dispatch`);
  const at = legalTime.now();
  const { to, dueAt, emit } = nextTracking(row.state, 'due', at, dispatch.acceptedAt);
  let step: Step = {
    tracking: [{ identificativo, recipient, from: row.state, to, ...(dueAt !== undefined && { dueAt }) }],
  };
  if (emit === 'M9' || emit === 'M10') {
    const { facts, mailbox } = dispatch;
    const once = issueKey(issuing.issuer, emit, identificativo, recipient);
    const notification = { number: emit, recipient } as const;
    step = joinSteps(
      step,
      (await issuing.issueNotice({ point: 'AP', facts, at, notification, route: { mailbox }, once })).part,
    );
  }
  await store.commit(step);
}

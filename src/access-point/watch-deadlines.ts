import { moveTracking } from '#issuing';
import { nextTracking } from '#pec';
import type { TrackingRow } from '#ports';
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
  const { store, legalTime } = ports;
  const dispatch = await store.dispatch(row.identificativo);
  if (dispatch === undefined) throw new Error(`tracking of ${row.identificativo} has no dispatch`);
  const at = legalTime.now();
  const next = nextTracking(row.state, 'due', at, dispatch.acceptedAt);
  await store.commit(await moveTracking({ row, dispatch, next, at }, ports));
}

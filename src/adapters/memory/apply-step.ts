import { domainOf } from '#mime';
import type { AccountChange, FieldsOf, NewJob, Placement, Step } from '#ports';
import { applyCard } from './cards.ts';
import { frozenCopy } from './frozen.ts';
import { type FolderState, type MemoryState, putTrackingRow, trackingRow } from './state.ts';

/** Records a step that was judged good; answers the UIDs of its placements. Nothing in here can fail. */
export function applyStep(state: MemoryState, step: Step): readonly number[] {
  applyRecords(state, step);
  applyTracking(state, step);
  for (const change of step.accounts ?? []) applyAccount(state, change);
  for (const change of step.cards ?? []) applyCard(state, change);
  const uids = (step.placements ?? []).map((placement) => place(state, placement));
  for (const job of step.jobs ?? []) bear(state, job);
  for (const { jobId } of step.done ?? []) state.jobs.delete(jobId);
  for (const { jobId, runAt, error, work } of step.retry ?? []) {
    const job = state.jobs.get(jobId);
    if (!job) continue;
    const { lease: _ended, ...kept } = job;
    state.jobs.set(jobId, frozenCopy({ ...kept, runAt, lastError: error, work: work ?? job.work }));
  }
  return uids;
}

function applyRecords(state: MemoryState, step: Step): void {
  for (const message of step.messages ?? []) putOnce(state.messages, message.id, message);
  for (const seen of step.seen ?? []) putOnce(state.seen, seen.key, seen);
  for (const dispatch of step.dispatches ?? []) putOnce(state.dispatches, dispatch.facts.identificativo, dispatch);
  for (const item of step.quarantine ?? []) putOnce(state.quarantine, item.id, item);
  for (const record of step.log ?? []) state.log.push(frozenCopy({ ...record, seq: (state.log.at(-1)?.seq ?? 0) + 1 }));
  for (const document of step.documents ?? []) {
    const kept = state.documents.get(document.name);
    if (!kept || kept.at <= document.at) state.documents.set(document.name, frozenCopy(document));
  }
  for (const name of step.forget ?? []) state.documents.delete(name);
}

function putOnce<T>(map: Map<string, T>, id: string, value: T): void {
  if (!map.has(id)) map.set(id, frozenCopy(value));
}

function applyTracking(state: MemoryState, step: Step): void {
  for (const row of step.track ?? []) {
    if (!trackingRow(state, row.identificativo, row.recipient)) putTrackingRow(state, frozenCopy(row));
  }
  for (const { identificativo, recipient, to, dueAt } of step.tracking ?? []) {
    const due = dueAt === undefined ? {} : { dueAt };
    putTrackingRow(state, frozenCopy({ identificativo, recipient, state: to, ...due }));
  }
}

function applyAccount(state: MemoryState, change: AccountChange): void {
  switch (change.kind) {
    case 'put-domain':
      state.domains.set(change.domain.name, frozenCopy(change.domain));
      return;
    case 'remove-domain': {
      const isUsed = [...state.mailboxes.values()].some(({ mailbox }) => domainOf(mailbox.address) === change.name);
      if (!isUsed) state.domains.delete(change.name);
      return;
    }
    case 'put-mailbox': {
      const mailbox = frozenCopy(change.mailbox);
      const kept = state.mailboxes.get(mailbox.id) ?? { folders: new Map(), usedBytes: 0, messages: 0 };
      state.mailboxes.set(mailbox.id, { ...kept, mailbox });
      return;
    }
    case 'put-user':
      state.users.set(change.user.login, frozenCopy(change.user));
      return;
    case 'change-mailbox': {
      const kept = state.mailboxes.get(change.id);
      if (kept) state.mailboxes.set(change.id, { ...kept, mailbox: changed(kept.mailbox, change.change) });
      return;
    }
    case 'change-user': {
      const kept = state.users.get(change.login);
      if (kept) state.users.set(change.login, changed(kept, change.change));
      return;
    }
    case 'put-grant':
      state.grants.set(`${change.grant.mailbox} ${change.grant.login}`, frozenCopy(change.grant));
      return;
    case 'remove-grant':
      state.grants.delete(`${change.mailbox} ${change.login}`);
      return;
    case 'put-folder-rights':
      state.folderRights.set(`${change.rights.folder} ${change.rights.login}`, frozenCopy(change.rights));
      return;
    case 'remove-folder-rights':
      state.folderRights.delete(`${change.folder} ${change.login}`);
      return;
    case 'put-app-password':
      state.appPasswords.set(`${change.appPassword.login} ${change.appPassword.id}`, frozenCopy(change.appPassword));
      return;
  }
}

/** With some fields changed; what is null is taken away. */
function changed<T extends object>(kept: T, change: FieldsOf<Partial<T>>): T {
  const fields = Object.entries({ ...kept, ...change }).filter(([, value]) => value !== null);
  return frozenCopy(Object.fromEntries(fields) as T);
}

function place(state: MemoryState, placement: Placement): number {
  const box = state.mailboxes.get(placement.mailbox)!;
  let folder: FolderState | undefined = box.folders.get(placement.folder);
  if (!folder) {
    state.foldersBorn += 1;
    folder = { uidValidity: state.foldersBorn, uidNext: 1, items: new Map() };
    box.folders.set(placement.folder, folder);
  }
  const { messageId, size, internalDate, flags = [] } = placement;
  const uid = folder.uidNext;
  folder.uidNext += 1;
  folder.items.set(uid, frozenCopy({ uid, messageId, size, internalDate, flags: sortedFlags(flags) }));
  box.usedBytes += size;
  box.messages += 1;
  return uid;
}

/** None twice whatever the letter case. */
function sortedFlags(flags: readonly string[]): readonly string[] {
  const kept = new Map(flags.toReversed().map((flag) => [flag.toLowerCase(), flag]));
  return [...kept.values()].sort();
}

/** As the holder of a box does; what is not there is passed over. */
export function expunge(state: MemoryState, mailbox: string, folder: string, uid: number): void {
  const box = state.mailboxes.get(mailbox);
  const items = box?.folders.get(folder)?.items;
  const item = items?.get(uid);
  if (!box || !items || !item) return;
  items.delete(uid);
  box.usedBytes -= item.size;
  box.messages -= 1;
}

function bear(state: MemoryState, job: NewJob): void {
  const { id, work, queue, runAt, expiresAt } = job;
  if (!state.jobs.has(id)) state.jobs.set(id, frozenCopy({ id, work, queue, runAt, expiresAt, attempts: 0 }));
}

import type { Step, Store } from '#ports';

/** The store as a child would write it: what a step does to plain values. Only what `observe` can ask of a real one. */
export interface Model {
  readonly seen: readonly string[];
  /** Mailbox id -> sizes in order of UID. */
  readonly boxes: Readonly<Record<string, readonly number[]>>;
  readonly quotas: Readonly<Record<string, number>>;
  readonly state: string;
  readonly jobs: readonly string[];
  readonly log: number;
  /** Job id -> token of its only lease. Known from claims, not observed. */
  readonly leases: Readonly<Record<string, string>>;
}

export const emptyModel: Model = { seen: [], boxes: {}, quotas: {}, state: '', jobs: [], log: 0, leases: {} };

export function apply(model: Model, step: Step): { done: boolean; model: Model } {
  if (!holds(model, step)) return { done: false, model };
  const boxes: Record<string, readonly number[]> = { ...model.boxes };
  const quotas = { ...model.quotas };
  for (const change of step.accounts ?? []) {
    if (change.kind !== 'put-mailbox') continue;
    boxes[change.mailbox.id] ??= [];
    quotas[change.mailbox.id] = change.mailbox.quotaBytes;
  }
  for (const placement of step.placements ?? [])
    boxes[placement.mailbox] = [...boxes[placement.mailbox]!, placement.size];
  const ended = new Set((step.done ?? []).map((done) => done.jobId));
  const born = (step.jobs ?? []).map((job) => job.id).filter((id) => !model.jobs.includes(id));
  const leases = Object.entries(model.leases).filter(([id]) => !ended.has(id));
  return {
    done: true,
    model: {
      seen: [...model.seen, ...(step.seen ?? []).map((seen) => seen.key)].sort(),
      boxes,
      quotas,
      state: step.tracking?.at(-1)?.to ?? step.track?.at(-1)?.state ?? model.state,
      jobs: [...model.jobs.filter((id) => !ended.has(id)), ...born].sort(),
      log: model.log + (step.log?.length ?? 0),
      leases: Object.fromEntries(leases),
    },
  };
}

function holds(model: Model, step: Step): boolean {
  const used = (box: string) => (model.boxes[box] ?? []).reduce((sum, size) => sum + size, 0);
  return (
    (step.expects ?? []).every((expectation) => {
      if (expectation.kind === 'document') throw new Error('the model has no documents');
      return expectation.kind === 'lease'
        ? model.jobs.includes(expectation.jobId) && model.leases[expectation.jobId] === expectation.token
        : used(expectation.mailbox) + expectation.bytes <= (model.quotas[expectation.mailbox] ?? -1);
    }) &&
    (step.seen ?? []).every((seen) => !model.seen.includes(seen.key)) &&
    (step.tracking ?? []).every((change) => model.state === change.from)
  );
}

export function* permutations(length: number, taken: readonly number[] = []): Generator<readonly number[]> {
  if (taken.length === length) yield taken;
  for (let i = 0; i < length; i++) if (!taken.includes(i)) yield* permutations(length, [...taken, i]);
}

/** What a real store holds under the names that begin with `prefix`, written as `Model` is, without leases. */
export async function observe(store: Store, prefix: string): Promise<string> {
  const bare = (name: string) => name.slice(prefix.length);
  const own = (name: string) => name.startsWith(prefix);
  const keys = [0, 1, 2, 3].map((n) => `${prefix}k-${n}`);
  const boxes: Record<string, readonly number[]> = {};
  const quotas: Record<string, number> = {};
  const mailboxes = (await store.mailboxes()).filter((mailbox) => own(mailbox.id));
  for (const mailbox of mailboxes.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    boxes[bare(mailbox.id)] = (await store.items(mailbox.id, 'INBOX')).map((item) => item.size);
    quotas[bare(mailbox.id)] = mailbox.quotaBytes;
  }
  const [row] = await store.tracking(`${prefix}id`);
  const jobs = (await store.jobs(1_000)).map((job) => job.id).filter(own);
  const model: Omit<Model, 'leases'> = {
    seen: [...(await store.seen(keys)).keys()].map(bare).sort(),
    boxes,
    quotas,
    state: row?.state ?? '',
    jobs: jobs.map(bare).sort(),
    log: (await store.searchLog({ identificativo: `${prefix}log`, limit: 1_000 })).length,
  };
  return JSON.stringify(model);
}

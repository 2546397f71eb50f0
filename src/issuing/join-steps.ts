import type { Step } from '#ports';

const LISTS = [
  'expects',
  'messages',
  'seen',
  'dispatches',
  'track',
  'tracking',
  'log',
  'placements',
  'quarantine',
  'documents',
  'forget',
  'accounts',
  'cards',
  'jobs',
  'done',
  'retry',
] as const satisfies readonly (keyof Step)[];

/** One step out of parts: every list is the lists of the parts in their order. The order of `log` is the order of the log. */
export function joinSteps(...parts: readonly Step[]): Step {
  const joined: Record<string, unknown[]> = {};
  for (const part of parts) {
    for (const list of LISTS) {
      const items = part[list];
      if (items === undefined || items.length === 0) continue;
      const target = joined[list];
      if (target === undefined) joined[list] = [...items];
      else target.push(...items);
    }
  }
  return joined as Step;
}

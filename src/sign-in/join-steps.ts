import type { Step } from '#ports';

/** Several parts as one step; none of them names what another does. */
export function joined(...parts: readonly Step[]): Step {
  const all = new Map<string, unknown[]>();
  for (const part of parts)
    for (const [name, items] of Object.entries(part) as [string, readonly unknown[] | undefined][])
      if (items !== undefined && items.length > 0) all.set(name, [...(all.get(name) ?? []), ...items]);
  return Object.fromEntries(all) as Step;
}

import type { Office } from '#contract';

export interface Branch {
  readonly office: Office;
  readonly depth: number;
}

const MAX_DEPTH = 20;

/** Offices in the order of their chart, each with how deep it stands; those whose parent is missing stand at the top. */
export function officeTree(offices: readonly Office[]): readonly Branch[] {
  const ids = new Set(offices.map(({ id }) => id));
  const under = Map.groupBy(offices, ({ parent }) => (parent !== undefined && ids.has(parent) ? parent : ''));
  const seen = new Set<string>();
  const walk = (parent: string, depth: number): readonly Branch[] =>
    depth > MAX_DEPTH
      ? []
      : (under.get(parent) ?? []).flatMap((office) => {
          if (seen.has(office.id)) return [];
          seen.add(office.id);
          return [{ office, depth }, ...walk(office.id, depth + 1)];
        });
  const found = walk('', 0);
  // A ring hangs from nothing: it is shown all the same.
  return [...found, ...offices.filter(({ id }) => !seen.has(id)).map((office) => ({ office, depth: 0 }))];
}

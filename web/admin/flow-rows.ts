/** An event of the provider, as the server tells it: domains alone, no names, no subjects. */
export interface FlowRow {
  readonly seq: number;
  readonly at: string;
  readonly point: string;
  readonly event: string;
  readonly from?: string;
  readonly to: readonly string[];
  readonly provider?: string;
}

export const MOST_ROWS = 200;

export function readFlow(data: string): FlowRow | undefined {
  try {
    const read: unknown = JSON.parse(data);
    if (typeof read !== 'object' || read === null) return undefined;
    const { seq, at, point, event, to } = read as Partial<FlowRow>;
    if (typeof seq !== 'number' || typeof at !== 'string' || typeof event !== 'string' || typeof point !== 'string')
      return undefined;
    return { ...(read as FlowRow), to: Array.isArray(to) ? to : [] };
  } catch {
    return undefined;
  }
}

/** The newest stand first, once each, and the oldest drop out. */
export function withFlow(rows: readonly FlowRow[], news: readonly FlowRow[]): readonly FlowRow[] {
  const known = new Set(rows.map(({ seq }) => seq));
  const fresh = news.filter(({ seq }) => !known.has(seq)).toReversed();
  return [...fresh, ...rows].slice(0, MOST_ROWS);
}

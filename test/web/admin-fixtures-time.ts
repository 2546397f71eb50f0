import type { Answered, Api } from '#contract';

/** Answers by endpoint. */
export type Answers = { readonly [N in keyof Api]?: Answered<Api[N]> };

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 22, 9, 30);

/** So long before the morning of all fixtures. */
export const at = (ms: number): string => new Date(NOW - ms).toISOString();

/** One hour of the day that was. */
export interface Hour {
  readonly at: string;
  readonly accepted: number;
  readonly delivered: number;
  readonly failed: number;
}

export interface Bar {
  readonly at: string;
  readonly x: number;
  readonly width: number;
  /** Heights from the ground line, 0 to 1 of the picture. */
  readonly delivered: number;
  readonly failed: number;
  readonly accepted: number;
}

export interface Chart {
  readonly bars: readonly Bar[];
  /** Round numbers at which lines stand, with their heights. */
  readonly lines: readonly { readonly value: number; readonly height: number }[];
  readonly top: number;
}

const GAP = 0.25;

/** Bars of an hour each, and lines at round numbers: all in parts of the picture's width and height. */
export function chartOf(hours: readonly Hour[]): Chart {
  const highest = Math.max(
    0,
    ...hours.map(({ accepted, delivered, failed }) => Math.max(accepted, delivered + failed)),
  );
  const step = roundStep(highest);
  const top = Math.max(step, Math.ceil(highest / step) * step);
  const each = 1 / Math.max(1, hours.length);
  return {
    top,
    lines: Array.from({ length: Math.round(top / step) }, (_, at) => {
      const value = (at + 1) * step;
      return { value, height: value / top };
    }),
    bars: hours.map(({ at, accepted, delivered, failed }, index) => ({
      at,
      x: index * each + (each * GAP) / 2,
      width: each * (1 - GAP),
      delivered: delivered / top,
      failed: failed / top,
      accepted: accepted / top,
    })),
  };
}

/** 1, 2 or 5 times a power of ten, so that at most five lines stand. */
export function roundStep(highest: number): number {
  if (highest <= 5) return 1;
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = [1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10;
  return round * power;
}

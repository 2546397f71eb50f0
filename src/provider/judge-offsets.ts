import type { NtpFailure, NtpMeasure } from '#adapters/ntp';

/** What several servers say of this machine's clock. */
export type ClockJudgement =
  /** `offsetMs`: to be added to this machine's clock. */
  | { readonly kind: 'regular' | 'warning' | 'wrong'; readonly offsetMs: number; readonly answered: number }
  /** Too few servers answered: nothing is known. */
  | { readonly kind: 'unknown'; readonly answered: number };

/**
 * The median of the answers, once more than half of the servers have answered: one that is wrong, or lies, moves nothing. An answer
 * that was on its way for longer than a wrong clock may be off says too little and is none.
 */
export function judgeOffsets(
  answers: readonly (NtpMeasure | NtpFailure)[],
  limits: { readonly warnAfterMs: number; readonly stopAfterMs: number },
): ClockJudgement {
  const usable = answers
    .filter((answer) => 'offsetMs' in answer)
    .filter(({ roundTripMs }) => roundTripMs <= limits.stopAfterMs)
    .map(({ offsetMs }) => offsetMs)
    .sort((a, b) => a - b);
  const answered = usable.length;
  if (answered <= answers.length / 2) return { kind: 'unknown', answered };
  const middle = Math.floor(answered / 2);
  const offsetMs = answered % 2 === 1 ? usable[middle]! : (usable[middle - 1]! + usable[middle]!) / 2;
  const off = Math.abs(offsetMs);
  const kind = off > limits.stopAfterMs ? 'wrong' : off > limits.warnAfterMs ? 'warning' : 'regular';
  return { kind, offsetMs, answered };
}

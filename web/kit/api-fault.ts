import type { Problem, RefusalKind } from '#contract';

/** A call that did not do what was asked: told by the server (RFC 9457), or by the way to it. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';
  /** 0 when the server was not reached. */
  readonly status: number;
  /** For programs: `not-found`, `changed`, `network`… */
  readonly code: string;
  /** One sentence for people, in their language; empty when the server said none. */
  readonly detail: string;
  readonly faults: NonNullable<Problem['faults']>;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly kind: RefusalKind | 'network' | 'broken';

  constructor(status: number, problem: Partial<Problem> = {}) {
    super(problem.detail ?? problem.title ?? `${status}`);
    this.status = status;
    this.code = problem.code ?? (status === 0 ? 'network' : 'broken');
    this.detail = problem.detail ?? '';
    this.faults = problem.faults ?? [];
    this.retryAfter = problem.retryAfter;
    this.kind = kindOf(status, `${problem.type ?? ''} ${this.code}`);
  }

  /** What the server says of one field. */
  of(field: string): string | undefined {
    return this.faults.find(({ at }) => at === field || at.endsWith(`.${field}`) || at.endsWith(`/${field}`))?.detail;
  }
}

const KINDS: Readonly<Record<number, RefusalKind>> = {
  400: 'invalid',
  401: 'unknown',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'too-large',
  429: 'too-many',
  503: 'not-now',
};

function kindOf(status: number, words: string): ApiFault['kind'] {
  if (status === 0) return 'network';
  if (status === 401 && words.includes('unconfirmed')) return 'unconfirmed';
  if (status === 409 && /\bchanged\b/.test(words)) return 'changed';
  return KINDS[status] ?? (status >= 500 ? 'not-now' : 'broken');
}

/** May the same call do better another time? Who has not the role for it hears the same again. */
export function canRetry({ kind }: ApiFault): boolean {
  return kind !== 'forbidden';
}

/** Whatever was thrown, as a fault. */
export function asFault(thrown: unknown): ApiFault {
  if (thrown instanceof ApiFault) return thrown;
  return new ApiFault(0, { detail: '' });
}

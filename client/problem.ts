/** What the API says when something is not done (RFC 9457); `code` is for programs, `detail` for people. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly faults?: readonly { readonly at: string; readonly code: string; readonly detail: string }[];
  /** Seconds. */
  readonly retryAfter?: number;
}

/** The API answered, and did not do it. */
export class CeralaccaProblem extends Error {
  override name = 'CeralaccaProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    // Who reads a log sees this alone: the fields that are wrong belong to it.
    const fields = (problem.faults ?? []).map(({ at, detail }) => ` [${at}: ${detail}]`).join('');
    super(`${problem.status} ${problem.code}: ${problem.detail}${fields}`);
    this.problem = problem;
  }
}

/** Reads the problem of an answer; one of a proxy in between, which is no JSON, is told by its status. */
export async function problemOf(response: Response): Promise<Problem> {
  const waits = Number(response.headers.get('retry-after'));
  const plain: Problem = {
    status: response.status,
    code: 'http',
    title: response.statusText,
    detail: `the server answered ${response.status} ${response.statusText}`.trim(),
    ...(Number.isFinite(waits) && waits > 0 && { retryAfter: waits }),
  };
  try {
    const told = (await response.json()) as Partial<Problem>;
    return typeof told.code === 'string' ? { ...plain, ...told } : plain;
  } catch {
    return plain;
  }
}

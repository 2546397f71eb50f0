import { STATUS_CODES } from 'node:http';
import { type Language, type Problem, REFUSALS, Refusal, type Sentence } from '#contract';
import { type ListenerCode, SENTENCES, STATUS } from './sentences.ts';

/** A refusal of the listener itself, with a status that offices don't have. */
export class HttpRefusal extends Error {
  override name = 'HttpRefusal';
  readonly code: ListenerCode;
  readonly retryAfter: number | undefined;

  constructor(code: ListenerCode, retryAfter?: number) {
    super(SENTENCES[code].en);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export interface ToldProblem {
  readonly problem: Problem;
  /** Ours: to be logged loudly. Of what it says the peer is told nothing. */
  readonly isFault: boolean;
}

/** What is told of an error, whatever it is (RFC 9457): never a message, a stack or a path of ours. */
export function problemOf(error: unknown, language: Language): ToldProblem {
  if (error instanceof Refusal) {
    const faults = error.faults.map(({ at, code, detail }) => ({ at, code, detail: detail[language] }));
    const told = tell(REFUSALS[error.kind], error.code, error.detail, language, error.retryAfter);
    return { problem: { ...error.members, ...told, ...(faults.length > 0 && { faults }) }, isFault: false };
  }
  const code = error instanceof HttpRefusal ? error.code : codeOf(error);
  const retryAfter = error instanceof HttpRefusal ? error.retryAfter : undefined;
  return { problem: tell(STATUS[code], code, SENTENCES[code], language, retryAfter), isFault: code === 'internal' };
}

function tell(
  status: number,
  code: string,
  detail: Sentence,
  language: Language,
  retryAfter: number | undefined,
): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return {
    type: 'about:blank',
    title,
    status,
    code,
    detail: detail[language],
    ...(retryAfter !== undefined && { retryAfter: Math.max(1, Math.ceil(retryAfter)) }),
  };
}

/** Errors of the framework and of Node, by their codes. */
function codeOf(error: unknown): ListenerCode {
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || statusCode === 415) return 'media-type';
  if (statusCode === 413) return 'too-large';
  if (statusCode === 404) return 'not-found';
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return 'bad-request';
  return 'internal';
}

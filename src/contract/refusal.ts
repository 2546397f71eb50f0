import type { Language } from './vocabulary.ts';

/** Why something asked for over the web is not done, with its HTTP status. */
export const REFUSALS = {
  /** What was written is not right: fields are named in `faults`. */
  invalid: 400,
  /** Nobody is signed in. */
  unknown: 401,
  /** Signed in, but not confirmed lately: `isSensitive` endpoints. */
  unconfirmed: 401,
  forbidden: 403,
  /** Not there, or not for this visitor: which of both is not told. */
  'not-found': 404,
  /** Somebody changed it since it was read. */
  changed: 409,
  /** Contradicts what there is: the name is taken, the state does not allow it. */
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  /** The world is at fault: scanner, disk, index. Again later. */
  'not-now': 503,
} as const;
export type RefusalKind = keyof typeof REFUSALS;

/** One sentence for people, in each language. */
export type Sentence = { readonly [L in Language]: string };

/** An outcome that ends a call: offices throw it, the door tells it as RFC 9457 says. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly kind: RefusalKind;
  /** For programs: lower-case words with hyphens, e.g. `folder-exists`. */
  readonly code: string;
  readonly detail: Sentence;
  readonly faults: readonly { readonly at: string; readonly code: string; readonly detail: Sentence }[];
  /** Seconds. */
  readonly retryAfter: number | undefined;
  /** Told besides, by its own name: what another standard wants (`error`, RFC 6749 5.2). */
  readonly members: Readonly<Record<string, string>>;

  constructor(
    kind: RefusalKind,
    code: string,
    detail: Sentence,
    more: {
      readonly faults?: Refusal['faults'];
      readonly retryAfter?: number;
      readonly cause?: unknown;
      readonly members?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail.en, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.code = code;
    this.detail = detail;
    this.faults = more.faults ?? [];
    this.retryAfter = more.retryAfter;
    this.members = more.members ?? {};
  }
}

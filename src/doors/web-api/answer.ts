import type { z } from 'zod';
import type { Endpoint } from '#contract';

/** Octets: a message, an attachment, a file. Whatever they are, the browser never runs them (see `send-octets.ts`). */
export interface Octets {
  /** Media type, with its charset where it has one. */
  readonly type: string;
  /** File name, any letters (RFC 6266). */
  readonly name?: string;
  /** To be kept, not shown. What browsers must not show at all is kept whatever is said here. */
  readonly isDownload?: boolean;
  /** Strong entity tag without quotes, e.g. a SHA-256: with it ranges can be gone on with (`If-Range`) and need not be sent again. */
  readonly tag?: string;
  /** Links in what is shown may be opened, in windows of their own. */
  readonly opensLinks?: boolean;
  readonly body: OctetsBody;
}

export type OctetsBody =
  | Uint8Array
  /** Of unknown length: no ranges. */
  | AsyncIterable<Uint8Array>
  /** Ranges are read where they are. `end` is exclusive; `read(0, size)` is everything. */
  | { readonly size: number; read(start: number, end: number): AsyncIterable<Uint8Array> };

/** One server-sent event. `data` goes as JSON. */
export interface ServerEvent {
  /** What the browser says in `Last-Event-ID` when it comes back; one line. */
  readonly id?: string;
  /** Its type; `message` otherwise. */
  readonly event?: string;
  readonly data: unknown;
}

/** A stream of them. The iteration is ended (`return`) and `call.signal` aborted when nobody listens any more. */
export interface Events {
  readonly events: AsyncIterable<ServerEvent>;
}

/** The browser goes elsewhere (303). A path of ours, or the address of an identity provider: never what a stranger wrote. */
export interface Elsewhere {
  readonly location: string;
}

/** What a handler answers. Where JSON is promised events may be streamed as well, to who accepts `text/event-stream`. */
export type AnswerOf<E extends Endpoint> = E['answer'] extends z.ZodType
  ? z.input<E['answer']> | Events
  : E['answer'] extends 'octets'
    ? Octets
    : E['answer'] extends 'events'
      ? Events
      : E['answer'] extends 'elsewhere'
        ? Elsewhere
        : // biome-ignore lint/suspicious/noConfusingVoidType: a handler that answers nothing returns nothing
          void;

export function isEvents(answer: unknown): answer is Events {
  return (
    typeof answer === 'object' && answer !== null && 'events' in answer && Symbol.asyncIterator in Object(answer.events)
  );
}

import type { Area, endpoints, RefusalKind } from '#contract';
import type { HttpListener } from '#doors/http-listener';
import type { LegalTime, Monotonic } from '#ports';
import type { BodyLimits } from './read-body.ts';
import type { Routes } from './routes.ts';
import type { Visitors } from './visitors.ts';

/** Handlers by area; what is not there yet is not served. */
export type AreaRoutes = { readonly [A in Area]?: Routes<(typeof endpoints)[A]> };

export interface WebApiOptions {
  readonly listener: HttpListener;
  readonly visitors: Visitors;
  readonly routes: AreaRoutes;
  readonly monotonic: Monotonic;
  /** What the field `Date` of an answer tells: pages count ages by it. Absent: the clock of the machine. */
  readonly legalTime?: LegalTime;
  /** Answers are compared with what the contract promises, and fail where they differ: in tests and in the sandbox. */
  readonly checksAnswers: boolean;
  readonly limits?: Partial<WebApiLimits>;
  /** For measurements: event streams open now. */
  onStreams?(open: number): void;
  /** A call that was refused by the door or by an office: kinds, never what was asked. */
  onRefused?(endpoint: string, kind: RefusalKind, code: string): void;
}

export interface WebApiLimits extends BodyLimits {
  /** Calls of one visitor in a minute. */
  readonly callsPerMinute: number;
  readonly streamsPerVisitor: number;
  readonly streams: number;
  readonly heartbeatMs: number;
}

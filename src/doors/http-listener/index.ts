/** The web server itself: bounds, security headers, problems as RFC 9457 says. What it serves is registered by others. */
export { HTTP_LIMITS, type HttpLimits } from './http-limits.ts';
export type { AnsweredRequest, HttpListenerOptions } from './listen-options.ts';
export { type HttpListener, openHttpListener } from './open-http-listener.ts';
export { type Pace, pace } from './pace.ts';
export { type PageFile, type PageFiles, readPageFiles } from './page-files.ts';
export { HttpRefusal, problemOf } from './problem-of.ts';
export { requestLanguage } from './request-language.ts';
export { DATA_POLICY, PAGE_POLICY } from './security-headers.ts';
export { type Readiness, serveHealth } from './serve-health.ts';
export { type Measure, type Measured, openMetrics, serveMetrics } from './serve-metrics.ts';
export { type PageSet, servePages } from './serve-pages.ts';
export { type NotReady, waitingPage } from './waiting-page.ts';

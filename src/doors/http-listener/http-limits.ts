/** What one listener bears. Bounds of bodies are the business of who reads them. */
export interface HttpLimits {
  /** Connections open, in all; of one network. Behind a proxy only the first counts. */
  readonly maxConnections: number;
  readonly maxConnectionsPerPeer: number;
  /** Octets of the request line and the header fields. */
  readonly maxHeaderBytes: number;
  /** The header must have come within this. */
  readonly headersTimeoutMs: number;
  /** A whole request, its body too. */
  readonly requestTimeoutMs: number;
  /** A connection on which nothing moves is ended. Longer than any long poll. */
  readonly idleTimeoutMs: number;
  /** Between two requests. */
  readonly keepAliveMs: number;
  /** Requests of one network in a minute. */
  readonly requestsPerMinute: number;
  /** What is under way when the listener closes has so long. */
  readonly graceMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  maxConnections: 5_000,
  maxConnectionsPerPeer: 200,
  maxHeaderBytes: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 3_600_000,
  idleTimeoutMs: 120_000,
  keepAliveMs: 15_000,
  requestsPerMinute: 6_000,
  graceMs: 5_000,
};

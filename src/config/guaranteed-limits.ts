import type { LimitsConfig } from './provider-config.ts';

const MB = 1_048_576;

/** No holder who writes by hand comes near it; a thief's program is beyond it in minutes (users 8). */
export const BURSTS = Object.freeze({ perHour: 60, perNightHour: 20 });

/** What every provider must grant (DM a12, RFC 6109 3.1.1, spec 16.1); also what one grants that says nothing else. */
export const GUARANTEED_LIMITS: LimitsConfig = Object.freeze({
  // One recipient may be sent 30 MB, counted as received: A10 judges the rest.
  maxMessageBytes: 30 * MB,
  maxBytesTimesRecipients: 30 * MB,
  maxRecipients: 50,
  quotaBytes: 500 * MB,
  quotaReserve: { percent: 10, leastBytes: 50 * MB },
  submissionsPerHour: 500,
  bursts: BURSTS,
  connectionsPerAddress: 20,
});

/** The limits of the sandbox and the benchmark: an attachment of 100 MB whatever the number of recipients, no brakes. */
export const SANDBOX_LIMITS: LimitsConfig = Object.freeze({
  // In lines of base64 100 MB are 137.
  maxMessageBytes: 140 * MB,
  maxBytesTimesRecipients: undefined,
  maxRecipients: 500,
  quotaBytes: 2048 * MB,
  // Small enough that a small box can be filled and its reserve too.
  quotaReserve: { percent: 10, leastBytes: 0 },
  submissionsPerHour: undefined,
  bursts: undefined,
  connectionsPerAddress: undefined,
});

/** No revocation list in use is older than an hour (spec 9.9): one fetch may fail meanwhile. */
export const CRL_REFRESH_MS = 1_800_000;

function megabytes(octets: number): string {
  return `${Math.round((octets / MB) * 10) / 10} MB`;
}

/** One sentence for the start of `serve`: what is granted to every holder. */
export function describeLimits(limits: LimitsConfig): string {
  const product =
    limits.maxBytesTimesRecipients === undefined
      ? 'whatever the number of recipients'
      : `size times recipients up to ${megabytes(limits.maxBytesTimesRecipients)}`;
  return `Granted: messages up to ${megabytes(limits.maxMessageBytes)}, ${product}, up to ${limits.maxRecipients} recipients.`;
}

/** Names of documents that tell of the operator's duties. */

/** What `ceralacca backup` told of the last one. */
export const LAST_BACKUP = 'backup/last';
/** When some process last did its duties. */
export const HEARTBEAT = 'duty/heartbeat';
/** How the last probe of our own service went. */
export const LAST_PROBE = 'probe/last';
/** Under this, the addresses from which probes were ever sent: their messages are no traffic. */
export const PROBE_SENDERS = 'duty/probe/';
/** What the nightly verification of the sealed log found. */
export const LAST_LOG_CHECK = 'log-check/last';
/** What the last run of the retention did. */
export const LAST_RETENTION = 'retention/last';

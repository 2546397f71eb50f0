/** Names of documents that tell of the operator's duties. */

/** What `ceralacca backup` told of the last one. */
export const LAST_BACKUP = 'backup/last';
/** When some process last did its duties. */
export const HEARTBEAT = 'duty/heartbeat';
/** What the last run of the retention did. */
export const LAST_RETENTION = 'retention/last';

/**
 * Who changes folders or appends to the log goes through this advisory lock, held to the end of the transaction: one writer at a
 * time on the whole database, so that UIDs, MODSEQs and the log's order are the order of commits.
 */
export const GATE = 7_305_102;

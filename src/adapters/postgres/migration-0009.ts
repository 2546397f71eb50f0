/**
 * Message-IDs come from anywhere: each new one falls somewhere else in its index, and the wider the index, the more of its pages have to
 * be read and written for the same records. Hashes need a fourth of the room; whoever searches compares the Message-ID itself too.
 */
export const migration0009 = /* sql */ `
DROP INDEX log_record_msgid;
CREATE INDEX log_record_msgid ON log_record (hashtext(msgid)) WHERE msgid IS NOT NULL;
`;

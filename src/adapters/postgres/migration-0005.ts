/**
 * Up to which UID some reader was told of a folder's messages: `\\Recent` of RFC 3501. What stands when the program learns of it
 * counts as told.
 */
export const migration0005 = /* sql */ `
ALTER TABLE folder ADD recent_uid bigint NOT NULL DEFAULT 0;
UPDATE folder SET recent_uid = uid_next - 1;
`;

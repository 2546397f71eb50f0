/**
 * Texts of the search are kept without accents and ligatures (`foldText` of `#mime`). What was parsed before goes, and is parsed anew from
 * the octets when nothing else is to be done; until then a search reads the octets of what it finds no texts of.
 */
export const migration0010 = /* sql */ `
TRUNCATE message_facts;
UPDATE folder SET judged_uid = 0 WHERE judged_uid > 0;
`;

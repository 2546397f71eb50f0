/** Who holds a message is asked when one is swept, and by the foreign key for each message that goes (`sweep-messages.ts`). */
export const migration0002 = /* sql */ `
CREATE INDEX placement_message ON placement (message);
`;
